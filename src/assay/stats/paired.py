"""Differences of two systems on the same items: McNemar's tests and intervals of the paired difference.

References
----------
McNemar (1947), doi:10.1007/BF02295996. Fagerland, Lydersen and Laake (2013), The McNemar test for binary matched-pairs
data: mid-p and asymptotic are better than exact conditional, doi:10.1186/1471-2288-13-91.
Newcombe (1998), Improved confidence intervals for the difference between binomial proportions based on paired data,
doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C.
Tango (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.
Bonett and Price (2012), Adjusted Wald confidence interval for a difference of binomial proportions based on paired
data, doi:10.3102/1076998611411915.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import Bounds, FloatArray, above, bounds, counts, numbers, together, within
from assay.stats.proportion import wilson_interval
from assay.stats.quantile import side_quantile

_HALVINGS = 60  # of [-1, 1]: past the precision of a float


class McNemar(NamedTuple):
    """Two-sided tests that two systems are right equally often on the same items; arrays of one shape."""

    b: FloatArray
    """Items that only the first system had right."""
    c: FloatArray
    """Items that only the second system had right."""
    exact: FloatArray
    """Exact conditional p: binomial of b + c with share one half."""
    mid_p: FloatArray
    """Exact p less half the chance of outcomes as likely as the observed one; our default."""
    chi2: FloatArray
    """``(b - c)^2 / (b + c)``."""
    chi2_p: FloatArray
    """Its p with one degree of freedom."""
    corrected_chi2: FloatArray
    """``(|b - c| - 1)^2 / (b + c)``, with Edwards' continuity correction (0 when b equals c)."""
    corrected_p: FloatArray
    """Its p with one degree of freedom."""


def mcnemar(b: ArrayLike, c: ArrayLike) -> McNemar:
    """All usual forms of McNemar's test from the two discordant counts.

    Without discordant items every p is 1. The report names the form it used: they differ, and the exact one needs
    more items for the same power.

    Parameters
    ----------
    b, c : int or array, 0 or more
        Items that only the first, only the second system had right.

    Raises
    ------
    InputError
        ``stats.not_a_count``: the value that is no count.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> test = mcnemar(15, 5)
    >>> round(float(test.mid_p), 6), round(float(test.exact), 6), round(float(test.chi2_p), 6)
    (0.026604, 0.041389, 0.025347)
    """
    first, second = together(b=counts("b", b), c=counts("c", c))
    n, least = first + second, np.minimum(first, second)
    exact = np.minimum(2.0 * special.betainc(n - least, least + 1.0, 0.5), 1.0)
    as_likely = np.where(first == second, 1.0, 2.0) * _point(least, n)
    mid_p = np.where(n == 0.0, 1.0, exact - as_likely / 2.0)
    some = np.maximum(n, 1.0)
    plain = (first - second) ** 2 / some
    corrected = np.maximum(np.abs(first - second) - 1.0, 0.0) ** 2 / some
    made = (first, second, exact, mid_p, plain, special.chdtrc(1, plain), corrected, special.chdtrc(1, corrected))
    return McNemar(*(np.asarray(array, dtype=np.float64) for array in made))


def newcombe_interval(
    both: ArrayLike, first_only: ArrayLike, second_only: ArrayLike, neither: ArrayLike, side_alpha: ArrayLike
) -> Bounds:
    """Newcombe's interval (method 10) of the difference of two shares on the same items, first minus second.

    Wilson limits of both shares, squared and added, less twice their covariance by the phi coefficient, whose
    numerator is reduced by n/2 when positive. Stays within [-1, 1].

    Parameters
    ----------
    both, first_only, second_only, neither : int or array, 0 or more
        The paired table: items that both, only the first, only the second, none had right; at least one item.
    side_alpha : float or array
        Error on one side; 0.025 for 95 %.

    Raises
    ------
    InputError
        ``stats.not_a_count``, ``stats.no_items``.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> low, high = newcombe_interval(36, 12, 2, 0, 0.025)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0569, 0.3404)
    """
    a, b, c, d = _table(both, first_only, second_only, neither)
    n = a + b + c + d
    first, second = (a + b) / n, (a + c) / n
    low1, high1 = wilson_interval(first, n, side_alpha)
    low2, high2 = wilson_interval(second, n, side_alpha)
    phi = _phi(a, b, c, d)
    below = _added(first - low1, high2 - second, phi)
    over = _added(high1 - first, second - low2, phi)
    return bounds(np.maximum(first - second - below, -1.0), np.minimum(first - second + over, 1.0))


def tango_interval(first_only: ArrayLike, second_only: ArrayLike, n: ArrayLike, side_alpha: ArrayLike) -> Bounds:
    """Tango's score interval of the difference of two shares on the same items, first minus second.

    The differences that the score test with the restricted maximum likelihood estimate of the discordant share does
    not refuse; it agrees with McNemar's chi2 about 0. Found by halving.

    Parameters
    ----------
    first_only, second_only : int or array, 0 or more
        Items that only the first, only the second had right.
    n : int or array, 1 or more
        All items, the concordant ones included.
    side_alpha : float or array
        Error on one side; 0.025 for 95 %.

    Raises
    ------
    InputError
        ``stats.not_a_count``, ``stats.out_of_range``.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> low, high = tango_interval(12, 2, 50, 0.025)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0611, 0.3447)
    """
    b, c, size, q = together(
        first_only=counts("first_only", first_only),
        second_only=counts("second_only", second_only),
        n=above("n", counts("n", n), 0.0),
        quantile=side_quantile(side_alpha),
    )
    if (b + c > size).any():
        raise InputError("stats.out_of_range", "There are more discordant items than items.", "Pass all items as n.")
    high = _last_not_refused(b, c, size, q)
    return bounds(-_last_not_refused(c, b, size, q), high)


def adjusted_difference_interval(
    difference: ArrayLike,
    standard_error: ArrayLike,
    n_units: ArrayLike,
    side_alpha: ArrayLike,
    degrees: ArrayLike | None = None,
) -> Bounds:
    """Interval of a mean paired difference after adding one pseudo-unit of +1 and one of -1.

    With ``s2 = n_units standard_error^2`` as the variance of one unit, mean and second moment over n + 2 units are
    ``m = n d / (n + 2)`` and ``(n (s2 + d^2) + 2) / (n + 2)``; the interval is ``m -+ q sqrt(var)``,
    ``var = (second - m^2) / (n + 2)``. For unit differences of -1, 0 and 1 with the uncorrected standard error
    (divisor n) this is Bonett and Price (2012). Never of zero width; not clipped, so that the caller, who knows
    the range of its metric, does. Suits differences whose unit-level size is about 1 at most.

    Parameters
    ----------
    difference : float or array
        Mean of the unit differences, candidate minus baseline.
    standard_error : float or array, 0 or more
        Its standard error, after clusters and weights.
    n_units : float or array above 0
        Effective number of independent units; need not be whole.
    side_alpha : float or array
        Error on one side; 0.025 for 95 %.
    degrees : float or array above 0, optional
        Degrees of freedom of the standard error; infinity is normal.

    Raises
    ------
    InputError
        ``stats.out_of_range``, ``stats.not_a_number``: the value that cannot be used.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> low, high = adjusted_difference_interval(0.0, 0.0, 98, 0.025)
    >>> round(float(low), 4), round(float(high), 4)
    (-0.0277, 0.0277)
    """
    d, error, n, q = together(
        difference=numbers("difference", difference),
        standard_error=within("standard_error", standard_error, 0.0, None),
        n_units=above("n_units", n_units, 0.0),
        quantile=side_quantile(side_alpha, degrees),
    )
    mean = n * d / (n + 2)
    second = (n * (n * error**2 + d**2) + 2) / (n + 2)
    half = q * np.sqrt((second - mean**2) / (n + 2))
    return bounds(mean - half, mean + half)


def _table(*cells: ArrayLike) -> tuple[FloatArray, ...]:
    names = ("both", "first_only", "second_only", "neither")
    table = together(**{name: counts(name, cell) for name, cell in zip(names, cells, strict=True)})
    if (np.stack(table).sum(axis=0) == 0).any():
        raise InputError("stats.no_items", "A paired table has no items.", "Leave out slices without items.")
    return table


def _point(k: FloatArray, n: FloatArray) -> FloatArray:
    """Chance of k of n with share one half."""
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(np.exp(ways - n * np.log(2.0)))


def _phi(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    cross = a * d - b * c
    corrected = np.where(cross > 0, np.maximum(cross - (a + b + c + d) / 2, 0.0), cross)
    return np.where(margins > 0, corrected / np.sqrt(np.where(margins > 0, margins, 1.0)), 0.0)


def _added(one: FloatArray, other: FloatArray, phi: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(np.maximum(one**2 - 2 * phi * one * other + other**2, 0.0)))


def _last_not_refused(b: FloatArray, c: FloatArray, n: FloatArray, q: FloatArray) -> FloatArray:
    """Largest difference that Tango's score test does not refuse."""
    low, high = (b - c) / n, np.ones_like(n)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        kept = _score(b, c, n, middle) >= -q
        low, high = np.where(kept, middle, low), np.where(kept, high, middle)
    return np.asarray(low)


def _score(b: FloatArray, c: FloatArray, n: FloatArray, delta: FloatArray) -> FloatArray:
    linear = (2 * n - b + c) * delta - b - c
    root = np.sqrt(np.maximum(linear**2 + 8 * n * c * delta * (1 - delta), 0.0))
    second_only = (root - linear) / (4 * n)
    variance = n * (2 * second_only + delta * (1 - delta))
    return np.asarray((b - c - n * delta) / np.sqrt(np.maximum(variance, np.finfo(np.float64).tiny)))
