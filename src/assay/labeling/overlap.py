"""How many answers each item of a queue needs: the same number for all of them."""

from collections.abc import Iterable, Sequence

from assay.core.errors import InputError
from assay.store.queueing.assignment import ANY_LANE, Need, QueueItem

MOST = 100


def fixed_overlap(
    order: Sequence[str], overlap: int, *, lanes: Sequence[str] = (), priorities: Sequence[int] = ()
) -> tuple[QueueItem, ...]:
    """Items in the order in which they are to be worked, each of them for so many judges.

    ``lanes`` and ``priorities`` are those of each item; without them all are alike.

    Raises
    ------
    InputError
        ``queue.overlap``.
    """
    if not 1 <= overlap <= MOST:
        what = f"An overlap of {overlap}."
        raise InputError("queue.overlap", what, f"Give 1 to {MOST}: how many judges answer each item.")
    known = zip(order, priorities or [0] * len(order), lanes or [ANY_LANE] * len(order), strict=True)
    return tuple(
        QueueItem(item, place, needed=overlap, priority=priority, lane=lane)
        for place, (item, priority, lane) in enumerate(known)
    )


def asked_anew(items: Iterable[str], overlap: int) -> tuple[Need, ...]:
    """The same items, each for so many judges once more."""
    return tuple(Need(item, needed=overlap) for item in items)
