"""The story of a pilot: a few items, several people, what they part on; the rules are mended and tried once more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.estimate import Comparison
from assay.core.question import Amount, Rating
from assay.datasets.names import name_problems
from assay.datasets.sample import DrawnSample
from assay.datasets.sample_asked import SampleAsked
from assay.labeling.clarity import Clarity, clarity
from assay.labeling.disagreement import Contested
from assay.labeling.gold import GOLD_LANE
from assay.labeling.guideline_diff import RuleChange, changed_rules
from assay.labeling.kept import (
    BETWEEN,
    KeptQuestion,
    QueuePlan,
    find_queue,
    guideline_versions,
    in_force,
    question_of,
)
from assay.labeling.open_queue import OpenQueue
from assay.labeling.pilots import (
    LEAST_PEOPLE,
    MOST_PEOPLE,
    PILOT,
    Items,
    Pilot,
    PilotRound,
    find_pilot,
    pilots,
    round_name,
)
from assay.labeling.remarks import Remark, remarks_in, tied_to_rules
from assay.labeling.votes import ITEM, facts_of, present_answers
from assay.metrics.rounds import compare_rounds
from assay.store.queueing.assignment import Standing
from assay.store.queueing.listing import JudgeStanding

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

MOST_DISCUSSED = 10
LONGEST_TEXT = 600
"""Characters of an item in a list of items to talk about."""


class RoundNumbers(NamedTuple):
    """One round as it stands."""

    round: PilotRound
    """What it holds."""
    standing: Standing
    """How far it is."""
    judges: tuple[JudgeStanding, ...]
    """Who did what."""
    clarity: Clarity | None
    """Agreement, answers, rules and items; None while nobody answered."""
    remarks: tuple[Remark, ...]
    """What people said of the guideline, newest first."""
    changes: tuple[RuleChange, ...]
    """Rules that read otherwise than in the round before."""
    discuss: tuple[Contested, ...]
    """Items to talk about first: those tied to the rule with most disagreement, then the most even ones."""


class PilotNumbers(NamedTuple):
    """A pilot as it stands."""

    pilot: Pilot
    """What is tried."""
    dataset: str
    """Dataset version as people name it."""
    question: KeptQuestion
    """What is asked."""
    rounds: tuple[RoundNumbers, ...]
    """Each round, the first one first."""
    comparison: Comparison | None
    """Agreement in the last round against that of the round before; None with one round, or no answers in one."""
    texts: Mapping[str, str]
    """What is shown of the items to talk about, as one text."""

    @property
    def last(self) -> RoundNumbers:
        """The newest round."""
        return self.rounds[-1]


class Doors(NamedTuple):
    """The stories that a round goes through; whoever begins one introduces them, for stories do not know each other."""

    draw: Callable[..., DrawnSample]
    """`assay.workflows.samples.keep_sample`."""
    drawn: Callable[..., DrawnSample]
    """`assay.workflows.samples.kept_sample`."""
    fill: Callable[..., object]
    """`assay.workflows.queues.fill_queue`."""


def begin_pilot(
    workspace: "Workspace",
    name: str,
    *,
    doors: Doors,
    dataset: str,
    question: str,
    n_items: int = 30,
    people: int = 4,
    seed: int = 7,
    actor: str,
) -> Pilot:
    """Items drawn by chance, in an ordinary queue that several people work through, kept as the first round.

    Raises
    ------
    InputError
        ``dataset.name``, ``pilot.people``, ``pilot.items``, ``pilot.taken``; those of a sample and of a queue.
    WorkspaceError
        ``dataset.unknown``, ``question.unknown``, ``guideline.not_approved``.
    """
    _check(workspace, name, n_items=n_items, people=people)
    called, version = round_name(name, 1), workspace.dataset(dataset).version
    named = f"{workspace.dataset(dataset).manifest.name}@{version}"
    sample = doors.draw(workspace, SampleAsked(n_items, seed=seed), dataset=named, name=called, actor=actor)
    asked = {"question": question, "sample": sample, "overlap": people}
    doors.fill(workspace, name=called, dataset=named, **asked, actor=actor)
    plan = find_queue(workspace.store, called)
    first = _round_of(workspace, plan, Items.FRESH)
    made = Pilot(name, plan.dataset, plan.question, n_items, people, seed, (first,))
    workspace.put(PILOT, name, made, actor=actor)
    return made


def begin_again(workspace: "Workspace", name: str, *, doors: Doors, items: str, actor: str) -> Pilot:
    """Another round under the rules in force now: with items that no round had, or with those of the first.

    A larger sample with the same seed begins with the smaller one, so that what is left of it is as much chance's
    choice as the first round was.

    Raises
    ------
    InputError
        ``pilot.which_items``, ``pilot.not_begun``.
    WorkspaceError
        ``pilot.unknown``, ``pilot.no_items``.
    """
    if items not in set(Items):
        raise InputError("pilot.which_items", f"A round has no '{items[:40]}' items.", did_you_mean(items, Items))
    store, pilot = workspace.store, find_pilot(workspace.store, name)
    last, called = pilot.rounds[-1].queue, round_name(name, len(pilot.rounds) + 1)
    if store.queues.standing(last).n_answered == 0:
        what = f"Nobody answered in the last round of '{name}' yet."
        raise InputError("pilot.not_begun", what, f"Let people work there first: assay work {last} --judge j1.")
    dataset, question = pilot.question.split(BETWEEN, 1)
    named = f"{dataset}@{pilot.dataset}"
    if Items(items) is Items.SAME:
        sample = doors.drawn(workspace, round_name(name, 1), dataset=named)
    else:
        sample = _not_tried(workspace, pilot, doors, dataset=named, called=called, actor=actor)
    queue = {"name": called, "dataset": named, "question": question, "sample": sample, "overlap": pilot.people}
    doors.fill(workspace, **queue, actor=actor)
    made = replace(pilot, rounds=(*pilot.rounds, _round_of(workspace, find_queue(store, called), Items(items))))
    workspace.put(PILOT, name, made, actor=actor)
    return made


def pilot_numbers(
    workspace: "Workspace", name: str, *, opened: OpenQueue | None = None, level: float = 0.95, seed: int = 7
) -> PilotNumbers:
    """How far people agree, which rules they part on, which items to talk about, and whether a change helped.

    ``opened`` is a queue of the pilot: with it the items to talk about are told with their texts.

    Raises
    ------
    WorkspaceError
        ``pilot.unknown``.
    """
    store = workspace.store
    pilot = find_pilot(store, name)
    plans = [find_queue(store, each.queue) for each in pilot.rounds]
    question = question_of(store, plans[0])
    rounds = []
    for place, plan in enumerate(plans):
        before = pilot.rounds[place - 1].guideline if place else None
        rounds.append(_round(workspace, pilot.rounds[place], plan, question, before=before))
    position = store.ledger.size()
    facts = [facts_of(present_answers(store, plan, position=position, without=[GOLD_LANE])) for plan in plans[-2:]]
    told = [each for each in facts if each is not None]
    scale = "interval" if isinstance(question.question.form, (Rating, Amount)) else "nominal"
    comparison = compare_rounds(told[0], told[1], scale=scale, level=level, seed=seed) if len(told) == 2 else None
    called = f"{pilot.question.partition(BETWEEN)[0]}@{pilot.dataset[:12]}"
    texts = {} if opened is None else {each.item: _text(opened, each.item) for each in rounds[-1].discuss}
    return PilotNumbers(pilot, called, question, tuple(rounds), comparison, texts)


def pilot_lines(workspace: "Workspace") -> tuple[tuple[Pilot, Standing], ...]:
    """Every pilot, by name, with how far its last round is."""
    store = workspace.store
    return tuple((each, store.queues.standing(each.rounds[-1].queue)) for each in pilots(store))


def _check(workspace: "Workspace", name: str, *, n_items: int, people: int) -> None:
    """Look before anything is drawn."""
    problems = name_problems(name, "pilot")
    if problems:
        raise InputError.gather(problems)
    if not LEAST_PEOPLE <= people <= MOST_PEOPLE:
        what = f"A pilot with {people} people an item."
        raise InputError("pilot.people", what, f"Give {LEAST_PEOPLE} to {MOST_PEOPLE}; 3 to 5 tell most.")
    if n_items < 2:
        raise InputError("pilot.items", f"A pilot of {n_items} items.", "Give 2 or more; 30 tell a first time.")
    known = next((each for each in pilots(workspace.store) if each.name == name), None)
    if known is not None:
        what = f"There is a pilot '{name}' already, with {len(known.rounds)} rounds."
        raise InputError("pilot.taken", what, f"Choose another name, or try once more: assay pilot again {name}.")


def _round_of(workspace: "Workspace", plan: QueuePlan, items: Items) -> PilotRound:
    current = in_force(guideline_versions(workspace.store, plan.question))
    return PilotRound(plan.name, items, current.guideline.version if current else None)


def _not_tried(
    workspace: "Workspace", pilot: Pilot, doors: Doors, *, dataset: str, called: str, actor: str
) -> DrawnSample:
    """Drawn items that no round had, as many as a round holds, in their random order."""
    store = workspace.store
    tried = {each.item for made in pilot.rounds for each in store.queues.items(made.queue)}
    n = min(len(tried) + pilot.n_items, workspace.dataset(dataset).manifest.n_items)
    if n <= len(tried):
        what = f"Every item of the dataset was in a round of '{pilot.name}'."
        raise WorkspaceError("pilot.no_items", what, "Try the same items once more: --items same.")
    drawn = doors.draw(workspace, SampleAsked(n, seed=pilot.seed), dataset=dataset, name=called, actor=actor)
    table = drawn.table.sort_by("order")
    is_left = pa.array([str(item) not in tried for item in table[ITEM].to_pylist()], pa.bool_())
    return DrawnSample(drawn.sample, table.filter(is_left).slice(0, pilot.n_items))


def _round(
    workspace: "Workspace", made: PilotRound, plan: QueuePlan, question: KeptQuestion, *, before: str | None
) -> RoundNumbers:
    store = workspace.store
    versions = {each.guideline.version: each.guideline for each in guideline_versions(store, question.key)}
    rules = versions.get(made.guideline or "")
    remarks = remarks_in(store, [plan.name])
    answers = present_answers(store, plan, position=store.ledger.size(), without=[GOLD_LANE])
    found = None
    if answers.num_rows:
        tied = tied_to_rules(store, question.key, remarks, rules, queues=[plan.name])
        found = clarity(answers, question.question.form, rules, tied)
    old = versions.get(before or "")
    changes = changed_rules(old, rules) if old is not None and rules is not None else ()
    standing, judges = store.queues.standing(plan.name, without=[GOLD_LANE]), store.queues.judges(plan.name)
    discuss = () if found is None else _to_discuss(found)
    return RoundNumbers(made, standing, judges, found, remarks[::-1], changes, discuss)


def _to_discuss(found: Clarity) -> tuple[Contested, ...]:
    order = {item: place for place, rule in reversed(list(enumerate(found.rules))) for item in rule.items}
    ranked = sorted(found.items, key=lambda each: order.get(each.item, len(found.rules)))
    return tuple(ranked[:MOST_DISCUSSED])


def _text(opened: OpenQueue, item: str) -> str:
    return "\n".join(part.text for part in opened.parts(item))[:LONGEST_TEXT]
