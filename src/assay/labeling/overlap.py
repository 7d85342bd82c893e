"""How many answers each item of a queue needs: the same number for all of them."""

from collections.abc import Iterable, Sequence

from assay.core.errors import InputError
from assay.store.queueing.assignment import Need, QueueItem

MOST = 100


def fixed_overlap(order: Sequence[str], overlap: int) -> tuple[QueueItem, ...]:
    """Items in the order in which they are to be worked, each of them for so many judges.

    Raises
    ------
    InputError
        ``queue.overlap``.
    """
    if not 1 <= overlap <= MOST:
        what = f"An overlap of {overlap}."
        raise InputError("queue.overlap", what, f"Give 1 to {MOST}: how many judges answer each item.")
    return tuple(QueueItem(item, place, needed=overlap) for place, item in enumerate(order))


def asked_anew(items: Iterable[str], overlap: int) -> tuple[Need, ...]:
    """The same items, each for so many judges once more."""
    return tuple(Need(item, needed=overlap) for item in items)
