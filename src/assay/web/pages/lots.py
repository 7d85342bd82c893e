"""Lots: finished work that is accepted or rejected as one, what its inspection found, and the decision."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import AssayError, InputError, NotPermitted, Problem
from assay.core.people import same_person
from assay.labeling.finished import Wanted
from assay.labeling.kept import QUEUE
from assay.labeling.lots import Lot, Outcome, Rework, Terms, find_lot
from assay.reports import lots as words
from assay.reports.curve_chart import curve_chart
from assay.reports.numbers import percent
from assay.web.faults import status_of
from assay.web.queue_sight import may_in
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.lots import LotNumbers, decide_lot, lot_lines, lot_numbers, make_lots

router = APIRouter(include_in_schema=False)
Sees = Annotated[SignedIn, Depends(may(Permission.LEAD, Permission.AUDIT))]
Lead = Annotated[SignedIn, Depends(may(Permission.LEAD))]
Name = Annotated[str, Path(max_length=200)]
Text = Annotated[str, Form(max_length=1_000)]
USUAL = {"name": "", "queue": "", "judges": "", "vendor": "", "since": "", "until": "", "size": ""}
RATES = {"good": "2", "bad": "10", "miss": "0", "false_alarm": "0"}
"""In percent, as the form has them."""


@router.get("/lots")
def lots_page(request: Request, who: Sees) -> Response:
    """The lots that somebody may see, and the form of another one."""
    return _list(request, who)


@router.post("/lots")
def make(
    request: Request,
    who: Lead,
    *,
    name: Text = "",
    queue: Text = "",
    judges: Text = "",
    vendor: Text = "",
    since: Text = "",
    until: Text = "",
    size: Text = "",
    good: Text = "2",
    bad: Text = "10",
    miss: Text = "0",
    false_alarm: Text = "0",
) -> Response:
    """Make lots of finished work."""
    typed = {"name": name, "queue": queue, "judges": judges, "vendor": vendor, "since": since, "until": until}
    typed |= {"size": size, "good": good, "bad": bad, "miss": miss, "false_alarm": false_alarm}
    if not may_in(request, who, Permission.LEAD, queue):
        who.check(Permission.LEAD, queue)
    wanted = Wanted(tuple(each.strip() for each in judges.split(",") if each.strip()), since or None, until or None)
    try:
        terms = Terms(_share(good), _share(bad), miss=_share(miss), false_alarm=_share(false_alarm))
        made = make_lots(
            request.app.state.workspace,
            name,
            queue,
            terms=terms,
            wanted=wanted,
            vendor=vendor or None,
            size=_whole(size),
            actor=who.judge,
        )
    except AssayError as error:
        return _list(request, who, status=status_of(error), problem=error.problems[0], typed=typed)
    address = request.url_for("lot_page", name=made[0].name) if len(made) == 1 else request.url_for("lots_page")
    return RedirectResponse(address.path, status_code=303)


@router.get("/lots/{name}")
def lot_page(request: Request, who: Sees, name: Name) -> Response:
    """One lot: what was found, what the plan says, and the operating curve."""
    return _lot(request, who, _found(request, who, name))


@router.post("/lots/{name}/decide")
def decide(
    request: Request,
    who: Lead,
    name: Name,
    *,
    outcome: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Form(max_length=10_000)] = "",
    rework: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Accept or reject a lot."""
    lot = _found(request, who, name)
    if not may_in(request, who, Permission.LEAD, lot.queue):
        who.check(Permission.LEAD, name)
    again = rework or None if outcome == Outcome.REJECTED else None
    try:
        workspace = request.app.state.workspace
        decide_lot(workspace, name, outcome=outcome, by=who.judge, reason=reason, rework=again)
    except AssayError as error:
        return _lot(request, who, lot, status=status_of(error), problem=error.problems[0], reason=reason)
    return RedirectResponse(request.url_for("lot_page", name=name).path, status_code=303)


@router.get("/lots/{name}/report.html")
def lot_report(request: Request, who: Sees, name: Name) -> Response:
    """The report as a file of its own, to be printed or sent."""
    workspace = request.app.state.workspace
    text = words.lot_page(lot_numbers(workspace, _found(request, who, name).name), at=workspace.now())
    return Response(text, media_type="text/html", headers={"Content-Disposition": 'attachment; filename="lot.html"'})


def _list(
    request: Request,
    who: SignedIn,
    *,
    status: int = 200,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    workspace = request.app.state.workspace
    rows = [(each.lot.name, words.lot_row(each)) for each in lot_lines(workspace) if _sees(request, who, each.lot)]
    every = [each.name for each in workspace.store.documents.latest(QUEUE)]
    queues = [name for name in every if may_in(request, who, Permission.LEAD, name)]
    told = {"rows": rows, "queues": queues, "problem": problem, "typed": typed or {**USUAL, **RATES}}
    return page(request, "lots.html", status=status, **told)


def _lot(
    request: Request,
    who: SignedIn,
    lot: Lot,
    *,
    status: int = 200,
    problem: Problem | None = None,
    reason: str = "",
) -> Response:
    found = lot_numbers(request.app.state.workspace, lot.name)
    told: dict[str, Any] = {
        "found": found,
        "words": words,
        "percent": percent,
        "chart": curve_chart(found.curve, good=lot.terms.good, bad=lot.terms.bad),
        "may_decide": _may_decide(request, who, found),
        "is_mine": any(same_person(who.judge, judge) for judge in lot.judges),
        "may_review": may_in(request, who, Permission.REVIEW, lot.queue),
        "reworks": tuple(Rework),
        "problem": problem,
        "reason": reason,
    }
    return page(request, "lot.html", status=status, **told)


def _may_decide(request: Request, who: SignedIn, found: LotNumbers) -> bool:
    return found.decision is None and may_in(request, who, Permission.LEAD, found.lot.queue)


def _found(request: Request, who: SignedIn, name: str) -> Lot:
    """The lot, for who may see it; to everybody else there is none of any name."""
    if any(who.may(permission, EVERYWHERE) for permission in (Permission.LEAD, Permission.AUDIT)):
        return find_lot(request.app.state.workspace.store, name)
    every = (each.lot for each in lot_lines(request.app.state.workspace))
    found = next((lot for lot in every if lot.name == name and _sees(request, who, lot)), None)
    if found is None:
        what = f"You have no role for this in '{name[:100]}'."
        raise NotPermitted("access.not_there", what, "Ask the lead of the program, or an administrator.")
    return found


def _sees(request: Request, who: SignedIn, lot: Lot) -> bool:
    return any(may_in(request, who, permission, lot.queue) for permission in (Permission.LEAD, Permission.AUDIT))


def _share(text: str) -> float:
    try:
        return float(text) / 100
    except ValueError:
        raise InputError("lot.rate", f"'{text[:40]}' is no share.", "Write percent, such as 2 or 0.5.") from None


def _whole(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or len(text) > 9:
        raise InputError("lot.size", f"A lot of '{text[:40]}' answers.", "Write a whole number, or leave it empty.")
    return int(text)
