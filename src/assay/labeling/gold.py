"""Gold: items of a queue whose right answer is known and hidden, so that judges are checked while they work.

Gold items stand in a lane of their own. By how many items a judge got so far the policy picks out of which lanes his
next one comes. Both picks look into two lanes, so that a claim costs the same: gold and the usual lane, or a lane in
which there is nothing and the usual one. Who has had all gold gets usual items instead.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError
from assay.store.open import Store
from assay.store.queueing.assignment import ANY_LANE, Need, Pick, QueueItem
from assay.store.queueing.listing import Held

GOLD = "gold"
"""Kind of the document that says which items of a queue are gold."""
GOLD_LANE, EMPTY_LANE = "gold", "nothing"
"""Lane of gold items, and one that holds none."""
PRIORITY = 2**40
"""Before every usual item, where gold was picked."""
MOST_ANSWERS = 100_000
"""Answers that a gold item needs: every judge may have it."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Which items of a queue are gold, and how often they are offered."""

    queue: str
    """Name of the queue."""
    reference: str | None
    """Reference set with the right answers; None for the label column of the import."""
    rate: float
    """Share of a judge's items that are gold."""
    secret: str
    """What the places of gold are drawn by; whoever knows it can tell which items are gold."""
    items: tuple[str, ...]
    """External ids, sorted."""

    def without(self, item: str) -> "Gold":
        """The same when an item is gold no more."""
        return replace(self, items=tuple(each for each in self.items if each != item))


class Offered(NamedTuple):
    """Where the items of a judge come from."""

    lanes: tuple[str, ...]
    """The lanes that he has."""
    pick: Pick | None
    """Out of which of them the next item comes."""

    def leave_out(self, lanes: Collection[str]) -> "Offered":
        """The same without some lanes; where none is left, out of one that holds nothing."""
        pick, left = self.pick, tuple(each for each in self.lanes if each not in lanes) or (EMPTY_LANE,)
        if pick is None:
            return Offered(left, None)
        return Offered(left, lambda n: tuple(each for each in pick(n) if each not in lanes))


class Placed(NamedTuple):
    """Gold as it goes into a queue."""

    fresh: tuple[QueueItem, ...]
    """Items that were not in the queue."""
    moved: tuple[Need, ...]
    """Items that were, and that nobody had yet."""
    n_held_back: int
    """Items that cannot be gold, as they belong to the queue's sample or were answered already."""


def find_gold(store: Store, queue: str) -> Gold | None:
    """The gold of a queue; None when it has none."""
    document = store.documents.find(GOLD, queue)
    return None if document is None else from_plain(Gold, document.body)


def is_gold_turn(gold: Gold, judge: str, n: int) -> bool:
    """Whether the item that follows the first ``n`` of a judge is to be gold.

    His items fall into blocks of 1/rate, each with one gold item at a place drawn for him, so that every judge meets
    gold at the same rate from the first block on, and nobody can tell where.
    """
    block = int(n * gold.rate + 1e-9)
    first, behind = ceil(block / gold.rate - 1e-9), ceil((block + 1) / gold.rate - 1e-9)
    return n - first == _drawn(gold.secret, gold.queue, judge, block) % (behind - first)


def offered(gold: Gold | None, judge: str, lanes: tuple[str, ...] = (ANY_LANE,)) -> Offered:
    """Where the items of a judge come from, with gold at its rate; ``lanes`` are those that he has beside gold."""
    if gold is None or not gold.items:
        return Offered(lanes, None)

    def pick(n: int) -> tuple[str, ...]:
        return (GOLD_LANE, *lanes) if is_gold_turn(gold, judge, n) else (EMPTY_LANE, *lanes)

    return Offered((GOLD_LANE, *lanes), pick)


def check_no_lanes(queue: str, lanes: Sequence[str]) -> None:
    """Nothing when everybody gets every item of a queue: gold comes to everybody, whatever skill it needs.

    Raises
    ------
    InputError
        ``gold.lanes``.
    """
    if lanes:
        what = f"The items of '{queue}' need skills ({', '.join(lanes[:5])}), and gold would reach people without them."
        fix = "Fill a queue for each of them, from a dataset or a sample of those items, and add gold there."
        raise InputError("gold.lanes", what, fix)


def check_rate(rate: float) -> None:
    """Nothing when gold can be offered at this rate.

    Raises
    ------
    InputError
        ``gold.rate``.
    """
    if not 0.001 <= rate <= 1.0:
        what = f"A gold rate of {rate:g}."
        raise InputError("gold.rate", what, "Give a share from 0.001 to 1; 0.1 is one item in ten.")


def usual_number(rate: float, n_items: int) -> int:
    """Gold items so that a judge who works through all items of the queue meets gold at this rate."""
    return ceil(n_items * rate - 1e-9)


def placed(
    known: Sequence[str], held: Mapping[str, Held], *, n: int, secret: str, is_sample: bool, taboo: Iterable[str] = ()
) -> Placed:
    """How items with a known answer become gold, until there are ``n``; those outside of the queue come first.

    An item of a drawn sample stays there, else the sample would lose its probabilities; in a queue without one an item
    goes over that nobody had yet. ``taboo`` are items whose answer judges can know.
    """
    there = [item for item in known if item in held and held[item].lane == GOLD_LANE]
    no_gold = {*taboo, *there}
    order = sorted((item for item in known if item not in no_gold), key=lambda item: _drawn(secret, item))
    fresh = [item for item in order if item not in held]
    free = [] if is_sample else [item for item in order if item in held and _is_free(held[item])]
    n_more = max(0, n - len(there))
    chosen = [*fresh, *free][:n_more]
    places = {item: len(there) + place for place, item in enumerate(sorted(chosen, key=order.index))}
    return Placed(
        tuple(
            QueueItem(item, places[item], needed=MOST_ANSWERS, priority=PRIORITY, lane=GOLD_LANE)
            for item in chosen
            if item not in held
        ),
        tuple(
            Need(item, needed=MOST_ANSWERS, priority=PRIORITY, lane=GOLD_LANE, open=True)
            for item in chosen
            if item in held
        ),
        len(order) - len(fresh) - len(free),
    )


def _is_free(item: Held) -> bool:
    return item.round == 1 and item.taken == 0


def _drawn(*parts: object) -> int:
    """A number that only who knows the first part can foresee."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
