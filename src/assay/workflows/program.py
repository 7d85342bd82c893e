"""The story of a labeling program: kept from its file, and told in numbers: how far, how fast, how good, at what cost.

Published numbers are of the judgments on the ledger, by the code of ``assay agree``, ``assay consensus`` and
``assay gold``; how far and how fast is of the queues.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import compute

from assay.core.encode import from_plain
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.judgment import Status
from assay.core.question import Amount, Choice, Pair, Rating
from assay.core.slices import SliceSpec
from assay.labeling.clarity import rules_of_items
from assay.labeling.disagreement import contested
from assay.labeling.gold import GOLD_LANE, find_gold
from assay.labeling.gold_quality import gold_quality
from assay.labeling.interventions import interventions_in
from assay.labeling.judging import seconds_between
from assay.labeling.kept import (
    KeptQuestion,
    QueuePlan,
    find_queue,
    guideline_versions,
    in_force,
    question_of,
    queues_asking,
)
from assay.labeling.lanes import LaneStanding, lane_standings
from assay.labeling.queue_stale import stale_in
from assay.labeling.remarks import remarks_in, tied_to_rules
from assay.labeling.stale import Stale
from assay.metrics.agreement import agree
from assay.metrics.consensus import Found, Parted, find_consensus, judges_scored, parted_items, too_many_judges
from assay.metrics.long_facts import LongFacts, long_facts
from assay.programs.forecast import Forecast, forecast
from assay.programs.program import PROGRAM, Program, cost_minor, reached
from assay.programs.program_file import parse_program
from assay.store.queueing.assignment import Standing
from assay.store.queueing.listing import JudgeStanding

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
BY = ("judge", "vendor", "language", "rule", "week")
"""What the quality may be told by."""
LANGUAGE = ("language", "lang")
"""Names of a column of the dataset with the language of an item."""
SHARES = (0.5, 0.9, 0.99)
NEWEST = 10_000
"""Answers whose turnaround is told."""
MOST_NAMED = 51
"""Items that are named behind a number: one more than a page shows."""
NONE = "none"
TIED = "A rule has the items that people tied to it by a flag or a ruling: they chose them, so it is told by few."
METHOD, METRIC = "dawid-skene", "alpha"


class QueueNumbers(NamedTuple):
    """One queue of a program."""

    queue: str
    """Name."""
    question: str
    """Name of its question."""
    standing: Standing
    """Counts over its items."""
    judges: tuple[JudgeStanding, ...]
    """Counts of each judge."""
    stale: Stale
    """Judgments given before a rule changed."""
    gold: tuple[Estimate, ...]
    """Accuracy on gold, of all and of each judge; none where there is no gold, or no answer to it."""
    lanes: tuple[LaneStanding, ...] = ()
    """What waits in each lane, and how many people get it; none where everybody gets every item."""


class Turnaround(NamedTuple):
    """How long judges take from claim to answer."""

    seconds: tuple[tuple[float, float], ...]
    """Share of answers, and seconds within which they came."""
    n: int
    """Answers, the newest; 0 where there is none."""


class Quality(NamedTuple):
    """How good the judgments on one question are."""

    dataset: str
    """Dataset version as people name it."""
    question: str
    """Name of the question."""
    n_judgments: int
    """Judgments that count."""
    agreement: tuple[Estimate, ...]
    """Of all, then cut by what was asked."""
    consensus: tuple[Estimate, ...]
    """How often judges, or what was asked, say what the consensus says."""
    notes: tuple[str, ...]
    """What makes it doubtful, or was left out."""
    position: int
    """Ledger position that it was read at."""
    apart: tuple[str, ...]
    """Items on which judges part, the most even first; they pull the agreement down."""
    against: Mapping[str, Parted] = MappingProxyType({})
    """By judge, or what was asked, the items on which its answers are not what the consensus says."""


class ProgramNumbers(NamedTuple):
    """A program as it stands."""

    program: Program
    """What it is to be."""
    by: str
    """What the quality is told by."""
    queues: tuple[QueueNumbers, ...]
    """Each queue."""
    by_day: dict[str, int]
    """Answers that count, by day (UTC)."""
    forecast: Forecast
    """When it will be finished."""
    turnaround: Turnaround
    """From claim to answer."""
    cost_minor: int | None
    """What answers cost so far; None without a rate card."""
    quality: tuple[Quality, ...]
    """Of each question that somebody answered."""
    on_target: bool | None
    """Whether the target is met by its interval; None: cannot tell, or no target."""

    @property
    def n_finished(self) -> int:
        """Items with as many answers as they need."""
        return sum(each.standing.n_finished for each in self.queues)

    @property
    def n_answered(self) -> int:
        """Answers that count."""
        return sum(each.standing.n_answered for each in self.queues)

    @property
    def n_left(self) -> int:
        """Answers that are still needed."""
        return sum(each.standing.n_needed for each in self.queues) - self.n_answered

    @property
    def cost_of_item_minor(self) -> float | None:
        """Cost of a finished item, its gold and its overlap included; None without a rate card or a finished item."""
        return None if self.cost_minor is None or not self.n_finished else self.cost_minor / self.n_finished


def add_program(workspace: "Workspace", file: Path, *, actor: str) -> Program:
    """The program in a file, kept; the same file again changes nothing.

    Raises
    ------
    PlanError
        With every mistake of the file.
    InputError
        ``program.other_dataset`` when a queue holds items of another dataset.
    WorkspaceError
        ``dataset.unknown``, ``queue.unknown``.
    """
    program = parse_program(workspace.read_text(file), str(file))
    name = workspace.dataset(program.dataset).manifest.name
    for queue in program.queues:
        asked = question_of(workspace.store, find_queue(workspace.store, queue))
        if asked.dataset != name:
            what = f"The queue '{queue}' holds items of '{asked.dataset}', and the program is about '{name}'."
            raise InputError("program.other_dataset", what, "A program has one dataset: leave this queue out.")
    workspace.put(PROGRAM, program.name, program, actor=actor)
    return program


def programs(workspace: "Workspace") -> tuple[Program, ...]:
    """Every program in its newest version, by name."""
    return tuple(from_plain(Program, each.body) for each in workspace.store.documents.latest(PROGRAM))


def find_program(workspace: "Workspace", name: str) -> Program:
    """The program of that name.

    Raises
    ------
    WorkspaceError
        ``program.unknown`` with the near match.
    """
    every = {each.name: each for each in programs(workspace)}
    if name not in every:
        fix = f"{did_you_mean(name, every)} Or: assay program add FILE."
        raise WorkspaceError("program.unknown", f"There is no program '{name[:60]}' here.", fix)
    return every[name]


def program_numbers(
    workspace: "Workspace", name: str, *, by: str = "judge", level: float = 0.95, seed: int = 7
) -> ProgramNumbers:
    """How far, how fast, how good and at what cost.

    Raises
    ------
    InputError
        ``program.by``.
    WorkspaceError
        ``program.unknown``.
    """
    if by not in BY:
        raise InputError("program.by", f"Quality cannot be told by '{by[:60]}'.", did_you_mean(by, BY))
    program = find_program(workspace, name)
    plans = [find_queue(workspace.store, queue) for queue in program.queues]
    queues = tuple(_queue(workspace, plan, level=level, seed=seed) for plan in plans)
    asked = {(plan.dataset, plan.question): question_of(workspace.store, plan) for plan in plans}
    told = [
        _quality(workspace, program, version, question, by=by, level=level, seed=seed)
        for (version, _), question in asked.items()
    ]
    quality = tuple(each for each in told if each is not None)
    by_day = workspace.store.queues.answered_by_day(program.queues, without=[GOLD_LANE])
    left = sum(each.standing.n_needed - each.standing.n_answered for each in queues)
    return ProgramNumbers(
        program,
        by,
        queues,
        by_day,
        forecast(by_day, left=left, today=workspace.now()[:10], level=level),
        _turnaround(workspace, program),
        cost_minor(program, _paid(queues)),
        quality,
        _on_target(program, queues, quality),
    )


def _queue(workspace: "Workspace", plan: QueuePlan, *, level: float, seed: int) -> QueueNumbers:
    store = workspace.store
    asked, gold = question_of(store, plan), find_gold(store, plan.name)
    found = gold_quality(store, plan, gold, position=store.ledger.size(), level=level, seed=seed) if gold else None
    return QueueNumbers(
        plan.name,
        asked.question.name,
        store.queues.standing(plan.name, without=[GOLD_LANE]),
        store.queues.judges(plan.name),
        stale_in(store, plan, asked),
        found.judges if found else (),
        lane_standings(store, plan.name, plan.lanes, interventions_in(store, plan.name) if plan.lanes else ()),
    )


def _paid(queues: tuple[QueueNumbers, ...]) -> dict[str, int]:
    """Answers by judge that are paid: late ones and those to gold are work too."""
    paid: dict[str, int] = {}
    for each in queues:
        for judge in each.judges:
            paid[judge.judge] = paid.get(judge.judge, 0) + judge.n_answered + judge.n_late
    return paid


def _turnaround(workspace: "Workspace", program: Program) -> Turnaround:
    pairs = workspace.store.queues.claimed_and_answered(program.queues, most=NEWEST)
    if not pairs:
        return Turnaround((), 0)
    taken = [seconds_between(claimed, answered) for claimed, answered in pairs]
    found = np.quantile(taken, SHARES, method="inverted_cdf").tolist()
    return Turnaround(tuple(zip(SHARES, found, strict=True)), len(taken))


def _quality(
    workspace: "Workspace", program: Program, version: str, asked: KeptQuestion, *, by: str, level: float, seed: int
) -> Quality | None:
    """The quality of one question; None while nobody answered it."""
    name, form = f"{asked.dataset}@{version[:12]}", asked.question.form
    try:
        votes = workspace.votes(f"{asked.dataset}@{version}", asked.question.name)
    except WorkspaceError as error:
        if error.code in ("judgments.none", "judgments.unknown_question"):
            return None
        raise
    table, notes = (
        _with_groups(votes.table, program, by) if by != "rule" else _with_rules(workspace, votes.table, asked)
    )
    if not pc.any(pc.is_valid(table["answer"])).as_py():
        return None
    given = table.filter(pc.equal(table["status"], Status.GIVEN.value))
    specs = [SliceSpec((by,))] if by in table.column_names and by != "judge" else []
    facts = long_facts(table, item=["item"], judge=["judge"], answer="answer", by=specs)
    scale = "interval" if isinstance(form, (Rating, Amount)) else "nominal"
    agreement = agree([METRIC], facts, scale=scale, by=specs, level=level, seed=seed)
    scored: tuple[Estimate, ...] = ()
    against: dict[str, Parted] = {}
    if isinstance(form, (Choice, Pair, Rating)) and (by == "judge" or specs):
        found = find_consensus(facts, METHOD, {}, seed=seed)
        too_many = too_many_judges(facts)
        grouped = found if by == "judge" else _by_group(found, table, by)
        found_of_each = () if too_many else judges_scored(grouped, None, ["accuracy"], level=level, seed=seed)
        scored = tuple(replace(each, slice=tuple((by, group) for _, group in each.slice)) for each in found_of_each)
        against = {} if too_many else parted_items(grouped, most=MOST_NAMED)
        notes = (*notes, *found.warnings, *too_many)
    return Quality(
        name,
        asked.question.name,
        facts.votes.n_votes,
        agreement,
        scored,
        (*notes, *facts.notes),
        votes.position,
        tuple(each.item for each in contested(given, find_consensus(facts, "majority", {}))),
        against,
    )


def _with_groups(table: pa.Table, program: Program, by: str) -> tuple[pa.Table, tuple[str, ...]]:
    """The votes with the column that they are cut by, where there is one."""
    if by == "vendor":
        vendors = {member.judge: member.vendor or NONE for member in program.members}
        named = [vendors.get(str(judge), NONE) for judge in table["judge"].to_pylist()]
        return table.append_column("vendor", pa.array(named, pa.string())), ()
    if by == "week":
        return table.append_column("week", pa.array(map(_week, table["observed_at"].to_pylist()), pa.string())), ()
    if by == "language":
        column = next((name for name in LANGUAGE if name in table.column_names), None)
        if column is None:
            return table, ("The dataset has no slice column 'language': nothing can be told by language.",)
        return (table if column == by else table.rename_columns({column: by})), ()
    return table, ()


def _with_rules(workspace: "Workspace", table: pa.Table, asked: KeptQuestion) -> tuple[pa.Table, tuple[str, ...]]:
    """The votes with the rule that their item was tied to by labelers who flagged it, or by rulings."""
    store = workspace.store
    current = in_force(guideline_versions(store, asked.key))
    remarks = remarks_in(store, queues_asking(store, asked.key))
    tied = tied_to_rules(store, asked.key, remarks, current.guideline if current else None)
    rules = rules_of_items(tied)
    named = [rules.get(str(item), NONE) for item in table["item"].to_pylist()]
    return table.append_column("rule", pa.array(named, pa.string())), (TIED,)


def _week(at: str | None) -> str:
    """The ISO week of a time."""
    if at is None:
        return NONE
    year, week, _ = date.fromisoformat(at[:10]).isocalendar()
    return f"{year}-W{week:02d}"


def _by_group(found: Found, table: pa.Table, column: str) -> Found:
    """The same consensus, each vote counted for the group that it belongs to instead of for its judge."""
    facts = found.facts
    given = [NONE if value is None else str(value) for value in table[column].to_pylist()]
    groups = [given[place] for place in facts.places.tolist()]
    names = tuple(sorted(set(groups)))
    codes = {name: place for place, name in enumerate(names)}
    of_votes = np.asarray([codes[group] for group in groups], facts.votes.judges.dtype)
    votes = replace(facts.votes, judges=of_votes, n_judges=len(names))
    grouped: LongFacts = replace(facts, judges=names, votes=votes)
    return replace(found, facts=grouped)


def _on_target(program: Program, queues: tuple[QueueNumbers, ...], quality: tuple[Quality, ...]) -> bool | None:
    """Met when every estimate shows it, missed when one shows that it is not."""
    if program.target is None:
        return None
    alphas = [each.agreement[0] for each in quality]
    found = alphas if program.target.metric == METRIC else [each.gold[0] for each in queues if each.gold]
    ends = [(each.interval.low, each.interval.high) if each.interval else (None, None) for each in found]
    told = [reached(program.target, low, high) for low, high in ends]
    if False in told:
        return False
    return True if told and all(told) else None
