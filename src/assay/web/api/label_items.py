"""What there is of an item at hand: the rest of a long text, the bytes of media, and what disturbs when asked for."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import FileResponse

from assay.core.errors import WorkspaceError
from assay.web.api.label_desks import AssignmentId, Labeler, check_seen, held_by, shown_to
from assay.web.api.label_records import OfferShown, RestShown
from assay.web.api.label_shown import rest_shown
from assay.web.media import media_response
from assay.workflows import exposure

router = APIRouter(prefix="/api/v1", tags=["labeling"])


@router.get("/assignments/{assignment}/parts/{number}")
def show_rest(
    request: Request,
    who: Labeler,
    assignment: AssignmentId,
    number: Annotated[int, Path(ge=0, le=1_000)],
    start: Annotated[int, Query(ge=0, le=2**40)] = 0,
) -> RestShown:
    """More of a very long text, from code point ``start`` on."""
    desk, offer = held_by(request, who, assignment)
    check_seen(desk, offer)
    if number >= len(offer.parts):
        raise WorkspaceError("label.none_part", f"The item has no part {number}.", "Count the parts from 0.")
    return rest_shown(offer.parts[number], start)


@router.get("/assignments/{assignment}/parts/{number}/media", response_class=FileResponse)
def show_media(
    request: Request, who: Labeler, assignment: AssignmentId, number: Annotated[int, Path(ge=0, le=1_000)]
) -> FileResponse:
    """The bytes of an image, a sound or a film of the item; answers range requests."""
    desk, offer = held_by(request, who, assignment)
    check_seen(desk, offer)
    return media_response(desk.workspace.store, offer.parts, number)


@router.post("/assignments/{assignment}/see")
def see(request: Request, who: Labeler, assignment: AssignmentId) -> OfferShown:
    """Show an item that may disturb. That you saw it is kept, for you and for the auditor; a day has a limit."""
    desk, offer = held_by(request, who, assignment)
    if desk.queue.exposure is not None:
        exposure.see(desk.workspace, offer.asked.assignment, desk.queue.exposure)
    return shown_to(desk, offer)
