"""Adaptive overlap: an item is asked of one more judge until its answer is sure enough.

Enough is a level of the posterior, or an answer that would cost more than it is worth: one more answer of an average
judge is expected to make the likeliest answer right more often by so much, and that is weighed against its cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.encode import from_plain
from assay.core.errors import InputError
from assay.metrics.consensus import Found
from assay.stats.truth.named import method_of
from assay.stats.truth.next_answer import average_confusion, expected_gain
from assay.store.open import Store
from assay.store.queueing.assignment import Need
from assay.store.queueing.listing import Held

OVERLAP = "overlap"
"""Kind of the document that says how many answers the items of a queue need."""
USUAL_METHOD = "lfc"
"""Its priors keep it from being sure after two answers of judges of whom little is known, as Dawid-Skene's can be."""
MOST = 100
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Adaptive:
    """When an item of a queue has answers enough."""

    queue: str
    """Name of the queue."""
    level: float
    """Posterior of the likeliest answer from which on it is sure."""
    least: int
    """Fewest answers of each item."""
    most: int
    """Most answers of each item."""
    method: str
    """The consensus that gives the posterior."""
    worth: float | None
    """How many answers it is worth to have an item right instead of wrong; None where only the level counts."""


class Why(StrEnum):
    """Why an item gets the answers that it gets."""

    LEAST = "least"
    """It has fewer than the least."""
    SURE = "sure"
    """Its likeliest answer reached the level."""
    NOT_WORTH = "not_worth"
    """One more answer would cost more than it is worth."""
    MOST = "most"
    """It has the most there are to be."""
    ANOTHER = "another"
    """It needs one more answer."""


class Decided(NamedTuple):
    """What one item needs."""

    item: str
    """External id."""
    n_answers: int
    """Answers that count."""
    probability: float | None
    """Of its likeliest answer; None before the first one."""
    needed: int
    """Answers that it needs in all."""
    why: Why
    """Why."""


def check_adaptive(asked: Adaptive) -> None:
    """Nothing when a queue can go by this rule.

    Raises
    ------
    InputError
        All of ``overlap.level``, ``overlap.answers``, ``overlap.worth``; ``stats.method``.
    """
    method_of(asked.method)
    if not 0.5 < asked.level < 1.0:
        what = f"The level is {asked.level:g}."
        raise InputError("overlap.level", what, "Give a probability above 0.5 and below 1, such as 0.95.")
    if not 1 <= asked.least <= asked.most <= MOST:
        what = f"Each item is to have {asked.least} to {asked.most} answers."
        raise InputError("overlap.answers", what, f"Give --least and --most from 1 to {MOST}, least first.")
    if asked.worth is not None and not asked.worth > 0.0:
        what = f"To have an item right is worth {asked.worth:g} answers."
        raise InputError("overlap.worth", what, "Give a number above 0, such as 20.")


def find_adaptive(store: Store, queue: str) -> Adaptive | None:
    """The rule of a queue; None where the overlap is fixed."""
    document = store.documents.find(OVERLAP, queue)
    return None if document is None else from_plain(Adaptive, document.body)


def decided(asked: Adaptive, items: Sequence[Held], found: Found | None) -> tuple[Decided, ...]:
    """What each item needs by the answers that came; ``found`` is their consensus, None before the first.

    Items that are closed are left out.
    """
    known = _measures(asked, found) if found else {}
    return tuple(_decided(asked, each.item, *known.get(each.item, (0, None, None))) for each in items if each.open)


def needs(rules: Sequence[Decided], items: Sequence[Held]) -> tuple[Need, ...]:
    """Changes of what the queue has, for the store to compare; what judges hold it keeps by itself."""
    held = {each.item: each.needed for each in items}
    return tuple(Need(each.item, needed=each.needed) for each in rules if held[each.item] != each.needed)


def _measures(asked: Adaptive, found: Found) -> dict[str, tuple[int, float | None, float | None]]:
    """Answers, probability of the likeliest, and expected gain of one more, by item."""
    facts, posterior = found.facts, found.consensus.posterior
    gains: list[float | None] = [None] * len(facts.items)
    if asked.worth is not None:
        gains = expected_gain(posterior, average_confusion(facts.votes, posterior)).tolist()
    counts = np.diff(facts.votes.starts).tolist()
    return {
        item: (n, best, gain)
        for item, n, best, gain in zip(facts.items, counts, posterior.max(axis=1).tolist(), gains, strict=True)
    }


def _decided(asked: Adaptive, item: str, n: int, best: float | None, gain: float | None) -> Decided:
    if best is None or n < asked.least:
        return Decided(item, n, best, asked.least, Why.LEAST)
    if best >= asked.level:
        return Decided(item, n, best, n, Why.SURE)
    if n >= asked.most:
        return Decided(item, n, best, n, Why.MOST)
    if gain is not None and asked.worth is not None and gain * asked.worth < 1.0:
        return Decided(item, n, best, n, Why.NOT_WORTH)
    return Decided(item, n, best, n + 1, Why.ANOTHER)
