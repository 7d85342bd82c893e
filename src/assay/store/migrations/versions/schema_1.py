"""Schema 1: log, records, keys, heads, sealed values, jobs, derived tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "schema_1"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER: Any = sa.Double().with_variant(sa.REAL(), "sqlite")
GIVEN = (
    '(CASE WHEN "label" IS NULL THEN 0 ELSE 1 END) + (CASE WHEN "number" IS NULL THEN 0 ELSE 1 END)'
    ' + (CASE WHEN "text" IS NULL THEN 0 ELSE 1 END) + (CASE WHEN "structure" IS NULL THEN 0 ELSE 1 END)'
)
ONE_ANSWER = f"(status = 'given' AND {GIVEN} = 1) OR (status <> 'given' AND {GIVEN} = 0)"


def upgrade() -> None:
    """Make every table."""
    _make_log()
    _make_records()
    _make_judgments()
    _make_sealed()
    _make_operational_and_derived()


def _make_log() -> None:
    _table(
        "log_entry",
        [_whole("seq"), *_texts("id", "kind", "actor", "at"), _whole("count"), *_texts("schema", "root")],
        [_text("segment", nullable=True), _whole("segment_bytes", nullable=True)],
        key=["seq"],
        rules=[sa.UniqueConstraint("id", name="uq_log_entry_id")],
    )
    _table("record_hashes", [_whole("seq"), _octets("hashes")], key=["seq"], rules=[_of_entry("record_hashes", "seq")])
    _table("head", [_whole("size"), *_texts("root", "at", "key", "signature")], key=["size"])
    _table(
        "key",
        [_whole("since"), *_texts("public", "at"), _text("previous", nullable=True), _text("signature")],
        [_text("previous_signature", nullable=True)],
        key=["since"],
        rules=[_of_entry("key", "since")],
    )


def _make_records() -> None:
    _records(
        "item",
        [*_texts("source", "item", "item_hash", "dataset"), *_texts("parent", "right_parent", nullable=True)],
        [*_texts("system", "run", nullable=True), _whole("attempt", nullable=True)],
    )
    _records("judge", _texts("id", "kind", "version"))
    _records("document", _texts("kind", "name", "version", "body", "blobs"))
    op.create_index("ix_document_name", "document", ["kind", "name"])
    _records("event", _texts("name", "subject", "body"))


def _make_judgments() -> None:
    _records(
        "judgment",
        _texts("item", "item_hash", "question", "judge", "judge_version"),
        [_text("guideline_version", nullable=True), *_texts("status", "recorded_at")],
        [_text("label", nullable=True), _number("number"), *_texts("text", "structure", nullable=True)],
        [_number("confidence"), _text("order_shown", nullable=True), _whole("attempt"), _number("seconds")],
        [_whole("cost_minor", nullable=True)],
        _texts("currency", "sample", "run", "observed_at", "supersedes", nullable=True),
        rules=[sa.CheckConstraint(ONE_ANSWER, name=op.f("ck_judgment_one_answer"))],
    )


def _make_sealed() -> None:
    _table("subject_key", [_text("subject"), _octets("key")], key=["subject"])
    _table(
        "sealed_value",
        [*_texts("commitment", "subject", "dataset", "column", "item")],
        [_octets("salt"), _octets("nonce"), _octets("sealed")],
        key=["commitment"],
        rules=[sa.ForeignKeyConstraint(["subject"], ["subject_key.subject"], name="fk_sealed_value_subject")],
    )


def _make_operational_and_derived() -> None:
    _table(
        "job",
        [*_texts("run", "state"), _whole("done"), _whole("total", nullable=True), _whole("retries")],
        _texts("started_at", "changed_at"),
        key=["run"],
    )
    _table(
        "document_latest",
        [*_texts("kind", "name"), _whole("seq"), _whole("position"), _text("version"), _whole("versions")],
        key=["kind", "name"],
    )
    _table("tree_node", [_whole("level"), _whole("position"), _octets("hash")], key=["level", "position"])
    _table(
        "segment_content",
        [_whole("seq"), _whole("ordinal"), *_texts("about", "version"), _text("run", nullable=True), _whole("rows")],
        key=["seq", "ordinal"],
    )
    op.create_index("ix_segment_content_about", "segment_content", ["about", "version"])


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=nullable)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [_text(name, nullable=nullable) for name in names]


def _whole(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, nullable=True)


def _octets(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _of_entry(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["log_entry.seq"], name=f"fk_{table}_{column}")


def _records(name: str, *columns: list[sa.Column[Any]], rules: list[sa.Constraint] | None = None) -> None:
    place = [_whole("seq"), _whole("position")]
    _table(name, place, *columns, key=["seq", "position"], rules=[*(rules or []), _of_entry(name, "seq")])


def _table(name: str, *columns: list[sa.Column[Any]], key: list[str], rules: list[sa.Constraint] | None = None) -> None:
    flat = [column for group in columns for column in group]
    primary = sa.PrimaryKeyConstraint(*key, name=f"pk_{name}")
    op.create_table(name, *flat, primary, *(rules or []), sqlite_strict=True)
