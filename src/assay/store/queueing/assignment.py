"""What goes into a queue and what comes out: items with their needs, assignments, and how far a queue is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

ANY_LANE = "any"
"""The lane of items that need no skill or language of their own."""
Pick: TypeAlias = Callable[[int], Sequence[str]]
"""From how many items a judge got so far in his lanes: the lanes out of which the next one comes."""


class State(StrEnum):
    """How an assignment stands."""

    OUT = "out"
    """The judge holds it under a lease."""
    ANSWERED = "answered"
    """The answer came and counts."""
    LATE = "late"
    """The answer came when nobody needed it any more: it is kept, and does not count."""
    RETURNED = "returned"
    """The judge gave it back."""
    EXPIRED = "expired"
    """Its lease ran out."""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An item as it is put into a queue."""

    item: str
    """External id of the item, once a queue."""
    place: int
    """Its place in the random order; the smallest comes first."""
    needed: int = 1
    """Answers that it needs."""
    priority: int = 0
    """Items of higher priority come before all others."""
    lane: str = ANY_LANE
    """Skill or language that a judge must have to get it."""


@dataclass(frozen=True, slots=True)
class Need:
    """What changes about an item of a queue; None leaves a thing as it is."""

    item: str
    """External id of the item."""
    needed: int | None = None
    """Answers that it needs; never fewer than it has or are out."""
    priority: int | None = None
    """Items of higher priority come before all others."""
    open: bool | None = None
    """Whether it is offered at all."""
    lane: str | None = None
    """The lane that it goes over to; only an item that nobody had in this round does."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One item offered to one judge; its id is that of the entry of the ledger that the answer will make."""

    id: str
    """Id."""
    queue: str
    """Name of the queue."""
    item: str
    """External id of the item."""
    round: int
    """Round of the item, from 1; a judge answers once a round."""
    judge: str
    """Who got it."""
    lane: str
    """Lane of the item."""
    state: State
    """How it stands."""
    claimed_at: str
    """UTC."""
    leased_until: str
    """UTC; afterwards another judge may get the item."""
    answered_at: str | None = None
    """UTC; None while there is no answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a queue is; needs and answers are those of the present round of each item."""

    n_items: int
    """Items in it."""
    n_open: int
    """Items that are offered, or were until they had enough."""
    n_finished: int
    """Items with as many answers as they need."""
    n_needed: int
    """Answers needed in all."""
    n_answered: int
    """Answers that count."""
    n_out: int
    """Assignments that are out, those whose lease ran out since the last claim among them."""
    n_free: int
    """Answers that open items need and nobody holds."""
    n_late: int
    """Answers that came when nobody needed them any more, in all rounds."""
