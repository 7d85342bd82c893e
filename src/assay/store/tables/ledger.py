"""Ledger tables: append-only, every row behind the tree or signed; and the sealed tables, whose rows may be erased.

A row of a record table belongs to one entry of the log (``seq``) at one ``position`` in it.
Its other columns are the fields of the record, and its leaf of the entry's tree is their canonical JSON.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from assay.store.tables.metadata import METADATA, STRICT, number, octets, text, whole

ANSWERS = ("label", "number", "text", "structure")
"""The four typed answer columns; exactly one holds a given answer."""
_GIVEN = " + ".join(f'(CASE WHEN "{name}" IS NULL THEN 0 ELSE 1 END)' for name in ANSWERS)
ONE_ANSWER = f"(status = 'given' AND {_GIVEN} = 1) OR (status <> 'given' AND {_GIVEN} = 0)"

LOG_ENTRY = Table(
    "log_entry",
    METADATA,
    whole("seq", primary_key=True),
    text("id", unique=True),
    text("kind"),
    text("actor"),
    text("at"),
    whole("count"),
    text("schema"),
    text("root"),
    text("segment", nullable=True),
    whole("segment_bytes", nullable=True),
    **STRICT,
)
"""One row a batch; its leaf of the log's tree is the canonical JSON of the entry."""

RECORD_HASHES = Table(
    "record_hashes",
    METADATA,
    whole("seq", ForeignKey("log_entry.seq"), primary_key=True),
    octets("hashes"),
    **STRICT,
)
"""Leaf hashes of the records of an entry, 32 bytes each: they make its root, and name the record that was changed."""

HEAD = Table(
    "head",
    METADATA,
    whole("size", primary_key=True),
    text("root"),
    text("at"),
    text("key"),
    text("signature"),
    **STRICT,
)
"""Signed heads of the log: one for each transaction that appended; the newest covers every entry."""

KEY = Table(
    "key",
    METADATA,
    whole("since", ForeignKey("log_entry.seq"), primary_key=True),
    text("public"),
    text("at"),
    text("previous", nullable=True),
    text("signature"),
    text("previous_signature", nullable=True),
    **STRICT,
)
"""Public keys, each signed by itself and by the one before it."""


def _records(name: str, *columns: Column[Any] | CheckConstraint) -> Table:
    return Table(
        name,
        METADATA,
        whole("seq", ForeignKey("log_entry.seq")),
        whole("position"),
        *columns,
        PrimaryKeyConstraint("seq", "position"),
        **STRICT,
    )


ITEM = _records(
    "item",
    text("source"),
    text("item"),
    text("item_hash"),
    text("dataset"),
    text("parent", nullable=True),
    text("right_parent", nullable=True),
    text("system", nullable=True),
    text("run", nullable=True),
    whole("attempt", nullable=True),
)
"""Items, output sets and pairs included."""

JUDGE = _records("judge", text("id"), text("kind"), text("version"))
"""Judges; people by pseudonym."""

JUDGMENT = _records(
    "judgment",
    text("item"),
    text("item_hash"),
    text("question"),
    text("judge"),
    text("judge_version"),
    text("guideline_version", nullable=True),
    text("status"),
    text("recorded_at"),
    text("label", nullable=True),
    number("number", nullable=True),
    text("text", nullable=True),
    text("structure", nullable=True),
    number("confidence", nullable=True),
    text("order_shown", nullable=True),
    whole("attempt"),
    number("seconds", nullable=True),
    whole("cost_minor", nullable=True),
    text("currency", nullable=True),
    text("sample", nullable=True),
    text("run", nullable=True),
    text("observed_at", nullable=True),
    text("supersedes", nullable=True),
    CheckConstraint(ONE_ANSWER, name="one_answer"),
)
"""Judgments that were appended as rows; bulk ones are Parquet segments."""

DOCUMENT = _records("document", text("kind"), text("name"), text("version"), text("body"), text("blobs"))
"""Versioned documents: body as canonical JSON, and the blobs that it names as a JSON list."""

DOCUMENT_BY_NAME = Index("ix_document_name", DOCUMENT.c.kind, DOCUMENT.c.name)

EVENT = _records("event", text("name"), text("subject"), text("body"))
"""What happened: name, about what, details as canonical JSON."""

SUBJECT_KEY = Table("subject_key", METADATA, text("subject", primary_key=True), octets("key"), **STRICT)
"""Erasable: the key under which a person's values are sealed."""

SEALED_VALUE = Table(
    "sealed_value",
    METADATA,
    text("commitment", primary_key=True),
    text("subject", ForeignKey("subject_key.subject")),
    text("dataset"),
    text("column"),
    text("item"),
    octets("salt"),
    octets("nonce"),
    octets("sealed"),
    **STRICT,
)
"""Erasable: sensitive values, AES-256-GCM under the subject's key; their salted commitments are in the log."""

RECORD_TABLES = (ITEM, JUDGE, JUDGMENT, DOCUMENT, EVENT)
LEDGER_TABLES = (LOG_ENTRY, RECORD_HASHES, HEAD, KEY, *RECORD_TABLES)
SEALED_TABLES = (SUBJECT_KEY, SEALED_VALUE)
