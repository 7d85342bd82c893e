"""What went wrong, as a page that says what is safe and what to do, or as JSON under /api."""

import logging
import traceback
from typing import NamedTuple
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assay.access.calls import Calls
from assay.core.errors import AssayError, InputError, LedgerAltered, NotPermitted, PlanError, Problem, WorkspaceError
from assay.web.headers import add_headers
from assay.web.serving import Serving
from assay.web.session import NotSignedIn, at_the_browser
from assay.web.templating import page

LOG = logging.getLogger("assay.web")
API = "/api/"
TOO_OFTEN = "access.too_often"
BUSY = ("access.busy", "workspace.busy", "workspace.no_room")
UNKNOWN = ("unknown", "none", "gone")
"""How the code of an error begins, after its room, where something asked for is not there."""
HEADINGS = {
    400: "This cannot be done so",
    403: "This is not yours to do",
    404: "There is nothing here",
    409: "This does not fit how things stand",
    413: "This is too large",
    500: "Something went wrong on our side",
    503: "Too much at once",
}


class Fault(NamedTuple):
    """What is told."""

    status: int
    """Of HTTP."""
    problems: tuple[Problem, ...]
    """What is wrong and what to do."""


def fault(error: AssayError) -> Fault:
    """How an error of ours is told."""
    return Fault(status_of(error), error.problems)


def status_of(error: AssayError) -> int:
    """400 for what was given, 403 for a boundary, 404 for what is not there, 409 for how things stand, 503 for busy.

    429 for a program that calls too often.
    """
    if error.code in BUSY:
        return 503
    if error.code == TOO_OFTEN:
        return 429
    if isinstance(error, NotPermitted):
        return 403
    if isinstance(error, WorkspaceError):
        return 404 if error.code.partition(".")[2].startswith(UNKNOWN) else 409
    if isinstance(error, LedgerAltered):
        return 409
    return 400 if isinstance(error, (InputError, PlanError)) else 500


def told(request: Request, found: Fault) -> Response:
    """The answer to a request that went wrong."""
    headers = _when_again(request, found.status)
    _look_who(request)
    if request.url.path.startswith(API):
        response: Response = JSONResponse(as_json(found), found.status)
    else:
        heading = HEADINGS.get(found.status, HEADINGS[400])
        response = page(request, "fault.html", status=found.status, heading=heading, problems=found.problems)
    response.headers.update(headers)
    return response


def _when_again(request: Request, status: int) -> dict[str, str]:
    calls: Calls | None = request.app.state.calls
    seconds = {503: 10, 429: calls.wait_s if calls else 1}.get(status)
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _look_who(request: Request) -> None:
    """Who is at the browser, for the page that tells the fault; nobody, where even that cannot be read."""
    try:
        at_the_browser(request)
    except AssayError:
        request.state.who = None


def as_json(found: Fault) -> dict[str, object]:
    """``{"error": {"code", "what", "fix"}}``, with every problem under ``problems`` where there are several."""
    said = [{"code": each.code, "what": _sent(each.what), "fix": _sent(each.fix)} for each in found.problems]
    return {"error": said[0], **({"problems": said} if len(said) > 1 else {})}


def _sent(text: str) -> str:
    """The text as it can be sent: a value of a request that it quotes may hold half of a character."""
    return text.encode(errors="backslashreplace").decode()


def problem(status: int, code: str, what: str, fix: str) -> Fault:
    """A fault that no error of ours told."""
    return Fault(status, (Problem(code, what, fix),))


def tell_faults(app: FastAPI) -> None:
    """Make the application tell what goes wrong in our words."""
    app.add_exception_handler(AssayError, _of_ours)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(Exception, _bug)


def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssayError)  # noqa: S101 - Starlette gives the class that it was told
    return told(request, fault(error))


def _not_signed_in(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith(API):
        return told(request, problem(401, "access.sign_in_first", "You are not signed in.", "Sign in, then try again."))
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(wanted, safe='')}" if request.method == "GET" and wanted != "/" else ""
    return RedirectResponse(f"/sign-in{back}", 303)


def _of_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = {
        404: Problem(
            "web.not_found", f"There is no page {request.url.path[:200]}.", "Check the address, or go to the start."
        ),
        405: Problem("web.method", f"This address does not take {request.method}.", "Go to the start."),
        413: Problem("web.too_large", "What was sent is larger than this address takes.", "Send less at once."),
    }
    other = Problem("web.refused", "The request was not understood.", "Go back, and try again.")
    said = known.get(status, other)
    response = told(request, problem(status, said.code, said.what, said.fix))
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _not_valid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    problems = tuple(
        Problem("web.not_valid", f"{_place(each['loc'])}: {each['msg']}.", "Correct it and send it again.")
        for each in found[:20]
    )
    return told(request, Fault(400, problems or problem(400, "web.not_valid", "Not valid.", "Correct it.").problems))


def _place(parts: tuple[object, ...]) -> str:
    return ".".join(str(part) for part in parts)


def _bug(request: Request, error: Exception) -> Response:
    where = "".join(traceback.format_tb(error.__traceback__))
    id = getattr(request.state, "request_id", "unknown")
    LOG.error("The request %s failed with %s\n%s", id, type(error).__name__, where)
    what = "This is a bug of Assay. What was acknowledged is kept."
    fix = "Go back and try again; if it stays so, tell your administrator."
    response = told(request, problem(500, "web.bug", what, fix))
    serving: Serving = request.app.state.serving
    add_headers(response.headers, is_secure=serving.is_secure)
    return response
