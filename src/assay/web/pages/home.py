"""The first page: what each role does first."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from assay.web.navigation import ways
from assay.web.session import SignedIn, signed_in
from assay.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, who: Annotated[SignedIn, Depends(signed_in)]) -> Response:
    """Who has one kind of work only is led there; others choose."""
    open_to = ways(request.app.state.paths, who)
    if len({each.permissions for each in open_to}) == 1:
        return RedirectResponse(open_to[0].path, 303)
    return page(request, "home.html", actions=open_to)
