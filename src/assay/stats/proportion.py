"""Intervals of a proportion: Wilson with effective n, and exact ones where the claim is "no more than".

References
----------
Wilson (1927), Probable inference, the law of succession, and statistical inference, doi:10.1080/01621459.1927.10502953.
Clopper and Pearson (1934), The use of confidence or fiducial limits, doi:10.1093/biomet/26.4.404.
Korn and Graubard (1998), Confidence intervals for proportions with small expected number of positive counts
estimated from survey data, Survey Methodology 24 (effective n and t quantiles).
Newcombe (1998), Two-sided confidence intervals for the single proportion,
doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E (continuity correction).
Laud (2017), Equal-tailed confidence intervals for comparison of rates, doi:10.1002/pst.1813 (parts of it).
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import Bounds, FloatArray, IntArray, above, between, bounds, counts, together, within
from assay.stats.quantile import side_quantile

QUARTER_STEP = 0.25
"""Of one item: the part of a continuity correction with which Wilson's interval of a whole count covers 94 % or more of
every truth tried from 30 items on (docs/coverage.md); half a step would cover more than it says."""
CORRECTED_FROM = 30
"""Items from which on it is used; fewer keep Wilson's published interval, whose steps no correction makes even."""


def wilson_interval(
    share: ArrayLike,
    n: ArrayLike,
    side_alpha: ArrayLike,
    degrees: ArrayLike | None = None,
    *,
    correction: ArrayLike = 0.0,
) -> Bounds:
    """Wilson score interval of a share, whatever its variance came from.

    The ends solve ``(|share - p| - correction)^2 = q^2 p (1 - p) / n`` for p; q is the normal quantile, or Student's
    when ``degrees`` is given. They stay within [0, 1] and never meet, also at shares of 0 and 1.
    For a clustered or weighted share pass the effective n, ``share (1 - share) / standard_error^2``.

    Parameters
    ----------
    share : float or array in [0, 1]
        Observed share.
    n : float or array above 0
        Independent items, or how many of them would be as sure; need not be whole.
    side_alpha : float or array
        Error on one side; 0.025 for 95 %.
    degrees : float or array above 0, optional
        Degrees of freedom of the variance, for example clusters less one; infinity is normal.
    correction : float or array, 0 or more
        How far the share is moved away from each end before it is solved for, because counts are whole: 0 is Wilson's
        own interval, ``0.5 / n`` Newcombe's with full continuity correction, `QUARTER_STEP` / n lies between (Laud).

    Returns
    -------
    Bounds
        Arrays of the shape that the arguments broadcast to.

    Raises
    ------
    InputError
        ``stats.out_of_range``, ``stats.not_a_number``: the value that cannot be used.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> low, high = wilson_interval(0.8, 10, 0.025)
    >>> round(float(low), 5), round(float(high), 5)
    (0.49016, 0.94332)
    """
    p, size, q, step = together(
        share=within("share", share, 0.0, 1.0),
        n=above("n", n, 0.0),
        quantile=side_quantile(side_alpha, degrees),
        correction=within("correction", correction, 0.0, None),
    )
    lean = q * q / size
    low, high = _score_end(np.maximum(p - step, 0.0), lean, -1.0), _score_end(np.minimum(p + step, 1.0), lean, 1.0)
    return bounds(np.where(p == 0.0, 0.0, low), np.where(p == 1.0, 1.0, high))


def _score_end(share: FloatArray, lean: FloatArray, sign: float) -> FloatArray:
    centre = (share + lean / 2) / (1 + lean)
    half = np.sqrt(lean * (share * (1 - share) + lean / 4)) / (1 + lean)
    return np.clip(centre + sign * half, 0.0, 1.0)


def whole_count_correction(n: ArrayLike) -> FloatArray:
    """What Wilson's interval of a whole count of n independent items is corrected by, as a share (ADR 0008).

    Examples
    --------
    >>> whole_count_correction([29, 100]).tolist()
    [0.0, 0.0025]
    """
    items = above("n", n, 0.0)
    return np.asarray(np.where(items >= CORRECTED_FROM, QUARTER_STEP / items, 0.0))


def clopper_pearson(successes: ArrayLike, n: ArrayLike, side_alpha: ArrayLike) -> Bounds:
    """Exact interval of a proportion: each side errs with at most ``side_alpha``, whatever the truth.

    Parameters
    ----------
    successes : float or array in [0, n]
        Times the event was seen; fractions are taken for effective counts (Korn and Graubard 1998).
    n : float or array above 0
        Items.
    side_alpha : float or array
        Error on one side; 0.025 for 95 %.

    Returns
    -------
    Bounds
        Arrays; the lower end is 0 without successes, the upper 1 without failures.

    Raises
    ------
    InputError
        ``stats.out_of_range``, ``stats.not_a_number``: the value that cannot be used.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> low, high = clopper_pearson(8, 10, 0.025)
    >>> round(float(low), 5), round(float(high), 5)
    (0.4439, 0.97479)
    """
    return bounds(lower_bound_exact(successes, n, side_alpha), upper_bound_exact(successes, n, side_alpha))


def upper_bound_exact(events: ArrayLike, n: ArrayLike, side_alpha: ArrayLike) -> FloatArray:
    """Largest rate that ``events`` in ``n`` does not contradict at ``side_alpha`` (Clopper-Pearson, one side).

    "No more than" at one-sided 95 % is ``side_alpha=0.05``. Parameters and errors as `clopper_pearson`.

    Examples
    --------
    >>> round(float(upper_bound_exact(0, 300, 0.05)), 7)
    0.0099361
    """
    k, size, error = _trials(events, n, side_alpha)
    tail = special.betaincinv(k + 1.0, np.maximum(size - k, 1e-9), 1.0 - error)
    return np.asarray(np.where(k == size, 1.0, tail))


def lower_bound_exact(events: ArrayLike, n: ArrayLike, side_alpha: ArrayLike) -> FloatArray:
    """Smallest rate that ``events`` in ``n`` does not contradict at ``side_alpha`` (Clopper-Pearson, one side).

    Parameters and errors as `clopper_pearson`.
    """
    k, size, error = _trials(events, n, side_alpha)
    tail = special.betaincinv(np.maximum(k, 1e-9), size - k + 1.0, error)
    return np.asarray(np.where(k == 0.0, 0.0, tail))


def zero_failure_n(rate: float, confidence: float) -> int:
    """Fewest items, all without failure, that certify a failure rate below ``rate`` at one-sided ``confidence``.

    The smallest n with ``(1 - rate)^n <= 1 - confidence``.

    Parameters
    ----------
    rate : float above 0 and below 1
        Failure rate to be excluded.
    confidence : float above 0 and below 1
        One-sided, for example 0.95.

    Raises
    ------
    InputError
        ``stats.out_of_range``: the value that cannot be used.

    Examples
    --------
    >>> [zero_failure_n(rate, 0.95) for rate in (0.10, 0.05, 0.02, 0.01)]
    [29, 59, 149, 299]
    """
    between("rate", rate, 0.0, 1.0)
    between("confidence", confidence, 0.0, 1.0)
    exact = math.log1p(-confidence) / math.log1p(-rate)
    whole = round(exact)
    return max(1, whole if math.isclose(exact, whole, rel_tol=1e-12) else math.ceil(exact))


def hypergeometric_upper(events: ArrayLike, n: ArrayLike, pool: ArrayLike, side_alpha: ArrayLike) -> IntArray:
    """Most events a fixed pool can hold when ``events`` were seen in ``n`` of its items drawn without replacement.

    The largest K with ``P(X <= events | pool, K, n) > side_alpha``; divide by ``pool`` for a share.
    Never above the binomial bound, and exact (``events``) when the whole pool was seen.

    Parameters
    ----------
    events : int or array in [0, n]
        Events seen.
    n : int or array in [1, pool]
        Items drawn, by simple random sampling.
    pool : int or array
        Items in the pool, the drawn ones included.
    side_alpha : float or array
        One-sided error; 0.05 for "at 95 %".

    Returns
    -------
    int array
        Count of events in the pool.

    Raises
    ------
    InputError
        ``stats.not_a_count`` or ``stats.out_of_range``: the value that cannot be used.

    References
    ----------
    Buonaccorsi (1987), A note on confidence intervals for proportions in finite populations,
    doi:10.1080/00031305.1987.10475484.

    Examples
    --------
    >>> int(hypergeometric_upper(0, 59, 1000, 0.05))
    48
    """
    from scipy.stats import hypergeom  # takes half a second to load, and only this bound needs it

    k, drawn, size, error = together(
        events=counts("events", events),
        n=above("n", counts("n", n), 0.0),
        pool=counts("pool", pool),
        side_alpha=between("side_alpha", side_alpha, 0.0, 1.0),
    )
    _no_more_than("events", k, "n", drawn)
    _no_more_than("n", drawn, "pool", size)
    possible, refused = k.copy(), size - drawn + k + 1  # P(X <= events | possible) > side_alpha, at refused it is not
    while (refused - possible > 1).any():
        middle = np.floor((possible + refused) / 2)
        holds = hypergeom.cdf(k, size, middle, drawn) > error
        possible, refused = np.where(holds, middle, possible), np.where(holds, refused, middle)
    return np.asarray(possible, dtype=np.int64)


def _trials(events: ArrayLike, n: ArrayLike, side_alpha: ArrayLike) -> tuple[FloatArray, ...]:
    k, size, error = together(
        events=within("events", events, 0.0, None),
        n=above("n", n, 0.0),
        side_alpha=between("side_alpha", side_alpha, 0.0, 1.0),
    )
    _no_more_than("events", k, "n", size)
    return k, size, error


def _no_more_than(name: str, part: FloatArray, whole_name: str, whole: FloatArray) -> None:
    wrong = part > whole
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        shown = f"{name} is {part.flat[first]:g} of {whole_name} {whole.flat[first]:g}."
        raise InputError("stats.out_of_range", shown, f"Pass {name} of at most {whole_name}.")
