"""A link that works once: to join under a name of one's own, or to choose a new password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assay.core.errors import InputError, Problem
from assay.store.invitations import Invitation, LinkKind
from assay.web.faults import status_of
from assay.web.pages.sign_in import elsewhere, give_session
from assay.web.session import session_token
from assay.web.templating import page
from assay.workflows.people import choose_password, join, look
from assay.workflows.signing_in import begin_session

router = APIRouter(include_in_schema=False)


@router.get("/invitation/{token}")
def show(request: Request, token: str) -> Response:
    """The form; looking does not use the link, so that a mail filter that follows it does no harm."""
    return _form(request, look(request.app.state.workspace, token))


@router.post("/invitation/{token}")
def accept(
    request: Request,
    token: str,
    name: Annotated[str, Form(max_length=1_000)] = "",
    password: Annotated[str, Form(max_length=10_000)] = "",
    again: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Use the link and sign in."""
    state = request.app.state
    link = look(state.workspace, token)
    try:
        if password != again:
            raise InputError("password.twice", "The two passwords differ.", "Type the same password twice.")
        if link.kind is LinkKind.RESET:
            account = choose_password(state.workspace, state.passwords, token, password=password)
        else:
            account = join(state.workspace, state.passwords, token, name=name, password=password)
    except InputError as error:
        return _form(request, link, name=name[:100], status=status_of(error), problem=error.problems[0])
    session = begin_session(state.workspace, account, instead_of=session_token(request))
    response = RedirectResponse("/", 303)
    give_session(response, state.serving, session)
    return response


def _form(
    request: Request, link: Invitation, *, name: str = "", status: int = 200, problem: Problem | None = None
) -> Response:
    shown = {"link": link, "name": name, "problem": problem, "address": request.url.path}
    shown["elsewhere"] = elsewhere(request)
    return page(request, "invitation.html", status=status, **shown)
