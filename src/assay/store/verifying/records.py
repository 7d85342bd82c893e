"""Records: every row and every row of every segment, hashed again and named when it is not what was signed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from assay.core.errors import AssayError
from assay.core.ledger import Entry
from assay.store.blobs import Blobs, digest_file
from assay.store.derived import table_content
from assay.store.log import split_hashes
from assay.store.merkle import tree_root
from assay.store.records import LAYOUTS, Layout, row_hash
from assay.store.row_encoding import row_hashes
from assay.store.segments import MOST_BYTES, read_segment, segment_schema
from assay.store.tables.ledger import RECORD_HASHES
from assay.store.verifying.entries import Log, entry_place
from assay.store.verifying.findings import Findings
from assay.store.verifying.scan import Scan


class Found(NamedTuple):
    """A record as it is now."""

    position: Any
    """Its place in the entry, as kept."""
    hash: bytes | None
    """Its leaf hash; None when it cannot be hashed at all."""
    label: str
    """Which record it is, in words."""


@dataclass(slots=True)
class Records:
    """What was read of the records."""

    kept: dict[Any, Any] = field(default_factory=dict)
    """The leaf hashes that are kept of each entry."""
    n_records: int = 0
    """Records that were hashed again."""
    documents: list[dict[str, Any]] = field(default_factory=list)
    """Rows of documents."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """Rows of events."""
    content: dict[int, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    """What each readable segment is about."""


def check_records(scan: Scan, blobs: Blobs, log: Log, findings: Findings) -> Records:
    """Hash every record again and hold it against the root of its entry."""
    records = Records()
    with findings.faults_of("table record_hashes"):
        records.kept = {row["seq"]: row["hashes"] for row in scan.rows(RECORD_HASHES)}
    for seq in records.kept.keys() - log.entries.keys():
        findings.add("record", f"entry {seq}", "hashes of records are kept for an entry that is not in the log")
    for layout in LAYOUTS.values():
        with findings.faults_of(f"table {layout.table.name}"):
            _check_table(scan, layout, log, findings, records)
    for _, entry in sorted(log.entries.items()):
        if entry.segment is not None:
            _check_segment(blobs, entry, log, findings, records)
        elif entry.kind not in LAYOUTS:
            findings.add("entry", entry_place(entry), "there are no records of its kind")
    return records


def _check_table(scan: Scan, layout: Layout, log: Log, findings: Findings, records: Records) -> None:
    due = {seq for seq, entry in log.entries.items() if entry.kind == layout.kind and entry.segment is None}
    met: set[Any] = set()
    keep: Callable[[dict[str, Any]], None] = {
        "document": records.documents.append,
        "event": records.events.append,
    }.get(layout.kind, lambda _row: None)
    for seq, group in groupby(_read(scan, layout, keep), key=lambda pair: pair[0]):
        found = [record for _, record in group]
        records.n_records += len(found)
        if seq not in due or seq in met:
            state = "stands apart from the others of its entry" if seq in met else "belongs to no entry of its kind"
            for record in found:
                findings.add("record", _place(layout.kind, seq, record), f"it was added or moved: it {state}")
            continue
        met.add(seq)
        _check_entry(log.entries[seq], found, records.kept.get(seq), findings)
    for seq in sorted(due - met):
        _check_entry(log.entries[seq], [], records.kept.get(seq), findings)


def _read(scan: Scan, layout: Layout, keep: Callable[[dict[str, Any]], None]) -> Iterator[tuple[Any, Found]]:
    for row in scan.rows(layout.table):
        keep(dict(row))
        seq, position = row.pop("seq"), row.pop("position")
        try:
            hashed: bytes | None = row_hash(row)
        except ValueError:
            hashed = None
        yield seq, Found(position, hashed, layout.label(row))


def _check_entry(entry: Entry, found: Sequence[Found], kept: bytes | None, findings: Findings) -> None:
    """Hold the records of one entry against its root; where they differ, name those that do."""
    expected = split_hashes(kept) if isinstance(kept, bytes) else []
    sound = len(expected) == entry.count and tree_root(expected).hex() == entry.root
    if not sound:
        findings.add("record", entry_place(entry), "the kept hashes of its records do not make its root")
    in_order = [record.position for record in found] == list(range(entry.count))
    hashes = [record.hash for record in found if record.hash is not None]
    if in_order and len(hashes) == entry.count and tree_root(hashes).hex() == entry.root:
        return
    named = _name_differences(entry, found, expected, findings)
    if not named:
        state = f"its {len(found)} records do not make its root; the hashes that name the changed one were changed too"
        findings.add("record", entry_place(entry), state)


def _name_differences(entry: Entry, found: Sequence[Found], expected: Sequence[bytes], findings: Findings) -> int:
    named, elsewhere = 0, set(expected)
    by_position: dict[Any, Found] = {}
    for record in found:
        if record.position in by_position or not isinstance(record.position, int):
            findings.add(
                "record", _place(entry.kind, entry.seq, record), "it was added: its place is taken", place=entry.id
            )
            named += 1
        by_position.setdefault(record.position, record)
    for position, hashed in enumerate(expected):
        present = by_position.pop(position, None)
        if present is None:
            where = f"entry {entry.seq} ('{entry.id}'), {entry.kind} {position}"
            findings.add("record", where, "it was removed", place=entry.id)
        elif present.hash != hashed:
            state = "it was moved from another place" if present.hash in elsewhere else "it was changed"
            findings.add("record", _place(entry.kind, entry.seq, present), state, place=entry.id)
        named += present is None or present.hash != hashed
    for record in by_position.values():
        findings.add("record", _place(entry.kind, entry.seq, record), "it was added", place=entry.id)
        named += 1
    return named


def _place(kind: str, seq: Any, record: Found) -> str:
    return f"entry {seq}, {kind} {record.position} ({record.label})"


def _check_segment(blobs: Blobs, entry: Entry, log: Log, findings: Findings, records: Records) -> None:
    try:
        path = blobs.path(entry.segment or "")
    except AssayError:
        findings.add(
            "segment", entry_place(entry), f"the segment {entry.segment} is missing, with its {entry.count} records"
        )
        return
    size, kept = log.sizes.get(entry.seq), records.kept.get(entry.seq)
    found, bytes_now = digest_file(path), path.stat().st_size
    if found != entry.segment:
        findings.add("segment", entry_place(entry), f"the bytes of {entry.segment} have the SHA-256 {found}")
    if bytes_now != size or entry.schema != segment_schema(entry.kind):
        findings.add("segment", entry_place(entry), f"it has {bytes_now} bytes, {size} are kept; schema {entry.schema}")
    table = _readable(path, entry, findings)
    if table is None:
        return
    hashes = row_hashes(table)
    records.n_records += len(hashes)
    records.content[entry.seq] = table_content(entry.kind, table)
    if len(hashes) == entry.count and tree_root(hashes).hex() == entry.root:
        _check_kept(entry, hashes, kept, findings)
        return
    _check_entry(entry, _named_rows(entry.kind, table, hashes), kept, findings)


def _readable(path: Path, entry: Entry, findings: Findings) -> pa.Table | None:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it has {path.stat().st_size:,} bytes")
        return read_segment(entry.kind, path.read_bytes())
    except (AssayError, ValueError, OSError) as error:
        findings.add("segment", entry_place(entry), f"its {entry.count} records cannot be read: {error}")
        return None


def _check_kept(entry: Entry, hashes: Sequence[bytes], kept: bytes | None, findings: Findings) -> None:
    if kept != b"".join(hashes):
        findings.add("record", entry_place(entry), "the kept hashes of its records were changed; the records were not")


def _named_rows(kind: str, table: pa.Table, hashes: Sequence[bytes]) -> list[Found]:
    layout = LAYOUTS[kind]
    named = table.select([name for name in layout.name_of if name in table.column_names]).to_pylist()
    return [
        Found(position, hashed, layout.label(row))
        for position, (hashed, row) in enumerate(zip(hashes, named, strict=True))
    ]
