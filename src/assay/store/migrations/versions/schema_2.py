"""Schema 2: queues, their items, and assignments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "schema_2"
down_revision = "schema_1"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CLAIMABLE = "open = 1 AND taken < needed"
OUT = "state = 'out'"
NEW = ("queue", "queue_item", "assignment")
LIKE_JOB = """
SELECT DISTINCT grantee FROM information_schema.role_table_grants
WHERE table_schema = current_schema() AND table_name = 'job' AND privilege_type = 'UPDATE' AND grantee <> current_user
"""


def upgrade() -> None:
    """Make the tables of queues; whoever may change jobs may change them too."""
    _make_queue()
    _make_assignment()
    if op.get_bind().dialect.name == "postgresql":
        _grant()


def _make_queue() -> None:
    _table(
        "queue",
        _text("name"),
        _whole("lease_seconds"),
        _whole("version"),
        sa.PrimaryKeyConstraint("name", name="pk_queue"),
    )
    numbers = ("rank", "place", "round", "needed", "taken", "open", "freed")
    _table(
        "queue_item",
        *map(_text, ("queue", "item", "lane")),
        *map(_whole, numbers),
        sa.PrimaryKeyConstraint("queue", "item", name="pk_queue_item"),
        sa.CheckConstraint("0 <= taken AND taken <= needed", name=op.f("ck_queue_item_taken")),
    )
    _index("ix_queue_item_claimable", "queue_item", "queue", "lane", "rank", "place", "item", where=CLAIMABLE)
    _index("ix_queue_item_freed", "queue_item", "queue", "lane", "freed", where=CLAIMABLE)


def _make_assignment() -> None:
    _table(
        "assignment",
        *map(_text, ("id", "queue", "item")),
        _whole("round"),
        *map(_text, ("judge", "lane", "state", "claimed_at", "leased_until")),
        sa.Column("answered_at", TEXT, nullable=True),
        *map(_whole, ("turn", "after_rank", "after_place")),
        _text("after_item"),
        _whole("seen"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.UniqueConstraint("queue", "item", "round", "judge", name="uq_assignment_once"),
    )
    _index("ix_assignment_judge", "assignment", "queue", "judge", "lane", "turn")
    _index("ix_assignment_held", "assignment", "queue", "judge", where=OUT)
    _index("ix_assignment_expiring", "assignment", "queue", "leased_until", where=OUT)


def _grant() -> None:
    connection = op.get_bind()
    quote = connection.dialect.identifier_preparer.quote
    for role in connection.execute(sa.text(LIKE_JOB)).scalars().all():
        names = ", ".join(NEW)
        connection.execute(sa.text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {names} TO {quote(role)}"))


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=False)


def _whole(name: str) -> sa.Column[Any]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    op.create_table(name, *parts, sqlite_strict=True)


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    only = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), sqlite_where=only, postgresql_where=only)
