"""Quantiles of a sample, with intervals between two of its own values.

References
----------
David and Nagaraja (2003), Order statistics, 3rd edition, doi:10.1002/0471722162, section 7.1 (exact ranks).
Woodruff (1952), Confidence intervals for medians and other position measures, doi:10.1080/01621459.1952.10483443
(from an interval of the share below, for values that are not independent).
Hyndman and Fan (1996), Sample quantiles in statistical packages, doi:10.2307/2684934 (type 1: the value itself).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from assay.stats.arrays import FloatArray, between
from assay.stats.proportion import wilson_interval


class QuantileEnds(NamedTuple):
    """A quantile between two values of the sample."""

    value: float
    """The smallest value that at least this share does not exceed."""
    low: float | None
    """Lower end; None where the sample is too small for one."""
    high: float | None
    """Upper end; None where the sample is too small for one."""


def quantile_interval(values: ArrayLike, share: float, side_alpha: float) -> QuantileEnds:
    """A quantile of independent values, with an interval that holds whatever their distribution.

    The ends are the values of the ranks l and u with ``P(B < l) <= side_alpha`` and ``P(B >= u) <= side_alpha``,
    B binomial of n and ``share``: exact for a continuous distribution, safe for one with ties.

    Parameters
    ----------
    values : float array of shape (n,), at least one
    share : float in (0, 1)
        0.95 is the value that 95 % do not exceed.
    side_alpha : float
        Error on one side; 0.025 for 95 %.

    Raises
    ------
    InputError
        ``stats.out_of_range``.

    Examples
    --------
    >>> quantile_interval(range(1, 101), 0.5, 0.025)
    QuantileEnds(value=50.0, low=40.0, high=61.0)
    >>> quantile_interval(range(1, 11), 0.95, 0.025).high is None
    True
    """
    between("share", share, 0.0, 1.0)
    between("side_alpha", side_alpha, 0.0, 0.5)
    ordered = _ordered(values)
    n = ordered.size
    ranks = np.arange(n + 1, dtype=np.float64)
    up_to = np.asarray(special.bdtr(ranks, n, share))  # P(B <= k)
    low = int(np.searchsorted(up_to, side_alpha, side="right"))  # largest l with P(B <= l - 1) <= side_alpha
    high = int(np.searchsorted(up_to, 1.0 - side_alpha, side="left")) + 1  # smallest u with P(B <= u - 1) >= 1 - alpha
    return QuantileEnds(
        _value(ordered, share),
        float(ordered[low - 1]) if low >= 1 else None,
        float(ordered[high - 1]) if high <= n else None,
    )


def woodruff_interval(
    values: ArrayLike, share: float, side_alpha: float, *, n_effective: float, degrees: float
) -> QuantileEnds:
    """A quantile of values that depend on each other: Wilson's interval of the share below, read off the sample.

    Parameters
    ----------
    n_effective : float above 0
        How many independent values would be as sure of the share that does not exceed the quantile.
    degrees : float
        Degrees of freedom: clusters less one.
    """
    between("share", share, 0.0, 1.0)
    ordered = _ordered(values)
    bounds = wilson_interval(share, n_effective, side_alpha, degrees)
    low, high = float(bounds.low) * ordered.size, float(bounds.high) * ordered.size
    return QuantileEnds(
        _value(ordered, share),
        float(ordered[math.floor(low) - 1]) if low >= 1.0 else None,
        float(ordered[math.ceil(high)]) if math.ceil(high) < ordered.size else None,
    )


def _ordered(values: ArrayLike) -> FloatArray:
    return np.sort(np.asarray(values, dtype=np.float64))


def _value(ordered: FloatArray, share: float) -> float:
    rank = max(math.ceil(share * ordered.size - 1e-9), 1)
    return float(ordered[rank - 1])
