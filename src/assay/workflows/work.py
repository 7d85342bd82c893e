"""The story of a labeler at work: one item after another, each answer durable before the next is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from assay.core.answers import Given, check_answer
from assay.core.errors import WorkspaceError
from assay.core.judgment import Judge, Judgment
from assay.core.question import Question
from assay.datasets.roles import item_ids
from assay.labeling.guideline import Guideline
from assay.labeling.judging import Asked, abstained, answered, corrected, labeler
from assay.labeling.kept import QueuePlan, find_queue, guideline_versions, in_force, question_of
from assay.labeling.showing import Part, content_of, order_shown, parts_of, shown_columns
from assay.store.answers import items_of, judgment_name
from assay.store.queueing.assignment import Assignment, State
from assay.store.skipping import skip as skipped
from assay.store.submit import Next, submit

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """One judge at one queue."""

    workspace: "Workspace"
    """Where the queue is."""
    plan: QueuePlan
    """What it asks."""
    key: str
    """Under which the question's guideline is kept."""
    question: Question
    """What is asked."""
    judge: Judge
    """Who works."""
    rows: Mapping[str, Mapping[str, object]]
    """What is shown of each item."""
    hashes: Mapping[str, str]
    """Content hash of each item."""


class Offer(NamedTuple):
    """One item as it is put to the judge."""

    asked: Asked
    """Which, under which guideline, since when."""
    parts: tuple[Part, ...]
    """What is shown of it."""
    content: str | None
    """For passages, the text in which they are marked."""
    guideline: Guideline | None
    """The rules in force."""


class Done(NamedTuple):
    """An answer that is kept."""

    offer: Offer
    """What was asked."""
    judgment: Judgment
    """What was answered."""
    name: str
    """How the ledger calls the judgment."""
    is_late: bool
    """Whether it came when nobody needed it any more: kept, and left out of overlap and designed estimates."""
    is_again: bool = False
    """Whether this item was answered from another window already, and that answer stands."""


def sit_down(workspace: "Workspace", queue: str, *, judge: str) -> Desk:
    """A judge's desk at a queue; a judge who is new goes on the ledger.

    Raises
    ------
    InputError
        ``judge.name``.
    WorkspaceError
        ``queue.unknown``.
    """
    plan = find_queue(workspace.store, queue)
    who = labeler(judge)
    store = workspace.store
    if who not in store.ledger.judges():
        store.ledger.append("judge", [who], id=f"judge:{who.version}", actor=judge, now=workspace.now())
    asked = question_of(store, plan)
    dataset = next(each for each in workspace.datasets() if each.version == plan.dataset)
    columns = dataset.manifest.columns
    wanted = shown_columns(asked.question, columns)
    items = {each.item for each in store.queues.items(queue)}
    table = workspace.table(dataset)
    rows = table.select(list(wanted)).to_pylist()
    ids = [str(item) for item in item_ids(table, columns).to_pylist()]
    known = items_of(store, plan.dataset, position=store.ledger.size())
    columns_known = ([], []) if known is None else (known["item"].to_pylist(), known["item_hash"].to_pylist())
    hashes = {str(item): str(content) for item, content in zip(*columns_known, strict=True)}
    return Desk(
        workspace,
        plan,
        asked.key,
        asked.question,
        who,
        {item: row for item, row in zip(ids, rows, strict=True) if item in items},
        {item: content for item, content in hashes.items() if item in items},
    )


def next_item(desk: Desk) -> Offer | None:
    """What the judge holds, or is to do next; None when there is nothing for him now."""
    workspace = desk.workspace
    queues = workspace.store.queues
    held = queues.claim(desk.plan.name, desk.judge.id, now=workspace.now(), new_id=workspace.new_id)
    return None if held is None else _offer(desk, held)


def shown_again(desk: Desk, done: Done) -> Offer:
    """An item that was answered, to be answered again."""
    return _offer(desk, done.offer.asked.assignment)


def answer(desk: Desk, offer: Offer, typed: object) -> tuple[Done, Offer | None]:
    """Keep an answer, and offer the next item; both are durable on return.

    Raises
    ------
    InputError
        What is wrong with the answer, see `assay.core.answers.check_answer`.
    """
    given = check_answer(desk.question, typed, content=offer.content)
    workspace, at, id = desk.workspace, desk.workspace.now(), offer.asked.assignment.id

    def judgments(accepted: Assignment) -> list[Judgment]:
        return [answered(offer.asked, given, accepted=accepted, at=at)]

    then = Next(workspace.new_id)
    try:
        kept = submit(workspace.store, id, judgments, judge=desk.judge.id, now=at, then=then)
    except WorkspaceError as error:
        if error.code != "ledger.id_taken":
            raise
        return _again(desk, offer), next_item(desk)
    following = None if kept.next is None else _offer(desk, kept.next)
    is_late = kept.assignment.state is State.LATE
    done = Done(offer, judgments(kept.assignment)[0], judgment_name(kept.entry.seq, 0), is_late)
    return done, following


def correct(desk: Desk, done: Done, offer: Offer, typed: object) -> Done:
    """Another answer in the place of one that is kept; the earlier one stays on the ledger and counts no more.

    Raises
    ------
    InputError
        What is wrong with the answer.
    """
    given: Given = check_answer(desk.question, typed, content=offer.content)
    workspace, at = desk.workspace, desk.workspace.now()
    fresh = corrected(done.judgment, offer.asked, given, name=done.name, at=at)
    id = f"{offer.asked.assignment.id}:after:{done.name}"
    entry = workspace.store.ledger.append("judgment", [fresh], id=id, actor=desk.judge.id, now=at)
    return Done(offer, fresh, judgment_name(entry.seq, 0), done.is_late)


def skip(desk: Desk, offer: Offer, reason: str) -> None:
    """Pass over an item: others get it, and the reason is kept."""
    at = desk.workspace.now()
    gone = abstained(offer.asked, at=at)
    skipped(desk.workspace.store, offer.asked.assignment.id, gone, reason=reason, now=at)


def leave(desk: Desk, offer: Offer) -> None:
    """Free the item that the judge holds, for others and for himself when he comes back."""
    desk.workspace.store.queues.let_go(offer.asked.assignment.id)


def _offer(desk: Desk, held: Assignment) -> Offer:
    current = in_force(guideline_versions(desk.workspace.store, desk.key))
    guideline = current.guideline if current else None
    order = order_shown(desk.question, held.id)
    row = desk.rows[held.item]
    asked = Asked(
        held,
        desk.hashes[held.item],
        desk.question.name,
        desk.judge,
        guideline.version if guideline else None,
        desk.plan.sample,
        desk.workspace.now(),
        order,
    )
    return Offer(
        asked,
        parts_of(desk.question, row, swapped=order == "right"),
        content_of(desk.question, row),
        guideline,
    )


def _again(desk: Desk, offer: Offer) -> Done:
    """The answer that was given from another window; it stands."""
    entry = desk.workspace.store.ledger.entry(offer.asked.assignment.id)
    seq = -1 if entry is None else entry.seq
    every = desk.workspace.store.ledger.read("judgment", Judgment)
    kept = next(judgment for found, judgment in every if found.seq == seq)
    return Done(offer, kept, judgment_name(seq, 0), kept.sample != offer.asked.sample, is_again=True)
