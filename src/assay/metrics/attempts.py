"""Several attempts at one item: pass@k, pass^k, and what more attempts would buy, as estimates over items.

Attempts at one item depend on each other, so that the item is the unit: each has one unbiased value, and the interval
is that of their mean. See `assay.stats.passk` for the definitions and their sources.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.core.estimate import Estimate
from assay.metrics.shares import mean_share
from assay.stats.passk import AttemptVariance, attempt_variance, interval_share_left, pass_at_k, pass_hat_k

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WORTH_IT = 0.95
"""A larger number of attempts is advised only where it cuts the interval by at least 5 %."""
MOST_ADVISED = 64


class AttemptsFound(NamedTuple):
    """What attempts at the same items show."""

    estimates: tuple[Estimate, ...]
    """pass@k and pass^k for each k."""
    n_items: int
    """Items."""
    fewest: int
    """Fewest attempts at an item."""
    variance: AttemptVariance | None
    """Between items and within them; None where an item has one attempt, or there is one item."""
    advised: int | None
    """Attempts an item beyond which the interval hardly shrinks; None without a variance."""
    left: float | None
    """Width of the interval with that many, as a share of what it is now."""


def attempts_found(name: str, passed: Floats, items: Codes, ks: Sequence[int], *, level: float) -> AttemptsFound:
    """pass@k and pass^k of some verdicts, and how the variance of their mean divides.

    Parameters
    ----------
    name : what was asked of each attempt, such as a scorer
    passed : 1 or 0 for each attempt
    items : the item of each attempt
    ks : attempts granted, each at most the fewest that an item has

    Raises
    ------
    InputError
        ``attempts.too_few`` when an item has fewer attempts than a k.
    """
    _, place = np.unique(items, return_inverse=True)
    made = np.bincount(place).astype(np.float64)
    won = np.bincount(place, passed)
    fewest = int(made.min()) if made.size else 0
    if ks and max(ks) > fewest:
        what = f"k is {max(ks)}, and an item has {fewest} attempts."
        raise InputError("attempts.too_few", what, f"Ask for k up to {fewest}, or make more attempts.")
    estimates = [
        estimate
        for k in ks
        for estimate in (
            _mean(f"{name} pass@{k}", AT_LEAST_ONE.format(k), np.asarray(pass_at_k(made, won, k)), level),
            _mean(f"{name} pass^{k}", ALL.format(k), np.asarray(pass_hat_k(made, won, k)), level),
        )
    ]
    variance = attempt_variance(made, won) if fewest > 1 and made.size > 1 else None
    advised = None if variance is None else _advised(variance)
    now = round(float(made.mean()))
    left = None if variance is None or advised is None else interval_share_left(variance, now, advised)
    return AttemptsFound(tuple(estimates), made.size, fewest, variance, advised, left)


AT_LEAST_ONE = "Chance that at least one of {} attempts at an item passes, unbiased for each item."
ALL = "Chance that all of {} attempts at an item pass, unbiased for each item."


def _mean(name: str, sentence: str, values: Floats, level: float) -> Estimate:
    return mean_share(name, sentence, values, (), level=level)


def _advised(variance: AttemptVariance) -> int:
    """The smallest number of attempts after which doubling them cuts the interval by less than 5 %."""
    k = 1
    while k < MOST_ADVISED and interval_share_left(variance, k, 2 * k) < WORTH_IT:
        k *= 2
    return k
