"""The pages of a labeler: his queues, and the page on which he works."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from assay.access.roles import Permission
from assay.core.errors import NotPermitted
from assay.labeling.qualification import Outcome
from assay.web.api.label import has_tree, list_queues, show_queue
from assay.web.api.label_desks import check_may_begin
from assay.web.api.label_records import OwnProgress
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.web.words import COOKIE, LANGUAGES, Words, words_for
from assay.workflows.qualification import qualifying

router = APIRouter(include_in_schema=False)
REASONS = ("I cannot decide", "Not in a language that I read", "Broken or empty", "Too disturbing")
"""Reasons to skip that are offered; the ledger keeps the English words, whatever the language of the page."""
TOOLS = (
    ("u", "u", "Undo"),
    ("s", "s", "Skip"),
    ("!", "!", "Flag"),
    ("+", "+", "Comment"),
    ("/", "/", "Rules"),
    ("t", "t", "Tree"),
    ("?", "?", "Keys"),
    ("q", "q", "Stop"),
)
HELP = (
    (("1", "2", "…"), "The key on a button answers, chooses or ranks it; of a key like 12, type both digits"),
    (("=",), "Answers what a machine suggests, where that is shown"),
    (("Enter",), "Answers, where several things are chosen or something is typed"),
    (("Ctrl+Enter",), "Answers from a text field"),
    (("-",), "Answers that none of them holds, or that there is nothing to mark"),
    (("Backspace",), "Takes back the last rank, or the passage at the caret"),
    (("←", "→", "↑", "↓"), "Move in a text whose passages are marked; with Ctrl word by word, with Shift they select"),
    (("Space",), "Selects word by word in such a text; plays and pauses a sound or a film"),
    (("←", "→"), "Five seconds back or on in a sound or a film"),
    (("←", "→", "↑", "↓"), "Move a box on an image; with Shift they size it, with Ctrl pixel by pixel; Enter adds it"),
    (("Tab", "↑", "↓"), "Move between the questions of a form"),
    (("Esc",), "Leaves a field, so that single keys are commands again; leaves an answer as it was"),
    (("u",), "Shows the last item again to change the answer; once more, the one before"),
    (("s",), "Skips the item with a reason"),
    (("!",), "Says what is unclear in the rules"),
    (("+",), "Says something about the item or your answer, for reviewers"),
    (("/",), "Finds a rule"),
    (("t",), "Walks the decision tree of the rules; digits choose, Backspace goes back, Enter fills in the answer"),
    (("o",), "Opens the steps of a trace, or folds them; Tab and Enter open one"),
    (("v",), "Shows an item that may disturb"),
    (("?",), "Shows these keys"),
    (("q",), "Stops: the item is free for others"),
)


@router.get("/label")
def queues_page(request: Request, who: Annotated[SignedIn, Depends(may(Permission.LABEL))]) -> HTMLResponse:
    """The queues of a labeler."""
    words = words_for(request)
    told = {**_in(words), "told": lambda progress: _told(words, progress), "languages": tuple(LANGUAGES.items())}
    return _remembered(request, page(request, "queues.html", queues=list_queues(request, who).queues, **told))


@router.get("/label/{queue}")
def label_page(
    request: Request,
    queue: Annotated[str, Path(max_length=200)],
    who: Annotated[SignedIn, Depends(may(Permission.LABEL))],
) -> HTMLResponse:
    """The page on which one item after another is answered."""
    words = words_for(request)
    show_queue(request, who, queue)
    try:
        check_may_begin(request, who, queue)
    except NotPermitted as error:
        if error.code != "queue.not_qualified":
            raise
        return _remembered(request, _to_qualify(request, who, queue, error))
    told: dict[str, Any] = {**_in(words), "has_tree": has_tree(request, who, queue)}
    told |= {"words": _attribute(words.as_json()), "reasons": _attribute(json.dumps(REASONS))}
    return _remembered(request, page(request, "label.html", queue=queue, tools=TOOLS, help=HELP, **told))


def _to_qualify(request: Request, who: SignedIn, queue: str, error: NotPermitted) -> HTMLResponse:
    """The queue in which he qualifies first, and how he stands there."""
    found = qualifying(request.app.state.workspace, queue)
    has_failed = any(each.judge == who.judge and each.outcome is Outcome.FAILED for each in found.judges)
    told: dict[str, Any] = {"test": found.asked.test, "what": error.problems[0].what, "has_failed": has_failed}
    return page(request, "qualify.html", queue=queue, **told, **_in(words_for(request)))


def _in(words: Words) -> dict[str, Any]:
    return {"say": words.say, "language": words.language}


def _told(words: Words, progress: OwnProgress) -> str:
    if progress.share is None:
        return words.say("{n} answered by you").format(n=progress.n_done)
    sentence = words.say("{n} answered by you, the queue is at about {percent} %")
    return sentence.format(n=progress.n_done, percent=round(100 * progress.share))


def _attribute(text: str) -> Markup:
    """A long text of our own, whole: templates cut what comes from outside."""
    return Markup(escape(text))  # noqa: S704 - escaped here


def _remembered(request: Request, response: HTMLResponse) -> HTMLResponse:
    """Who chose a language by ``?lang=`` keeps it."""
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        secure = request.app.state.serving.is_secure
        response.set_cookie(COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="lax", secure=secure)
    return response
