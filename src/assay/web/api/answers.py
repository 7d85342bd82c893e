"""What was answered, for programs: judgments page by page, and reference sets."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, Request

from assay.reports.references import reference_json, references_json
from assay.web.api.bounds import READERS, Cursor, DatasetName, Document, Limit, Name, QuestionName, check_sees
from assay.web.queue_sight import check_labels_nothing_about
from assay.web.session import SignedIn, may
from assay.workflows.judgment_pages import judgment_page
from assay.workflows.references import shown_reference

router = APIRouter(prefix="/api/v1", tags=["judgments"])
Reader: TypeAlias = Annotated[SignedIn, Depends(may(*READERS))]


@router.get("/judgments")
def list_judgments(
    request: Request,
    who: Reader,
    dataset: DatasetName,
    question: QuestionName = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Document:
    """Judgments of people and machine judges on one question that count, as of one ledger position."""
    _check_reads(request, who, dataset)
    found = judgment_page(request.app.state.workspace, dataset, question, cursor=cursor, limit=limit)
    return {"question": found.question, "position": found.position, "judgments": found.rows, "next": found.next}


@router.get("/references")
def list_references(request: Request, who: Reader, dataset: DatasetName) -> Document:
    """Reference sets of a dataset version, oldest first."""
    _check_reads(request, who, dataset)
    workspace = request.app.state.workspace
    return references_json(workspace.references(workspace.dataset(dataset)))


@router.get("/references/{name}")
def show_reference(request: Request, who: Reader, name: Name, dataset: DatasetName) -> Document:
    """A reference set: where it came from, how noisy it is, its answers, and its most doubtful items."""
    _check_reads(request, who, dataset)
    return reference_json(shown_reference(request.app.state.workspace, dataset, name))


@router.get("/references/{name}/rows")
def list_reference_rows(
    request: Request,
    who: Reader,
    name: Name,
    dataset: DatasetName,
    start: Annotated[int, Query(ge=0, le=2**40, description="``next`` of the page before.")] = 0,
    limit: Limit = 200,
) -> Document:
    """Items with their answers, and probabilities for a soft one. A reference set never changes."""
    _check_reads(request, who, dataset)
    workspace = request.app.state.workspace
    table = workspace.reference_table(workspace.reference(workspace.dataset(dataset), name))
    rows = table.slice(start, limit).to_pylist()
    end = start + len(rows)
    return {"rows": rows, "next": end if rows and end < table.num_rows else None}


def _check_reads(request: Request, who: SignedIn, dataset: str) -> None:
    """Make sure that somebody may read answers on a dataset, and is not to give his own to them."""
    check_sees(who, dataset, *READERS)
    check_labels_nothing_about(request, who, dataset)
