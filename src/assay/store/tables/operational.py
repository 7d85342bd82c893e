"""Operational tables: mutable, never the source of a published number."""

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import text as sql

from assay.store.tables.metadata import METADATA, STRICT, text, whole

JOB = Table(
    "job",
    METADATA,
    text("run", primary_key=True),
    text("state"),
    whole("done"),
    whole("total", nullable=True),
    whole("retries"),
    text("started_at"),
    text("changed_at"),
    **STRICT,
)
"""Long work: how far it came, and how often it was taken up again."""

QUEUE = Table("queue", METADATA, text("name", primary_key=True), whole("lease_seconds"), whole("version"), **STRICT)
"""Ordered work for judges; ``version`` grows by one for each item that becomes free out of turn."""

QUEUE_ITEM = Table(
    "queue_item",
    METADATA,
    text("queue"),
    text("item"),
    text("lane"),
    whole("rank"),
    whole("place"),
    whole("round"),
    whole("needed"),
    whole("taken"),
    whole("open"),
    whole("freed"),
    PrimaryKeyConstraint("queue", "item"),
    CheckConstraint("0 <= taken AND taken <= needed", name="taken"),
    **STRICT,
)
"""An item of a queue. ``rank`` is minus its priority; ``taken`` counts the answers that count and the leases that are
out, in this round; ``freed`` is the version of the queue at which it last became free."""

_CLAIMABLE = sql("open = 1 AND taken < needed")
CLAIMABLE_IN_ORDER = Index(
    "ix_queue_item_claimable",
    QUEUE_ITEM.c.queue,
    QUEUE_ITEM.c.lane,
    QUEUE_ITEM.c.rank,
    QUEUE_ITEM.c.place,
    QUEUE_ITEM.c.item,
    sqlite_where=_CLAIMABLE,
    postgresql_where=_CLAIMABLE,
)
CLAIMABLE_BY_FREED = Index(
    "ix_queue_item_freed",
    QUEUE_ITEM.c.queue,
    QUEUE_ITEM.c.lane,
    QUEUE_ITEM.c.freed,
    sqlite_where=_CLAIMABLE,
    postgresql_where=_CLAIMABLE,
)

ASSIGNMENT = Table(
    "assignment",
    METADATA,
    text("id", primary_key=True),
    text("queue"),
    text("item"),
    whole("round"),
    text("judge"),
    text("lane"),
    text("state"),
    text("claimed_at"),
    text("leased_until"),
    text("answered_at", nullable=True),
    whole("turn"),
    whole("after_rank"),
    whole("after_place"),
    text("after_item"),
    whole("seen"),
    UniqueConstraint("queue", "item", "round", "judge", name="uq_assignment_once"),
    **STRICT,
)
"""One item offered to one judge. The newest one (by ``turn``) of a judge in a lane says where he stands there: what
lies up to ``after_...`` is not for him, but for what was freed after version ``seen`` of the queue."""

_OUT = sql("state = 'out'")
ASSIGNMENT_BY_JUDGE = Index(
    "ix_assignment_judge", ASSIGNMENT.c.queue, ASSIGNMENT.c.judge, ASSIGNMENT.c.lane, ASSIGNMENT.c.turn
)
ASSIGNMENT_HELD = Index(
    "ix_assignment_held", ASSIGNMENT.c.queue, ASSIGNMENT.c.judge, sqlite_where=_OUT, postgresql_where=_OUT
)
ASSIGNMENT_EXPIRING = Index(
    "ix_assignment_expiring", ASSIGNMENT.c.queue, ASSIGNMENT.c.leased_until, sqlite_where=_OUT, postgresql_where=_OUT
)

QUEUE_TABLES = (ASSIGNMENT, QUEUE_ITEM, QUEUE)
OPERATIONAL_TABLES = (JOB, *QUEUE_TABLES)
