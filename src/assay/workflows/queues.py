"""The story of queues: filled from a sample, watched, and asked anew after a rule of the guideline changed."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.item import Role
from assay.datasets.names import name_problems
from assay.datasets.roles import item_ids, named
from assay.datasets.sample import DrawnSample
from assay.labeling.asked_together import asked_together, find_form
from assay.labeling.gold import GOLD_LANE
from assay.labeling.interventions import interventions_in
from assay.labeling.kept import (
    QUEUE,
    KeptQuestion,
    QueuePlan,
    find_question,
    find_queue,
    guideline_versions,
    in_force,
    question_of,
)
from assay.labeling.lanes import (
    MOST_A_DAY,
    LaneStanding,
    keeps_order,
    kinds_of,
    lane_standings,
    lanes_of,
    priorities_of,
)
from assay.labeling.overlap import asked_anew, fixed_overlap
from assay.labeling.queue_stale import stale_in
from assay.labeling.showing import NEVER, check_columns
from assay.labeling.stale import Stale
from assay.store.answers import items_of
from assay.store.queueing.assignment import ANY_LANE, Standing
from assay.store.queueing.listing import JudgeStanding
from assay.store.records import Event

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

MOST_LEASE_MINUTES = 24 * 60
REQUEUED = "queue.requeued"
"""Name of the event that says who asked items anew, and why."""


class Filled(NamedTuple):
    """A queue as it was filled."""

    queue: QueuePlan
    """What it asks."""
    n_items: int
    """Items in it."""
    n_new: int
    """Items that were not in it before."""
    guideline: str | None
    """Version in force; None when the question has no guideline."""
    dataset: str
    """Dataset version as people name it."""
    question: str
    """Name of the question."""
    lanes: tuple[LaneStanding, ...] = ()
    """What waits in each lane, and how many people get it; none where everybody gets every item."""


class QueueLine(NamedTuple):
    """A queue in one line."""

    queue: QueuePlan
    """What it asks."""
    dataset: str
    """Dataset version as people name it."""
    question: str
    """Name of the question."""
    standing: Standing
    """Counts over its items."""


class QueueStatus(NamedTuple):
    """How far a queue is."""

    queue: QueuePlan
    """What it asks."""
    dataset: str
    """Dataset version as people name it."""
    question: str
    """Name of the question."""
    asks: str
    """The question as judges read it."""
    guideline: str | None
    """Version of the guideline in force."""
    standing: Standing
    """Counts over its items."""
    judges: tuple[JudgeStanding, ...]
    """Counts of each judge."""
    stale: Stale
    """Judgments of this round that were given before a rule changed."""
    lanes: tuple[LaneStanding, ...] = ()
    """What waits in each lane, and how many people get it; none where everybody gets every item."""


def fill_queue(
    workspace: "Workspace",
    *,
    name: str,
    dataset: str,
    question: str | None = None,
    form: str | None = None,
    sample: DrawnSample | None = None,
    overlap: int = 3,
    lease_minutes: int = 30,
    lane_by: str | None = None,
    priority_by: str | None = None,
    most_a_day: int | None = None,
    actor: str,
) -> Filled:
    """Items of a sample, in its random order, or all items of a dataset, in a queue; filled again it is the same, but
    for the answers of a day.

    It asks a ``question``, or the questions of a ``form``, of which the first decides when an item is done. The value
    of the column ``lane_by`` is the skill that an item needs, a higher one of ``priority_by`` comes first, and one
    judge gives up to ``most_a_day`` answers.

    Raises
    ------
    InputError
        ``dataset.name``, ``queue.overlap``, ``queue.lease``, ``queue.question``, ``queue.a_day``; ``queue.column``,
        ``queue.lane``, ``queue.lanes_many`` and ``queue.priority`` for what lanes and priorities cannot be made of;
        ``queue.taken`` when the name stands for another queue; those of a question that this dataset version cannot
        show.
    WorkspaceError
        ``dataset.unknown``, ``question.unknown``, ``form.unknown``, ``guideline.not_approved``, ``queue.no_items``.
    """
    found = workspace.dataset(dataset)
    asked = find_question(workspace.store, _first(workspace, found, question, form), dataset=found.manifest.name)
    drawn = None if sample is None else sample.sample.name
    order = _order(workspace, found, sample)
    lanes, priorities = _lanes(workspace, found, lane_by, order), _priorities(workspace, found, priority_by, order)
    in_order = sample is None or keeps_order(_strata(sample), lanes, priorities)
    divided = (lane_by, kinds_of(lanes), priority_by, most_a_day, in_order)
    plan = QueuePlan(name, found.version, asked.key, drawn, overlap, lease_minutes, form, *divided)
    _check(workspace, plan)
    for each in (asked.question, *(one.question for one in asked_together(workspace.store, plan, asked.question))):
        check_columns(each, found.manifest.columns, dataset=found.manifest.name)
    guideline = _guideline(workspace, asked)
    items = fixed_overlap(order, overlap, lanes=lanes, priorities=priorities)
    workspace.put(QUEUE, name, plan, actor=actor)
    queues = workspace.store.queues
    queues.make(name, lease_seconds=60 * lease_minutes)
    n_new = queues.fill(name, items)
    told = (_called(workspace, plan), asked.question.name)
    return Filled(plan, len(items), n_new, guideline, *told, _lane_standings(workspace, plan))


def queue_lines(workspace: "Workspace", dataset: str | None = None) -> tuple[QueueLine, ...]:
    """Every queue and how far it is, by name; of one dataset version where it is named.

    Raises
    ------
    WorkspaceError
        ``dataset.unknown``.
    """
    store = workspace.store
    chosen = None if dataset is None else workspace.dataset(dataset).version
    plans = [from_plain(QueuePlan, each.body) for each in store.documents.latest(QUEUE)]
    return tuple(
        QueueLine(
            plan,
            _called(workspace, plan),
            question_of(store, plan).question.name,
            store.queues.standing(plan.name, without=[GOLD_LANE]),
        )
        for plan in plans
        if chosen in (None, plan.dataset)
    )


def queue_status(workspace: "Workspace", name: str) -> QueueStatus:
    """How far a queue is, who did what, and what a change of the guideline left behind.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    plan = find_queue(workspace.store, name)
    asked = question_of(workspace.store, plan)
    current = in_force(guideline_versions(workspace.store, asked.key))
    queues = workspace.store.queues
    return QueueStatus(
        plan,
        _called(workspace, plan),
        asked.question.name,
        asked.question.asks,
        current.guideline.version if current else None,
        queues.standing(name, without=[GOLD_LANE]),
        queues.judges(name),
        stale_in(workspace.store, plan, asked),
        _lane_standings(workspace, plan),
    )


def requeue_stale(workspace: "Workspace", name: str, *, actor: str) -> Stale:
    """Ask the items of all stale judgments anew, in another round; what was said before stays on the ledger.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    plan = find_queue(workspace.store, name)
    asked = question_of(workspace.store, plan)
    stale = stale_in(workspace.store, plan, asked)
    if not stale.items:
        return stale
    store, now = workspace.store, workspace.now()
    rules = [f"{rule.change} {rule.number}" for rule in stale.rules]
    body = {"n_items": len(stale.items), "n_judgments": stale.n_judgments, "rules": rules}
    store.queues.begin_round(name, asked_anew(stale.items, plan.overlap))
    store.ledger.append("event", [Event(REQUEUED, name, body)], id=workspace.new_id(), actor=actor, now=now)
    return stale


def _first(workspace: "Workspace", dataset: "Dataset", question: str | None, form: str | None) -> str:
    """Name of the question that a queue is filled for."""
    if (question is None) is (form is None):
        what = "A queue asks one question, or the questions of one form."
        raise InputError("queue.question", what, "Give --question NAME, or --form NAME.")
    if form is None:
        return str(question)
    return find_form(workspace.store, form, dataset=dataset.manifest.name).questions[0].question


def _called(workspace: "Workspace", plan: QueuePlan) -> str:
    dataset = next(each for each in workspace.datasets() if each.version == plan.dataset)
    return f"{dataset.manifest.name}@{dataset.version[:12]}"


def _check(workspace: "Workspace", plan: QueuePlan) -> None:
    problems = name_problems(plan.name, "queue")
    if problems:
        raise InputError.gather(problems)
    if not 1 <= plan.lease_minutes <= MOST_LEASE_MINUTES:
        what = f"A lease of {plan.lease_minutes} minutes."
        raise InputError("queue.lease", what, f"Give 1 to {MOST_LEASE_MINUTES:,} minutes.")
    if plan.most_a_day is not None and not 1 <= plan.most_a_day <= MOST_A_DAY:
        what = f"{plan.most_a_day} answers a day of one judge."
        raise InputError("queue.a_day", what, f"Give 1 to {MOST_A_DAY:,}, or leave it out for no limit.")
    document = workspace.store.documents.find(QUEUE, plan.name)
    known = None if document is None else find_queue(workspace.store, plan.name)
    if known is not None and replace(known, most_a_day=plan.most_a_day) != plan:
        what = f"There is another queue '{plan.name}' already."
        raise InputError("queue.taken", what, "A queue never changes what it asks: choose another name.")


def _guideline(workspace: "Workspace", asked: KeptQuestion) -> str | None:
    """The version in force; a guideline that nobody approved stops the queue."""
    versions = guideline_versions(workspace.store, asked.key)
    current = in_force(versions)
    if versions and current is None:
        what = f"The guideline of '{asked.question.name}' is not approved."
        fix = f"Let someone who did not write it: assay guideline approve --question {asked.question.name} --by NAME."
        raise WorkspaceError("guideline.not_approved", what, fix)
    return current.guideline.version if current else None


def _order(workspace: "Workspace", dataset: "Dataset", sample: DrawnSample | None) -> list[str]:
    if sample is not None:
        return [str(item) for item in sample.table.sort_by("order")["item"].to_pylist()]
    known = items_of(workspace.store, dataset.version, position=workspace.store.ledger.size())
    if known is None:
        what = f"No items of {dataset.manifest.name}@{dataset.version[:12]} are on the ledger."
        raise WorkspaceError("queue.no_items", what, "Finish its import: assay import with the same file.")
    return [str(item) for item in known["item"].to_pylist()]


def _lanes(workspace: "Workspace", dataset: "Dataset", column: str | None, order: list[str]) -> tuple[str, ...]:
    """The lane of each item in its order."""
    if column is None:
        return (ANY_LANE,) * len(order)
    return lanes_of(_values(workspace, dataset, column, order), column=column)


def _priorities(workspace: "Workspace", dataset: "Dataset", column: str | None, order: list[str]) -> tuple[int, ...]:
    """The priority of each item in its order."""
    if column is None:
        return (0,) * len(order)
    return priorities_of(_values(workspace, dataset, column, order), order, column=column)


def _values(workspace: "Workspace", dataset: "Dataset", column: str, order: list[str]) -> list[object]:
    """The value of a column for each item in its order; what is held to be right, or sealed, divides no queue."""
    columns = dataset.manifest.columns
    roles = {each.name: each.role for each in columns}
    if column not in roles:
        what = f"'{dataset.manifest.name}' has no column '{column[:60]}'."
        raise InputError("queue.column", what, did_you_mean(column, roles))
    if roles[column] in NEVER:
        what = f"The role of the column '{column[:60]}' is {roles[column].value}."
        fix = "Name another one: judges could tell by it what is held to be right, or what is sealed."
        raise InputError("queue.column", what, fix)
    table = workspace.table(dataset, list(dict.fromkeys([column, *named(columns, Role.ID)])))
    known = dict(zip(item_ids(table, columns).to_pylist(), table.column(column).to_pylist(), strict=True))
    return [known[item] for item in order]


def _strata(sample: DrawnSample) -> list[object]:
    """The stratum of each item of a sample, in the order in which they are to be worked."""
    return list(sample.table.sort_by("order")["stratum"].to_pylist())


def _lane_standings(workspace: "Workspace", plan: QueuePlan) -> tuple[LaneStanding, ...]:
    store = workspace.store
    return lane_standings(store, plan.name, plan.lanes, interventions_in(store, plan.name) if plan.lanes else ())
