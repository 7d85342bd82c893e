"""Feedback: a labeler sees where he was wrong, under which rule and why, and says so where he thinks he was right."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import AssayError, Problem
from assay.labeling.kept import QueuePlan
from assay.reports import feedback as words
from assay.web.faults import status_of
from assay.web.item_shown import parts_shown, queue_opened, rules_shown
from assay.web.queue_sight import seen_queue, seen_queues
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.disputes import raise_dispute
from assay.workflows.feedback import FeedbackShown, own_feedback

router = APIRouter(include_in_schema=False)
Labeler = Annotated[SignedIn, Depends(may(Permission.LABEL))]
QueueName = Annotated[str, Path(max_length=200)]
MOST = 30
"""Mistakes that a page shows."""


@router.get("/feedback")
def feedback_queues(request: Request, who: Labeler) -> Response:
    """The queues of a labeler; with one alone he is led there."""
    queues = seen_queues(request, who, Permission.LABEL)
    if len(queues) == 1:
        return RedirectResponse(request.url_for("feedback_page", queue=queues[0].name).path, status_code=303)
    return page(request, "feedback_queues.html", queues=queues)


@router.get("/feedback/{queue}")
def feedback_page(request: Request, who: Labeler, queue: QueueName) -> Response:
    """How somebody's own answers stand in a queue."""
    return _page(request, who, seen_queue(request, who, queue, Permission.LABEL))


@router.post("/feedback/{queue}/dispute")
def dispute(
    request: Request,
    who: Labeler,
    queue: QueueName,
    *,
    item: Annotated[str, Form(max_length=1_000)] = "",
    reason: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Say why an own answer is right; told the same whatever the item is there for."""
    plan = seen_queue(request, who, queue, Permission.LABEL)
    try:
        raise_dispute(request.app.state.workspace, queue, item, judge=who.judge, reason=reason)
    except AssayError as error:
        return _page(request, who, plan, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(f"{request.url_for('feedback_page', queue=queue).path}#disputes", status_code=303)


def _page(
    request: Request, who: SignedIn, plan: QueuePlan, *, status: int = 200, problem: Problem | None = None
) -> Response:
    found = own_feedback(request.app.state.workspace, plan.name, judge=who.judge)
    opened = queue_opened(request, plan.name)
    rules = {number: (title, html) for number, title, html in rules_shown(opened.guideline())}
    shown = [*(each.item for each in found.found.mistakes[:MOST]), *(each.item for each in found.latest)]
    told: dict[str, Any] = {
        "queue": plan.name,
        "asks": opened.question.asks,
        "found": found,
        "standing": words.standing_lines(found),
        "rules": rules,
        "parts": {item: parts_shown(opened, item) for item in dict.fromkeys(shown)},
        "disputed": disputed(found),
        "most": MOST,
        "problem": problem,
    }
    return page(request, "feedback.html", status=status, **told)


def disputed(found: FeedbackShown) -> frozenset[str]:
    """Items that somebody disputes already."""
    return frozenset(each.item for each in found.disputes)
