"""Many p-values at once: adjusted so that each may be held against the level one would use for a single one.

Family-wise error (no false alarm at all): `bonferroni`, `holm`, `hochberg`, `hommel`; gates use Holm, which assumes
nothing about dependence. False discovery rate (share of false alarms among alarms): `benjamini_hochberg` for
independent or positively dependent values, `benjamini_yekutieli` for any.
Each takes p-values in [0, 1] of shape (n_tests,) and returns adjusted ones in the same order and shape;
ties get equal values and nothing depends on the order given.

References
----------
Holm (1979), A simple sequentially rejective multiple test procedure, https://www.jstor.org/stable/4615733.
Hochberg (1988), doi:10.1093/biomet/75.4.800. Hommel (1988), doi:10.1093/biomet/75.2.383.
Wright (1992), Adjusted p-values for simultaneous inference, doi:10.2307/2532694.
Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
Benjamini and Yekutieli (2001), doi:10.1214/aos/1013699998.

Examples
--------
>>> holm([0.01, 0.04, 0.03]).round(2).tolist()
[0.03, 0.06, 0.06]
"""

import numpy as np
from numpy.typing import ArrayLike

from assay.stats.arrays import FloatArray, IntArray, same_length, within


def bonferroni(p_values: ArrayLike) -> FloatArray:
    """Each p times the number of tests, at most 1."""
    p = _checked(p_values)
    return np.minimum(p * len(p), 1.0)


def holm(p_values: ArrayLike) -> FloatArray:
    """Step down from the smallest: the i-th smallest times the number of tests not yet rejected."""
    p = _checked(p_values)
    order = np.argsort(p, kind="stable")
    steps = p[order] * np.arange(len(p), 0, -1)
    return _restored(np.maximum.accumulate(steps), order)


def hochberg(p_values: ArrayLike) -> FloatArray:
    """Step up from the largest with Holm's factors; needs independence or positive dependence."""
    p = _checked(p_values)
    order = np.argsort(p, kind="stable")
    steps = p[order] * np.arange(len(p), 0, -1)
    return _restored(_least_from_above(steps), order)


def hommel(p_values: ArrayLike) -> FloatArray:
    """Closed test of Simes: never above Hochberg; needs independence or positive dependence.

    Wright's algorithm; the time grows with the square of the number of tests.
    """
    p = _checked(p_values)
    n, order = len(p), np.argsort(p, kind="stable")
    ascending = p[order]
    if n < 2:
        return p.copy()
    ranks = np.arange(1, n + 1)
    adjusted = np.full(n, float((n * ascending / ranks).min()))
    lower = adjusted.copy()
    for size in range(n - 1, 1, -1):
        cut = n - size + 1  # the smaller values, less than ``size`` of which can stay unrejected
        least = float((size * ascending[cut:] / np.arange(2, size + 1)).min())
        lower[:cut] = np.minimum(size * ascending[:cut], least)
        lower[cut:] = lower[cut - 1]
        np.maximum(adjusted, lower, out=adjusted)
    return _restored(np.maximum(adjusted, ascending), order)


def benjamini_hochberg(p_values: ArrayLike) -> FloatArray:
    """Step up: the i-th smallest times n over i."""
    return _discovery(_checked(p_values), 1.0)


def benjamini_yekutieli(p_values: ArrayLike) -> FloatArray:
    """As `benjamini_hochberg`, times the sum of 1/i over all tests; for any dependence."""
    p = _checked(p_values)
    return _discovery(p, float((1.0 / np.arange(1, len(p) + 1)).sum()))


def _discovery(p: FloatArray, factor: float) -> FloatArray:
    order = np.argsort(p, kind="stable")
    steps = p[order] * (factor * len(p) / np.arange(1, len(p) + 1))
    return _restored(_least_from_above(steps), order)


def _checked(p_values: ArrayLike) -> FloatArray:
    p = within("p_values", p_values, 0.0, 1.0)
    same_length(p_values=p)
    return p


def _least_from_above(steps: FloatArray) -> FloatArray:
    return np.minimum.accumulate(steps[::-1])[::-1]


def _restored(adjusted: FloatArray, order: IntArray) -> FloatArray:
    result = np.empty_like(adjusted)
    result[order] = np.minimum(adjusted, 1.0)
    return result
