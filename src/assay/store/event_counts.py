"""How often somebody did something since a moment."""

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from assay.store.tables.ledger import EVENT, LOG_ENTRY

if TYPE_CHECKING:
    from assay.store.open import Store


def events_by(store: "Store", name: str, *, actor: str, since: str) -> int:
    """Events of a name by one actor from a moment (UTC) on. Cost: as many rows as the log has since then."""
    theirs = (LOG_ENTRY.c.kind == "event") & (LOG_ENTRY.c.actor == actor) & (LOG_ENTRY.c.at >= since)
    chosen = select(func.count()).select_from(LOG_ENTRY.join(EVENT, EVENT.c.seq == LOG_ENTRY.c.seq))
    with store.database.read() as connection:
        return int(connection.execute(chosen.where(theirs, EVENT.c.name == name)).scalar_one())
