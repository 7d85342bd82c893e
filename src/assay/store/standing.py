"""How much is kept now, in numbers without names: for whoever watches a server."""

from typing import NamedTuple

from sqlalchemy import Connection, Table, func, select

from assay.store.database import Database
from assay.store.log import log_size
from assay.store.tables.operational import ACCOUNT, ASSIGNMENT, SESSION
from assay.store.tables.outside import OUTBOX


class HowMuch(NamedTuple):
    """Counts of one moment."""

    entries: int
    """Entries of the log."""
    accounts: dict[str, int]
    """Accounts by state."""
    sessions: int
    """Browsers that are signed in."""
    assignments: dict[str, int]
    """Items offered to judges, by state."""
    outbox: dict[str, int]
    """Events on their way to webhooks, by state."""


def standing_of(database: Database) -> HowMuch:
    """What is kept now, in one view."""
    with database.read() as connection:
        return HowMuch(
            log_size(connection),
            _by_state(connection, ACCOUNT),
            connection.execute(select(func.count()).select_from(SESSION)).scalar_one(),
            _by_state(connection, ASSIGNMENT),
            _by_state(connection, OUTBOX),
        )


def _by_state(connection: Connection, table: Table) -> dict[str, int]:
    asked = select(table.c.state, func.count()).group_by(table.c.state).order_by(table.c.state)
    return {str(state): int(n) for state, n in connection.execute(asked)}
