"""The story of a labeler at work: one item after another, each answer durable before the next is shown."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from assay.core.answers import Given
from assay.core.errors import NotPermitted, WorkspaceError
from assay.core.item import Role
from assay.core.judgment import Judge, Judgment
from assay.core.question import Question
from assay.datasets.roles import item_ids, named
from assay.labeling.asked_together import GivenToo, asked_together
from assay.labeling.duties import check_on_duty
from assay.labeling.feedback import check_not_told
from assay.labeling.flagging import flagged
from assay.labeling.interventions import INTERVENTION, check_not_paused, ended_by_qualifying, intervention_name
from assay.labeling.judging import (
    abstained,
    answered,
    answered_too,
    corrected,
    corrected_too,
    labeler,
    run_of,
    same_answer,
)
from assay.labeling.kept import QueuePlan, find_queue, question_of
from assay.labeling.nothing_left import gets_another
from assay.labeling.offering import Done, Offer, put
from assay.labeling.open_queue import OpenQueue
from assay.labeling.qualification import QUALIFICATION, check_qualified
from assay.labeling.showing import shown_columns
from assay.labeling.shown_items import ShownItems
from assay.store.answers import items_of, judgment_name
from assay.store.queueing.assignment import Assignment, State
from assay.store.skipping import skip as skipped
from assay.store.submit import Next, Sent, Submitted, submit_all

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

MOST_OPEN_QUEUES = 32
"""Queues whose rows are kept at hand; another one lets go of the one that was opened first."""


@dataclass(frozen=True)
class Desk:
    """One judge at one queue. It costs nothing beside the queue, which all its judges share."""

    workspace: "Workspace"
    """Where the queue is."""
    queue: OpenQueue
    """What it asks and shows."""
    judge: Judge
    """Who works."""

    @property
    def plan(self) -> QueuePlan:
        """What the queue asks, of whom."""
        return self.queue.plan

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.queue.question


class Checked(NamedTuple):
    """An answer that may be kept."""

    desk: Desk
    """Whose, and in which queue."""
    offer: Offer
    """What was asked."""
    given: Given
    """What was answered."""
    at: str
    """UTC, when it came."""
    seconds: float | None
    """Seconds spent on it; None takes all since the item was shown."""
    beside: tuple[GivenToo, ...] = ()
    """What was said to the other questions that were asked at the same time."""

    def judgments(self, accepted: Assignment) -> list[Judgment]:
        """What the ledger keeps, once it is known whether it counts."""
        first = answered(self.offer.asked, self.given, accepted=accepted, at=self.at, seconds=self.seconds)
        return [first, *(answered_too(first, each) for each in self.beside)]


class Desks:
    """The desks of everybody who works in one process; what a queue shows is read once for all of them."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._queues: dict[str, OpenQueue] = {}
        self._desks: dict[tuple[str, str], Desk] = {}
        self._asked = -1

    def at(self, queue: str, *, judge: str) -> Desk:
        """The judge's desk at a queue; raises as `sit_down`, also when a qualification is asked for since."""
        asked = self._workspace.store.documents.newest(QUALIFICATION, INTERVENTION)
        desk = self._desks.get((queue, judge)) if asked == self._asked else None
        if desk is not None:
            return desk
        with self._lock:
            if asked != self._asked:
                self._desks, self._asked = {}, asked
            if (queue, judge) not in self._desks:
                self._desks[queue, judge] = seat(self._workspace, self._open(queue), judge=judge)
            return self._desks[queue, judge]

    def holding(self, id: str, *, judge: str) -> tuple[Desk, Assignment]:
        """The desk at which the judge got assignment ``id``, and the assignment; he may answer it in any case.

        Raises
        ------
        NotPermitted
            ``assignment.not_yours`` when it is another's.
        WorkspaceError
            ``assignment.unknown``.
        """
        held = self._workspace.store.queues.find(id)
        if held.judge != judge:
            raise NotPermitted("assignment.not_yours", "This item was offered to somebody else.", "Take the next one.")
        known = self._desks.get((held.queue, judge))
        if known is None:
            with self._lock:
                known = Desk(self._workspace, self._open(held.queue), labeler(judge))
        return known, held

    def _open(self, name: str) -> OpenQueue:
        if name not in self._queues:
            self._queues[name] = open_queue(self._workspace, name)
        for first in list(self._queues)[:-MOST_OPEN_QUEUES]:
            del self._queues[first]
            self._desks = {key: desk for key, desk in self._desks.items() if key[0] != first}
        return self._queues[name]


def open_queue(workspace: "Workspace", name: str) -> OpenQueue:
    """What a queue asks, and the rows that it shows. Cost: one reading of the shown columns of its dataset.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    store = workspace.store
    plan = find_queue(store, name)
    asked = question_of(store, plan)
    dataset = next(each for each in workspace.datasets() if each.version == plan.dataset)
    columns = dataset.manifest.columns
    together = asked_together(store, plan, asked.question)
    every = [asked.question, *(each.question for each in together[1:])]
    wanted = list(dict.fromkeys(name for each in every for name in shown_columns(each, columns)))
    table = workspace.table(dataset, list(dict.fromkeys([*wanted, *named(columns, Role.ID)])))
    known = items_of(store, plan.dataset, position=store.ledger.size())
    items = ShownItems(item_ids(table, columns), table.select(wanted), known)
    return OpenQueue(store, plan, asked, items, together=together, media=named(columns, Role.MEDIA))


def seat(workspace: "Workspace", queue: OpenQueue, *, judge: str) -> Desk:
    """A judge's desk at an open queue; a judge who is new goes on the ledger.

    Raises
    ------
    InputError
        ``judge.name``.
    NotPermitted
        ``queue.not_qualified`` when the queue asks for a qualification that he has not shown yet, or is to show again;
        ``queue.paused`` when a quality rule paused his work there; ``queue.not_for_you`` when it is open to others.
    """
    who, ledger = labeler(judge), workspace.store.ledger
    name, store = queue.plan.name, workspace.store
    check_on_duty(store, name, judge)
    check_not_paused(store, name, judge)
    check_qualified(store, name, judge)
    for ended in ended_by_qualifying(store, name, judge):
        workspace.put(INTERVENTION, intervention_name(name, judge, ended.rule), ended, actor=judge)
    if who not in ledger.judges():
        ledger.append("judge", [who], id=f"judge:{who.version}", actor=judge, now=workspace.now())
    return Desk(workspace, queue, who)


def sit_down(workspace: "Workspace", queue: str, *, judge: str) -> Desk:
    """A judge's desk at a queue; a judge who is new goes on the ledger.

    Raises
    ------
    InputError
        ``judge.name``.
    WorkspaceError
        ``queue.unknown``.
    """
    labeler(judge)
    return seat(workspace, open_queue(workspace, queue), judge=judge)


def next_item(desk: Desk) -> Offer | None:
    """What the judge holds, or is to do next; None when there is nothing for him now."""
    workspace = desk.workspace
    queues = workspace.store.queues
    desk.queue.guideline()  # so that gold that came meanwhile is known
    name, judge, now = desk.plan.name, desk.judge.id, workspace.now()
    if not gets_another(desk.queue, judge, now=now):
        return None
    lanes, pick = desk.queue.lanes(judge)
    held = queues.claim(name, judge, now=now, new_id=workspace.new_id, lanes=lanes, pick=pick)
    return None if held is None else _offer(desk, held)


def shown_again(desk: Desk, done: Done) -> Offer:
    """An item that was answered, to be answered again."""
    return _offer(desk, done.offer.asked.assignment)


def offered(desk: Desk, held: Assignment, *, guideline: str | None) -> Offer:
    """An item as it was put to the judge when he got it, under the version of the guideline that he was shown."""
    rules = desk.queue.guideline_shown(guideline)
    return put(desk.queue, desk.judge, held, rules, shown_at=held.claimed_at)


def answer(desk: Desk, offer: Offer, typed: object, *, seconds: float | None = None) -> tuple[Done, Offer | None]:
    """Keep an answer, and offer the next item; both are durable on return.

    ``seconds`` are those spent on it; None takes all since the item was shown.

    Raises
    ------
    InputError
        What is wrong with the answer, see `assay.core.answers.check_answer`.
    """
    (found,) = keep_all(desk.workspace, [checked(desk, offer, typed, seconds=seconds)])
    if isinstance(found, BaseException):
        raise found
    return found


def checked(desk: Desk, offer: Offer, typed: object, *, seconds: float | None = None) -> Checked:
    """An answer that may be kept; raises as `answer`."""
    given, beside = desk.queue.given(offer.asked.assignment.item, typed, content=offer.content)
    return Checked(desk, offer, given, desk.workspace.now(), seconds, beside)


def keep_all(workspace: "Workspace", every: Sequence[Checked]) -> list[tuple[Done, Offer | None] | BaseException]:
    """As `answer`, for answers of several judges that come at once: what each of them gets, or what went wrong."""
    kept = submit_all(workspace.store, [_sent(each) for each in every])
    with workspace.store.database.one_view():
        found = [_done(each, result) for each, result in zip(every, kept, strict=True)]
    return [_answered_before(each, result) for each, result in zip(every, found, strict=True)]


def _sent(each: Checked) -> Sent:
    desk, judge, id = each.desk, each.desk.judge.id, each.offer.asked.assignment.id
    another = gets_another(desk.queue, judge, now=each.at, answering=id)
    then = Next(desk.workspace.new_id, *desk.queue.lanes(judge)) if another else None
    return Sent(id, each.judgments, judge, each.at, then)


def _done(each: Checked, kept: Submitted | BaseException) -> tuple[Done, Offer | None] | BaseException:
    if isinstance(kept, BaseException):
        return kept
    following = None if kept.next is None else _offer(each.desk, kept.next)
    is_late = kept.assignment.state is State.LATE
    name, (first, *beside) = judgment_name(kept.entry.seq, 0), kept.judgments
    return Done(each.offer, first, name, is_late, beside=tuple(beside)), following


def _answered_before(
    each: Checked, found: tuple[Done, Offer | None] | BaseException
) -> tuple[Done, Offer | None] | BaseException:
    """Where the item was answered from another window already: the answer that stands, and the next item."""
    if not isinstance(found, WorkspaceError) or found.code != "ledger.id_taken":
        return found
    stands = kept_answer(each.desk, each.offer)
    return found if stands is None else (stands._replace(is_again=True), next_item(each.desk))


def kept_answer(desk: Desk, offer: Offer) -> Done | None:
    """The answer that stands for an item that was offered: the last correction, else the first answer, else None."""
    ledger, id = desk.workspace.store.ledger, offer.asked.assignment.id
    entry = found = ledger.entry(id)
    while found is not None:
        entry, found = found, ledger.entry(_after(id, judgment_name(found.seq, 0)))
    if entry is None:
        return None
    judgment, *beside = ledger.records_of(entry, Judgment)
    is_late = judgment.run == run_of(desk.plan.name, State.LATE)
    return Done(offer, judgment, judgment_name(entry.seq, 0), is_late, beside=tuple(beside))


def correct(desk: Desk, done: Done, offer: Offer, typed: object, *, seconds: float | None = None) -> Done:
    """Another answer in the place of one that is kept; the earlier one stays on the ledger and counts no more.

    The answer that stands already is no other: nothing is written.

    Raises
    ------
    InputError
        What is wrong with the answer; ``answer.told`` when the one that is right was told to him.
    WorkspaceError
        ``answer.changed`` when it was corrected from another window meanwhile.
    """
    given, beside = desk.queue.given(offer.asked.assignment.item, typed, content=offer.content)
    workspace, at = desk.workspace, desk.workspace.now()
    fresh = corrected(done.judgment, offer.asked, given, name=done.name, at=at, seconds=seconds)
    too = [corrected_too(fresh, each, place=place) for place, each in enumerate(beside, start=1)]
    if all(same_answer(one, two) for one, two in zip((done.judgment, *done.beside), (fresh, *too), strict=True)):
        return done
    check_not_told(workspace.store, desk.plan, offer.asked.assignment.item)
    id = _after(offer.asked.assignment.id, done.name)
    try:
        entry = workspace.store.ledger.append("judgment", [fresh, *too], id=id, actor=desk.judge.id, now=at)
    except WorkspaceError as error:
        if error.code != "ledger.id_taken":
            raise
        what = "You changed this answer in another window."
        raise WorkspaceError("answer.changed", what, "Look at what stands now, and change that.") from None
    return Done(offer, fresh, judgment_name(entry.seq, 0), done.is_late, beside=tuple(too))


def skip(desk: Desk, offer: Offer, reason: str, *, seconds: float | None = None) -> None:
    """Pass over an item: others get it, and the reason is kept."""
    at = desk.workspace.now()
    gone = abstained(offer.asked, at=at, seconds=seconds)
    skipped(desk.workspace.store, offer.asked.assignment.id, gone, reason=reason, now=at)


def flag(desk: Desk, offer: Offer, comment: str, *, rule: str | None = None) -> None:
    """Say what is wrong with the guideline, or with one of its rules; the same said twice is kept once.

    Raises
    ------
    InputError
        ``flag.comment``, ``flag.rule``.
    """
    said = flagged(offer.asked, offer.guideline, comment, rule=rule)
    ledger, judge = desk.workspace.store.ledger, desk.judge.id
    ledger.append("event", [said.event], id=said.id, actor=judge, now=desk.workspace.now())


def leave(desk: Desk, offer: Offer) -> None:
    """Free the item that the judge holds, for others and for himself when he comes back."""
    desk.workspace.store.queues.let_go(offer.asked.assignment.id)


def _after(id: str, name: str) -> str:
    """Id of the entry that corrects a judgment; two windows cannot both correct the same one."""
    return f"{id}:after:{name}"


def _offer(desk: Desk, held: Assignment) -> Offer:
    return put(desk.queue, desk.judge, held, desk.queue.guideline(), shown_at=desk.workspace.now())
