"""What belongs to an item while it is held: signs of life, the draft, flags and comments, and giving it back."""

from fastapi import APIRouter, Request

from assay.web.api.label_desks import AssignmentId, Labeler, held_by, holding, stands
from assay.web.api.label_records import CommentSent, DraftSent, FlagSent, HeldShown, SignSent
from assay.workflows import at_hand, work

router = APIRouter(prefix="/api/v1", tags=["labeling"])


@router.post("/assignments/{assignment}/give-back")
def give_back(request: Request, who: Labeler, assignment: AssignmentId) -> HeldShown:
    """Stop working: the item is free for others, and for you when you come back."""
    desk, offer = held_by(request, who, assignment)
    work.leave(desk, offer)
    return stands(desk.workspace.store.queues.find(assignment))


@router.post("/assignments/{assignment}/heartbeat")
def heartbeat(request: Request, who: Labeler, assignment: AssignmentId, sent: SignSent) -> HeldShown:
    """Say that you are still there, every 20 seconds.

    While you work (``active``) you keep the item and the time counts; time away does not count, and after some
    minutes of it the item goes to somebody else.
    """
    desk, held = holding(request, who, assignment)
    return stands(at_hand.sign_of_life(desk.workspace, held, active=sent.active, account=who.account))


@router.put("/assignments/{assignment}/draft")
def keep_draft(request: Request, who: Labeler, assignment: AssignmentId, sent: DraftSent) -> HeldShown:
    """Keep an unfinished answer, so that a reload or another device finds it again."""
    desk, held = holding(request, who, assignment)
    at_hand.keep_draft(desk.workspace, held, sent.draft, account=who.account)
    return stands(held)


@router.post("/assignments/{assignment}/flag")
def flag(request: Request, who: Labeler, assignment: AssignmentId, sent: FlagSent) -> HeldShown:
    """Say what is wrong with the guideline, or with one of its rules; the lead sees it with the item."""
    desk, offer = held_by(request, who, assignment, guideline=sent.guideline)
    work.flag(desk, offer, sent.comment, rule=sent.rule)
    return stands(offer.asked.assignment)


@router.post("/assignments/{assignment}/comment")
def comment(request: Request, who: Labeler, assignment: AssignmentId, sent: CommentSent) -> HeldShown:
    """Say something about the item or your answer to it; reviewers and adjudicators see it."""
    desk, offer = held_by(request, who, assignment)
    at_hand.comment(desk.workspace, offer.asked, sent.comment)
    return stands(offer.asked.assignment)
