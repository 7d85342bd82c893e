"""Pilots: rules tried on a few items by several people; what they part on, and whether a mended rule helped."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import AssayError, NotPermitted, Problem
from assay.labeling.kept import BETWEEN, kept_questions
from assay.labeling.pilots import Items, Pilot, find_pilot
from assay.reports import pilots as words
from assay.web.faults import status_of
from assay.web.item_shown import queue_opened
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.pilot import Doors, begin_again, begin_pilot, pilot_lines, pilot_numbers
from assay.workflows.queues import fill_queue
from assay.workflows.samples import keep_sample, kept_sample

router = APIRouter(include_in_schema=False)
Sees = Annotated[SignedIn, Depends(may(Permission.LEAD, Permission.AUDIT))]
Lead = Annotated[SignedIn, Depends(may(Permission.LEAD))]
Name = Annotated[str, Path(max_length=200)]
DOORS = Doors(keep_sample, kept_sample, fill_queue)
FILES = {"html": "text/html", "md": "text/markdown"}
"""Endings of a report, and what browsers are told of it."""


@router.get("/pilots")
def pilots_page(request: Request, who: Sees) -> Response:
    """The pilots that somebody may see, and the form of another one."""
    return _list(request, who)


@router.post("/pilots")
def begin(
    request: Request,
    who: Lead,
    *,
    name: Annotated[str, Form(max_length=200)] = "",
    question: Annotated[str, Form(max_length=400)] = "",
    items: Annotated[int, Form(ge=1, le=10_000)] = 30,
    people: Annotated[int, Form(ge=1, le=100)] = 4,
) -> Response:
    """Begin a pilot."""
    workspace = request.app.state.workspace
    dataset, _, asked = question.partition(BETWEEN)
    if not who.may(Permission.LEAD, dataset):
        who.check(Permission.LEAD, dataset)
    try:
        begin_pilot(
            workspace,
            name,
            doors=DOORS,
            dataset=dataset,
            question=asked,
            n_items=items,
            people=people,
            actor=who.judge,
        )
    except AssayError as error:
        typed = {"name": name, "question": question, "items": items, "people": people}
        return _list(request, who, status=status_of(error), problem=error.problems[0], typed=typed)
    return RedirectResponse(request.url_for("pilot_page", name=name).path, status_code=303)


@router.get("/pilots/{name}")
def pilot_page(request: Request, who: Sees, name: Name) -> Response:
    """One pilot: its rounds side by side, the rule to mend first, the items to talk about."""
    return _pilot(request, who, _found(request, who, name))


@router.post("/pilots/{name}/again")
def again(request: Request, who: Lead, name: Name, items: Annotated[str, Form(max_length=40)] = "fresh") -> Response:
    """Another round."""
    pilot = _found(request, who, name)
    if not _may(who, Permission.LEAD, pilot):
        who.check(Permission.LEAD, name)
    try:
        begin_again(request.app.state.workspace, name, doors=DOORS, items=items, actor=who.judge)
    except AssayError as error:
        return _pilot(request, who, pilot, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(request.url_for("pilot_page", name=name).path, status_code=303)


@router.get("/pilots/{name}/report.{ending}")
def pilot_report(request: Request, who: Sees, name: Name, ending: Annotated[str, Path(max_length=10)]) -> Response:
    """The report as a file of its own, to be printed or sent."""
    workspace, pilot = request.app.state.workspace, _found(request, who, name)
    if ending not in FILES:
        raise NotPermitted("access.not_there", f"There is no report '.{ending}'.", "Take .html or .md.")
    found = pilot_numbers(workspace, name, opened=queue_opened(request, pilot.rounds[-1].queue))
    text = words.pilot_page(found, at=workspace.now()) if ending == "html" else words.pilot_markdown(found)
    headers = {"Content-Disposition": f'attachment; filename="pilot.{ending}"'}
    return Response(text, media_type=FILES[ending], headers=headers)


def _list(
    request: Request,
    who: SignedIn,
    *,
    status: int = 200,
    problem: Problem | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    workspace = request.app.state.workspace
    found = [(pilot, at) for pilot, at in pilot_lines(workspace) if _sees(who, pilot)]
    asked = [each for each in kept_questions(workspace.store) if who.may(Permission.LEAD, each.dataset)]
    typed = typed or {"name": "", "question": "", "items": 30, "people": 4}
    return page(request, "pilots.html", status=status, pilots=found, questions=asked, problem=problem, typed=typed)


def _pilot(
    request: Request, who: SignedIn, pilot: Pilot, *, status: int = 200, problem: Problem | None = None
) -> Response:
    workspace = request.app.state.workspace
    found = pilot_numbers(workspace, pilot.name, opened=queue_opened(request, pilot.rounds[-1].queue))
    told: dict[str, Any] = {
        "found": found,
        "last": found.last,
        "words": words,
        "rounds": [words.round_row(number, each) for number, each in enumerate(found.rounds, start=1)],
        "may_lead": _may(who, Permission.LEAD, pilot),
        "choices": tuple(Items),
        "problem": problem,
    }
    return page(request, "pilot.html", status=status, **told)


def _found(request: Request, who: SignedIn, name: str) -> Pilot:
    """The pilot, for who may see it; to everybody else there is none of any name."""
    if any(who.may(permission, EVERYWHERE) for permission in (Permission.LEAD, Permission.AUDIT)):
        return find_pilot(request.app.state.workspace.store, name)
    lines = pilot_lines(request.app.state.workspace)
    found = next((pilot for pilot, _ in lines if pilot.name == name and _sees(who, pilot)), None)
    if found is None:
        what = f"You have no role for this in '{name[:100]}'."
        raise NotPermitted("access.not_there", what, "Ask the lead of the program, or an administrator.")
    return found


def _sees(who: SignedIn, pilot: Pilot) -> bool:
    return any(_may(who, permission, pilot) for permission in (Permission.LEAD, Permission.AUDIT))


def _may(who: SignedIn, permission: Permission, pilot: Pilot) -> bool:
    """By a role for all, or for its dataset."""
    return who.may(permission, pilot.question.partition(BETWEEN)[0])
