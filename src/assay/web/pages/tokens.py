"""Tokens: what programs show instead of a password; everybody makes and revokes his own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import InputError, NotPermitted, Problem
from assay.web.faults import status_of
from assay.web.session import SignedIn, signed_in
from assay.web.templating import page
from assay.workflows.api_tokens import MadeToken, make_token, revoke_token, tokens

router = APIRouter(include_in_schema=False)
Who = Annotated[SignedIn, Depends(signed_in)]


@router.get("/tokens")
def show_tokens(request: Request, who: Who) -> Response:
    """Your tokens, and a form to make one."""
    return _page(request, who)


@router.post("/tokens/make")
def make(
    request: Request,
    who: Who,
    name: Annotated[str, Form(max_length=1_000)] = "",
    scope: Annotated[list[str] | None, Form()] = None,
    days: Annotated[int, Form(ge=1, le=10_000)] = 90,
) -> Response:
    """Make a token, and show it once."""
    workspace = request.app.state.workspace
    account = workspace.store.accounts.find(who.account)
    try:
        made = make_token(workspace, account, name=name, scopes=scope or [], days=days)
    except (InputError, NotPermitted) as error:
        return _page(request, who, status=status_of(error), problem=error.problems[0])
    return _page(request, who, made=made)


@router.post("/tokens/revoke")
def revoke(request: Request, who: Who, token: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Make a token of yours void at once."""
    revoke_token(request.app.state.workspace, token, account=who.account)
    return RedirectResponse("/tokens", 303)


def _page(
    request: Request,
    who: SignedIn,
    *,
    status: int = 200,
    made: MadeToken | None = None,
    problem: Problem | None = None,
) -> Response:
    shown = {
        "tokens": tokens(request.app.state.workspace, who.account),
        "scopes": [each for each in Permission if who.may(each)],
        "made": made,
        "problem": problem,
    }
    return page(request, "tokens.html", status=status, **shown)
