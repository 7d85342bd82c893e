"""How evenly somebody works: the spread of seconds an answer, and whether the pace changed.

Seconds of people are about log-normal (van der Linden), and their logarithms spread by 0.5 to 1: some items are read
twice. A script that waits a fixed time, or a little at random, spreads less. So what is looked at is the standard
deviation of the logarithms, which is near the coefficient of variation where it is small, with the chi-square interval
of a normal variance. Whoever truly spreads by ``least`` or more has an upper end below ``least`` no more often than
``side_alpha``: that is the rate of false alarms, where logarithms are normal or have lighter tails.

References
----------
van der Linden (2006), A lognormal model for response times on test items, doi:10.3102/10769986031002181.
Cochran (1934), The distribution of quadratic forms in a normal system, doi:10.1017/S0305004100016595 (chi-square).
Welch (1947), The generalization of Student's problem when several different population variances are involved,
doi:10.1093/biomet/34.1-2.28.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from assay.stats.arrays import Bounds, FloatArray, above, between, bounds, together
from assay.stats.student import student_interval

LEAST_SECONDS = 0.01
"""Shorter times are taken as this long."""


class Moments(NamedTuple):
    """Of some numbers; arrays of one shape."""

    n: FloatArray
    """How many there are, 2 or more."""
    mean: FloatArray
    """Their mean."""
    variance: FloatArray
    """Their variance, with n - 1."""


def log_seconds(seconds: ArrayLike) -> FloatArray:
    """Natural logarithms, of times too short to be true as of `LEAST_SECONDS`."""
    return np.asarray(np.log(np.maximum(np.asarray(seconds, np.float64), LEAST_SECONDS)))


def spread_interval(spread: ArrayLike, n: ArrayLike, side_alpha: float) -> Bounds:
    """Chi-square interval of a standard deviation of ``n`` normal numbers; (0, 0) where they are all alike.

    Examples
    --------
    >>> [round(float(end), 4) for end in spread_interval(0.2, 50, 0.025)]
    [0.1671, 0.2492]
    """
    seen, size = together(spread=np.asarray(spread, np.float64), n=above("n", n, 1.0))
    error = float(between("side_alpha", side_alpha, 0.0, 1.0))
    degrees = size - 1.0
    low = seen * np.sqrt(degrees / special.chdtri(degrees, error))
    high = seen * np.sqrt(degrees / special.chdtri(degrees, 1.0 - error))
    return bounds(low, high)


def evenness_p(spread: ArrayLike, n: ArrayLike, least: float) -> FloatArray:
    """How probable as small a spread of ``n`` normal numbers is when they truly spread by ``least``; less if by more.

    Examples
    --------
    >>> [round(float(p), 4) for p in evenness_p([0.2, 0.3], 50, 0.3)]
    [0.0003, 0.5269]
    """
    seen, size = together(spread=np.asarray(spread, np.float64), n=above("n", n, 1.0))
    degrees = size - 1.0
    return np.asarray(special.gammainc(degrees / 2.0, degrees * seen**2 / (2.0 * least**2)))


def times_as_fast(before: Moments, now: Moments, side_alpha: float) -> tuple[FloatArray, Bounds]:
    """How many times as fast somebody works now as before, from moments of log seconds, with Welch's interval.

    A ratio of geometric means: 2 is half the time an answer.

    Examples
    --------
    >>> before, now = (Moments(np.array([50.0]), np.log([mean]), np.array([0.4])) for mean in (10.0, 5.0))
    >>> value, (low, high) = times_as_fast(before, now, 0.025)
    >>> round(float(value[0]), 2), round(float(low[0]), 2), round(float(high[0]), 2)
    (2.0, 1.56, 2.57)
    """
    parts = [np.maximum(each.variance, 1e-12) / each.n for each in (before, now)]
    error = np.sqrt(parts[0] + parts[1])
    degrees = (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / (before.n - 1.0) + parts[1] ** 2 / (now.n - 1.0))
    difference = before.mean - now.mean
    ends = student_interval(difference, error, side_alpha, degrees)
    return np.exp(difference), bounds(np.exp(ends.low), np.exp(ends.high))
