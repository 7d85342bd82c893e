"""Schema 3: accounts, sessions, links, grants, tries to sign in, drafts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "schema_3"
down_revision = "schema_2"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW = ("account", "session", "invitation", "access_grant", "sign_in_try", "draft")
LIKE_JOB = """
SELECT DISTINCT grantee FROM information_schema.role_table_grants
WHERE table_schema = current_schema() AND table_name = 'job' AND privilege_type = 'UPDATE' AND grantee <> current_user
"""


def upgrade() -> None:
    """Make the tables of who may do what; whoever may change jobs may change them too."""
    _make_people()
    _make_visits()
    if op.get_bind().dialect.name == "postgresql":
        _grant()


def _make_people() -> None:
    _table(
        "account",
        *_texts("id", "name", "person"),
        _text("mail", nullable=True),
        _text("judge"),
        _text("password", nullable=True),
        *_texts("state", "made_at", "made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("person", name="uq_account_person"),
        sa.UniqueConstraint("judge", name="uq_account_judge"),
    )
    _table(
        "invitation",
        *_texts("id", "token", "kind"),
        *_texts("account", "mail", nullable=True),
        *_texts("grants", "made_at", "made_by", "ends_at"),
        _text("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token", name="uq_invitation_token"),
    )
    _table(
        "access_grant",
        *_texts("account", "role", "scope", "made_at", "made_by"),
        sa.PrimaryKeyConstraint("account", "role", "scope", name="pk_access_grant"),
    )


def _make_visits() -> None:
    key = sa.PrimaryKeyConstraint("token", name="pk_session")
    _table("session", *_texts("token", "account", "made_at", "seen_at"), key)
    op.create_index("ix_session_account", "session", ["account"])
    failures = sa.Column("failures", WHOLE, autoincrement=False, nullable=False)
    key = sa.PrimaryKeyConstraint("key", name="pk_sign_in_try")
    _table("sign_in_try", _text("key"), failures, _text("last_at"), key)
    key = sa.PrimaryKeyConstraint("assignment", name="pk_draft")
    _table("draft", *_texts("assignment", "account", "text", "at"), key)
    op.create_index("ix_draft_account", "draft", ["account"])


def _grant() -> None:
    connection = op.get_bind()
    quote = connection.dialect.identifier_preparer.quote
    for role in connection.execute(sa.text(LIKE_JOB)).scalars().all():
        names = ", ".join(NEW)
        connection.execute(sa.text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {names} TO {quote(role)}"))


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=nullable)


def _texts(*names: str, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(_text(name, nullable=nullable) for name in names)


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    op.create_table(name, *parts, sqlite_strict=True)
