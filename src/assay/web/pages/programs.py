"""Programs: how far, how fast, how good and at what cost; and the one thing to do about stale judgments."""

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import NotPermitted, WorkspaceError, did_you_mean
from assay.core.figures import count
from assay.labeling.judging import seconds_between
from assay.programs.program import Program
from assay.reports import programs as words
from assay.reports.pace_chart import pace_chart
from assay.web.session import SignedIn, signed_in
from assay.web.templating import page
from assay.workflows.program import BY, ProgramNumbers, find_program, program_numbers, programs
from assay.workflows.queues import requeue_stale

router = APIRouter(include_in_schema=False)
Who = Annotated[SignedIn, Depends(signed_in)]
Name = Annotated[str, Path(max_length=200)]
SEES = (Permission.LEAD, Permission.AUDIT)
"""Either of them lets somebody see a program."""
REST = 20
"""Where counting takes long, a page is so many times as old as that at most."""


class Known(NamedTuple):
    """Numbers that were counted."""

    numbers: ProgramNumbers
    """The numbers."""
    at: str
    """When, UTC."""
    size: int
    """Entries of the ledger at that time."""
    holds: float
    """Seconds for which they are shown whatever happens."""


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
        "may_lead": {queue: _may(who, Permission.LEAD, program, queue) for queue in program.queues},
        "may_adjudicate": {queue: _may(who, Permission.ADJUDICATE, program, queue) for queue in program.queues},
    }
    return page(request, "program.html", **told)


@router.post("/programs/{name}/requeue")
def requeue(request: Request, who: Who, name: Name, queue: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Ask the items of the stale judgments of a queue anew."""
    if not who.may(Permission.LEAD):
        who.check(Permission.LEAD, name)
    program = seen_program(request, who, name)
    if queue not in program.queues:
        what = f"The program has no queue '{queue[:60]}'."
        raise WorkspaceError("queue.unknown", what, did_you_mean(queue, program.queues))
    if not _may(who, Permission.LEAD, program, queue):
        who.check(Permission.LEAD, queue)
    requeue_stale(request.app.state.workspace, queue, actor=who.judge)
    _cache(request).clear()
    return RedirectResponse(request.url_for("show_page", name=name).path, status_code=303)


def seen_program(request: Request, who: SignedIn, name: str) -> Program:
    """The program, for who may see it; to everybody else there is none of any name."""
    workspace = request.app.state.workspace
    if any(who.may(permission, EVERYWHERE) for permission in SEES):
        return find_program(workspace, name)
    found = next((each for each in programs(workspace) if each.name == name and sees_program(who, each)), None)
    if found is None:
        what = f"You have no role for this in '{name[:100]}'."
        raise NotPermitted("access.not_there", what, "Ask the lead of the program, or an administrator.")
    return found


def sees_program(who: SignedIn, program: Program) -> bool:
    """By a role for all, or for its dataset, or for each of its queues: its numbers are of all of them."""
    return any(all(_may(who, permission, program, queue) for queue in program.queues) for permission in SEES)


def _may(who: SignedIn, permission: Permission, program: Program, queue: str) -> bool:
    return who.may(permission, queue) or who.may(permission, program.dataset)


def known_numbers(request: Request, name: str, by: str) -> Known:
    """The numbers, counted again when the ledger or the minute went on, but not before `REST` times what it took."""
    workspace, cache = request.app.state.workspace, _cache(request)
    known, begun, size = cache.get((name, by)), workspace.now(), workspace.store.ledger.size()
    is_same = known is not None and (known.size, known.at[:16]) == (size, begun[:16])
    if known is None or not (is_same or seconds_between(known.at, begun) < known.holds):
        numbers = program_numbers(workspace, name, by=by)
        known = Known(numbers, begun, size, REST * seconds_between(begun, workspace.now()))
        cache[name, by] = known
    return known


def _cache(request: Request) -> dict[tuple[str, str], Known]:
    state = request.app.state
    if not hasattr(state, "program_numbers"):
        state.program_numbers = {}
    cache: dict[tuple[str, str], Known] = state.program_numbers
    return cache
