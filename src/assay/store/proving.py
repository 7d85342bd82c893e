"""Proofs taken from a workspace, for bundles and for whoever asks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlalchemy import Connection, select

from assay.core.errors import WorkspaceError
from assay.core.ledger import Entry, Head
from assay.store.derived import range_root, read_entries
from assay.store.log import split_hashes
from assay.store.merkle import consistency_ranges, inclusion_proof, inclusion_ranges
from assay.store.proof import Anchor, EntryProof, RecordProof
from assay.store.records import layout_of, row_leaf
from assay.store.row_encoding import row_encodings
from assay.store.tables.ledger import RECORD_HASHES

if TYPE_CHECKING:
    from assay.store.open import Store


def prove_entry(store: "Store", seq: int, *, head: Head, positions: Sequence[int] = ()) -> EntryProof:
    """The proof that entry ``seq``, and its records at ``positions``, are in the log that ``head`` covers.

    Cost: a handful of look-ups for the entry; for records, linear in the size of the entry.

    Raises
    ------
    WorkspaceError
        ``ledger.no_entry`` when the head does not cover such an entry; ``ledger.no_record``.
    """
    with store.database.read() as connection:
        entry = next((each for each in read_entries(connection, seq)[:1] if seq < head.size), None)
        if entry is None or entry.seq != seq:
            what = f"There is no entry {seq} in the log of {head.size} entries."
            raise WorkspaceError("ledger.no_entry", what, "Entries count from 0.")
        path = tuple(range_root(connection, *part).hex() for part in inclusion_ranges(seq, head.size))
        hashes = _hashes(connection, seq) if positions else []
    outside = [position for position in positions if not 0 <= position < entry.count]
    if outside:
        what = f"Entry {seq} has {entry.count} records, none at {outside[0]}."
        raise WorkspaceError("ledger.no_record", what, "Records count from 0.")
    return EntryProof(entry, path, tuple(_record(store, entry, position, hashes) for position in positions))


def prove_anchor(store: "Store", earlier: Head, *, head: Head) -> Anchor:
    """The proof that the log of ``head`` begins with that of an earlier head.

    Raises
    ------
    WorkspaceError
        ``ledger.no_entry`` when ``earlier`` covers more entries than ``head``.
    """
    if not 0 < earlier.size <= head.size:
        what = f"A head of {earlier.size} entries is not earlier than one of {head.size}."
        raise WorkspaceError("ledger.no_entry", what, "Give the older one first.")
    with store.database.read() as connection:
        path = tuple(range_root(connection, *part).hex() for part in consistency_ranges(earlier.size, head.size))
    return Anchor(earlier.size, earlier.root, path)


def _hashes(connection: Connection, seq: int) -> list[bytes]:
    chosen = select(RECORD_HASHES.c.hashes).where(RECORD_HASHES.c.seq == seq)
    return split_hashes(bytes(connection.execute(chosen).scalar_one()))


def _record(store: "Store", entry: Entry, position: int, hashes: Sequence[bytes]) -> RecordProof:
    path = tuple(step.hex() for step in inclusion_proof(hashes, position))
    if entry.segment is not None:
        row: pa.Table = store.ledger.segment(entry).slice(position, 1).combine_chunks()
        octets: bytes = row_encodings(row)[0].as_py()
        return RecordProof(position, octets[1:].hex(), path, is_encoding=True)
    layout = layout_of(entry.kind)
    table = layout.table
    here = (table.c.seq == entry.seq) & (table.c.position == position)
    with store.database.read() as connection:
        kept = connection.execute(select(table).where(here)).mappings().one()
    return RecordProof(position, row_leaf({name: kept[name] for name in layout.columns}).decode(), path)
