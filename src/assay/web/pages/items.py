"""One item beside labeling: what reviewers, adjudicators, leads and auditors see of it, and its labeler afterwards.

Here alone an item that may disturb is shown outside of labeling, so that every view of it is on the ledger.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import FileResponse, Response

from assay.access.roles import Permission
from assay.core.errors import NotPermitted
from assay.labeling.exposure import find_exposure
from assay.web.item_shown import parts_in_full, queue_opened
from assay.web.media import media_response
from assay.web.queue_sight import may_in
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.exposure import labels_item, look, seen_today, views_of

router = APIRouter(include_in_schema=False)
LOOKS = (Permission.REVIEW, Permission.ADJUDICATE, Permission.LEAD, Permission.AUDIT)
"""Any of them, for the queue or its dataset, lets somebody look at an item."""
Looker = Annotated[SignedIn, Depends(may(*LOOKS, Permission.LABEL))]
Auditor = Annotated[SignedIn, Depends(may(Permission.AUDIT))]
QueueName = Annotated[str, Path(max_length=200)]
ItemId = Annotated[str, Query(max_length=1_000)]
BACK = (
    (Permission.LEAD, "/quality"),
    (Permission.AUDIT, "/quality"),
    (Permission.ADJUDICATE, "/adjudicate"),
    (Permission.LABEL, "/feedback"),
)
"""Where somebody who looked at an item goes on in its queue."""
MOST_LISTED = 500
"""Views that the page lists."""


@router.get("/items/{queue}")
def item_page(request: Request, who: Looker, queue: QueueName, id: ItemId) -> Response:
    """What there is of an item; that somebody looked at one that may disturb is kept."""
    _check_may_look(request, who, queue, id)
    opened = queue_opened(request, queue)
    parts = parts_in_full(opened, id)
    look(request.app.state.workspace, queue, id, by=who.judge)
    back = next((f"{path}/{quote(queue, safe='')}" for may, path in BACK if may_in(request, who, may, queue)), None)
    return page(request, "item.html", queue=queue, id=id, asks=opened.question.asks, parts=parts, back=back)


@router.get("/items/{queue}/media/{number}")
def item_media(
    request: Request, who: Looker, queue: QueueName, number: Annotated[int, Path(ge=0, le=1_000)], id: ItemId
) -> FileResponse:
    """The bytes of an image, a sound or a film of an item."""
    _check_may_look(request, who, queue, id)
    workspace = request.app.state.workspace
    response = media_response(workspace.store, queue_opened(request, queue).parts(id), number)
    look(workspace, queue, id, by=who.judge)
    return response


@router.get("/views")
def views_page(request: Request, who: Auditor) -> Response:
    """Who saw which item that may disturb, the newest first."""
    seen = views_of(request.app.state.workspace)
    every = [each for each in seen if may_in(request, who, Permission.AUDIT, each.queue)]
    return page(request, "views.html", views=every[:MOST_LISTED], n=len(every), more=max(0, len(every) - MOST_LISTED))


def _check_may_look(request: Request, who: SignedIn, queue: str, item: str) -> None:
    """By a role there; or because he was offered the item himself, and asked to see it where it may disturb."""
    if any(may_in(request, who, permission, queue) for permission in LOOKS):
        return
    workspace = request.app.state.workspace
    is_own = may_in(request, who, Permission.LABEL, queue) and labels_item(workspace, queue, item, judge=who.judge)
    if not is_own or _would_pass_the_limit(request, who, queue):
        raise NotPermitted("access.not_there", "You have no role for this here.", "Ask the lead of the program.")


def _would_pass_the_limit(request: Request, who: SignedIn, queue: str) -> bool:
    """A labeler sees no more than a day bears, on whatever page."""
    store = request.app.state.workspace.store
    settings = find_exposure(store, queue)
    limit = None if settings is None else settings.sensitive_limit
    return limit is not None and seen_today(request.app.state.workspace, who.judge) >= limit
