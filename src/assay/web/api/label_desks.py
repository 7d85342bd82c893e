"""At which desk somebody labels, what he holds there, and what he may see of it: for all addresses of labeling."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Path, Request

from assay.access.roles import Permission
from assay.core.errors import NotPermitted, WorkspaceError
from assay.labeling.kept import QUEUE
from assay.labeling.offering import Offer
from assay.store.queueing.assignment import Assignment, State
from assay.web.api.label_records import ExposureShown, HeldShown, OfferShown
from assay.web.api.label_shown import offer_shown
from assay.web.queue_sight import may_on
from assay.web.session import SignedIn, may
from assay.workflows import exposure, work
from assay.workflows.shares import Shares
from assay.workflows.work import Desk, Desks

labeler_of = may(Permission.LABEL)
"""Who asks, if he may label."""
Labeler: TypeAlias = Annotated[SignedIn, Depends(labeler_of)]
QueueName: TypeAlias = Annotated[str, Path(max_length=200, pattern=r"^[^\x00-\x1f]+$")]
AssignmentId: TypeAlias = Annotated[str, Path(max_length=100, pattern=r"^[0-9A-Za-z_.-]+$")]


def check_may_begin(request: Request, who: SignedIn, queue: str) -> None:
    """Make sure that somebody may be offered items of a queue; raises as its claim does."""
    desk_at(request, who, queue)


def desk_at(request: Request, who: SignedIn, queue: str) -> Desk:
    """The desk of somebody at a queue in which he may label."""
    check_open_to(request, who, queue)
    return _desks(request).at(queue, judge=who.judge)


def held_by(request: Request, who: SignedIn, assignment: str, *, guideline: str | None = None) -> tuple[Desk, Offer]:
    """What was offered to somebody, and the desk at which he got it; raises where it is another's."""
    desk, held = holding(request, who, assignment)
    return desk, work.offered(desk, held, guideline=guideline)


def holding(request: Request, who: SignedIn, assignment: str) -> tuple[Desk, Assignment]:
    """The desk and the assignment; one that is another's is told like one that is not there."""
    try:
        desk, held = _desks(request).holding(assignment, judge=who.judge)
    except (WorkspaceError, NotPermitted) as error:
        if error.code not in ("assignment.unknown", "assignment.not_yours"):
            raise
        what = "You were not offered this item."
        raise WorkspaceError("assignment.unknown", what, "Take the next one: claim it in a queue.") from None
    if not may_on(who, Permission.LABEL, held.queue, desk.plan.question):
        who.check(Permission.LABEL, held.queue)
    return desk, held


def check_open_to(request: Request, who: SignedIn, queue: str) -> None:
    """Whether somebody may label here: by a role for all, for the queue, or for its dataset."""
    document = request.app.state.workspace.store.documents.find(QUEUE, queue)
    question = "" if document is None else str(document.body["question"])
    if not may_on(who, Permission.LABEL, queue, question):
        who.check(Permission.LABEL, queue)


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


def stands(held: Assignment) -> HeldShown:
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


def shares_of(request: Request) -> Shares:
    """How far the queues are, counted now and then."""
    state = request.app.state
    if not hasattr(state, "shares"):
        state.shares = Shares(state.workspace)
    shares: Shares = state.shares
    return shares
