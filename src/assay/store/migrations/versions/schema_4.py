"""Schema 4: tokens of the API, identities of another server, webhooks and their outbox, views for BI."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from assay.store.tables.views import view_statements, views_of_schema_4

revision = "schema_4"
down_revision = "schema_3"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW = ("api_token", "identity", "webhook", "outbox")
LIKE_JOB = """
SELECT DISTINCT grantee FROM information_schema.role_table_grants
WHERE table_schema = current_schema() AND table_name = 'job' AND privilege_type = 'UPDATE' AND grantee <> current_user
"""


def upgrade() -> None:
    """Make the tables; whoever may change jobs may change them too."""
    _make_ways_in()
    _make_webhooks()
    _make_views()
    if op.get_bind().dialect.name == "postgresql":
        _grant()


def _make_ways_in() -> None:
    _table(
        "api_token",
        *_texts("id", "token", "account", "name", "scopes", "made_at"),
        *_texts("ends_at", "used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("token", name="uq_api_token_token"),
    )
    op.create_index("ix_api_token_account", "api_token", ["account"])
    key = sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identity")
    _table("identity", *_texts("issuer", "subject", "account", "made_at"), key)
    op.create_index("ix_identity_account", "identity", ["account"])


def _make_webhooks() -> None:
    key = sa.PrimaryKeyConstraint("id", name="pk_webhook")
    texts = _texts("id", "url", "kinds", "secret", "state", "made_at", "made_by")
    _table("webhook", *texts, _whole("told"), key)
    key = sa.PrimaryKeyConstraint("id", name="pk_outbox")
    texts = _texts("id", "webhook", "event", "state")
    _table("outbox", *texts, _whole("tries"), *_texts("next_at"), *_texts("why", nullable=True), key)
    op.create_index("ix_outbox_due", "outbox", ["state", "next_at"])


def _make_views() -> None:
    connection = op.get_bind()
    for statement in view_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _grant() -> None:
    connection = op.get_bind()
    quote = connection.dialect.identifier_preparer.quote
    for role in connection.execute(sa.text(LIKE_JOB)).scalars().all():
        names = ", ".join(NEW)
        connection.execute(sa.text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {names} TO {quote(role)}"))
        views = ", ".join(views_of_schema_4("postgresql"))
        connection.execute(sa.text(f"GRANT SELECT ON {views} TO {quote(role)}"))


def _texts(*names: str, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, TEXT, nullable=nullable) for name in names)


def _whole(name: str) -> sa.Column[Any]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    op.create_table(name, *parts, sqlite_strict=True)
