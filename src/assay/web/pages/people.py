"""People: who there is, what each may do, and the links that let them in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import INVITED_BY_LEADS, Grant, Permission, Role, parse_grant
from assay.core.errors import InputError, NotPermitted, Problem
from assay.web.faults import status_of
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.people import (
    OneTimeLink,
    give,
    invite,
    lock,
    open_links,
    people,
    reset_link,
    revoke,
    take,
    unlock,
)

router = APIRouter(include_in_schema=False)
Inviter = Annotated[SignedIn, Depends(may(Permission.INVITE))]
Administrator = Annotated[SignedIn, Depends(may(Permission.ADMINISTER))]


@router.get("/people")
def show(request: Request, who: Inviter) -> Response:
    """Everybody and every link that still works."""
    return _page(request, who)


@router.post("/people/invite")
def invite_(
    request: Request,
    who: Inviter,
    role: Annotated[list[str] | None, Form()] = None,
    scope: Annotated[str, Form(max_length=1_000)] = "",
    mail: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Make a link to join, and show it once."""
    workspace = request.app.state.workspace
    try:
        grants = [_grant(word, scope) for word in role or []]
        made = invite(workspace, grants, mail=mail, giver=who.grants, actor=who.judge)
    except (InputError, NotPermitted) as error:
        return _page(request, who, status=status_of(error), problem=error.problems[0])
    return _page(request, who, made=made)


@router.post("/people/revoke")
def revoke_(request: Request, who: Inviter, invitation: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Make a link void."""
    revoke(request.app.state.workspace, invitation, giver=who.grants, actor=who.judge)
    return _back()


@router.post("/people/reset")
def reset(request: Request, who: Administrator, judge: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Make a link to choose a new password, and show it once."""
    made = reset_link(request.app.state.workspace, judge, actor=who.judge)
    return _page(request, who, made=made, whose=judge)


@router.post("/people/lock")
def lock_(request: Request, who: Administrator, judge: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Keep somebody out at once."""
    lock(request.app.state.workspace, judge)
    return _back()


@router.post("/people/unlock")
def unlock_(request: Request, who: Administrator, judge: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Let somebody in again."""
    unlock(request.app.state.workspace, judge)
    return _back()


@router.post("/people/give")
def give_(
    request: Request,
    who: Administrator,
    judge: Annotated[str, Form(max_length=100)] = "",
    role: Annotated[str, Form(max_length=1_000)] = "",
    scope: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Grant a role more."""
    give(request.app.state.workspace, judge, _grant(role, scope), actor=who.judge)
    return _back()


@router.post("/people/take")
def take_(
    request: Request,
    who: Administrator,
    judge: Annotated[str, Form(max_length=100)] = "",
    grant: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Take a role away."""
    take(request.app.state.workspace, judge, parse_grant(grant))
    return _back()


def _grant(word: str, scope: str) -> Grant:
    where = scope.strip()
    return parse_grant(f"{word}:{where}" if where and word != Role.ADMINISTRATOR else word)


def _page(
    request: Request,
    who: SignedIn,
    *,
    status: int = 200,
    made: OneTimeLink | None = None,
    whose: str | None = None,
    problem: Problem | None = None,
) -> Response:
    workspace = request.app.state.workspace
    is_administrator = who.may(Permission.ADMINISTER)
    links = [link for link in open_links(workspace) if is_administrator or link.made_by == who.judge]
    shown = {
        "people": people(workspace, seen_by=who.grants),
        "links": links,
        "roles": [role for role in Role if is_administrator or role in INVITED_BY_LEADS],
        "is_administrator": is_administrator,
        "made": made,
        "whose": whose,
        "address": None if made is None else _address(request) + made.path,
        "problem": problem,
    }
    return page(request, "people.html", status=status, **shown)


def _address(request: Request) -> str:
    known: str | None = request.app.state.serving.address
    return known or f"{request.url.scheme}://{request.url.netloc}"


def _back() -> Response:
    return RedirectResponse("/people", 303)
