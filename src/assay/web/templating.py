"""Pages from templates: every value made harmless and escaped; who is signed in, the token of forms, the way around."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assay.access.tokens import csrf_token
from assay.core.safe_text import escape_unseen
from assay.reports.templating import environment
from assay.web.navigation import ways
from assay.web.session import at_the_browser, session_token

TEMPLATES = Path(__file__).parent / "templates"


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page; ``who`` (or None), ``csrf`` and ``ways`` (the navigation) are added to what the template is given."""
    who = at_the_browser(request)
    open_to = ways(request.app.state.paths, who)
    around = {"who": who, "csrf": csrf_of(request), "ways": open_to, "here": request.url.path}
    text = _environment().get_template(template).render(**around, **context)
    return HTMLResponse(text, status_code=status)


def csrf_of(request: Request) -> str:
    """What forms of this browser carry; empty where it has no session."""
    token = session_token(request)
    return csrf_token(token) if token else ""


def lines(text: str) -> Markup:
    """Text of several lines, its breaks kept and its unseen characters written out (for ``white-space: pre-wrap``)."""
    return Markup("\n").join(escape(escape_unseen(line)) for line in text.splitlines())


@cache
def _environment() -> Environment:
    made = environment(TEMPLATES)
    made.filters["lines"] = lines
    return made
