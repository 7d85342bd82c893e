"""Several attempts at one item: pass@k, pass^k, and how much of the variance more attempts can remove.

References
----------
Chen et al. (2021), Evaluating large language models trained on code, arXiv:2107.03374 (pass@k).
Yao et al. (2024), tau-bench, arXiv:2406.12045 (pass^k).
Miller (2024), Adding error bars to evals, arXiv:2411.00640 (between items and within items).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, above, counts, same_length, together, within


class AttemptVariance(NamedTuple):
    """Where the variance of a mean over items comes from when each item has several attempts."""

    between: float
    """Variance of the items' true success shares; at least 0. More items divide it, more attempts do not."""
    within: float
    """Mean variance of a single attempt at an item; K attempts divide it by K."""


def pass_at_k(attempts: ArrayLike, passed: ArrayLike, k: int) -> FloatArray:
    """Chance that at least one of k attempts passes: ``1 - C(n - c, k) / C(n, k)``, unbiased for each item.

    Parameters
    ----------
    attempts : int or array
        n, attempts made at each item; at least k.
    passed : int or array in [0, attempts]
        c, how many passed.
    k : int, 1 or more
        Attempts granted.

    Returns
    -------
    array in [0, 1]
        One value an item; their mean is the score of the set.

    Raises
    ------
    InputError
        ``stats.too_few_attempts`` when an item has fewer than k; ``stats.not_a_count``, ``stats.out_of_range``.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> [round(float(pass_at_k(8, 6, k)), 6) for k in (1, 2, 4)]
    [0.75, 0.964286, 1.0]
    """
    n, c = _checked(attempts, passed, k)
    return np.asarray(1.0 - _all_of(n, n - c, k))


def pass_hat_k(attempts: ArrayLike, passed: ArrayLike, k: int) -> FloatArray:
    """Chance that all of k attempts pass (pass^k): ``C(c, k) / C(n, k)``, unbiased for each item.

    What a user meets who needs the system every time. Parameters, returns and errors as `pass_at_k`.

    Examples
    --------
    >>> [round(float(pass_hat_k(8, 6, k)), 6) for k in (1, 2, 4)]
    [0.75, 0.535714, 0.214286]
    """
    n, c = _checked(attempts, passed, k)
    return _all_of(n, c, k)


def attempt_variance(attempts: ArrayLike, passed: ArrayLike) -> AttemptVariance:
    """Variance of success shares between items, and of single attempts within them (analysis of variance).

    The variance of a mean over N items with K attempts each is ``(between + within / K) / N``.

    Parameters
    ----------
    attempts : int array of shape (n_items,), 2 or more each
        Attempts at each item.
    passed : int array of shape (n_items,)
        How many passed.

    Raises
    ------
    InputError
        ``stats.too_few_attempts`` when an item has fewer than two; ``stats.too_few_items`` with fewer than two items.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.
    """
    n, c = _checked(attempts, passed, 2)
    if same_length(attempts=n, passed=c) < 2:
        raise InputError("stats.too_few_items", "There is one item.", "Variance between items needs at least two.")
    share = c / n
    of_mean = share * (1.0 - share) / (n - 1.0)
    between = float(np.var(share, ddof=1)) - float(of_mean.mean())
    return AttemptVariance(max(between, 0.0), float((of_mean * n).mean()))


def interval_share_left(variance: AttemptVariance, attempts_now: int, attempts_then: int) -> float:
    """Width of the interval with ``attempts_then`` at each item as a share of that with ``attempts_now``.

    0.8 reads "cuts the interval by 20 %"; 1 when there is no variance at all.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when a number of attempts is below 1.
    """
    now = variance.between + variance.within / float(within("attempts_now", attempts_now, 1.0, None))
    then = variance.between + variance.within / float(within("attempts_then", attempts_then, 1.0, None))
    return float(np.sqrt(then / now)) if now > 0.0 else 1.0


def _checked(attempts: ArrayLike, passed: ArrayLike, k: int) -> tuple[FloatArray, FloatArray]:
    above("k", counts("k", k), 0.0)
    n, c = together(attempts=counts("attempts", attempts), passed=counts("passed", passed))
    if (n < k).any():
        shown = n[n < k].flat[0]
        raise InputError("stats.too_few_attempts", f"An item has {shown:g} attempts.", f"{k} are needed for each.")
    if (c > n).any():
        first = int(np.flatnonzero(c > n)[0])
        raise InputError(
            "stats.out_of_range",
            f"An item passed {c.flat[first]:g} of {n.flat[first]:g} attempts.",
            "Count each attempt once.",
        )
    return n, c


def _all_of(n: FloatArray, c: FloatArray, k: int) -> FloatArray:
    """Chance that k drawn from n without replacement are all among c."""
    result = np.ones_like(n)
    for drawn in range(k):
        result = result * np.maximum(c - drawn, 0.0) / (n - drawn)
    return np.asarray(result)
