"""Derived tables: kept in step by every append, and made again from the ledger by `rebuild`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlalchemy import Connection, Select, bindparam, delete, insert, or_, select

from assay.core.canonical import canonical_json
from assay.core.ledger import Entry
from assay.store.blobs import Blobs
from assay.store.merkle import Peaks, complete_subtrees, joined, leaf_hash
from assay.store.prepared import add_rows
from assay.store.segments import read_segment
from assay.store.tables.derived import DERIVED_TABLES, DOCUMENT_LATEST, SEGMENT_CONTENT, TREE_NODE
from assay.store.tables.ledger import DOCUMENT, LOG_ENTRY

if TYPE_CHECKING:
    from assay.store.open import Store

ABOUT: Mapping[str, tuple[str, str, str]] = {
    "item": ("source", "dataset", "run"),
    "judgment": ("judge", "judge_version", "run"),
}
"""Columns of a segment that its ``about``, ``version`` and ``run`` are taken from."""

_PLACE = ("level", "position")
_ENTRY_FIELDS = tuple(each.name for each in fields(Entry))
_entry_values = attrgetter(*_ENTRY_FIELDS)


def rebuild(store: "Store") -> None:
    """Drop every derived row and make it again from the ledger, in one transaction."""
    with store.database.write() as connection:
        for table in DERIVED_TABLES:
            connection.execute(delete(table))
        tree = Peaks()
        for entry in read_entries(connection):
            tree, completed = tree.grown(entry_leaf(entry))
            add_nodes(connection, completed)
            if entry.segment is not None:
                note_segment(connection, entry, segment_content(entry, store.blobs))
        _note_all_documents(connection)


def read_entries(connection: Connection, start: int = 0) -> tuple[Entry, ...]:
    """Entries of the log from ``start`` on, in order."""
    columns = [column for column in LOG_ENTRY.columns if column.name != "segment_bytes"]
    rows = connection.execute(select(*columns).where(LOG_ENTRY.c.seq >= start).order_by(LOG_ENTRY.c.seq))
    return tuple(Entry(*row) for row in rows)


def read_chosen(connection: Connection, kind: str, seqs: Select[Any]) -> tuple[Entry, ...]:
    """The entries of one kind whose numbers a statement gives, in order; of a million others none is read."""
    columns = [column for column in LOG_ENTRY.columns if column.name != "segment_bytes"]
    chosen = select(*columns).where(LOG_ENTRY.c.kind == kind, LOG_ENTRY.c.seq.in_(seqs)).order_by(LOG_ENTRY.c.seq)
    return tuple(Entry(*row) for row in connection.execute(chosen))


def entry_leaf(entry: Entry) -> bytes:
    """Leaf hash of an entry in the tree of the log: of its canonical JSON."""
    return leaf_hash(canonical_json(entry_row(entry)))


def entry_row(entry: Entry) -> dict[str, Any]:
    """The fields of an entry, all of which are plain: as `to_plain` gives them, and at once."""
    return dict(zip(_ENTRY_FIELDS, _entry_values(entry), strict=True))


def add_nodes(connection: Connection, nodes: Iterable[tuple[int, int, bytes]]) -> None:
    """Keep complete subtrees of the log, each as (level, position, root)."""
    add_rows(connection, TREE_NODE, [{"level": each[0], "position": each[1], "hash": each[2]} for each in nodes])


def read_peaks(connection: Connection, size: int) -> Peaks:
    """The tree of the log of ``size`` entries, to which more can be added."""
    return Peaks(size, _subtrees(connection, complete_subtrees(0, size)))


def range_root(connection: Connection, start: int, stop: int) -> bytes:
    """Root over the entries ``start`` to ``stop`` (not included), where a proof asks for such a range."""
    return joined(_subtrees(connection, complete_subtrees(start, stop)))


def _subtrees(connection: Connection, wanted: Sequence[tuple[int, int]]) -> tuple[bytes, ...]:
    places = {f"{name}_{n}": value for n, at in enumerate(wanted) for name, value in zip(_PLACE, at, strict=True)}
    rows = connection.execute(_nodes(len(wanted)), places).all() if wanted else ()
    found = {(row.level, row.position): bytes(row.hash) for row in rows}
    return tuple(found[subtree] for subtree in wanted)


@cache
def _nodes(count: int) -> Select[Any]:
    """So many nodes, each found by its key; a list of pairs would make SQLite read the whole table."""
    keys: list[dict[str, Any]] = [{name: bindparam(f"{name}_{n}") for name in _PLACE} for n in range(count)]
    return select(TREE_NODE).where(
        or_(*((TREE_NODE.c.level == key["level"]) & (TREE_NODE.c.position == key["position"]) for key in keys))
    )


def note_documents(connection: Connection, entry: Entry, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the documents of an entry the newest of their names."""
    for position, row in enumerate(rows):
        name = (DOCUMENT_LATEST.c.kind == row["kind"]) & (DOCUMENT_LATEST.c.name == row["name"])
        versions = connection.execute(select(DOCUMENT_LATEST.c.versions).where(name)).scalar() or 0
        connection.execute(delete(DOCUMENT_LATEST).where(name))
        latest = {"kind": row["kind"], "name": row["name"], "version": row["version"], "versions": versions + 1}
        connection.execute(insert(DOCUMENT_LATEST), {**latest, "seq": entry.seq, "position": position})


def note_segment(connection: Connection, entry: Entry, content: Iterable[Mapping[str, Any]]) -> None:
    """Note what a segment is about."""
    rows = [{"seq": entry.seq, "ordinal": ordinal, **each} for ordinal, each in enumerate(content)]
    connection.execute(insert(SEGMENT_CONTENT), rows)


def segment_content(entry: Entry, blobs: Blobs) -> tuple[dict[str, Any], ...]:
    """What the segment of an entry is about, read from its blob."""
    if entry.segment is None:
        return ()
    return table_content(entry.kind, read_segment(entry.kind, blobs.read(entry.segment)))


def table_content(kind: str, table: pa.Table) -> tuple[dict[str, Any], ...]:
    """What a table of items or judgments is about: each about, version and run with its rows, sorted."""
    names = ABOUT[kind]
    counts = table.select(list(names)).group_by(list(names)).aggregate([([], "count_all")])
    found = [
        {"about": each[names[0]], "version": each[names[1]], "run": each[names[2]], "rows": each["count_all"]}
        for each in counts.to_pylist()
    ]
    return tuple(sorted(found, key=lambda each: (each["about"], each["version"], each["run"] or "", each["rows"])))


def _note_all_documents(connection: Connection) -> None:
    order = (DOCUMENT.c.seq, DOCUMENT.c.position)
    columns = (DOCUMENT.c.kind, DOCUMENT.c.name, DOCUMENT.c.seq, DOCUMENT.c.position, DOCUMENT.c.version)
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in connection.execute(select(*columns).order_by(*order)).mappings():
        name = (row["kind"], row["name"])
        versions = newest[name]["versions"] if name in newest else 0
        newest[name] = {**row, "versions": versions + 1}
    if newest:
        connection.execute(insert(DOCUMENT_LATEST), list(newest.values()))
