"""The work of a labeler under /api/v1: his queues, the next item, and answers.

Every answer brings the next item with it. The same request sent twice does one thing. What an item is there for
(gold, an audit, another round) is in no field, no status and no address.
"""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request

from assay.access.roles import Permission
from assay.labeling.asked_together import asked_together, dataset_of, find_form
from assay.labeling.at_hand import AtHand
from assay.labeling.duties import closed_to
from assay.labeling.flagging import words_said
from assay.labeling.kept import QUEUE, find_queue, question_of
from assay.labeling.nothing_left import why_nothing
from assay.labeling.offering import Done, Offer
from assay.labeling.page_answers import read_answer, read_answers
from assay.labeling.precedents import precedents_by_rule
from assay.store.own_work import own_work
from assay.web.api.label_desks import (
    AssignmentId,
    Labeler,
    QueueName,
    check_open_to,
    check_seen,
    desk_at,
    held_by,
    labeler_of,
    shares_of,
    shown_to,
)
from assay.web.api.label_records import (
    LONGEST_REASON,
    AgainShown,
    AnsweredShown,
    AnswerSent,
    ClaimedShown,
    GuidelineShown,
    OfferShown,
    OwnProgress,
    QueueShown,
    QueuesShown,
    SkipSent,
    WhyShown,
)
from assay.web.api.label_shown import (
    answer_shown,
    answers_shown,
    form_shown,
    guideline_shown,
    together_shown,
)
from assay.web.queue_sight import may_on
from assay.web.session import SignedIn
from assay.workflows import at_hand, work
from assay.workflows.work import Checked, Desk
from assay.workflows.workspace import Workspace

router = APIRouter(prefix="/api/v1", tags=["labeling"])


class Asking(NamedTuple):
    """An answer as it was sent."""

    request: Request
    """Who sends it."""
    assignment: str
    """Id of the assignment that it answers."""
    sent: AnswerSent
    """The answer."""


class _Ready(NamedTuple):
    """An answer that was checked."""

    checked: Checked
    """As it may be kept."""
    item: AtHand
    """What was kept of the item while it was at hand."""


@router.get("/queues")
def list_queues(request: Request, who: Labeler) -> QueuesShown:
    """The queues that you may work in, with the question of each and how far it is."""
    store = request.app.state.workspace.store
    every, closed = store.documents.latest(QUEUE), closed_to(store, who.judge)
    open_ones = [each for each in every if may_on(who, Permission.LABEL, each.name, str(each.body["question"]))]
    names = [each.name for each in open_ones if each.name not in closed]
    shares = shares_of(request)
    return QueuesShown(queues=[_queue(request, who, name, share=shares.known(name)) for name in names])


@router.get("/queues/{queue}")
def show_queue(request: Request, who: Labeler, queue: QueueName) -> QueueShown:
    """The question of a queue, its form and keys, and how far the work is."""
    check_open_to(request, who, queue)
    return _queue(request, who, queue, share=shares_of(request).of(queue))


@router.get("/queues/{queue}/guideline")
def show_guideline(
    request: Request, who: Labeler, queue: QueueName, version: Annotated[str, Query(max_length=64)] = ""
) -> GuidelineShown:
    """The rules in force, or in the version under which you were shown an item."""
    desk = desk_at(request, who, queue)
    rules = desk.queue.guideline_shown(version or None)
    return guideline_shown(rules, precedents_by_rule(desk.queue), asked=desk.question)


def has_tree(request: Request, who: SignedIn, queue: str) -> bool:
    """Whether the rules in force have a decision tree."""
    rules = desk_at(request, who, queue).queue.guideline()
    return rules is not None and rules.tree is not None


@router.post("/queues/{queue}/claim")
def claim(request: Request, who: Labeler, queue: QueueName) -> ClaimedShown:
    """The item that you hold, or the next one; a second window gets the same."""
    desk = desk_at(request, who, queue)
    offer = work.next_item(desk)
    last = own_work(desk.workspace.store, queue, who.judge).last
    return ClaimedShown(next=_with_draft(desk, offer), why=_why(desk, offer), last=last)


@router.get("/assignments/{assignment}")
def show_assignment(request: Request, who: Labeler, assignment: AssignmentId) -> AgainShown:
    """An item that you answered or passed over, with the answer that stands, to be changed."""
    desk, offer = held_by(request, who, assignment)
    done = work.kept_answer(desk, offer)
    answer = None if done is None else _told(desk, done)
    return AgainShown(offer=shown_to(desk, offer), answer=answer)


@router.post("/assignments/{assignment}/answer")
def answer(request: Request, who: Labeler, assignment: AssignmentId, sent: AnswerSent) -> AnsweredShown:
    """Keep your answer, durably, and get the next item.

    Sent twice it is one answer. When the item was answered before, from another window, that answer stands and is
    given back as ``stands``.
    """
    (found,) = answer_all([Asking(request, assignment, sent)])
    if isinstance(found, BaseException):
        raise found
    return found


def answer_all(every: Sequence[Asking]) -> list[AnsweredShown | BaseException]:
    """As `answer`, for what several labelers send at once: what each gets, or what was wrong."""
    workspace: Workspace = every[0].request.app.state.workspace
    with workspace.store.database.one_view():
        at_hand.look_ahead(workspace, [each.assignment for each in every])
        ready = [_ready(each) for each in every]
    kept = iter(work.keep_all(workspace, [each.checked for each in ready if isinstance(each, _Ready)]))
    return [_answered(each, next(kept)) if isinstance(each, _Ready) else each for each in ready]


@router.post("/assignments/{assignment}/correct")
def correct(request: Request, who: Labeler, assignment: AssignmentId, sent: AnswerSent) -> AnsweredShown:
    """Put another answer in the place of yours; the earlier one stays on the ledger and counts no more.

    An item that you passed over is answered.
    """
    desk, offer = held_by(request, who, assignment, guideline=sent.guideline)
    done = work.kept_answer(desk, offer)
    if done is None:
        return answer(request, who, assignment, sent)
    typed = _read(desk, offer, sent.answer)
    check_seen(desk, offer)
    work.correct(desk, done, offer, typed, seconds=done.judgment.seconds)
    return _then(desk, work.next_item(desk))


@router.post("/assignments/{assignment}/skip")
def skip(request: Request, who: Labeler, assignment: AssignmentId, sent: SkipSent) -> AnsweredShown:
    """Pass over an item, with the reason; others get it, and you get the next one."""
    desk, offer = held_by(request, who, assignment, guideline=sent.guideline)
    reason = words_said(sent.reason, "skip.reason", most=LONGEST_REASON)
    workspace, held = desk.workspace, offer.asked.assignment
    item = at_hand.known(workspace, held)
    work.skip(desk, offer, reason, seconds=at_hand.seconds_spent(workspace, item))
    at_hand.put_away(workspace, held, item)
    return _then(desk, work.next_item(desk))


def _ready(asking: Asking) -> _Ready | Exception:
    """What was sent as an answer that may be kept, or what is wrong with it."""
    try:
        who, sent = labeler_of(asking.request), asking.sent
        desk, offer = held_by(asking.request, who, asking.assignment, guideline=sent.guideline)
        typed = _read(desk, offer, sent.answer)
        check_seen(desk, offer)
        item = at_hand.known(desk.workspace, offer.asked.assignment)
        seconds = at_hand.seconds_spent(desk.workspace, item)
        return _Ready(work.checked(desk, offer, typed, seconds=seconds), item)
    except Exception as error:
        return error


def _answered(ready: _Ready, found: tuple[Done, Offer | None] | BaseException) -> AnsweredShown | BaseException:
    if isinstance(found, BaseException):
        return found
    (done, following), desk = found, ready.checked.desk
    at_hand.put_away(desk.workspace, ready.checked.offer.asked.assignment, ready.item)
    stands = _told(desk, done) if done.is_again else None
    return _then(desk, following, again=done.is_again, stands=stands)


def _read(desk: Desk, offer: Offer, sent: object) -> object:
    """What was sent, as answers are checked."""
    order, together = offer.asked.order_shown, desk.queue.together
    if not together:
        return read_answer(desk.question, sent, order=order)
    answers = read_answers(together, sent, order=order)
    return answers if len(together) > 1 else answers.get(desk.question.name)


def _told(desk: Desk, done: Done) -> object:
    """What stands, as the page would send it."""
    together = desk.queue.together
    return (
        answers_shown(together, (done.judgment, *done.beside))
        if together
        else answer_shown(desk.question, done.judgment)
    )


def _queue(request: Request, who: SignedIn, name: str, *, share: float | None) -> QueueShown:
    """What is told of a queue; its items are not read for it."""
    store = request.app.state.workspace.store
    plan = find_queue(store, name)
    question = question_of(store, plan).question
    progress = OwnProgress(n_done=own_work(store, name, who.judge).n_done, share=share)
    together = asked_together(store, plan, question)
    form = form_shown(question) if len(together) < 2 else together_shown(together)
    asks = question.asks if plan.form is None else find_form(store, plan.form, dataset=dataset_of(plan)).asks
    return QueueShown(name=name, question=question.name, asks=asks, form=form, progress=progress)


def _with_draft(desk: Desk, offer: Offer | None) -> OfferShown | None:
    if offer is None:
        return None
    return shown_to(desk, offer, draft=at_hand.known(desk.workspace, offer.asked.assignment).draft)


def _then(desk: Desk, offer: Offer | None, *, again: bool = False, stands: object = None) -> AnsweredShown:
    """That an answer is kept, and what comes next."""
    following = None if offer is None else shown_to(desk, offer)
    return AnsweredShown(next=following, why=_why(desk, offer), again=again, stands=stands)


def _why(desk: Desk, offer: Offer | None) -> WhyShown | None:
    """Why nothing comes, where nothing does."""
    found = why_nothing(desk.queue, desk.judge.id, now=desk.workspace.now()) if offer is None else None
    return None if found is None else WhyShown(reason=found.why.value, n=found.n, skills=list(found.skills))
