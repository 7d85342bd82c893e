"""The log as it stands, and batches that are ready for it; `assay.store.appends` puts them in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, func, select

from assay.core.errors import InputError, WorkspaceError
from assay.core.ledger import Entry, Head
from assay.store.keys import Keyring
from assay.store.merkle import HASH_BYTES, tree_root
from assay.store.prepared import first_of
from assay.store.records import Layout, row_hash
from assay.store.signing import KeyStatement, Signer, key_in_force
from assay.store.tables.ledger import HEAD, KEY, LOG_ENTRY


@dataclass(frozen=True, slots=True)
class Batch:
    """Records ready to be appended: as rows, or as a segment whose blob is durable already."""

    kind: str
    """What they are."""
    schema: str
    """Name and version of their layout."""
    hashes: Sequence[bytes]
    """Leaf hash of each."""
    rows: Sequence[Mapping[str, Any]] = ()
    """The rows; none for a segment."""
    layout: Layout | None = None
    """Layout of the rows; None for a segment."""
    segment: str | None = None
    """SHA-256 of the Parquet file."""
    segment_bytes: int | None = None
    """Its size."""
    content: Sequence[Mapping[str, Any]] = ()
    """What the segment is about."""


_FIND = select(*(each for each in LOG_ENTRY.c if each.name != "segment_bytes")).where(
    LOG_ENTRY.c.id == bindparam("of_id")
)
_LAST, _KEYS = select(func.max(LOG_ENTRY.c.seq)), select(KEY).order_by(KEY.c.since)
Prepare: TypeAlias = Callable[[str], Batch]
"""Makes the batch as the ledger takes it at a time."""


def row_batch(layout: Layout, records: Sequence[Any], at: str) -> Batch:
    """Records as rows.

    Raises
    ------
    InputError
        ``ledger.empty``, ``record.class``, ``record.not_valid``.
    """
    if not records:
        raise InputError("ledger.empty", "An entry of no records.", "Append one record or more.")
    rows = [layout.row(record, at=at) for record in records]
    try:
        hashes = [row_hash(row) for row in rows]
    except ValueError as error:
        raise InputError("record.not_valid", f"A record cannot be kept: {error}.", "Correct the record.") from None
    return Batch(layout.kind, layout.schema, hashes, rows, layout)


def same_or_refused(known: Entry, batch: Batch) -> Entry:
    """The entry that is there, when the batch has its content."""
    content = (batch.kind, batch.schema, len(batch.hashes), tree_root(batch.hashes).hex())
    if content == (known.kind, known.schema, known.count, known.root):
        return known
    raise WorkspaceError(
        "ledger.id_taken",
        f"The entry '{known.id}' (number {known.seq}, {known.count} records of kind {known.kind}, of {known.at}) "
        f"has other content than these {len(batch.hashes)} records of kind {batch.kind}.",
        "Give another id: the same id means the same records.",
    )


def find_entry(connection: Connection, id: str) -> Entry | None:
    """The entry with this id."""
    row = first_of(connection, _FIND, {"of_id": id})
    return None if row is None else Entry(*row)


def log_size(connection: Connection) -> int:
    """Number of entries."""
    last = connection.execute(_LAST).scalar()
    return 0 if last is None else last + 1


def last_head(connection: Connection) -> Head | None:
    """The newest signed head."""
    row = connection.execute(select(HEAD).order_by(HEAD.c.size.desc()).limit(1)).first()
    return None if row is None else Head(*row)


def key_chain(connection: Connection) -> tuple[KeyStatement, ...]:
    """Every key of the workspace, oldest first."""
    rows = connection.execute(_KEYS)
    return tuple(KeyStatement(*row) for row in rows)


def current_signer(connection: Connection, keys: Keyring, size: int | None = None) -> Signer:
    """The private key that signs now, or the head of ``size`` entries.

    Raises
    ------
    WorkspaceError
        ``key.missing`` with how to get it back.
    """
    stated = key_in_force(key_chain(connection), log_size(connection) + 1 if size is None else size)
    if stated is None:
        raise WorkspaceError("key.none", "This workspace has no key.", "Restore it from a backup: assay restore.")
    signer = keys.find(stated.fingerprint)
    if signer is None:
        raise keys.missing(stated.fingerprint)
    return signer


def split_hashes(hashes: bytes) -> list[bytes]:
    """Leaf hashes as kept, apart."""
    return [hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES)]
