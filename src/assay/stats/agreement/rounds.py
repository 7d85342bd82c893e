"""The difference of a coefficient between two rounds of judging: other items each time, or the same ones.

References
----------
Zou and Donner (2008), Construction of confidence limits about effect measures: a general approach,
doi:10.1002/sim.3095.
Miller (1974), The jackknife: a review, doi:10.1093/biomet/61.1.1.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError


class Ends(NamedTuple):
    """A value with the ends of its interval."""

    value: float
    """The value."""
    low: float
    """Lower end."""
    high: float
    """Upper end."""


def difference_of(first: Ends, second: Ends) -> Ends:
    """Second minus first of two independent values, from their own intervals (MOVER).

    ``d - sqrt((t2 - l2)^2 + (u1 - t1)^2)`` to ``d + sqrt((u2 - t2)^2 + (t1 - l1)^2)``: what is skewed stays skewed.
    Where the two move together the interval is too wide, never too narrow.

    Examples
    --------
    >>> found = difference_of(Ends(0.5, 0.4, 0.6), Ends(0.7, 0.6, 0.8))
    >>> [round(each, 4) for each in found]
    [0.2, 0.0586, 0.3414]
    """
    value = second.value - first.value
    low = value - math.hypot(second.value - second.low, first.high - first.value)
    return Ends(value, low, value + math.hypot(second.high - second.value, first.value - first.low))


def jackknife_error(left_out: ArrayLike) -> float:
    """Standard error of a smooth statistic from its values with each item left out once.

    ``sqrt((n - 1) / n * sum (v - mean v)^2)``.

    Raises
    ------
    InputError
        ``stats.too_few`` with fewer than two values.

    Examples
    --------
    >>> round(jackknife_error([2.5, 2.0, 1.5]), 4)  # of the mean of 1, 2, 3
    0.5774
    """
    values = np.asarray(left_out, np.float64)
    n = values.size
    if n < 2:
        raise InputError("stats.too_few", f"{n} values have no spread.", "Give two or more.")
    return float(np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()))
