"""Skills: what waits in each lane of a queue, and who of its people has which skill."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import AssayError, Problem
from assay.core.figures import count
from assay.labeling.kept import QueuePlan
from assay.web.faults import status_of
from assay.web.queue_sight import SEES, may_in, seen_queue, seen_queues
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.skills import queue_skills, set_skills_in

router = APIRouter(include_in_schema=False)
GIVES = (Permission.LEAD, Permission.ADMINISTER)
LOOKS = (*SEES, Permission.ADMINISTER)
Looks = Annotated[SignedIn, Depends(may(*LOOKS))]
Gives = Annotated[SignedIn, Depends(may(*GIVES))]
QueueName = Annotated[str, Path(max_length=200)]
Text = Annotated[str, Form(max_length=200)]


@router.get("/skills")
def skill_queues(request: Request, who: Looks) -> Response:
    """The queues whose people somebody may look at."""
    return page(request, "quality_queues.html", queues=seen_queues(request, who, *LOOKS), only_skills=_only(who))


@router.get("/skills/{queue}")
def skills_page(request: Request, who: Looks, queue: QueueName) -> Response:
    """The lanes of a queue and the skills of its people."""
    return _page(request, who, seen_queue(request, who, queue, *LOOKS))


@router.post("/skills/{queue}")
def keep_skills(
    request: Request, who: Gives, queue: QueueName, judge: Text = "", has: Annotated[list[Text] | None, Form()] = None
) -> Response:
    """Say which skills of the queue's lanes somebody has."""
    plan, workspace = seen_queue(request, who, queue, *GIVES), request.app.state.workspace
    try:
        set_skills_in(workspace, queue, judge, has or [], giver=who.grants, actor=who.judge)
    except AssayError as error:
        return _page(request, who, plan, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(request.url_for("skills_page", queue=queue).path, status_code=303)


def _page(
    request: Request, who: SignedIn, plan: QueuePlan, *, status: int = 200, problem: Problem | None = None
) -> Response:
    told: dict[str, Any] = {
        "queue": plan.name,
        "found": queue_skills(request.app.state.workspace, plan.name, seen_by=who.grants),
        "may_give": any(may_in(request, who, each, plan.name) for each in GIVES),
        "is_administrator": who.may(Permission.ADMINISTER),
        "shows_items": not may_in(request, who, Permission.LABEL, plan.name),
        "only_skills": _only(who),
        "count": count,
        "problem": problem,
    }
    return page(request, "skills.html", status=status, **told)


def _only(who: SignedIn) -> bool:
    """Whether the other pages of queues are closed to him: he looks after accounts alone."""
    return not any(map(who.may, SEES))
