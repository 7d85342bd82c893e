"""One item beside labeling: what reviewers, adjudicators, leads and auditors see of it, and its labeler afterwards.

Here alone an item that may disturb is shown outside of labeling, so that every view of it is on the ledger.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import FileResponse, Response

from assay.access.roles import Permission
from assay.core.errors import NotPermitted
from assay.labeling.exposure import find_exposure
from assay.labeling.kept import BETWEEN, QUEUE
from assay.web.item_shown import parts_in_full, queue_opened
from assay.web.media import media_response
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
MOST_LISTED = 500
"""Views that the page lists."""


@router.get("/items/{queue}")
def item_page(request: Request, who: Looker, queue: QueueName, id: ItemId) -> Response:
    """What there is of an item; that somebody looked at one that may disturb is kept."""
    _check_may_look(request, who, queue, id)
    opened = queue_opened(request, queue)
    parts = parts_in_full(opened, id)
    look(request.app.state.workspace, queue, id, by=who.judge)
    return page(request, "item.html", queue=queue, id=id, asks=opened.question.asks, parts=parts)


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
    every = [each for each in views_of(request.app.state.workspace) if _may(request, who, Permission.AUDIT, each.queue)]
    return page(request, "views.html", views=every[:MOST_LISTED], n=len(every), more=max(0, len(every) - MOST_LISTED))


def _check_may_look(request: Request, who: SignedIn, queue: str, item: str) -> None:
    """By a role there; or because he was offered the item himself, and asked to see it where it may disturb."""
    if any(_may(request, who, permission, queue) for permission in LOOKS):
        return
    workspace = request.app.state.workspace
    is_own = _may(request, who, Permission.LABEL, queue) and labels_item(workspace, queue, item, judge=who.judge)
    if not is_own or _would_pass_the_limit(request, who, queue):
        raise NotPermitted("access.not_there", "You have no role for this here.", "Ask the lead of the program.")


def _would_pass_the_limit(request: Request, who: SignedIn, queue: str) -> bool:
    """A labeler sees no more than a day bears, on whatever page."""
    store = request.app.state.workspace.store
    settings = find_exposure(store, queue)
    limit = None if settings is None else settings.sensitive_limit
    return limit is not None and seen_today(request.app.state.workspace, who.judge) >= limit


def _may(request: Request, who: SignedIn, permission: Permission, queue: str) -> bool:
    document = request.app.state.workspace.store.documents.find(QUEUE, queue)
    dataset = "" if document is None else str(document.body["question"]).partition(BETWEEN)[0]
    return who.may(permission, queue) or (dataset != "" and who.may(permission, dataset))
