"""Events of one name, read without the rest of the log: what was told, by whom and when, and how often."""

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from assay.store.tables.ledger import EVENT, LOG_ENTRY

if TYPE_CHECKING:
    from assay.store.open import Store


class Told(NamedTuple):
    """One event with its entry."""

    actor: str
    """Who."""
    at: str
    """When, UTC."""
    subject: str
    """What it is about."""
    body: dict[str, Any]
    """What was told."""


def events_told(store: "Store", name: str) -> tuple[Told, ...]:
    """Events of a name in ledger order. Cost: one pass over the events, and an entry for each of that name."""
    chosen = select(LOG_ENTRY.c.actor, LOG_ENTRY.c.at, EVENT.c.subject, EVENT.c.body).select_from(_JOINED)
    with store.database.read() as connection:
        rows = connection.execute(chosen.where(EVENT.c.name == name).order_by(EVENT.c.seq, EVENT.c.position)).all()
    return tuple(Told(row.actor, row.at, row.subject, json.loads(row.body)) for row in rows)


def events_by(store: "Store", name: str, *, actor: str, since: str) -> int:
    """Events of a name by one actor from a moment (UTC) on. Cost: one pass over the events."""
    theirs = (EVENT.c.name == name) & (LOG_ENTRY.c.actor == actor) & (LOG_ENTRY.c.at >= since)
    with store.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(_JOINED).where(theirs)).scalar_one())


_JOINED = EVENT.join(LOG_ENTRY, EVENT.c.seq == LOG_ENTRY.c.seq)
