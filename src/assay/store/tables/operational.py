"""Operational tables: mutable, never the source of a published number."""

from sqlalchemy import Table

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

OPERATIONAL_TABLES = (JOB,)
