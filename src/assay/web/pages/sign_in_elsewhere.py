"""Signing in by another server: there, and back with a proof."""

import hmac

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assay.core.errors import NotPermitted, WorkspaceError
from assay.store.clock import random_token
from assay.web.openid import (
    AGAIN,
    OpenId,
    checked_token,
    discover,
    public_keys,
    redeem,
    refused_there,
    way_there,
)
from assay.web.pages.sign_in import START, give_session, place_here
from assay.web.session import session_token
from assay.web.underway import HOLDS_S, UnderWay, end_of
from assay.workflows.people import look
from assay.workflows.signing_in import begin_session
from assay.workflows.signing_in_elsewhere import account_of

router = APIRouter(include_in_schema=False)
BACK = "/sign-in/elsewhere/done"


@router.get("/sign-in/elsewhere")
def go(request: Request, next: str = START) -> Response:
    """To the page of the other server."""
    return _there(request, place_here(next), None)


@router.get("/invitation/{token}/elsewhere")
def join(request: Request, token: str) -> Response:
    """To the page of the other server, to join by a link; looking does not use the link."""
    look(request.app.state.workspace, token)
    return _there(request, START, token)


@router.get(BACK)
def come_back(request: Request, code: str = "", state: str = "", error: str = "", iss: str = "") -> Response:
    """A new session for whoever the other server proves that he is, whatever the browser brought along."""
    openid, app, workspace = _openid(request), request.app.state, request.app.state.workspace
    begun = app.underway.take(request.cookies.get(_cookie(request), ""), now=workspace.now())
    if begun is None:
        raise NotPermitted("openid.gone", "This sign-in was finished already, or took too long.", AGAIN)
    if not hmac.compare_digest(state.encode(), begun.state.encode()):
        raise NotPermitted("openid.state", "This answer is not to what this browser asked.", AGAIN)
    if iss and iss != openid.issuer:
        raise NotPermitted("openid.state", "This answer is from another server.", AGAIN)
    if error or not code:
        raise refused_there(error)
    places = discover(openid)
    token = redeem(openid, places, code, back=_back(request), verifier=begun.verifier)
    keys = public_keys(places)
    known = checked_token(openid, token, keys, nonce=begun.nonce, now=workspace.now())
    account = account_of(workspace, known, invitation=begun.invitation, domains=openid.domains)
    response = RedirectResponse(place_here(begun.next), 303)
    give_session(response, app.serving, begin_session(workspace, account, instead_of=session_token(request)))
    response.delete_cookie(_cookie(request), path="/", httponly=True, samesite="lax", secure=app.serving.is_secure)
    return response


def _there(request: Request, next: str, invitation: str | None) -> Response:
    openid, app = _openid(request), request.app.state
    places = discover(openid)
    token, state, nonce, verifier = (random_token() for _ in range(4))
    app.underway.keep(token, UnderWay(state, nonce, verifier, next, invitation, end_of(app.workspace.now())))
    there = way_there(openid, places, back=_back(request), state=state, nonce=nonce, verifier=verifier)
    response = RedirectResponse(there, 303)
    options = {"httponly": True, "samesite": "lax", "secure": app.serving.is_secure, "path": "/", "max_age": HOLDS_S}
    response.set_cookie(_cookie(request), token, **options)
    return response


def _openid(request: Request) -> OpenId:
    openid: OpenId | None = request.app.state.openid
    if openid is None:
        what = "This site has no sign-in by another server."
        raise WorkspaceError("openid.none", what, "Sign in with name and password.")
    return openid


def _cookie(request: Request) -> str:
    return f"{request.app.state.serving.cookie}-elsewhere"


def _back(request: Request) -> str:
    known: str | None = request.app.state.serving.address
    return f"{known or f'{request.url.scheme}://{request.url.netloc}'}{BACK}"
