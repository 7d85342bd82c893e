"""The work of a labeler under /api/v1: his queues, the next item, answers, and all that belongs to an item at hand.

Every answer brings the next item with it. The same request sent twice does one thing. What an item is there for
(gold, an audit, another round) is in no field, no status and no address.
"""

from collections.abc import Sequence
from typing import Annotated, NamedTuple, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request

from assay.access.roles import Permission
from assay.core.errors import NotPermitted, WorkspaceError
from assay.labeling.asked_together import asked_together, dataset_of, find_form
from assay.labeling.at_hand import AtHand
from assay.labeling.duties import closed_to
from assay.labeling.flagging import words_said
from assay.labeling.kept import BETWEEN, QUEUE, find_queue, question_of
from assay.labeling.nothing_left import why_nothing
from assay.labeling.offering import Done, Offer
from assay.labeling.page_answers import read_answer, read_answers
from assay.labeling.precedents import precedents_by_rule
from assay.store.own_work import own_work
from assay.store.queueing.assignment import Assignment, State
from assay.web.api.label_records import (
    LONGEST_REASON,
    AgainShown,
    AnsweredShown,
    AnswerSent,
    ClaimedShown,
    CommentSent,
    DraftSent,
    ExposureShown,
    FlagSent,
    GuidelineShown,
    HeldShown,
    OfferShown,
    OwnProgress,
    QueueShown,
    QueuesShown,
    SignSent,
    SkipSent,
    WhyShown,
)
from assay.web.api.label_shown import (
    answer_shown,
    answers_shown,
    form_shown,
    guideline_shown,
    offer_shown,
    together_shown,
)
from assay.web.session import SignedIn, may
from assay.workflows import at_hand, exposure, work
from assay.workflows.shares import Shares
from assay.workflows.work import Checked, Desk, Desks
from assay.workflows.workspace import Workspace

router = APIRouter(prefix="/api/v1", tags=["labeling"])
labeler_of = may(Permission.LABEL)
"""Who asks, if he may label."""
Labeler: TypeAlias = Annotated[SignedIn, Depends(labeler_of)]
QueueName: TypeAlias = Annotated[str, Path(max_length=200, pattern=r"^[^\x00-\x1f]+$")]
AssignmentId: TypeAlias = Annotated[str, Path(max_length=100, pattern=r"^[0-9A-Za-z_.-]+$")]


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
    open_ones = [each for each in every if _may_label(who, each.name, str(each.body["question"]))]
    names = [each.name for each in open_ones if each.name not in closed]
    shares = _shares(request)
    return QueuesShown(queues=[_queue(request, who, name, share=shares.known(name)) for name in names])


@router.get("/queues/{queue}")
def show_queue(request: Request, who: Labeler, queue: QueueName) -> QueueShown:
    """The question of a queue, its form and keys, and how far the work is."""
    _check_open_to(request, who, queue)
    return _queue(request, who, queue, share=_shares(request).of(queue))


@router.get("/queues/{queue}/guideline")
def show_guideline(
    request: Request, who: Labeler, queue: QueueName, version: Annotated[str, Query(max_length=64)] = ""
) -> GuidelineShown:
    """The rules in force, or in the version under which you were shown an item."""
    desk = _desk(request, who, queue)
    rules = desk.queue.guideline_shown(version or None)
    return guideline_shown(rules, precedents_by_rule(desk.queue), asked=desk.question)


def has_tree(request: Request, who: SignedIn, queue: str) -> bool:
    """Whether the rules in force have a decision tree."""
    rules = _desk(request, who, queue).queue.guideline()
    return rules is not None and rules.tree is not None


@router.post("/queues/{queue}/claim")
def claim(request: Request, who: Labeler, queue: QueueName) -> ClaimedShown:
    """The item that you hold, or the next one; a second window gets the same."""
    desk = _desk(request, who, queue)
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


@router.post("/assignments/{assignment}/give-back")
def give_back(request: Request, who: Labeler, assignment: AssignmentId) -> HeldShown:
    """Stop working: the item is free for others, and for you when you come back."""
    desk, offer = held_by(request, who, assignment)
    work.leave(desk, offer)
    return _stands(desk.workspace.store.queues.find(assignment))


@router.post("/assignments/{assignment}/heartbeat")
def heartbeat(request: Request, who: Labeler, assignment: AssignmentId, sent: SignSent) -> HeldShown:
    """Say that you are still there, every 20 seconds.

    While you work (``active``) you keep the item and the time counts; time away does not count, and after some
    minutes of it the item goes to somebody else.
    """
    desk, held = _holding(request, who, assignment)
    return _stands(at_hand.sign_of_life(desk.workspace, held, active=sent.active, account=who.account))


@router.put("/assignments/{assignment}/draft")
def keep_draft(request: Request, who: Labeler, assignment: AssignmentId, sent: DraftSent) -> HeldShown:
    """Keep an unfinished answer, so that a reload or another device finds it again."""
    desk, held = _holding(request, who, assignment)
    at_hand.keep_draft(desk.workspace, held, sent.draft, account=who.account)
    return _stands(held)


@router.post("/assignments/{assignment}/flag")
def flag(request: Request, who: Labeler, assignment: AssignmentId, sent: FlagSent) -> HeldShown:
    """Say what is wrong with the guideline, or with one of its rules; the lead sees it with the item."""
    desk, offer = held_by(request, who, assignment, guideline=sent.guideline)
    work.flag(desk, offer, sent.comment, rule=sent.rule)
    return _stands(offer.asked.assignment)


@router.post("/assignments/{assignment}/comment")
def comment(request: Request, who: Labeler, assignment: AssignmentId, sent: CommentSent) -> HeldShown:
    """Say something about the item or your answer to it; reviewers and adjudicators see it."""
    desk, offer = held_by(request, who, assignment)
    at_hand.comment(desk.workspace, offer.asked, sent.comment)
    return _stands(offer.asked.assignment)


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


def check_may_begin(request: Request, who: SignedIn, queue: str) -> None:
    """Make sure that somebody may be offered items of a queue; raises as its claim does."""
    _desk(request, who, queue)


def _desk(request: Request, who: SignedIn, queue: str) -> Desk:
    _check_open_to(request, who, queue)
    return _desks(request).at(queue, judge=who.judge)


def held_by(request: Request, who: SignedIn, assignment: str, *, guideline: str | None = None) -> tuple[Desk, Offer]:
    """What was offered to somebody, and the desk at which he got it; raises where it is another's."""
    desk, held = _holding(request, who, assignment)
    return desk, work.offered(desk, held, guideline=guideline)


def _holding(request: Request, who: SignedIn, assignment: str) -> tuple[Desk, Assignment]:
    """The desk and the assignment; one that is another's is told like one that is not there."""
    try:
        desk, held = _desks(request).holding(assignment, judge=who.judge)
    except (WorkspaceError, NotPermitted) as error:
        if error.code not in ("assignment.unknown", "assignment.not_yours"):
            raise
        what = "You were not offered this item."
        raise WorkspaceError("assignment.unknown", what, "Take the next one: claim it in a queue.") from None
    if not _may_label(who, held.queue, desk.plan.question):
        who.check(Permission.LABEL, held.queue)
    return desk, held


def _check_open_to(request: Request, who: SignedIn, queue: str) -> None:
    """Whether somebody may label here: by a role for all, for the queue, or for its dataset."""
    document = request.app.state.workspace.store.documents.find(QUEUE, queue)
    question = "" if document is None else str(document.body["question"])
    if not _may_label(who, queue, question):
        who.check(Permission.LABEL, queue)


def _may_label(who: SignedIn, queue: str, question: str) -> bool:
    dataset = question.partition(BETWEEN)[0]
    return who.may(Permission.LABEL, queue) or (dataset != "" and who.may(Permission.LABEL, dataset))


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


def shown_to(desk: Desk, offer: Offer, *, draft: object = None) -> OfferShown:
    """An item as it is put to the judge; one that may disturb without what it holds, until he asks for it."""
    settings = desk.queue.exposure
    if settings is None:
        return offer_shown(offer, draft=draft)
    is_seen, n = (
        exposure.has_seen(desk.workspace, offer.asked.assignment),
        exposure.seen_today(desk.workspace, desk.judge.id),
    )
    told = ExposureShown(
        is_seen=is_seen, n_today=n, most_today=settings.sensitive_limit, break_minutes=settings.break_minutes
    )
    return offer_shown(offer, draft=draft, exposure=told)


def check_seen(desk: Desk, offer: Offer) -> None:
    """Nothing when the item disturbs nobody, or he asked to see it; raises ``exposure.not_seen``."""
    if desk.queue.exposure is not None:
        exposure.check_seen(desk.workspace, offer.asked.assignment)


def _stands(held: Assignment) -> HeldShown:
    """Whether an answer came late would say what others did."""
    state = State.ANSWERED if held.state is State.LATE else held.state
    return HeldShown(state=state.value, leased_until=held.leased_until)


def _desks(request: Request) -> Desks:
    """What a queue shows is read once in a process."""
    state = request.app.state
    if not hasattr(state, "desks"):
        state.desks = Desks(state.workspace)
    desks: Desks = state.desks
    return desks


def _shares(request: Request) -> Shares:
    state = request.app.state
    if not hasattr(state, "shares"):
        state.shares = Shares(state.workspace)
    shares: Shares = state.shares
    return shares
