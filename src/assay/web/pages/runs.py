"""Runs of systems and judges: how far each is, live; a run whose process died is told as not running."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import JSONResponse, Response

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import NotPermitted, WorkspaceError
from assay.reports import run_status as words
from assay.web.pages.evaluations import items_of, sees_items
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.web.words import words_for
from assay.workflows.evaluations import is_evaluated
from assay.workflows.system_runs import runs_of

router = APIRouter(include_in_schema=False)
SEES = (Permission.EVALUATE, Permission.AUDIT)
Sees = Annotated[SignedIn, Depends(may(*SEES))]
Name = Annotated[str, Path(max_length=200)]
MOST_RUNS = 200
RUNNING = "running"


@router.get("/runs")
def list_page(request: Request, who: Sees) -> Response:
    """Every run that the workspace has seen, the last one that began first."""
    return page(request, "runs.html", rows=_shown(request, who), one=None)


@router.get("/runs/state.json")
def state(request: Request, who: Sees) -> Response:
    """The same for the page's script, which asks each second; in the language of the page."""
    said = words_for(request)
    told = [
        {
            **asdict(each),
            **{name: said.tell(getattr(each, name)) for name in ("why", "pace", "progress")},
            "state": said.say(each.state),
            "is_live": each.state == RUNNING,
        }
        for each in _shown(request, who)
    ]
    return JSONResponse({"runs": told})


@router.get("/runs/{run}")
def run_page(request: Request, who: Sees, run: Name) -> Response:
    """One run."""
    found = next((each for each in _shown(request, who) if each.run == run), None)
    if found is None:
        raise WorkspaceError("run.unknown", f"There is no run '{run[:60]}' here.", "See all runs.")
    behind = _evaluated(request, found)
    leads: dict[str, Any] = {
        "items_of": items_of,
        "behind": behind,
        "shows_items": behind and sees_items(request, who, found.plan),
    }
    return page(request, "runs.html", rows=[found], one=found, **leads)


def _evaluated(request: Request, run: words.RunShown) -> bool:
    """Whether the plan of a run has evidence."""
    return bool(run.plan) and is_evaluated(request.app.state.workspace, run.plan)


def _shown(request: Request, who: SignedIn) -> list[words.RunShown]:
    """The runs as they stand now: a run has no dataset of its own, so that only a role for all lets somebody see it."""
    if not any(who.may(each, EVERYWHERE) for each in SEES):
        what = "Runs are seen by who may see every evaluation."
        raise NotPermitted("access.not_there", what, "Ask an administrator for the role evaluator everywhere.")
    workspace = request.app.state.workspace
    found: list[Any] = runs_of(workspace.store.folder, now=workspace.now())
    return [words.run_shown(each) for each in found[:MOST_RUNS]]
