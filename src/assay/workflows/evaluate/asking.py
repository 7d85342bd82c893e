"""The story of a judge that people check: who judged the outputs of a plan, and where people are asked for more."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError
from assay.core.evidence import Evidence, JudgedBy
from assay.core.facts import BAD, ITEM, answer_column
from assay.core.figures import count
from assay.core.judge_card import JudgeCard, item_mark
from assay.core.judgment import Status
from assay.core.plan import Plan, Scoring
from assay.core.safe_text import neutral, shell_word
from assay.core.verdict import Advice
from assay.datasets.judged_sample import Prompt, draw_judged
from assay.datasets.parquet import parquet_bytes
from assay.datasets.sample import DrawnSample
from assay.gates.stages import stage_alpha, stages_of
from assay.gates.trust import EXPIRED, NO_CARD, OTHER_VERSION, UNCORRECTED, Used, doubts
from assay.labeling.asked import (
    ASKED,
    AskedStage,
    PeopleAsked,
    PeopleSaid,
    asked_name,
    asked_stages,
    finished,
    people_said,
    stage_table,
)
from assay.labeling.kept import find_question
from assay.store.output_sets import OutputSet, output_id, output_items, output_set_of
from assay.store.outputs import Outputs as Kept
from assay.store.panels import all_agree, panels
from assay.store.votes import machine_votes

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
NOTHING = "nothing said"
"""Verdict on an output that there is not."""
CARD, SAMPLE = "judge_card", "sample"
"""Kinds of documents."""
MENDABLE = frozenset({NO_CARD, EXPIRED, OTHER_VERSION, UNCORRECTED})
"""Doubts about a judge that answers of people can settle: they are what a card is made of."""
Fill = Callable[..., object]
"""`assay.workflows.queues.fill_queue`; stories do not know each other, so whoever evaluates introduces it."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs that a plan is about."""

    plan: Plan
    """The plan."""
    scoring: Scoring
    """How it scores: by a judge."""
    set: OutputSet
    """Outputs of both systems."""

    @property
    def systems(self) -> tuple[str, str]:
        """Baseline and candidate."""
        return self.plan.baseline.name, self.plan.candidate.name


class Standing(NamedTuple):
    """How far people are."""

    outputs: frozenset[str]
    """Ids of the outputs that there are."""

    stages: tuple[AskedStage, ...]
    """What they were asked."""
    done: int
    """Stages that they finished."""
    said: PeopleSaid
    """What they said."""
    judged: frozenset[str]
    """Outputs that the machine judged, to whatever end."""
    failed: int
    """Outputs of them of which it said nothing that can be used."""
    versions: tuple[str, ...]
    """Its versions, in the order of the last judgment under each."""


def outputs_of(workspace: "Workspace", plan: Plan, answers: Sequence[Kept]) -> Outputs | None:
    """The outputs of a plan that are scored by a judge; None for any other plan."""
    output_set = next((each.output_set for each in answers), None)
    if plan.scoring is None or plan.scoring.judge is None or output_set is None:
        return None
    found = output_set_of(workspace.store, output_set)
    return None if found is None else Outputs(plan, plan.scoring, found)


def judged_of(
    workspace: "Workspace", plan: Plan, answers: Sequence[Kept], *, position: int, now: str
) -> JudgedBy | None:
    """As `judged_by`, where a judge scores the outputs of the plan; else None."""
    outputs = outputs_of(workspace, plan, answers)
    return None if outputs is None else judged_by(workspace, outputs, position=position, now=now)


def judged_by(workspace: "Workspace", outputs: Outputs, *, position: int, now: str) -> JudgedBy:
    """Who judged the outputs as of one position: the machine and its card, people and how far they are."""
    scoring, stages = outputs.scoring, stages_of(outputs.scoring)
    standing = _standing(workspace, outputs, position=position)
    demands = workspace.tiers()[outputs.plan.tier].needs_judge_card
    card = _card(workspace, scoring, position=position)
    versions = standing.versions
    items = _marks(workspace, outputs, position=position) if card is not None and card.tuned_on else frozenset()
    used = Used(str(scoring.judge), versions, str(scoring.question), bool(stages), outputs.set.name, items)
    table = stage_table(workspace.store, standing.stages[-1])["item"].to_pylist() if standing.stages else []
    asked = [item for item in table if item in standing.outputs]
    known = JudgedBy(
        judge=str(scoring.judge),
        version=versions[-1] if versions else "",
        question=str(scoring.question),
        good=str(scoring.good),
        stages=stages,
        stage=standing.done,
        side_alpha=stage_alpha((1.0 - outputs.plan.level) / 2.0, stages, standing.done),
        n_asked=len(asked),
        n_answered=sum(item in standing.said.good for item in asked),
        n_people=len(standing.said.judges),
        queues=tuple(each.queue for each in standing.stages[standing.done :] if each.queue is not None),
        sample=standing.stages[standing.done - 1].sample if standing.done else None,
        label_cost=scoring.label_cost,
        currency=scoring.currency,
        card_made=None if card is None else card.made_at,
        card_until=None if card is None else card.valid_until,
        card_says=None if card is None else " ".join(each.sentence for each in card.findings),
        doubts=doubts(card, used, now=now),
        demands_card=demands,
    )
    return replace(known, says=tuple(_says(known, outputs, standing, askable=has_question(workspace, outputs))))


def needs_people(evidence: Evidence) -> bool:
    """Whether labels could still decide, the plan declared that it would look once more, and nobody works for it.

    A judge that is refused for want of a card gets its first stage of labels all the same: a card is made of them.
    """
    judged = evidence.judged
    if judged is None or evidence.recommendation.advice is not Advice.NOT_YET or judged.stage >= len(judged.stages):
        return False
    refused = {each.code for each in judged.doubts} if judged.demands_card else set()
    return judged.n_answered == judged.n_asked and (not refused or (not judged.n_asked and refused <= MENDABLE))


def ask_people(
    workspace: "Workspace",
    outputs: Outputs,
    table: pa.Table,
    evidence: Evidence,
    *,
    fill: Fill,
    actor: str,
) -> bool:
    """Draw the next declared stage and open its queue, where the decision needs it; False where nobody is asked.

    The sample of a stage holds those of the stages before. Where people work on a stage still, nobody is asked anew.

    Parameters
    ----------
    table : facts of the verdicts, one row a prompt and attempt
    evidence : as it stands with the labels that there are
    """
    judged = evidence.judged
    standing = _standing(workspace, outputs, position=workspace.store.ledger.size())
    if judged is None or not _ready(judged, standing) or not has_question(workspace, outputs):
        return False
    number = len(standing.stages) + 1
    called = f"{_slug(outputs.plan.name)}-{outputs.set.version[:6]}-{number}"
    agreed = _agreed(workspace, outputs, standing.versions[-1] if standing.versions else "")
    prompts = _prompts(outputs, table, standing.outputs, agreed)
    n, first = judged.stages[number - 1], judged.stages[0]
    drawn = _drawn(workspace, outputs, prompts, called, n=n, first=first, actor=actor)
    waiting = standing.outputs - standing.said.good.keys()
    fresh = [item in waiting for item in drawn.table["item"].to_pylist()]
    left = DrawnSample(drawn.sample, drawn.table.filter(pa.array(fresh, pa.bool_())))
    queue = called if left.table.num_rows else None
    if queue is not None:
        dataset = f"{outputs.set.name}@{outputs.set.version}"
        asked = {"name": queue, "dataset": dataset, "question": judged.question, "sample": left, "overlap": 1}
        fill(workspace, **asked, actor=actor)
    stage = AskedStage(judged.stages[number - 1], called, drawn.sample.table, queue)
    record = PeopleAsked(outputs.plan.name, outputs.set.version, judged.question, (*standing.stages, stage))
    workspace.put(ASKED, asked_name(outputs.plan.name, outputs.set.version), record, actor=actor)
    return True


def _standing(workspace: "Workspace", outputs: Outputs, *, position: int) -> Standing:
    store, scoring, version = workspace.store, outputs.scoring, outputs.set.version
    stages = asked_stages(store, outputs.plan.name, version, position=position)
    said = people_said(store, version, str(scoring.question), str(scoring.good), position=position)
    items = output_items(store, version, position=position)["item"].to_pylist()
    known = frozenset(str(each) for each in items)
    votes = machine_votes(store, version, str(scoring.judge), position=position)
    votes = votes.filter(pc.equal(votes["question"], scoring.question))
    if scoring.judge_version is not None:
        votes = votes.filter(pc.equal(votes["judge_version"], scoring.judge_version))
    statuses = dict(zip(map(str, votes["item"].to_pylist()), votes["status"].to_pylist(), strict=True))
    failed = sum(each != Status.GIVEN.value for each in statuses.values())
    every = [str(each or "") for each in votes["judge_version"].to_pylist()]
    versions = tuple(dict.fromkeys(reversed(every)))[::-1]
    return Standing(
        known, stages, finished(store, stages, said.good, known), said, frozenset(statuses), failed, versions
    )


def _ready(judged: JudgedBy, standing: Standing) -> bool:
    """Whether the next stage can be drawn: strata are what the judge said, so it must have judged every output."""
    is_next = standing.done == len(standing.stages) < len(judged.stages)
    return is_next and standing.outputs <= standing.judged


def has_question(workspace: "Workspace", outputs: Outputs) -> bool:
    """Whether the outputs have the question, so that a queue can ask it."""
    try:
        find_question(workspace.store, str(outputs.scoring.question), dataset=outputs.set.name)
    except WorkspaceError:
        return False
    return True


def _drawn(
    workspace: "Workspace",
    outputs: Outputs,
    prompts: Sequence[Prompt],
    called: str,
    *,
    n: int,
    first: int,
    actor: str,
) -> DrawnSample:
    """The sample of a stage, kept under its name; drawn again it is the same."""
    drawn = draw_judged(prompts, n, seed=outputs.plan.seed, name=called, frame=outputs.set.version, first=first)
    blob = workspace.store.blobs.put_bytes(parquet_bytes(drawn.table))
    record = replace(drawn.sample, table=blob)
    workspace.put(SAMPLE, f"{outputs.set.version}:{called}", record, actor=actor, blobs=[blob])
    return DrawnSample(record, drawn.table)


def _agreed(workspace: "Workspace", outputs: Outputs, version: str) -> dict[str, bool]:
    """Of each output that several judged (a panel, or the judge asked again) whether all said the same."""
    scoring, store = outputs.scoring, workspace.store
    votes = machine_votes(store, outputs.set.version, str(scoring.judge), position=store.ledger.size())
    mine = pc.and_(pc.equal(votes["question"], scoring.question), pc.equal(votes["judge_version"], version))
    return all_agree(votes.filter(mine), panels(store, str(scoring.judge)))


def _prompts(outputs: Outputs, table: pa.Table, known: Collection[str], agreed: Mapping[str, bool]) -> list[Prompt]:
    """Prompts (and attempts) with what the judge said of the outputs to each."""
    size = max(table.num_rows // outputs.set.attempts, 1)
    said = zip(*(table[answer_column(system)].to_pylist() for system in outputs.systems), strict=True)
    found = []
    for row, (prompt, verdicts) in enumerate(zip(table[ITEM].to_pylist(), said, strict=True)):
        ids = tuple(output_id(str(prompt), system, row // size + 1) for system in outputs.systems)
        told = [verdict or (BAD if each in known else NOTHING) for verdict, each in zip(verdicts, ids, strict=True)]
        several = [agreed[each] for each in ids if each in agreed]
        found.append(Prompt(tuple(told), ids, all(several) if several else None))
    return found


def _card(workspace: "Workspace", scoring: Scoring, *, position: int) -> JudgeCard | None:
    history = workspace.store.documents.history(CARD, f"{scoring.question}:{scoring.judge}", position=position)
    return from_plain(JudgeCard, history[-1].body) if history else None


def _marks(workspace: "Workspace", outputs: Outputs, *, position: int) -> frozenset[str]:
    """Marks of all outputs and of their prompts."""
    known = output_items(workspace.store, outputs.set.version, position=position)
    ids = {*known["item"].to_pylist(), *known["parent"].to_pylist()}
    return frozenset(item_mark(str(each)) for each in ids)


def _says(judged: JudgedBy, outputs: Outputs, standing: Standing, *, askable: bool) -> Iterator[str]:
    """How things stand, for the terminal and the report."""
    dataset, waiting = shell_word(outputs.set.name, most=120), judged.n_asked - judged.n_answered
    unjudged = len(standing.outputs - standing.judged)
    is_called = outputs.scoring.judge_file is not None
    if unjudged:
        how = f"assay judge run --judge FILE --dataset {dataset}, or assay judgments import"
        yield (
            f"Judge '{neutral(judged.judge, most=60)}' has not judged {count(unjudged)} of the "
            f"{count(len(standing.outputs))} outputs: {'assay evaluate asks it' if is_called else how}."
        )
    if standing.failed:
        again = "With --again they are asked once more. " if is_called else ""
        yield (
            f"Judge '{neutral(judged.judge, most=60)}' gave no answer that can be used on {count(standing.failed)} of "
            f"them: its own numbers count these as not good{', and people correct that' if judged.stages else ''}. "
            f"{again}See what it said: assay judge reasons {shell_word(judged.judge, most=60)} --dataset {dataset} "
            f"--question {shell_word(judged.question, most=60)}."
        )
    if not askable and (is_called or (judged.stages and judged.stage < len(judged.stages))):
        question = neutral(judged.question, most=60)
        yield (
            f"Nobody can be asked: the outputs have no question '{question}'. "
            f"Add it, then run the same command again: assay question add FILE --dataset {dataset}."
        )
    if waiting and judged.queues:
        wait = "1 output waits" if waiting == 1 else f"{count(waiting)} outputs wait"
        yield f"{wait} for people in queue {', '.join(judged.queues)}: assay serve."
    if judged.stage:
        stage = f"stage {judged.stage} of {len(judged.stages)}"
        yield f"The numbers rest on {stage} of people's labels ({count(judged.stages[judged.stage - 1])} outputs)."


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")[:60] or "plan"
