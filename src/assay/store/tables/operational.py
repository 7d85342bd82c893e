"""Operational tables: mutable, never the source of a published number."""

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import text as sql

from assay.store.tables.metadata import METADATA, STRICT, text, whole
from assay.store.tables.outside import OUTSIDE_TABLES

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

ACCOUNT = Table(
    "account",
    METADATA,
    text("id", primary_key=True),
    text("name"),
    text("person"),
    text("mail", nullable=True),
    text("judge"),
    text("password", nullable=True),
    text("state"),
    text("made_at"),
    text("made_by"),
    UniqueConstraint("person", name="uq_account_person"),
    UniqueConstraint("judge", name="uq_account_judge"),
    **STRICT,
)
"""Who may sign in. ``person`` is the name as names are compared; ``judge`` is the pseudonym that the ledger knows;
``password`` is a salted argon2id hash. Name and mail are nowhere else."""

SESSION = Table(
    "session",
    METADATA,
    text("token", primary_key=True),
    text("account"),
    text("made_at"),
    text("seen_at"),
    **STRICT,
)
"""A browser that is signed in, under the hash of its token."""
SESSION_BY_ACCOUNT = Index("ix_session_account", SESSION.c.account)

INVITATION = Table(
    "invitation",
    METADATA,
    text("id", primary_key=True),
    text("token"),
    text("kind"),
    text("account", nullable=True),
    text("mail", nullable=True),
    text("grants"),
    text("made_at"),
    text("made_by"),
    text("ends_at"),
    text("used_at", nullable=True),
    UniqueConstraint("token", name="uq_invitation_token"),
    **STRICT,
)
"""A link that works once, under the hash of its token: to join with some roles, or to choose a new password."""

ACCESS_GRANT = Table(
    "access_grant",
    METADATA,
    text("account"),
    text("role"),
    text("scope"),
    text("made_at"),
    text("made_by"),
    PrimaryKeyConstraint("account", "role", "scope"),
    **STRICT,
)
"""A role that an account has, everywhere or for one program or dataset."""

SIGN_IN_TRY = Table(
    "sign_in_try",
    METADATA,
    text("key", primary_key=True),
    whole("failures"),
    text("last_at"),
    **STRICT,
)
"""Tries that failed in a row, for one name or one address; the key is a hash, for people type passwords as names."""

DRAFT = Table(
    "draft",
    METADATA,
    text("assignment", primary_key=True),
    text("account"),
    text("text"),
    text("at"),
    **STRICT,
)
"""An answer that is not finished, as it was last kept while it was typed."""
DRAFT_BY_ACCOUNT = Index("ix_draft_account", DRAFT.c.account)

QUEUE_TABLES = (ASSIGNMENT, QUEUE_ITEM, QUEUE)
ACCESS_TABLES = (ACCOUNT, SESSION, INVITATION, ACCESS_GRANT, SIGN_IN_TRY, DRAFT)
OPERATIONAL_TABLES = (JOB, *QUEUE_TABLES, *ACCESS_TABLES, *OUTSIDE_TABLES)
