"""A claim from items without any failure: rate, confidence and items that belong together.

References
----------
Hanley and Lippman-Hand (1983), If nothing goes wrong, is everything all right?, doi:10.1001/jama.1983.03330370053031.
"""

import math
from dataclasses import dataclass

from assay.core.errors import InputError
from assay.stats.arrays import above, between, counts, within
from assay.stats.proportion import upper_bound_exact, zero_failure_n


@dataclass(frozen=True, slots=True)
class ZeroFailure:
    """With no failure in n items the rate is below ``rate``, with this confidence."""

    asked: str
    """Which of ``n``, ``rate`` and ``confidence`` was found from the two others."""
    n: int
    """Items, none of which may fail."""
    rate: float
    """Failure rate that is excluded."""
    confidence: float
    """One-sided."""
    true_rate: float
    """Failure rate that is held to be true."""
    chance: float
    """Chance that no item fails then: that the claim can be made."""
    cost: float | None = None
    """Of judging all items."""


def zero_failure(
    *, n: int | None = None, rate: float | None = None, confidence: float | None = None, true_rate: float = 0.0
) -> ZeroFailure:
    """The one of three that is None: n from ``(1 - rate)^n <= 1 - confidence``, and so round; ``confidence`` 0.95
    where only one of the others is given.

    Raises
    ------
    InputError
        ``stats.out_of_range``; ``stats.out_of_reach`` when neither items nor a rate is given.

    Examples
    --------
    >>> zero_failure(rate=0.01, confidence=0.95).n
    299
    >>> round(zero_failure(n=300).rate, 7)
    0.0099361
    >>> round(zero_failure(n=30, rate=0.1).confidence, 4)
    0.9576
    """
    within("true_rate", true_rate, 0.0, 1.0)
    if n is None and rate is None:
        raise InputError("stats.out_of_reach", "Neither items nor a rate is given.", "Give one of them.")
    sure = 0.95 if confidence is None else float(between("confidence", confidence, 0.0, 1.0))
    if n is None:
        found = zero_failure_n(rate or 0.0, sure)
        return ZeroFailure("n", found, rate or 0.0, sure, true_rate, _none_fails(true_rate, found))
    items = int(above("n", counts("n", n), 0.0))
    chance = _none_fails(true_rate, items)
    if rate is None:
        return ZeroFailure("rate", items, float(upper_bound_exact(0, items, 1.0 - sure)), sure, true_rate, chance)
    reached = -math.expm1(items * math.log1p(-float(between("rate", rate, 0.0, 1.0))))
    return ZeroFailure("confidence", items, rate, reached, true_rate, chance)


def _none_fails(rate: float, n: int) -> float:
    return 0.0 if rate >= 1.0 else math.exp(n * math.log1p(-rate))
