"""Small slices pulled towards the others of their kind in proportion to their noise (empirical Bayes).

Each group's own value keeps the weight ``between / (between + noise)``; what is known about all groups fills the rest.
A group's interval counts the noise of its own data and that of the estimated common mean and spread.
Meant for reading many small slices; a gate decides on unshrunk values.

References
----------
Morris (1983), Parametric empirical Bayes inference, doi:10.1080/01621459.1983.10477920 (random effects, intervals).
DerSimonian and Laird (1986), doi:10.1016/0197-2456(86)90046-2.
Viechtbauer (2005), doi:10.3102/10769986030003261 (REML).
Christiansen and Morris (1997), doi:10.1080/01621459.1997.10474014 (uniform distribution of the shrinkage).
Kass and Steffey (1989), doi:10.1080/01621459.1989.10478825 (noise of the estimated prior).
"""

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, above, between, numbers, same_length, within
from assay.stats.quantile import side_quantile

_FEWEST = 4  # groups; Morris's correction divides by groups - 3
_LOG_STRENGTH = (-5.0, 14.0)  # of the beta prior: from 0.007 to 1.2 million items' worth
_LOGIT_MEAN = (-16.0, 16.0)
_LEAST_WORTH = 1e-2  # items' worth of a posterior so wide that no beta distribution has its variance
_STEP = 1e-4
_CLOSE = 1e-9
_LONGEST = 2.0
_NEWTON_STEPS = 60
_TRIED = 200  # values of tau^2 among which the highest maximum is looked for
_FLATTEST = 0.25  # least curvature taken for true: half of what the prior of the shrinkage has by itself


class Shrunk(NamedTuple):
    """Shrunk values of groups, in the order given, and what was learnt of all of them."""

    value: FloatArray
    """Between the group's own value and the common mean."""
    low: FloatArray
    """Lower ends of the intervals."""
    high: FloatArray
    """Upper ends."""
    weight: FloatArray
    """Weight of the group's own value, in [0, 1]."""
    mean: float
    """The common mean."""
    between: float
    """Standard deviation of true values between groups."""


def between_variance(
    values: ArrayLike, standard_errors: ArrayLike, method: Literal["dersimonian_laird", "reml"] = "reml"
) -> float:
    """Variance of true values between groups (tau^2), at least 0.

    DerSimonian-Laird solves Cochran's Q for its expectation; REML maximises the likelihood of the residuals.

    Parameters
    ----------
    values, standard_errors : arrays of shape (n_groups,)
        Estimates of the groups, two or more, and their standard errors above 0.
    method : "dersimonian_laird" or "reml"
        Which.

    Raises
    ------
    InputError
        ``stats.too_few_groups``, ``stats.out_of_range``, ``stats.not_a_number``.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.
    """
    y, v = _groups(values, standard_errors, fewest=2)
    return _dersimonian_laird(y, v) if method == "dersimonian_laird" else _reml(y, v)


def random_effects(
    values: ArrayLike,
    standard_errors: ArrayLike,
    side_alpha: float = 0.025,
    *,
    method: Literal["dersimonian_laird", "reml"] = "reml",
) -> Shrunk:
    """Normal empirical Bayes for any metric with a standard error.

    ``value = (1 - B) y + B mean`` with ``B = (k - 3) / (k - 1) v / (v + tau^2)`` for k groups, so that no group is
    ever replaced by the mean. Morris's variance
    ``v (1 - (k - r) B / k) + 2 / (k - 3) B^2 (V + tau^2) / (v + tau^2) (y - mean)^2``, with r a group's leverage
    (they sum to k) and V the weighted mean of v, counts the noise of mean and tau^2. Not clipped.

    Parameters
    ----------
    values, standard_errors : arrays of shape (n_groups,)
        Estimates of the groups, four or more, and their standard errors above 0.
    side_alpha : float
        Error on one side; 0.025 for 95 %.
    method : "dersimonian_laird" or "reml"
        How tau^2 is estimated.

    Raises
    ------
    InputError
        ``stats.too_few_groups`` with fewer than four; ``stats.out_of_range``, ``stats.not_a_number``.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.
    """
    y, v = _groups(values, standard_errors, fewest=_FEWEST)
    k = len(y)
    tau2 = between_variance(values, standard_errors, method)
    precision = 1.0 / (v + tau2)
    mean = float(precision @ y / precision.sum())
    pull = (k - 3) / (k - 1) * v * precision
    leverage = k * precision / precision.sum()
    typical = float(precision @ v / precision.sum())
    unsure = 2.0 / (k - 3) * pull**2 * (typical + tau2) * precision * (y - mean) ** 2
    half = float(side_quantile(side_alpha)) * np.sqrt(v * (1.0 - (k - leverage) / k * pull) + unsure)
    value = (1.0 - pull) * y + pull * mean
    return Shrunk(value, value - half, value + half, 1.0 - pull, mean, math.sqrt(tau2))


def beta_binomial(successes: ArrayLike, n: ArrayLike, side_alpha: float = 0.025) -> Shrunk:
    """Empirical Bayes for shares of counts: ``value = (k + M m) / (n + M)``.

    The common mean m and the strength M (items' worth of prior) are the mode of their posterior: beta-binomial
    likelihood, m uniform, and ``M / (M + n0)`` uniform with n0 the median group size, so that neither no spread
    nor no likeness is ever taken for granted. The interval is the beta distribution with the group's posterior mean
    and posterior variance, the latter plus that of m and M (delta method); it stays within [0, 1]. Averaged over
    groups an interval of 95 % covered 90 to 100 % in our simulations: least with five groups that differ wildly,
    most where groups do not differ.

    Parameters
    ----------
    successes : array of shape (n_groups,)
        Successes in each group, four groups or more; fractions are taken for effective counts.
    n : array of shape (n_groups,), 0 or more
        Items in each group; one without items gets the common mean.
    side_alpha : float
        Error on one side; 0.025 for 95 %.

    Raises
    ------
    InputError
        ``stats.too_few_groups`` with fewer than four; ``stats.out_of_range``, ``stats.not_a_number``.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.
    """
    error = float(between("side_alpha", side_alpha, 0.0, 0.5))
    k, size = _shares(successes, n)
    mode, covariance = _prior_of_shares(k, size)
    mean, strength = float(special.expit(mode[0])), math.exp(mode[1])
    value = (k + strength * mean) / (size + strength)
    by_mean = strength * mean * (1.0 - mean) / (size + strength)
    by_strength = strength * (size * mean - k) / (size + strength) ** 2
    slope = np.stack([by_mean, by_strength], axis=1)
    variance = value * (1.0 - value) / (size + strength + 1.0) + ((slope @ covariance) * slope).sum(axis=1)
    worth = np.maximum(value * (1.0 - value) / variance - 1.0, _LEAST_WORTH)
    low = np.asarray(special.betaincinv(value * worth, (1.0 - value) * worth, error), dtype=np.float64)
    high = np.asarray(special.betainccinv(value * worth, (1.0 - value) * worth, error), dtype=np.float64)
    spread = math.sqrt(mean * (1.0 - mean) / (strength + 1.0))
    return Shrunk(value, low, high, size / (size + strength), mean, spread)


def _groups(values: ArrayLike, standard_errors: ArrayLike, *, fewest: int) -> tuple[FloatArray, FloatArray]:
    y, error = numbers("values", values), above("standard_errors", standard_errors, 0.0)
    _enough(same_length(values=y, standard_errors=error), fewest)
    return y, error**2


def _shares(successes: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray]:
    k, size = within("successes", successes, 0.0, None), within("n", n, 0.0, None)
    _enough(same_length(successes=k, n=size), _FEWEST)
    wrong = np.flatnonzero(k > size)
    if len(wrong):
        shown = f"A group has {k[wrong[0]]:g} successes of {size[wrong[0]]:g}."
        raise InputError("stats.out_of_range", shown, "Pass at most as many successes as items.")
    if float(size.sum()) == 0.0:
        raise InputError("stats.no_items", "No group has items.", "Leave out groups without items.")
    return k, size


def _enough(n_groups: int, fewest: int) -> None:
    if n_groups < fewest:
        raise InputError(
            "stats.too_few_groups",
            f"There are {n_groups} groups.",
            f"What groups have in common can be learnt from {fewest} or more; read fewer on their own.",
        )


def _dersimonian_laird(y: FloatArray, v: FloatArray) -> float:
    w = 1.0 / v
    mean = float(w @ y / w.sum())
    excess = float(w @ (y - mean) ** 2) - (len(y) - 1)
    return max(excess / float(w.sum() - (w @ w) / w.sum()), 0.0)


def _reml(y: FloatArray, v: FloatArray) -> float:
    """The highest of the maxima of the restricted likelihood: with unequal v there can be more than one."""
    top = 4.0 * float(np.ptp(y)) ** 2 + float(v.max())
    tried = np.concatenate([[0.0], np.geomspace(float(v.min()) * 1e-4, top, _TRIED)])
    best = int(np.argmax(_restricted(tried, y, v)[0]))
    low, high = float(tried[max(best - 1, 0)]), float(tried[min(best + 1, _TRIED)])

    def slope(tau2: float) -> float:
        return float(_restricted(np.array([tau2]), y, v)[1][0])

    if not slope(low) > 0.0 > slope(high):
        return float(tried[best])
    return float(optimize.brentq(slope, low, high, xtol=1e-14, rtol=1e-12))


def _restricted(tau2: FloatArray, y: FloatArray, v: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Twice the restricted log likelihood at each tau^2, up to a constant, and its slope."""
    w = 1.0 / (v + tau2[:, None])
    total = w.sum(axis=1)
    square = (y - ((w * y).sum(axis=1) / total)[:, None]) ** 2
    likelihood = np.log(w).sum(axis=1) - np.log(total) - (w * square).sum(axis=1)
    return likelihood, (w**2 * square).sum(axis=1) - total + (w**2).sum(axis=1) / total


def _prior_of_shares(k: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mode and covariance of (logit mean, log strength), by Newton steps that never go down.

    Not by a library's optimiser: their linear algebra starts threads for two unknowns.
    """
    typical = max(float(np.median(n)), 1.0)
    lowest, highest = np.array([_LOGIT_MEAN, _LOG_STRENGTH]).T
    at = np.array([special.logit((k.sum() + 0.5) / (n.sum() + 1.0)), math.log(typical)])
    value, slope = _log_posterior(at, k, n, typical)
    for _ in range(_NEWTON_STEPS):
        step = _covariance(at, k, n, typical) @ slope
        there = np.clip(at + step * min(1.0, _LONGEST / max(float(np.abs(step).max()), _CLOSE)), lowest, highest)
        found, slope_there = _log_posterior(there, k, n, typical)
        while found < value and np.abs(there - at).max() > _CLOSE:
            there = (at + there) / 2.0
            found, slope_there = _log_posterior(there, k, n, typical)
        if found < value or np.abs(there - at).max() <= _CLOSE:
            break
        at, value, slope = there, found, slope_there
    return at, _covariance(at, k, n, typical)


def _covariance(at: FloatArray, k: FloatArray, n: FloatArray, typical: float) -> FloatArray:
    """Inverse curvature of the log posterior, where it is flat that of the prior instead."""
    ahead, behind = (
        np.stack([_log_posterior(at + step, k, n, typical)[1] for step in sign * _STEP * np.eye(2)])
        for sign in (1.0, -1.0)
    )
    curvature = (behind - ahead) / (2.0 * _STEP)
    size, axes = np.linalg.eigh((curvature + curvature.T) / 2.0)
    return np.asarray((axes / np.maximum(size, _FLATTEST)) @ axes.T)


def _log_posterior(at: FloatArray, k: FloatArray, n: FloatArray, typical: float) -> tuple[float, FloatArray]:
    """Value and gradient at (logit mean, log strength)."""
    mean, strength = float(special.expit(at[0])), math.exp(float(at[1]))
    a, b = strength * mean, strength * (1.0 - mean)
    value = float((special.betaln(k + a, n - k + b) - special.betaln(a, b)).sum())
    value += math.log(mean) + math.log1p(-mean) + math.log(strength) - 2.0 * math.log(strength + typical)
    common = special.digamma(strength) - special.digamma(n + strength)
    by_a = float((special.digamma(k + a) - special.digamma(a) + common).sum())
    by_b = float((special.digamma(n - k + b) - special.digamma(b) + common).sum())
    by_mean = strength * mean * (1.0 - mean) * (by_a - by_b) + 1.0 - 2.0 * mean
    by_strength = a * by_a + b * by_b + 1.0 - 2.0 * strength / (strength + typical)
    return value, np.array([by_mean, by_strength])
