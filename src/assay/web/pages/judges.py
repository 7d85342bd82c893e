"""Machine judges: their cards, what can be said of each, and the items on which judge and people part."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from assay.access.roles import EVERYWHERE, Permission
from assay.core.errors import WorkspaceError
from assay.core.figures import count
from assay.core.slices import slice_text
from assay.labeling.kept import find_question
from assay.reports import judge_cards as words
from assay.reports.numbers import estimate_written
from assay.reports.replacing import person_rows, replacing_words
from assay.web.queue_sight import labels_about
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.disagreements import disagreements
from assay.workflows.judge_cards import card_of, cards

router = APIRouter(include_in_schema=False)
SEES = (Permission.EVALUATE, Permission.AUDIT, Permission.LEAD)
Sees = Annotated[SignedIn, Depends(may(*SEES))]
Name = Annotated[str, Path(max_length=200)]


@router.get("/judges")
def list_page(request: Request, who: Sees) -> Response:
    """The newest card of each judge, and until when it holds."""
    _check(who)
    workspace = request.app.state.workspace
    now = workspace.now()
    found = [(each.card, now < each.card.valid_until) for each in cards(workspace)]
    return page(request, "judges.html", cards=found, count=count)


@router.get("/judges/{judge}")
def card_page(
    request: Request, who: Sees, judge: Name, question: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """One card, with the items on which the judge and people part first."""
    _check(who)
    workspace = request.app.state.workspace
    if not any(each.card.judge == judge for each in cards(workspace)):
        raise WorkspaceError("judge.none", f"There is no card of a judge '{judge[:60]}'.", "See all machine judges.")
    kept = card_of(workspace, judge, question)
    heads, rows = words.confusion_rows(kept.card.confusion) if kept.card.confusion else ((), ())
    tested = kept.card.alt_test
    labels_there = _labels_there(request, who, kept.card.question)
    told: dict[str, Any] = {
        "by_slice": [(each, *words.confusion_rows(each.cells)) for each in kept.card.slices],
        "tested": tested,
        "spent": words.spent_words(kept.card),
        "stand_in": words.no_stand_in(kept.card) if tested is None else replacing_words(tested),
        "people": ((), ()) if tested is None else person_rows(tested),
        "card": kept.card,
        "holds": workspace.now() < kept.card.valid_until,
        "apart": None if labels_there else disagreements(workspace, kept.card),
        "labels_there": labels_there,
        "heads": heads,
        "confusion": rows,
        "written": estimate_written,
        "slice_text": slice_text,
        "count": count,
    }
    return page(request, "judge.html", **told)


def _check(who: SignedIn) -> None:
    """Cards are of the whole workspace, so that only a role for all lets somebody see them.

    Raises
    ------
    NotPermitted
        ``access.not_there``.
    """
    if not any(who.may(each, EVERYWHERE) for each in SEES):
        who.check(Permission.EVALUATE, EVERYWHERE)


def _labels_there(request: Request, who: SignedIn, question: str) -> bool:
    """Whether somebody labels items about which a judge was asked."""
    try:
        asked = find_question(request.app.state.workspace.store, question)
    except WorkspaceError:
        return False
    return labels_about(request, who, asked.dataset)
