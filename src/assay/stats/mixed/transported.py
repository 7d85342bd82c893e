"""Rogan and Gladen's correction, for a judge whose error rates were measured elsewhere.

    theta = (p + specificity - 1) / (sensitivity + specificity - 1)

It needs the error rates to hold here as they did there; where labels of these items are at hand, prediction-powered
inference needs no such faith.

References
----------
Rogan and Gladen (1978), Estimating prevalence from the results of a screening test,
doi:10.1093/oxfordjournals.aje.a112510.
Lang and Reiczigel (2014), Confidence limits for prevalence of disease adjusted for estimated sensitivity and
specificity, doi:10.1016/j.prevetmed.2013.09.015 (the plug-in interval that Lee et al. 2025, arXiv:2511.21140, use).
"""

import math
from typing import NamedTuple

from assay.stats.arrays import counts, within
from assay.stats.quantile import side_quantile

LEAST_YOUDEN = 0.2
"""Sensitivity plus specificity less one, below which a judge carries too little."""
CARRIES_TOO_LITTLE = "judge_carries_too_little"


class Corrected(NamedTuple):
    """A corrected share, or why there is none."""

    value: float | None
    """The share, clipped to [0, 1]."""
    low: float | None
    """Lower end."""
    high: float | None
    """Upper end."""
    standard_error: float | None
    """Delta-method standard error of the plain correction."""
    reason: str | None
    """``judge_carries_too_little``; None where there is a value."""


def rogan_gladen(
    share: float,
    n: float,
    *,
    sensitivity: float,
    n_positive: float,
    specificity: float,
    n_negative: float,
    side_alpha: float = 0.025,
) -> Corrected:
    """The share of positives behind a judge's share, with what its calibration does not know.

    Parameters
    ----------
    share : float in [0, 1]
        Share that the judge calls positive among ``n`` items.
    sensitivity, specificity : float in [0, 1]
        Shares it got right among ``n_positive`` and ``n_negative`` calibration items.

    Returns
    -------
    Corrected
        The interval is the plug-in one with added pseudo-counts and a bias term.

    Raises
    ------
    InputError
        ``stats.out_of_range``, ``stats.not_a_count``.

    Examples
    --------
    >>> found = rogan_gladen(0.80, 1000, sensitivity=0.90, n_positive=100, specificity=0.85, n_negative=100)
    >>> round(found.value, 6), round(found.low, 4), round(found.high, 4)
    (0.866667, 0.7982, 0.9581)
    """
    for name, value in (("share", share), ("sensitivity", sensitivity), ("specificity", specificity)):
        within(name, value, 0.0, 1.0)
    for name, value in (("n", n), ("n_positive", n_positive), ("n_negative", n_negative)):
        counts(name, value)
    youden = sensitivity + specificity - 1.0
    if youden < LEAST_YOUDEN:
        return Corrected(None, None, None, None, CARRIES_TOO_LITTLE)
    value = (share + specificity - 1.0) / youden
    error = _delta_error(share, n, sensitivity, n_positive, specificity, n_negative, value)
    low, high = _plugged_in(share, n, sensitivity, n_positive, specificity, n_negative, side_alpha)
    return Corrected(min(max(value, 0.0), 1.0), low, high, error, None)


def best_positive_share(theta: float, *, sensitivity: float, specificity: float) -> float:
    """Share of calibration items that should be truly positive for the least variance.

    ``1 / (1 + (1/theta - 1) sqrt( q0 (1 - q0) / (q1 (1 - q1)) ))`` with q1 the sensitivity, q0 the specificity.

    Examples
    --------
    >>> round(best_positive_share(0.866667, sensitivity=0.90, specificity=0.85), 3)
    0.845
    """
    ratio = specificity * (1.0 - specificity) / (sensitivity * (1.0 - sensitivity))
    return 1.0 / (1.0 + (1.0 / theta - 1.0) * math.sqrt(ratio))


def _delta_error(  # noqa: PLR0917 - the six numbers of the formula in its order
    p: float, n: float, q1: float, m1: float, q0: float, m0: float, theta: float
) -> float:
    variance = p * (1 - p) / n + theta**2 * q1 * (1 - q1) / m1 + (1 - theta) ** 2 * q0 * (1 - q0) / m0
    return math.sqrt(variance) / (q0 + q1 - 1.0)


def _plugged_in(  # noqa: PLR0917 - the six numbers of the formula in its order
    p: float, n: float, q1: float, m1: float, q0: float, m0: float, side_alpha: float
) -> tuple[float, float]:
    z = float(side_quantile(side_alpha))
    n_more, m1_more, m0_more = n + z * z, m1 + 2.0, m0 + 2.0
    p_in, q1_in, q0_in = (n * p + z * z / 2.0) / n_more, (m1 * q1 + 1.0) / m1_more, (m0 * q0 + 1.0) / m0_more
    theta = (p_in + q0_in - 1.0) / (q0_in + q1_in - 1.0)
    lift = 2.0 * z * z * (-(1.0 - theta) * q0_in * (1.0 - q0_in) / m0_more + theta * q1_in * (1.0 - q1_in) / m1_more)
    half = z * _delta_error(p_in, n_more, q1_in, m1_more, q0_in, m0_more, theta)
    return min(max(theta + lift - half, 0.0), 1.0), min(max(theta + lift + half, 0.0), 1.0)
