"""Items that may disturb: shown when a person asks for them, each view on the ledger, and no more than a day bears."""

from dataclasses import dataclass
from typing import NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError
from assay.core.figures import count
from assay.store.events import events_told
from assay.store.open import Store
from assay.store.records import Event

EXPOSURE = "exposure"
"""Kind of document."""
SEEN = "item.seen"
"""Name of the event that keeps a view."""
MOST_A_DAY, MOST_MINUTES = 100_000, 24 * 60


@dataclass(frozen=True, slots=True)
class Exposure:
    """How the items of a queue are shown where they may disturb."""

    queue: str
    """Name of the queue."""
    sensitive: bool = True
    """Whether its items are shown only when asked for."""
    sensitive_limit: int | None = None
    """Most such items that one person sees in a day (UTC), over all queues; None for no limit."""
    break_minutes: int | None = None
    """Minutes of work after which he is told to take a break; None for never."""


class View(NamedTuple):
    """That somebody saw an item that may disturb."""

    judge: str
    """Who, a pseudonym."""
    queue: str
    """In which queue."""
    item: str
    """External id."""
    as_what: str
    """``labeling``, or ``looking`` at answers of others or at own work that is done."""
    at: str
    """When, UTC."""


def check_exposure(exposure: Exposure) -> None:
    """Nothing when the settings make sense.

    Raises
    ------
    InputError
        ``exposure.limit``, ``exposure.break``.
    """
    limit, minutes = exposure.sensitive_limit, exposure.break_minutes
    if limit is not None and not 1 <= limit <= MOST_A_DAY:
        what = f"A limit of {count(limit)} items a day."
        raise InputError("exposure.limit", what, f"Give 1 to {count(MOST_A_DAY)}, or leave it out.")
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        what = f"A limit of {count(minutes)} minutes."
        raise InputError("exposure.break", what, f"Give 1 to {count(MOST_MINUTES)}, or leave it out.")


def find_exposure(store: Store, queue: str) -> Exposure | None:
    """How the items of a queue are shown; None where they do not disturb."""
    document = store.documents.find(EXPOSURE, queue)
    found = None if document is None else from_plain(Exposure, document.body)
    return found if found is not None and found.sensitive else None


def seen(queue: str, item: str, subject: str, *, as_what: str) -> Event:
    """A view as the ledger keeps it; who and when are on its entry."""
    return Event(SEEN, subject, {"queue": queue, "item": item, "as": as_what})


def views(store: Store, *, queue: str | None = None) -> tuple[View, ...]:
    """Every view of an item that may disturb, the newest first; of one queue where it is named."""
    found = [
        View(each.actor, str(each.body["queue"]), str(each.body["item"]), str(each.body["as"]), each.at)
        for each in events_told(store, SEEN)
        if queue in (None, each.body["queue"])
    ]
    return tuple(reversed(found))
