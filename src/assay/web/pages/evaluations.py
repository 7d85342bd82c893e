"""Evaluations: what each plan came to, and the numbers behind it, each with the way to its items."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import WorkspaceError
from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.plan import GateKind
from assay.core.slices import SliceKey, slice_text
from assay.metrics.behind import Which
from assay.reports.numbers import difference_written, estimate_written
from assay.reports.page.called import called_view
from assay.reports.page.decision import Ways, decision_view
from assay.reports.page.forest import forest_view
from assay.reports.page.judged import HEADS, judged_view
from assay.reports.renderings import render_files
from assay.reports.words import ADVICE, ADVICE_MARKS
from assay.web.queue_sight import SEES as SEES_QUEUES
from assay.web.queue_sight import check_labels_nothing_about, labels_about, may_in
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.evaluations import Evaluated, datasets_of, evaluation, evaluations

router = APIRouter(include_in_schema=False)
SEES = (Permission.EVALUATE, Permission.AUDIT)
"""Either of them lets somebody see evidence."""
Sees = Annotated[SignedIn, Depends(may(*SEES))]
Name = Annotated[str, Path(max_length=200)]
MOST_SLICES = 200
"""Estimates by slice that the page shows; the report has all."""
ITEMS_TABLE = "items.csv"
TABLES = ("estimates.csv", "comparisons.csv", "verdicts.csv", "checks.csv", ITEMS_TABLE)
"""The tables of an evidence, for a spreadsheet."""


@router.get("/evaluations")
def list_page(request: Request, who: Sees) -> Response:
    """The last evidence of each plan that somebody may see."""
    found = [each for each in evaluations(request.app.state.workspace) if sees_dataset(who, each.dataset)]
    rows = [(each, _advised(each), _decided(each)) for each in found]
    return page(request, "evaluations.html", rows=rows)


@router.get("/evaluations/{plan}")
def evaluation_page(request: Request, who: Sees, plan: Name) -> Response:
    """One evidence: recommendation, verdicts, what changed, numbers by slice, and the items behind what failed."""
    found = seen_evaluation(request, who, plan)
    evidence = found.evidence
    comparisons = [each for each in evidence.comparisons if not each.slice]
    slices = [each for each in evidence.comparisons if each.slice]
    shows_items = sees_items(request, who, plan)
    told: dict[str, Any] = {
        "found": found,
        "evidence": evidence,
        "plan": evidence.lock.plan,
        "view": decision_view(evidence, found.decision, _behind_gates(evidence) if shows_items else {}),
        "called": called_view(evidence),
        "judged": judged_view(evidence),
        "heads": HEADS,
        "forest": forest_view(evidence),
        "queues": _queues(request, who, found),
        "tables": TABLES if shows_items else tuple(each for each in TABLES if each != ITEMS_TABLE),
        "shows_items": shows_items,
        "comparisons": comparisons,
        "slices": slices[:MOST_SLICES],
        "n_more": max(0, len(slices) - MOST_SLICES),
        **WRITTEN,
    }
    if not shows_items:
        told["items_of"] = _nowhere
    return page(request, "evaluation.html", **told)


@router.get("/evaluations/{plan}/report.html")
def report_file(request: Request, who: Sees, plan: Name) -> Response:
    """The report as a file of its own, to be read offline, printed or sent; it lists items."""
    found = seen_with_items(request, who, plan)
    decisions = (found.decision,) if found.decision else ()
    text = render_files(found.evidence, "html", decisions=decisions)["report.html"]
    return Response(text, media_type="text/html", headers={"Content-Disposition": 'attachment; filename="report.html"'})


@router.get("/evaluations/{plan}/tables/{table}")
def table_file(request: Request, who: Sees, plan: Name, table: Name) -> Response:
    """One table of the evidence as CSV, whole."""
    found = (seen_with_items if table == ITEMS_TABLE else seen_evaluation)(request, who, plan)
    if table not in TABLES:
        fix = f"Known: {', '.join(TABLES)}."
        raise WorkspaceError("report.unknown_table", f"There is no table '{table[:60]}'.", fix)
    text = render_files(found.evidence, "csv")[table]
    headers = {"Content-Disposition": f'attachment; filename="{table}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def seen_evaluation(request: Request, who: SignedIn, plan: str) -> Evaluated:
    """The last evidence of a plan, for who may see it; to everybody else there is none of any name.

    Raises
    ------
    NotPermitted
        ``access.not_there``.
    WorkspaceError
        ``evidence.none``, for who may see every evidence.
    """
    workspace = request.app.state.workspace
    if any(who.may(each, EVERYWHERE) for each in SEES):
        return evaluation(workspace, plan)
    known = {each.plan: each for each in evaluations(workspace) if sees_dataset(who, each.dataset)}
    if plan not in known:
        who.check(Permission.EVALUATE, plan)
    return known[plan]


def seen_with_items(request: Request, who: SignedIn, plan: str) -> Evaluated:
    """As `seen_evaluation`, for who may see its items too: nobody who is to label them himself.

    Raises
    ------
    NotPermitted
        ``access.labels_there``; as above.
    """
    found = seen_evaluation(request, who, plan)
    for dataset in sorted(datasets_of(request.app.state.workspace, plan)):
        check_labels_nothing_about(request, who, dataset)
    return found


def sees_items(request: Request, who: SignedIn, plan: str) -> bool:
    """Whether somebody may see the items of the last evidence of a plan: he does not label them himself."""
    return not any(labels_about(request, who, each) for each in datasets_of(request.app.state.workspace, plan))


def sees_dataset(who: SignedIn, dataset: str) -> bool:
    """Whether somebody may see evidence on a dataset."""
    return any(who.may(each, dataset) for each in SEES)


def items_of(plan: str, key: SliceKey, which: str, start: int = 0) -> str:
    """Address of the items of a slice."""
    asked = [("where", f"{name}={level}") for name, level in key] + [("which", which)]
    return f"/evaluations/{quote(plan, safe='')}/items?{urlencode(asked + ([('start', str(start))] if start else []))}"


def _nowhere(*_: object) -> str:
    """Address of items for who may not see them."""
    return ""


WRITTEN: Mapping[str, Any] = {
    **{"estimate": estimate_written, "difference": difference_written, "slice_text": slice_text, "count": count},
    "items_of": items_of,
}
"""How templates write numbers and slices, and where the items of a slice are."""


def _behind_gates(evidence: Evidence) -> Ways:
    """Where the items behind each verdict on items are."""
    on_items = [each for each in evidence.verdicts if each.kind is not GateKind.CHECK]
    plan = evidence.lock.plan.name
    return {(each.gate, each.slice): items_of(plan, each.slice, Which.CANDIDATE) for each in on_items}


def _queues(request: Request, who: SignedIn, found: Evaluated) -> list[tuple[str, bool]]:
    """The queues in which people judge outputs, and whether somebody may look into each."""
    judged = found.evidence.judged
    names = judged.queues if judged else ()
    return [(name, any(may_in(request, who, each, name) for each in SEES_QUEUES)) for name in names]


def _advised(found: Evaluated) -> str:
    advice = found.evidence.recommendation.advice
    return f"{ADVICE_MARKS[advice]} {ADVICE[advice]}"


def _decided(found: Evaluated) -> str:
    return ADVICE[found.decision.advice] if found.decision else ""
