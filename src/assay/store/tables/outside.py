"""Operational tables for what is outside: programs that call the API, sign-in by another server, and who is told."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from assay.store.tables.metadata import METADATA, STRICT, text, whole

API_TOKEN = Table(
    "api_token",
    METADATA,
    text("id", primary_key=True),
    text("token"),
    text("account"),
    text("name"),
    text("scopes"),
    text("made_at"),
    text("ends_at", nullable=True),
    text("used_at", nullable=True),
    UniqueConstraint("token", name="uq_api_token_token"),
    **STRICT,
)
"""What a program shows instead of a password, under its hash; ``scopes`` are words with spaces between them."""
API_TOKEN_BY_ACCOUNT = Index("ix_api_token_account", API_TOKEN.c.account)

IDENTITY = Table(
    "identity",
    METADATA,
    text("issuer"),
    text("subject"),
    text("account"),
    text("made_at"),
    PrimaryKeyConstraint("issuer", "subject"),
    **STRICT,
)
"""An account as another server (OpenID Connect) knows it."""
IDENTITY_BY_ACCOUNT = Index("ix_identity_account", IDENTITY.c.account)

WEBHOOK = Table(
    "webhook",
    METADATA,
    text("id", primary_key=True),
    text("url"),
    text("kinds"),
    text("secret"),
    text("state"),
    text("made_at"),
    text("made_by"),
    whole("told"),
    **STRICT,
)
"""An address that is told what happens; ``told`` is the ledger position up to which the outbox was filled for it."""

OUTBOX = Table(
    "outbox",
    METADATA,
    text("id", primary_key=True),
    text("webhook"),
    text("event"),
    text("state"),
    whole("tries"),
    text("next_at"),
    text("why", nullable=True),
    **STRICT,
)
"""An event on its way to one webhook, until it was taken there or given up."""
OUTBOX_DUE = Index("ix_outbox_due", OUTBOX.c.state, OUTBOX.c.next_at)

OUTSIDE_TABLES = (API_TOKEN, IDENTITY, WEBHOOK, OUTBOX)
