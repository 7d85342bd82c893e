"""The import story: a file becomes an immutable dataset version, its labels a reference set, its answers judgments."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from assay.core.canonical import content_hash
from assay.core.check import CheckResult
from assay.core.exchange import Brought
from assay.core.item import Column, DatasetVersion, ReferenceSet, Role, Source
from assay.core.ports import Progress
from assay.datasets.carried import carried_items
from assay.datasets.cells import Cells
from assay.datasets.checks import known_checks, run_checks
from assay.datasets.item_hashes import item_hashes
from assay.datasets.media import take_media
from assay.datasets.names import check_dataset_name
from assay.datasets.reading import ReadTable, read_table
from assay.datasets.roles import assign_roles, item_ids
from assay.datasets.sensitive import declared_after_sealing, take_sensitive
from assay.datasets.validate import validate
from assay.datasets.version import make_version, version_hash, write_parts
from assay.store.judgments import ITEM_SEGMENT, REFERENCE_TABLE, filled_table
from assay.store.outputs import MOST_ROWS, Outputs, append_outputs
from assay.store.sealed import seal_column

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is for what, as the user declared it."""

    item: str
    """Column of ids."""
    label: str | None = None
    """Column of the answers held to be right."""
    predictions: Mapping[str, str] = field(default_factory=dict)
    """System to column of its answers."""
    scores: Mapping[str, str] = field(default_factory=dict)
    """System to column of its probabilities."""
    slices: tuple[str, ...] = ()
    """Columns whose levels are slices."""
    cluster: str | None = None
    """Column of clusters."""
    weight: str | None = None
    """Column of weights."""
    time: str | None = None
    """Column of times."""
    text: tuple[str, ...] = ()
    """Columns that people and machines read."""
    group: tuple[str, ...] = ()
    """Fairness groups."""
    sensitive: tuple[str, ...] = ()
    """Columns to be sealed."""
    media: tuple[str, ...] = ()
    """Columns of paths to images, sounds and films."""
    media_folder: Path | None = None
    """Folder below which they are; None for that of the file."""

    def texts(self) -> list[str]:
        """Columns that are read as text whatever they look like: ids, answers and their reference."""
        return [name for name in (self.item, self.label, self.cluster, *self.predictions.values(), *self.media) if name]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    name: str
    """Name of the dataset."""
    version: str
    """Content hash."""
    n_items: int
    """Rows."""
    columns: tuple[Column, ...]
    """Types and roles, in file order."""
    notes: tuple[str, ...]
    """What was decided about types."""
    checks: tuple[CheckResult, ...]
    """What the data checks found."""
    is_new: bool
    """False when this version was here already."""
    is_written: bool
    """False after a dry run."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a version on their way to the ledger."""

    name: str
    version: str
    items: Cells
    hashes: Cells
    table: pa.Table
    columns: tuple[Column, ...]


def bring_in(
    workspace: "Workspace",
    file: Path,
    *,
    name: str,
    roles: Roles,
    actor: str,
    brought: Brought | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Read, check and keep a file; the same file again is the same version, and an interrupted import is finished.

    With ``brought`` the file is another tool's, and these are its items.

    Raises
    ------
    InputError
        With every problem of the file; then nothing is written.
    """
    check_dataset_name(name)
    read = _read(file, roles, brought)
    columns = declared(read, roles, str(file))
    validate(read.table, columns, file=str(file), lines=read.lines)
    checks = run_checks(tuple(known_checks()), read.table, columns)
    media = take_media(read.table, columns, roles.media_folder or file.parent, file=str(file))
    taken = take_sensitive(media.table, columns)
    table = taken.table
    kept_columns = declared_after_sealing(columns)
    source = Source(file.name, read.sha256, read.format)
    manifest = kept_version(workspace, name, table, kept_columns, source, dry_run=dry_run)
    version = version_hash(manifest)
    is_new = version not in {each.version for each in workspace.datasets() if each.manifest.name == name}
    found = Imported(
        name, version, manifest.n_items, kept_columns, read.notes, tuple(checks), is_new, is_written=not dry_run
    )
    if dry_run or not is_new:
        return found
    seal(workspace, version, taken.sealed, actor=actor)
    items, hashes = item_ids(table, kept_columns), item_hashes(table, kept_columns)
    rows = _Rows(name, version, items, hashes, table, kept_columns)
    keep_items(workspace, rows, actor=actor, progress=progress)
    keep_reference(workspace, rows, actor=actor)
    keep_answers(workspace, rows, file, actor=actor, progress=progress)
    blobs = [
        *(part.sha256 for part in manifest.parts),
        *(workspace.store.blobs.put_file(path) for path in media.files.values()),
    ]
    workspace.put("dataset", name, {"version": version, "manifest": manifest}, actor=actor, blobs=blobs)
    return found


def _read(file: Path, roles: Roles, brought: Brought | None) -> ReadTable:
    if brought is not None:
        return carried_items(brought, str(file), as_text=roles.texts(), hidden=roles.sensitive)
    return read_table(file, as_text=roles.texts(), hidden=roles.sensitive)


def seal(workspace: "Workspace", version: str, values: pa.Table, *, actor: str) -> None:
    """Sensitive values under a key of their own for each item, so that one can be erased; commitments on the ledger."""
    items = [str(item) for item in values["item"].to_pylist()]
    for column in values.column_names[1:]:
        if values[column].null_count == values.num_rows:
            continue
        seal_column(
            workspace.store,
            dataset=version,
            column=column,
            items=items,
            subjects=items,
            values=values[column].to_pylist(),
            id=f"seal:{version}:{column}",
            actor=actor,
            now=workspace.now(),
        )


def declared(read: ReadTable, roles: Roles, file: str) -> tuple[Column, ...]:
    """Every column with its type and role."""
    return assign_roles(
        read.table,
        item=roles.item,
        label=roles.label,
        predictions=roles.predictions,
        scores=roles.scores,
        slices=roles.slices,
        cluster=roles.cluster,
        weight=roles.weight,
        time=roles.time,
        text=roles.text,
        group=roles.group,
        media=roles.media,
        sensitive=roles.sensitive,
        file=file,
    )


def kept_version(
    workspace: "Workspace",
    name: str,
    table: pa.Table,
    columns: Sequence[Column],
    source: Source,
    *,
    dry_run: bool,
) -> DatasetVersion:
    """The manifest, its parts kept as blobs unless nothing is to be written."""
    parts = []
    for written in write_parts(table):
        if not dry_run:
            workspace.store.blobs.put_bytes(written.data)
        parts.append(written.part)
    return make_version(name, columns, parts, source)


def keep_items(workspace: "Workspace", rows: _Rows, *, actor: str, progress: Progress | None) -> None:
    """Every item with its content hash, in segments."""
    total = len(rows.items)
    for start in range(0, total, MOST_ROWS):
        items, hashes = rows.items[start : start + MOST_ROWS], rows.hashes[start : start + MOST_ROWS]
        columns = {"source": rows.name, "item": items, "item_hash": hashes, "dataset": rows.version}
        workspace.store.ledger.append_segment(
            "item",
            filled_table(ITEM_SEGMENT, len(items), columns),
            id=f"items:{rows.name}:{rows.version}:{start}",
            actor=actor,
            now=workspace.now(),
        )
        if progress:
            progress(start + len(items), total, "items")


def keep_reference(workspace: "Workspace", rows: _Rows, *, actor: str) -> None:
    """The labels as a reference set; none without a label column."""
    label = next((column.name for column in rows.columns if column.role is Role.LABEL), None)
    if label is None:
        return
    answers = pa.Table.from_arrays([rows.items, rows.table[label].cast(pa.string())], names=["item", "answer"])
    given = answers.filter(answers["answer"].is_valid()).cast(REFERENCE_TABLE)
    sink = io.BytesIO()
    pq.write_table(given, sink, compression="zstd")
    blob = workspace.store.blobs.put_bytes(sink.getvalue())
    reference = ReferenceSet(f"{rows.name} labels", rows.version, "label", "imported", blob, given.num_rows)
    workspace.put("reference", rows.version, reference, actor=actor, blobs=[blob])


def keep_answers(workspace: "Workspace", rows: _Rows, file: Path, *, actor: str, progress: Progress | None) -> None:
    """The answers of each system that came with the file, as its judgments."""
    for system in dict.fromkeys(column.system for column in rows.columns if column.system):
        own = {column.role: column.name for column in rows.columns if column.system == system}
        label, score = own.get(Role.PREDICTION), own.get(Role.SCORE)
        judge = content_hash({"dataset": rows.version, "prediction": label, "score": score})
        run = content_hash({"dataset": rows.version, "system": system, "judge": judge})[:32]
        outputs = Outputs(rows.version, system, judge, run, file.name, label is not None, score is not None)
        append_outputs(
            workspace.store,
            outputs,
            items=rows.items,
            item_hashes=rows.hashes,
            labels=rows.table[label].cast(pa.string()) if label else None,
            scores=rows.table[score].cast(pa.float64()) if score else None,
            actor=actor,
            now=workspace.now(),
            progress=progress,
        )
        workspace.put("outputs", f"{rows.version}:{system}", outputs, actor=actor)
