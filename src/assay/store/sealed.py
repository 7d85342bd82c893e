"""Sensitive values: sealed under a key of the person they are about, with salted commitments in the log.

Erasure deletes the person's key, the salts and the sealed bytes, and leaves a tombstone; every proof stays valid,
because the log holds commitments only, and a commitment without its salt says nothing.
Backups and bundles made before an erasure keep what they hold; `erase` lists those that the ledger knows of.
"""

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, func, insert, select

from assay.core.canonical import canonical_json
from assay.core.errors import InputError, LedgerAltered, ShapeMismatch, WorkspaceError
from assay.core.ledger import Document
from assay.store.appends import write_batch
from assay.store.judgments import SEALED_TABLE
from assay.store.log import find_entry, row_batch
from assay.store.records import Event, layout_of
from assay.store.tables.ledger import EVENT, SEALED_VALUE, SUBJECT_KEY

if TYPE_CHECKING:
    from assay.store.open import Store

KIND, ERASED = "sealed", "subject.erased"
GIVEN_AWAY = ("bundle.written", "export.written", "backup.written")
"""Events of files that left the workspace."""
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 32, 12
Entropy: TypeAlias = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did, and where the values may still be."""

    subject: str
    """Pseudonym of the person."""
    n_values: int
    """Values that are gone."""
    given_away: tuple[str, ...]
    """Bundles, exports and backups made before, as ``event subject at``."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value belongs."""

    dataset: str
    """Dataset version."""
    column: str
    """Sensitive column."""
    item: str
    """External id of the item."""
    subject: str
    """Pseudonym of the person it is about."""


class Sealing(NamedTuple):
    """A value about to be sealed."""

    place: Place
    """Where it belongs."""
    value: str
    """The value in clear."""
    salt: bytes
    """For the commitment."""
    nonce: bytes
    """For the seal."""


def commitment(place: Place, salt: bytes, value: str) -> str:
    """SHA-256 of the canonical JSON of place, salt and value: binds the value, tells nothing without the salt."""
    content = {"dataset": place.dataset, "column": place.column, "item": place.item, "subject": place.subject}
    return sha256(canonical_json({**content, "salt": salt.hex(), "value": value})).hexdigest()


def seal_column(
    store: "Store",
    *,
    dataset: str,
    column: str,
    items: Sequence[str],
    subjects: Sequence[str],
    values: Sequence[str | None],
    id: str,
    actor: str,
    now: str,
    entropy: Entropy = os.urandom,
) -> Document:
    """Seal one sensitive column of a dataset version; absent values are not sealed.

    The same ``id`` again gives the document that is there.

    Raises
    ------
    ShapeMismatch
        ``sealed.lengths`` when the three sequences differ in length.
    WorkspaceError
        ``ledger.id_taken``, ``key.missing``, ``workspace.busy``.
    """
    if not len(items) == len(subjects) == len(values):
        lengths = f"{len(items)} items, {len(subjects)} subjects and {len(values)} values."
        raise ShapeMismatch("sealed.lengths", lengths, "Give one of each an item.")
    name = f"{dataset}:{column}"
    if (known := store.ledger.entry(id)) is not None:
        found = next((each for each in store.documents.history(KIND, name) if each.seq == known.seq), None)
        if found is None:
            raise WorkspaceError("ledger.id_taken", f"The entry '{id}' is not of {name}.", "Give another id.")
        return found
    sealing = [
        Sealing(Place(dataset, column, item, subject), value, entropy(SALT_BYTES), entropy(NONCE_BYTES))
        for item, subject, value in zip(items, subjects, values, strict=True)
        if value is not None
    ]
    if not sealing:
        raise InputError("sealed.nothing", f"The column '{column}' has no values to seal.", "Leave the column out.")
    blob = store.blobs.put_bytes(_commitment_file(sealing))
    body = {"dataset": dataset, "column": column, "n": len(sealing), "table": blob}

    def fill(connection: Connection) -> None:
        keys = _subject_keys(connection, sorted({each.place.subject for each in sealing}), entropy)
        connection.execute(insert(SEALED_VALUE), [_sealed_row(each, keys[each.place.subject]) for each in sealing])

    return store.documents.put(KIND, name, body, actor=actor, now=now, id=id, along=fill)


def unseal_column(store: "Store", *, dataset: str, column: str) -> dict[str, str]:
    """Item to value for every value of the column that was not erased.

    Raises
    ------
    LedgerAltered
        ``sealed.altered`` when a value no longer opens or is not the one committed to.
    """
    here = (SEALED_VALUE.c.dataset == dataset) & (SEALED_VALUE.c.column == column)
    chosen = select(SEALED_VALUE, SUBJECT_KEY.c.key).join(SUBJECT_KEY).where(here).order_by(SEALED_VALUE.c.item)
    with store.database.read() as connection:
        rows = [dict(row) for row in connection.execute(chosen).mappings()]
    found = {}
    for row in rows:
        value = open_value(row, row["key"])
        if value is None:
            what = f"The sealed value of item {row['item']} in '{column}' does not open."
            raise LedgerAltered("sealed.altered", what, "See: assay verify.", item=row["item"])
        found[row["item"]] = value
    return found


def open_value(row: Mapping[str, Any], key: bytes) -> str | None:
    """The value of a sealed row; None when it does not open or is not the one that was committed to."""
    try:
        place = Place(row["dataset"], row["column"], row["item"], row["subject"])
        value = AESGCM(key).decrypt(row["nonce"], row["sealed"], _bound(place)).decode()
        return value if commitment(place, row["salt"], value) == row["commitment"] else None
    except (InvalidTag, ValueError, TypeError, AttributeError, OverflowError):
        return None


def erase(store: "Store", subject: str, *, id: str, actor: str, now: str) -> Erasure:
    """Delete key, salts and sealed values of one person and leave a tombstone; the same ``id`` again does nothing.

    Raises
    ------
    WorkspaceError
        ``sealed.unknown_subject`` when nothing of that person is sealed here; ``key.missing``, ``workspace.busy``.
    """
    with store.database.write() as connection:
        known = find_entry(connection, id)
        given_away = tuple(_given_away(connection))
        n_values = _erased_before(connection, known.seq) if known else _delete_values(connection, subject)
        layout, tombstone = layout_of("event"), Event(ERASED, subject, {"values": n_values})
        batch = partial(row_batch, layout, (tombstone,))
        write_batch(connection, batch, id=id, actor=actor, now=now, keys=store.keys)
    store.database.forget_deleted()
    return Erasure(subject, n_values, given_away)


def about_subject(store: "Store", subject: str) -> Erasure:
    """What `erase` would take of one person, and what left the house before; changes nothing.

    Raises
    ------
    WorkspaceError
        ``sealed.unknown_subject``.
    """
    with store.database.read() as connection:
        return Erasure(subject, _n_values(connection, subject), tuple(_given_away(connection)))


def given_away(store: "Store") -> tuple[str, ...]:
    """Bundles, exports and backups that left the house, as ``event subject at``."""
    with store.database.read() as connection:
        return tuple(_given_away(connection))


def _erased_before(connection: Connection, seq: int) -> int:
    """How many values an erasure took that is in the log already."""
    body = connection.execute(select(EVENT.c.body).where(EVENT.c.seq == seq)).scalar() or "{}"
    return int(json.loads(body).get("values", 0))


def _n_values(connection: Connection, subject: str) -> int:
    if not connection.execute(select(SUBJECT_KEY.c.subject).where(SUBJECT_KEY.c.subject == subject)).first():
        what = f"Nothing of the subject '{subject}' is sealed here."
        raise WorkspaceError("sealed.unknown_subject", what, "Check the pseudonym.")
    mine = SEALED_VALUE.c.subject == subject
    return connection.execute(select(func.count()).select_from(SEALED_VALUE).where(mine)).scalar_one()


def _delete_values(connection: Connection, subject: str) -> int:
    n_values = _n_values(connection, subject)
    connection.execute(delete(SEALED_VALUE).where(SEALED_VALUE.c.subject == subject))
    connection.execute(delete(SUBJECT_KEY).where(SUBJECT_KEY.c.subject == subject))
    return n_values


def _sealed_row(sealing: Sealing, key: bytes) -> dict[str, Any]:
    place, value, salt, nonce = sealing
    sealed = AESGCM(key).encrypt(nonce, value.encode(), _bound(place))
    where = {"dataset": place.dataset, "column": place.column, "item": place.item, "subject": place.subject}
    return {"commitment": commitment(place, salt, value), **where, "salt": salt, "nonce": nonce, "sealed": sealed}


def _bound(place: Place) -> bytes:
    """What the seal binds besides the value: it cannot be moved to another item."""
    return canonical_json([place.dataset, place.column, place.item, place.subject])


def _subject_keys(connection: Connection, subjects: Sequence[str], entropy: Entropy) -> dict[str, bytes]:
    known = {row.subject: row.key for row in connection.execute(select(SUBJECT_KEY))}
    fresh = {subject: entropy(KEY_BYTES) for subject in subjects if subject not in known}
    if fresh:
        connection.execute(insert(SUBJECT_KEY), [{"subject": name, "key": key} for name, key in fresh.items()])
    return {**known, **fresh}


def _commitment_file(sealing: Sequence[Sealing]) -> bytes:
    columns = {
        "item": [each.place.item for each in sealing],
        "subject": [each.place.subject for each in sealing],
        "commitment": [commitment(each.place, each.salt, each.value) for each in sealing],
    }
    sink = io.BytesIO()
    pq.write_table(pa.table(columns, schema=SEALED_TABLE), sink, compression="zstd", store_schema=False)
    return sink.getvalue()


def _given_away(connection: Connection) -> Iterator[str]:
    chosen = select(EVENT.c.name, EVENT.c.subject, EVENT.c.seq).where(EVENT.c.name.in_(GIVEN_AWAY))
    for row in connection.execute(chosen.order_by(EVENT.c.seq, EVENT.c.position)):
        yield f"{row.name} {row.subject} (entry {row.seq})"
