"""Consensus of answers that are numbers: mean and median of each item, and what the other judges say to each vote.

References
----------
Student (1908), doi:10.1093/biomet/6.1.1 (mean); Conover (1999), Practical nonparametric statistics, section 3.2,
ISBN 978-0471160687 (interval of a median by order statistics).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assay.stats.arrays import FloatArray, IntArray
from assay.stats.truth.consensus import check_any_vote
from assay.stats.votes import Votes


class JudgeNumbers(NamedTuple):
    """What a model estimates of each judge; arrays of shape (n_judges,)."""

    weight: FloatArray
    """One over the error variance: how much a vote counts."""
    bias: FloatArray
    """How far a judge's numbers lie above those of the average vote."""
    bias_error: FloatArray
    """Standard errors."""
    deviation: FloatArray
    """Standard deviation of a judge's errors around its bias."""
    deviation_error: FloatArray
    """Standard errors."""


@dataclass(frozen=True, eq=False)
class NumberConsensus:
    """A number for each item; arrays of shape (n_items,), NaN where there is none."""

    value: FloatArray
    """Consensus; none for an item without a vote."""
    error: FloatArray
    """Standard errors; none where nothing tells them."""
    degrees: FloatArray
    """Degrees of freedom of the standard errors."""
    low: FloatArray
    """Lower ends where they come from order statistics, not from a standard error."""
    high: FloatArray
    """Upper ends of the same."""
    others: FloatArray
    """What the votes of an item say without the vote, shape (n_votes,); none where it is the only one."""
    judges: JudgeNumbers | None = None
    """What the method says of the judges."""
    iterations: int = 1
    """Steps that were made."""
    converged: bool = True
    """Whether the tolerance was reached before the most iterations."""


def mean(votes: Votes, values: FloatArray) -> NumberConsensus:
    """The mean of each item's votes; its standard error is that of the item's own votes.

    Parameters
    ----------
    values : float array of shape (n_classes,)
        The number that each answer stands for.

    Raises
    ------
    InputError
        ``stats.no_items``.

    Examples
    --------
    >>> from assay.stats.votes import votes
    >>> found = mean(votes([0, 0, 0], [0, 1, 2], [0, 1, 2]), np.array([1.0, 2.0, 6.0]))
    >>> found.value.tolist(), found.error.round(4).tolist(), found.others.tolist()
    ([3.0], [1.5275], [4.0, 3.5, 1.5])
    """
    check_any_vote(votes)
    said, n = values[votes.answers], np.diff(votes.starts).astype(np.float64)
    found = item_means(votes, said)
    rest = said - found[votes.items]
    squares = np.bincount(votes.items, rest * rest, minlength=votes.n_items)
    error = np.sqrt(squares / np.where(n > 1, n * (n - 1.0), np.nan))
    others = found[votes.items] - rest / np.where(n > 1, n - 1.0, np.nan)[votes.items]
    nothing = np.full(votes.n_items, np.nan)
    return NumberConsensus(found, error, n - 1.0, nothing, nothing, others)


def median(votes: Votes, values: FloatArray, *, level: float = 0.95) -> NumberConsensus:
    """The median of each item's votes; of an even number of votes the middle between the two in the middle.

    The interval goes from one order statistic to another, so that it covers the median of the judges' population with
    at least ``level``; with few votes (fewer than 6 at 0.95) there is none. A standard error is not defined.

    Parameters
    ----------
    values : float array of shape (n_classes,)
        The number that each answer stands for.

    Raises
    ------
    InputError
        ``stats.no_items``.

    Examples
    --------
    >>> from assay.stats.votes import votes
    >>> found = median(votes([0] * 6, range(6), range(6)), np.array([1.0, 2.0, 3.0, 5.0, 8.0, 13.0]))
    >>> found.value.tolist(), found.low.tolist(), found.high.tolist()
    ([4.0], [1.0], [13.0])
    """
    check_any_vote(votes)
    said = values[votes.answers]
    order = np.lexsort((said, votes.items))
    ascending, starts, n = said[order], votes.starts[:-1], np.diff(votes.starts)
    place = np.arange(votes.n_votes) - np.repeat(starts, n)
    others = np.empty(votes.n_votes)
    others[order] = _middle(ascending, np.repeat(starts, n), np.repeat(n - 1, n), place)
    nothing = np.full(votes.n_items, np.nan)
    k = _order_statistic(n, (1.0 - level) / 2.0)
    low, high = (np.where(k > 0, _at(ascending, starts + each), np.nan) for each in (k - 1, n - k))
    return NumberConsensus(_middle(ascending, starts, n, None), nothing, nothing, low, high, others)


def item_means(votes: Votes, said: FloatArray, weight: FloatArray | None = None) -> FloatArray:
    """Weighted mean of each item's votes; NaN without a vote."""
    by_vote = np.ones(votes.n_votes) if weight is None else weight
    whole = np.bincount(votes.items, by_vote, minlength=votes.n_items)
    sums = np.bincount(votes.items, by_vote * said, minlength=votes.n_items)
    return np.asarray(sums / np.where(whole > 0, whole, np.nan))


def _middle(ascending: FloatArray, starts: IntArray, n: IntArray, without: IntArray | None) -> FloatArray:
    """Median of runs of ascending numbers, ``without`` one place of each."""
    ends = []
    for k in ((n - 1) // 2, n // 2):
        skipped = k if without is None else k + (k >= without)
        ends.append(_at(ascending, starts + skipped))
    return np.where(n > 0, (ends[0] + ends[1]) / 2.0, np.nan)


def _at(ascending: FloatArray, places: IntArray) -> FloatArray:
    return np.asarray(ascending[np.clip(places, 0, ascending.size - 1)])


def _order_statistic(n: NDArray[np.int64], side_alpha: float) -> IntArray:
    """The largest k for which fewer than k of n fair coins fall on one side with at most ``side_alpha``; 0 for none."""
    sizes, places = np.unique(n, return_inverse=True)
    found = []
    for size in sizes.tolist():
        chances = special.bdtr(np.arange(size // 2 + 1, dtype=np.float64), size, 0.5)
        found.append(int(np.count_nonzero(chances <= side_alpha)))
    return np.asarray(found, dtype=np.int64)[places]
