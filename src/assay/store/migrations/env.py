"""Alembic calls this for every upgrade; the open connection comes in ``config.attributes``."""

from alembic import context

from assay.store.tables import derived, ledger, operational
from assay.store.tables.metadata import METADATA

TABLES = (*ledger.LEDGER_TABLES, *ledger.SEALED_TABLES, *operational.OPERATIONAL_TABLES, *derived.DERIVED_TABLES)

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
