"""Kendall's W: do several judges put the items into one order?

References
----------
Kendall and Babington Smith (1939), The problem of m rankings, doi:10.1214/aoms/1177732186.
Siegel and Castellan (1988), Nonparametric statistics for the behavioral sciences (correction for ties).
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from assay.stats.arrays import FloatArray


class Concordance(NamedTuple):
    """W with its test."""

    value: float
    """1 when all judges rank alike, 0 when their ranks cancel; corrected for ties."""
    uncorrected: float
    """The same without the correction: lower when there are ties."""
    chi_square: float
    """``judges (items - 1) W``."""
    p_value: float
    """Chance of so much concordance among judges who rank at random (chi-square, items - 1)."""


def kendall_w(table: FloatArray) -> Concordance | None:
    """W of numbers of shape (n_items, n_judges), every item judged by all; None where every judge ties all items.

    ``W = 12 S / (m^2 (n^3 - n) - m sum(t^3 - t))`` with S the sum of squares of the rank sums about their mean and t
    the sizes of a judge's groups of ties.
    """
    n, judges = table.shape
    sums = np.sum([_mid_ranks(column) for column in table.T], axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = sum(float((times**3 - times).sum()) for times in (_times(column) for column in table.T))
    whole = judges**2 * (n**3 - n) - judges * ties
    if whole <= 0:
        return None
    value = 12.0 * spread / whole
    chi_square = judges * (n - 1) * value
    plain = 12.0 * spread / (judges**2 * (n**3 - n))
    return Concordance(value, plain, chi_square, float(special.chdtrc(n - 1, chi_square)))


def kendall_w_of_draws(table: FloatArray, drawn: FloatArray) -> FloatArray:
    """W where item i stands ``drawn[:, i]`` times, shape (n_draws,); NaN where every judge ties all items."""
    n, judges = drawn.sum(axis=1), table.shape[1]
    sums, ties = np.zeros(drawn.shape), np.zeros(drawn.shape[0])
    for column in table.T:
        levels, codes = np.unique(column, return_inverse=True)
        times = drawn @ np.eye(levels.size)[codes]
        sums += (np.cumsum(times, axis=1) - times / 2.0 + 0.5)[:, codes]
        ties += (times**3 - times).sum(axis=1)
    spread = (drawn * (sums - (judges * (n + 1.0) / 2.0)[:, None]) ** 2).sum(axis=1)
    whole = judges**2 * (n**3 - n) - judges * ties
    return np.asarray(np.divide(12.0 * spread, whole, out=np.full(n.shape, np.nan), where=whole > 0.0))


def _mid_ranks(column: FloatArray) -> FloatArray:
    _, codes, times = np.unique(column, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(times) - (times - 1) / 2.0)[codes], np.float64)


def _times(column: FloatArray) -> FloatArray:
    return np.unique(column, return_counts=True)[1].astype(np.float64)
