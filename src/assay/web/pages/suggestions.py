"""Suggestions: which machine suggests in a queue, how far that pulls labelers, and whether it makes them better."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import AssayError, InputError, Problem, WorkspaceError
from assay.labeling.kept import QueuePlan
from assay.labeling.suggestions import machine_judges
from assay.reports import suggestions as words
from assay.web.faults import status_of
from assay.web.queue_sight import SEES, may_in, seen_queue, seen_queues
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.suggestions import SuggestionsShown, stop_suggesting, suggest, suggestions

router = APIRouter(include_in_schema=False)
Sees = Annotated[SignedIn, Depends(may(*SEES))]
Lead = Annotated[SignedIn, Depends(may(Permission.LEAD))]
QueueName = Annotated[str, Path(max_length=200)]
Text = Annotated[str, Form(max_length=200)]


@router.get("/suggestions")
def suggestion_queues(request: Request, who: Sees) -> Response:
    """The queues that somebody may look into."""
    return page(request, "quality_queues.html", queues=seen_queues(request, who))


@router.get("/suggestions/{queue}")
def suggestions_page(request: Request, who: Sees, queue: QueueName) -> Response:
    """Who suggests in a queue and what that does."""
    return _page(request, who, seen_queue(request, who, queue))


@router.post("/suggestions/{queue}")
def set_or_stop(
    request: Request, who: Lead, queue: QueueName, judge: Text = "", hidden: Text = "", act: Text = "set"
) -> Response:
    """Let a machine judge suggest, or let nobody."""
    plan, workspace = seen_queue(request, who, queue, Permission.LEAD), request.app.state.workspace
    try:
        if act == "stop":
            stop_suggesting(workspace, queue, actor=who.judge)
        else:
            suggest(workspace, queue, judge=judge, hidden=_share(hidden), actor=who.judge)
    except AssayError as error:
        return _page(request, who, plan, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(request.url_for("suggestions_page", queue=queue).path, status_code=303)


def _page(
    request: Request, who: SignedIn, plan: QueuePlan, *, status: int = 200, problem: Problem | None = None
) -> Response:
    store = request.app.state.workspace.store
    told: dict[str, Any] = {
        "queue": plan.name,
        "found": _found(request, plan.name),
        "words": words,
        "machines": machine_judges(store),
        "may_lead": may_in(request, who, Permission.LEAD, plan.name),
        "shows_items": not may_in(request, who, Permission.LABEL, plan.name),
        "problem": problem,
    }
    return page(request, "suggestions.html", status=status, **told)


def _found(request: Request, queue: str) -> SuggestionsShown | None:
    try:
        return suggestions(request.app.state.workspace, queue)
    except WorkspaceError as error:
        if error.code != "suggestion.none":
            raise
        return None


def _share(text: str) -> float:
    try:
        return float(text) / 100
    except ValueError:
        what = f"'{text[:40]}' is no share."
        raise InputError("suggestion.hidden", what, "Write percent, such as 30.") from None
