"""Where a judge stands in a lane: what lies behind is not for him, but for what was freed since he looked.

Items are offered in the order of (rank, place, item). A judge with 10,000 answers must not step over his 10,000 items
at each claim, so every assignment remembers the place after which to go on. What becomes free behind that place (a
lease that ran out, a need that was raised) carries the version of the queue, and is looked for by that.
"""

from dataclasses import dataclass

from assay.store.queueing.assignment import ANY_LANE

FIRST, LAST = -(2**62), 2**62
"""Ranks before and behind every item."""
MOST_FREED = 64
"""Freed items that are looked at one by one; after more of them a judge begins at the first item again."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where one judge stands in one lane."""

    lane: str = ANY_LANE
    """The lane."""
    turn: int = 0
    """How many claims it took to get here."""
    rank: int = FIRST
    """Everything up to (rank, place, item) is not for him."""
    place: int = FIRST
    """See ``rank``."""
    item: str = ""
    """See ``rank``."""
    seen: int = 0
    """Version of the queue up to which freed items were looked at."""

    @property
    def at_end(self) -> bool:
        """Whether there was nothing more."""
        return self.rank == LAST

    def begun_again(self, version: int) -> "Cursor":
        """Before the first item, with all that is free now ahead."""
        return Cursor(self.lane, self.turn, seen=version)

    def ended(self, version: int) -> "Cursor":
        """Behind the last item: nothing is for him until something is freed."""
        return Cursor(self.lane, self.turn, rank=LAST, seen=version)

    def fresh(self, version: int) -> "Cursor":
        """As it stands, or before the first item when too much was freed since he looked, or he never did."""
        return self.begun_again(version) if self.turn == 0 or version - self.seen > MOST_FREED else self

    def after(self, rank: int, place: int, item: str, version: int) -> "Cursor":
        """When he got this item, the first that was for him: one behind the cursor was freed, and the cursor stays."""
        if (rank, place, item) > (self.rank, self.place, self.item):
            return Cursor(self.lane, self.turn + 1, rank, place, item, version)
        return Cursor(self.lane, self.turn + 1, self.rank, self.place, self.item, self.seen)
