"""Is the mean loss at most eps? Exact answers for losses of 0 and 1, safe ones for losses between.

The p here is of "the mean loss is eps or more": at most alpha exactly when the upper bound at alpha is at most eps.
For 0/1 losses always use the exact one; Hoeffding and Bentkus together need more items for the same claim.

References
----------
Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.
Hoeffding (1963), Probability inequalities for sums of bounded random variables, doi:10.1080/01621459.1963.10500830.
Bentkus (2004), On Hoeffding's inequalities, doi:10.1214/009117904000000360.
Bates et al. (2021), Distribution-free, risk-controlling prediction sets, doi:10.1145/3478535.
Angelopoulos et al. (2021), Learn then test, arXiv:2110.01052.
"""

import math

from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import between, counts, within
from assay.stats.proportion import hypergeometric_upper, upper_bound_exact

ROUNDING = 1e-9
"""A sum of losses this far above a whole number is that number."""
STEPS = 100
"""Halvings of a bound's bracket."""


def exact_p(errors: int, n: int, rate: float) -> float:
    """How likely ``errors`` or fewer in n are when one in ``1 / rate`` is wrong: ``P(Bin(n, rate) <= errors)``.

    Raises
    ------
    InputError
        ``stats.not_a_count``, ``stats.out_of_range``.

    Examples
    --------
    >>> round(exact_p(5, 100, 0.1), 6)
    0.057577
    """
    _check(errors, n, rate)
    counts("errors", errors)
    return float(special.betainc(n - errors, errors + 1.0, 1.0 - rate)) if errors < n else 1.0


def hoeffding_bentkus_p(total: float, n: int, rate: float) -> float:
    """A valid p for independent losses in [0, 1], or for losses of items drawn without replacement.

    ``min(exp(-n h(min(r, a), a)), e P(Bin(n, a) <= k))`` with a the rate, r = total / n, k = total rounded up and h the
    relative entropy of two shares. Pass the sum of the losses, never n times their mean: 100 * (7 / 100) is above 7.

    Parameters
    ----------
    total : float in [0, n]
        Sum of the losses; for 0/1 losses the count of errors.
    n : int, at least 1
    rate : float in (0, 1)
        Mean loss to be excluded.

    Returns
    -------
    float in [0, 1]

    Raises
    ------
    InputError
        ``stats.out_of_range``.

    Examples
    --------
    >>> round(hoeffding_bentkus_p(5, 100, 0.1), 5), f"{hoeffding_bentkus_p(50, 1000, 0.1):.4e}"
    (0.15651, '1.6297e-08')
    """
    _check(total, n, rate)
    k = math.ceil(total - ROUNDING)
    bentkus = math.e * exact_p(min(max(k, 0), n), n, rate)
    return min(1.0, math.exp(-n * _entropy(min(total / n, rate), rate)), bentkus)


def hoeffding_bentkus_upper(total: float, n: int, side_alpha: float) -> float:
    """Largest mean loss that a sum of losses in [0, 1] does not contradict at ``side_alpha``; 1 when none does.

    Parameters and errors as `hoeffding_bentkus_p`.

    Examples
    --------
    >>> round(hoeffding_bentkus_upper(5, 100, 0.05), 4)
    0.1173
    """
    between("side_alpha", side_alpha, 0.0, 1.0)
    low, high = total / n, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2.0
        if not 0.0 < middle < 1.0:
            break
        low, high = (middle, high) if hoeffding_bentkus_p(total, n, middle) > side_alpha else (low, middle)
    return high


def error_bound(errors: int, n: int, side_alpha: float, *, pool: int | None = None) -> float:
    """Largest share of errors that ``errors`` in n do not contradict: of a stream, or of a fixed pool they came from.

    Clopper-Pearson for a stream, hypergeometric for a pool of which the n are a simple random sample.

    Raises
    ------
    InputError
        ``stats.not_a_count``, ``stats.out_of_range``.

    Examples
    --------
    >>> round(error_bound(0, 59, 0.05), 4), error_bound(0, 59, 0.05, pool=1000)
    (0.0495, 0.048)
    """
    if pool is None:
        return float(upper_bound_exact(errors, n, side_alpha))
    return int(hypergeometric_upper(errors, n, pool, side_alpha)) / pool


def _entropy(share: float, rate: float) -> float:
    """Relative entropy of two coins, ``r log(r / a) + (1 - r) log((1 - r) / (1 - a))``."""
    first = share * math.log(share / rate) if share > 0.0 else 0.0
    second = (1.0 - share) * math.log((1.0 - share) / (1.0 - rate)) if share < 1.0 else 0.0
    return first + second


def _check(total: float, n: int, rate: float) -> None:
    between("rate", rate, 0.0, 1.0)
    within("total", total, 0.0, float(n))
    if n < 1:
        raise InputError("stats.out_of_range", f"n is {n}.", "It must be at least 1.")
