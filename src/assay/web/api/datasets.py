"""Datasets for programs: list, show, and bring one in from rows of CSV or JSON lines."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Body, Depends, Query, Request

from assay.core.encode import to_plain
from assay.web.api.bounds import READERS, WRITERS, Document, Name, check_sees, sees
from assay.web.session import SignedIn, may
from assay.workflows.bring_in import Roles, bring_in

router = APIRouter(prefix="/api/v1", tags=["datasets"])
Reader: TypeAlias = Annotated[SignedIn, Depends(may(*READERS))]
Writer: TypeAlias = Annotated[SignedIn, Depends(may(*WRITERS))]
Column: TypeAlias = Annotated[str | None, Query(max_length=200, min_length=1)]
Columns: TypeAlias = Annotated[list[str], Query(max_length=200)]


@router.get("/datasets")
def list_datasets(request: Request, who: Reader) -> Document:
    """Every dataset version that you may see, oldest first."""
    found = request.app.state.workspace.datasets()
    return {
        "datasets": [
            {
                "name": each.manifest.name,
                "version": each.version,
                "n_items": each.manifest.n_items,
                "imported_at": each.imported_at,
            }
            for each in found
            if sees(who, each.manifest.name, *READERS)
        ]
    }


@router.get("/datasets/{name}")
def show_dataset(request: Request, who: Reader, name: Name) -> Document:
    """A dataset version: ``name`` for the newest, ``name@version`` for another; with its columns."""
    check_sees(who, name, *READERS)
    found = request.app.state.workspace.dataset(name)
    columns = [to_plain(column) for column in found.manifest.columns]
    told = {"name": found.manifest.name, "version": found.version, "n_items": found.manifest.n_items}
    return {**told, "imported_at": found.imported_at, "columns": columns}


@router.post("/datasets/{name}")
def import_dataset(
    request: Request,
    who: Writer,
    name: Name,
    content: Annotated[bytes, Body(media_type="text/csv", description="The rows; at most 20 MB.")],
    *,
    id: Annotated[str, Query(max_length=200, min_length=1, description="Column of item ids.")],
    format: Annotated[str, Query(pattern="^(csv|jsonl)$", description="csv or jsonl")] = "csv",
    label: Column = None,
    text: Columns = [],  # noqa: B006 - FastAPI copies it
    slices: Annotated[list[str], Query(max_length=200, alias="slice")] = [],  # noqa: B006 - FastAPI copies it
    cluster: Column = None,
) -> Document:
    """Bring rows in as a dataset version. The same rows again are the version that is there."""
    check_sees(who, name, *WRITERS)
    roles = Roles(item=id, label=label, text=tuple(text), slices=tuple(slices), cluster=cluster)
    with TemporaryDirectory(prefix="assay-") as folder:
        file = Path(folder) / f"{request.app.state.workspace.new_id()}.{format}"
        file.write_bytes(content)
        found = bring_in(request.app.state.workspace, file, name=name, roles=roles, actor=who.judge)
    return {"name": found.name, "version": found.version, "n_items": found.n_items}
