"""Signing in, and out here or everywhere."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from assay.core.errors import NotPermitted, Problem
from assay.web.faults import status_of
from assay.web.openid import OpenId
from assay.web.serving import Serving
from assay.web.session import SignedIn, at_the_browser, session_token, signed_in
from assay.web.templating import page
from assay.workflows.signing_in import Try, sign_in, sign_out, sign_out_everywhere

router = APIRouter(include_in_schema=False)
START = "/"
LONGEST_NEXT = 1_000


@router.get("/sign-in")
def form(request: Request, next: str = START) -> Response:
    """The form; whoever is signed in goes on."""
    if at_the_browser(request) is not None:
        return RedirectResponse(place_here(next), 303)
    return _form(request, next)


@router.post("/sign-in")
def enter(
    request: Request,
    name: Annotated[str, Form(max_length=1_000)] = "",
    password: Annotated[str, Form(max_length=10_000)] = "",
    next: Annotated[str, Form()] = START,
) -> Response:
    """A new session, whatever the browser brought along, and on to where somebody wanted to go."""
    old, state = session_token(request), request.app.state
    address = request.client.host if request.client else "unknown"
    given = Try(name, password, address)
    try:
        token = sign_in(state.workspace, state.passwords, given, instead_of=old)
    except NotPermitted as error:
        return _form(request, next, name=name[:100], status=status_of(error), problem=error.problems[0])
    response = RedirectResponse(place_here(next), 303)
    give_session(response, state.serving, token)
    return response


@router.post("/sign-out")
def leave(request: Request, who: Annotated[SignedIn, Depends(signed_in)]) -> Response:
    """End the session of this browser."""
    sign_out(request.app.state.workspace, session_token(request) or "")
    return _out(request)


@router.post("/sign-out-everywhere")
def leave_everywhere(request: Request, who: Annotated[SignedIn, Depends(signed_in)]) -> Response:
    """End every session of who is signed in."""
    sign_out_everywhere(request.app.state.workspace, who.account)
    return _out(request)


def give_session(response: Response, serving: Serving, token: str) -> None:
    """Give the browser its token: scripts do not see it, other sites do not send it; it is gone with the browser."""
    response.set_cookie(serving.cookie, token, httponly=True, samesite="lax", secure=serving.is_secure, path="/")


def place_here(wanted: str) -> str:
    """A path of this application; the start for anything that would lead elsewhere."""
    if len(wanted) > LONGEST_NEXT or not wanted.isprintable() or "\\" in wanted or not wanted.startswith("/"):
        return START
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return START
    elsewhere = parts.scheme or parts.netloc or wanted.startswith("//") or parts.path == "/sign-in"
    return START if elsewhere else wanted


def _form(
    request: Request, next: str, *, name: str = "", status: int = 200, problem: Problem | None = None
) -> Response:
    shown = {"next": place_here(next), "name": name, "problem": problem, "elsewhere": elsewhere(request)}
    return page(request, "sign_in.html", status=status, **shown)


def elsewhere(request: Request) -> str | None:
    """Whose sign-in is offered beside the form; None where there is none."""
    openid: OpenId | None = request.app.state.openid
    return None if openid is None else openid.label


def _out(request: Request) -> Response:
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(request.app.state.serving.cookie, path="/", httponly=True, samesite="lax")
    return response
