"""Programs: how far, how fast, how good and at what cost; and the one thing to do about stale judgments."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.figures import count
from assay.reports import programs as words
from assay.reports.pace_chart import pace_chart
from assay.web.program_numbers import SEES, counts_of, known_numbers, may_in, seen_program, sees_program
from assay.web.session import SignedIn, signed_in
from assay.web.templating import page
from assay.workflows.program import BY, programs
from assay.workflows.queues import requeue_stale

router = APIRouter(include_in_schema=False)
Who = Annotated[SignedIn, Depends(signed_in)]
Name = Annotated[str, Path(max_length=200)]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/programs")
def list_page(request: Request, who: Who) -> Response:
    """The programs that somebody may see."""
    if not any(map(who.may, SEES)):
        who.check(Permission.LEAD, "programs")
    found = [each for each in programs(request.app.state.workspace) if sees_program(who, each)]
    return page(request, "programs.html", programs=found)


@router.get("/programs/{name}")
def show_page(request: Request, who: Who, name: Name, by: Annotated[str, Query(max_length=60)] = "judge") -> Response:
    """One program in numbers."""
    program = seen_program(request, who, name)
    known = known_numbers(request, name, by)
    found = known.numbers
    told: dict[str, Any] = {
        "found": found,
        "program": program,
        "at": known.at,
        "bys": BY,
        "words": words,
        "count": count,
        "chart": pace_chart(found.by_day),
        "may_lead": {queue: may_in(who, Permission.LEAD, program, queue) for queue in program.queues},
        "labels": {queue: may_in(who, Permission.LABEL, program, queue) for queue in program.queues},
        "may_adjudicate": {queue: may_in(who, Permission.ADJUDICATE, program, queue) for queue in program.queues},
    }
    return page(request, "program.html", **told)


@router.get("/programs/{name}/workbook.xlsx")
def workbook_of(request: Request, who: Who, name: Name, by: Annotated[str, Query(max_length=60)] = "judge") -> Response:
    """The same numbers as an Excel workbook."""
    seen_program(request, who, name)
    known = known_numbers(request, name, by)
    headers = {"Content-Disposition": 'attachment; filename="program.xlsx"'}
    return Response(words.numbers_xlsx(known.numbers, at=known.at), media_type=WORKBOOK, headers=headers)


@router.post("/programs/{name}/requeue")
def requeue(request: Request, who: Who, name: Name, queue: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Ask the items of the stale judgments of a queue anew."""
    if not who.may(Permission.LEAD):
        who.check(Permission.LEAD, name)
    program = seen_program(request, who, name)
    if queue not in program.queues:
        what = f"The program has no queue '{queue[:60]}'."
        raise WorkspaceError("queue.unknown", what, did_you_mean(queue, program.queues))
    if not may_in(who, Permission.LEAD, program, queue):
        who.check(Permission.LEAD, queue)
    requeue_stale(request.app.state.workspace, queue, actor=who.judge)
    counts_of(request.app).known.clear()
    return RedirectResponse(request.url_for("show_page", name=name).path, status_code=303)
