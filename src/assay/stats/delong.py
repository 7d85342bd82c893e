"""Area under the ROC curve with DeLong's variance, for one system and for two on the same items.

References
----------
DeLong, DeLong and Clarke-Pearson (1988), Comparing the areas under two or more correlated receiver operating
characteristic curves, doi:10.2307/2531595.
Sun and Xu (2014), Fast implementation of DeLong's algorithm, doi:10.1109/LSP.2014.2337313 (midranks).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, numbers, same_length


class Auc(NamedTuple):
    """Chance that a positive item has a higher score than a negative one, ties counted half."""

    value: float
    """In [0, 1]; 0.5 is no better than chance, 1 is a perfect ranking."""
    variance: float
    """DeLong's variance; 0 when the classes are perfectly separated, so an interval needs another rule there."""
    n_positive: int
    """Positive items."""
    n_negative: int
    """Negative items."""


class AucDifference(NamedTuple):
    """Two areas on the same items and their difference, first minus second."""

    first: Auc
    """The first system."""
    second: Auc
    """The second system."""
    difference: float
    """First minus second."""
    variance: float
    """Of the difference, with the covariance of both on the same items taken off."""
    covariance: float
    """Of the two areas."""
    z: float | None
    """Difference over its standard error; None when the variance is 0."""
    p_value: float | None
    """Two-sided p of no difference by the normal distribution; None when the variance is 0."""


def delong(positive: ArrayLike, scores: ArrayLike) -> Auc:
    """Area under the ROC curve with its variance. O(n log n).

    Parameters
    ----------
    positive : bool array of shape (n_items,)
        Whether the item is of the positive class; 0 and 1 are taken too.
    scores : array of shape (n_items,)
        Larger means more likely positive.

    Raises
    ------
    InputError
        ``stats.too_few_of_a_class`` with fewer than two items of a class; the message gives both counts.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> area = delong([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    >>> area.value, area.variance
    (0.75, 0.125)
    """
    of_positive, of_negative = _placements(positive, scores)
    return _area(of_positive, of_negative)


def delong_paired(positive: ArrayLike, first: ArrayLike, second: ArrayLike) -> AucDifference:
    """Difference of two areas on the same items with DeLong's test. O(n log n).

    Parameters
    ----------
    positive : bool array of shape (n_items,)
        Whether the item is of the positive class; 0 and 1 are taken too.
    first, second : arrays of shape (n_items,)
        Scores of both systems; each on its own scale.

    Raises
    ------
    InputError
        ``stats.too_few_of_a_class`` with fewer than two items of a class; the message gives both counts.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.
    """
    p1, n1 = _placements(positive, first)
    p2, n2 = _placements(positive, second)
    one, two = _area(p1, n1), _area(p2, n2)
    covariance = _covariance(p1, p2) / len(p1) + _covariance(n1, n2) / len(n1)
    variance = float(np.var(p1 - p2, ddof=1)) / len(p1) + float(np.var(n1 - n2, ddof=1)) / len(n1)
    difference = one.value - two.value
    z = difference / math.sqrt(variance) if variance > 0.0 else None
    p_value = None if z is None else float(special.erfc(abs(z) / math.sqrt(2.0)))
    return AucDifference(one, two, difference, variance, covariance, z, p_value)


def _placements(positive: ArrayLike, scores: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Share of the other class that each positive, each negative item stands on the right side of."""
    score, marks = numbers("scores", scores), _marks(positive)
    same_length(positive=marks, scores=score)
    is_positive = marks == 1.0
    above, below = score[is_positive], score[~is_positive]
    m, n = len(above), len(below)
    if min(m, n) < 2:
        raise InputError(
            "stats.too_few_of_a_class",
            f"There are {m} positive and {n} negative items.",
            "A variance of the area needs at least two of each; take a larger slice.",
        )
    everyone = _midranks(score)
    return (everyone[is_positive] - _midranks(above)) / n, 1.0 - (everyone[~is_positive] - _midranks(below)) / m


def _marks(positive: ArrayLike) -> FloatArray:
    marks = numbers("positive", positive)
    wrong = (marks != 0.0) & (marks != 1.0)
    if wrong.any():
        shown = float(marks[wrong][0])
        raise InputError("stats.not_a_class", f"positive holds {shown:g}.", "Pass True or False, or 1 or 0.")
    return marks


def _midranks(values: FloatArray) -> FloatArray:
    """Ranks from 1, ties sharing their mean rank."""
    _, codes, count = np.unique(values, return_inverse=True, return_counts=True)
    last: NDArray[np.float64] = np.cumsum(count).astype(np.float64)
    return np.asarray((last - (count - 1) / 2.0)[codes])


def _area(of_positive: FloatArray, of_negative: FloatArray) -> Auc:
    m, n = len(of_positive), len(of_negative)
    variance = float(np.var(of_positive, ddof=1)) / m + float(np.var(of_negative, ddof=1)) / n
    return Auc(float(of_positive.mean()), variance, m, n)


def _covariance(one: FloatArray, two: FloatArray) -> float:
    return float(((one - one.mean()) * (two - two.mean())).sum()) / (len(one) - 1)
