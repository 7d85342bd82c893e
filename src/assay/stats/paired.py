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

import numpy as np
from numpy.typing import ArrayLike

from assay.stats.arrays import Bounds, above, bounds, numbers, together, within
from assay.stats.quantile import side_quantile


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
