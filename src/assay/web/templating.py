"""Pages from templates: every value made harmless and escaped; who is signed in, the token of forms, the way around."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assay.access.tokens import csrf_token
from assay.core.figures import chance
from assay.core.safe_text import escape_unseen
from assay.reports.templating import environment
from assay.web.navigation import ways
from assay.web.session import at_the_browser, session_token
from assay.web.words import COOKIE, LANGUAGES, words_for

TEMPLATES = Path(__file__).parent / "templates"


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page; it is given ``who`` (or None), ``csrf``, ``ways`` (the navigation), ``say`` and ``language`` besides."""
    who = at_the_browser(request)
    open_to = ways(request.app.state.paths, who)
    words = words_for(request)
    around = {"who": who, "csrf": csrf_of(request), "ways": open_to, "here": request.url.path}
    others = [each for each in LANGUAGES.items() if each[0] != words.language]
    spoken = {"say": words.say, "tell": words.tell, "language": words.language, "other_languages": others}
    text = _environment().get_template(template).render({**around, **spoken, **context})
    return _remembered(request, HTMLResponse(text, status_code=status))


def _remembered(request: Request, response: HTMLResponse) -> HTMLResponse:
    """Who chose a language by ``?lang=`` keeps it."""
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        secure = request.app.state.serving.is_secure
        response.set_cookie(COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="lax", secure=secure)
    return response


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
    made.filters["chance"] = chance
    return made
