"""Bradley and Terry's model: strengths of systems from who beat whom, ``P(i beats j) = 1 / (1 + exp(s_j - s_i))``.

A tie counts half for each side. Differences of strengths mean something; one system is held at 0.

References
----------
Bradley and Terry (1952), Rank analysis of incomplete block designs, doi:10.1093/biomet/39.3-4.324.
Hunter (2004), MM algorithms for generalized Bradley-Terry models, doi:10.1214/aos/1079120141 (when it is defined).
White (1982), Maximum likelihood estimation of misspecified models, doi:10.2307/1912526 (the sandwich).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, IntArray, same_length, within

STEPS = 100
CLOSE = 1e-12


@dataclass(frozen=True, eq=False)
class Strengths:
    """Strengths with how sure they are."""

    value: FloatArray
    """Log strength of each system, the reference at 0, shape (n_systems,)."""
    information_error: FloatArray
    """Standard error from the information matrix; 0 for the reference."""
    sandwich_error: FloatArray
    """Standard error that holds when comparisons of one cluster depend on each other, or the model is not exact."""
    covariance: FloatArray
    """Sandwich covariance, shape (n_systems, n_systems)."""
    deviance: float
    """Residual deviance over pairs of systems."""
    degrees: int
    """Pairs that met, less the strengths that were fitted."""


def bradley_terry(
    left: ArrayLike,
    right: ArrayLike,
    share: ArrayLike,
    *,
    n_systems: int,
    times: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    reference: int = 0,
) -> Strengths | None:
    """Strengths by Newton's method; None where some systems never lost to the others, or never met them.

    Parameters
    ----------
    left, right : int arrays of shape (n,)
        Systems of each comparison.
    share : float array of shape (n,) in [0, 1]
        1 when the left one won, 0 when the right one did, 0.5 for a tie.
    times : float array, optional
        How often the comparison was made; each is then its own cluster in the sandwich.
    clusters : array of shape (n,), optional
        Comparisons that share a value may depend on each other, such as those of one item.

    Raises
    ------
    InputError
        ``stats.out_of_range``, ``stats.unknown_system``.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> found = bradley_terry([0, 0], [1, 1], [1, 0], n_systems=2, times=[3, 1])
    >>> [round(float(each), 4) for each in found.value]
    [0.0, -1.0986]
    """
    first, second = np.asarray(left, np.int64), np.asarray(right, np.int64)
    won = within("share", share, 0.0, 1.0)
    weight = np.ones(first.size) if times is None else within("times", times, 0.0, None)
    same_length(left=first, right=second, share=won, times=weight)
    if not 0 <= reference < n_systems:
        raise InputError("stats.unknown_system", f"The reference is system {reference}.", f"There are {n_systems}.")
    if not _is_defined(first, second, won * weight, (1.0 - won) * weight, n_systems):
        return None
    free = np.delete(np.arange(n_systems), reference)
    strength = _climb(first, second, won, weight, n_systems, free)
    expected = special.expit(strength[first] - strength[second])
    information = _information(first, second, weight * expected * (1.0 - expected), n_systems)[np.ix_(free, free)]
    bread = np.linalg.inv(information)
    meat = _meat(first, second, won - expected, weight, clusters, n_systems)[np.ix_(free, free)]
    covariance = np.zeros((n_systems, n_systems))
    covariance[np.ix_(free, free)] = bread @ meat @ bread
    errors = np.zeros(n_systems)
    errors[free] = np.sqrt(np.diag(bread))
    deviance, pairs = _deviance(first, second, won, weight, strength)
    return Strengths(strength, errors, np.sqrt(np.diag(covariance)), covariance, deviance, pairs - (n_systems - 1))


def _is_defined(left: IntArray, right: IntArray, won: FloatArray, lost: FloatArray, n: int) -> bool:
    """Whether for every split of the systems each side beat the other at least once."""
    rows, columns = np.r_[left[won > 0], right[lost > 0]], np.r_[right[won > 0], left[lost > 0]]
    graph = coo_array((np.ones(rows.size), (rows, columns)), shape=(n, n))
    return n > 1 and int(connected_components(graph, directed=True, connection="strong")[0]) == 1


def _climb(
    left: IntArray, right: IntArray, won: FloatArray, weight: FloatArray, n: int, free: NDArray[np.int64]
) -> FloatArray:
    strength = np.zeros(n)
    for _ in range(STEPS):
        expected = special.expit(strength[left] - strength[right])
        pull = weight * (won - expected)
        slope = np.bincount(left, pull, minlength=n) - np.bincount(right, pull, minlength=n)
        bend = _information(left, right, weight * expected * (1.0 - expected), n)
        step = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        strength[free] += np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < CLOSE:
            break
    return strength


def _information(left: IntArray, right: IntArray, weight: FloatArray, n: int) -> FloatArray:
    found = np.zeros((n, n))
    np.add.at(found, (left, left), weight)
    np.add.at(found, (right, right), weight)
    np.add.at(found, (left, right), -weight)
    np.add.at(found, (right, left), -weight)
    return found


def _meat(
    left: IntArray, right: IntArray, residual: FloatArray, weight: FloatArray, clusters: ArrayLike | None, n: int
) -> FloatArray:
    if clusters is None:
        return _information(left, right, weight * residual**2, n)
    codes = np.unique(np.asarray(clusters), return_inverse=True)[1]
    n_clusters = int(codes.max()) + 1
    sums = np.zeros((n_clusters, n))
    np.add.at(sums, (codes, left), weight * residual)
    np.add.at(sums, (codes, right), -weight * residual)
    return np.asarray(sums.T @ sums * (n_clusters / max(n_clusters - 1, 1)))


def _deviance(
    left: IntArray, right: IntArray, won: FloatArray, weight: FloatArray, strength: FloatArray
) -> tuple[float, int]:
    """Twice the log likelihood of each pair's own share over that of the model; and pairs that met."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    of_low = np.where(left == low, won, 1.0 - won)
    _, pair = np.unique(low * (strength.size + 1) + high, return_inverse=True)
    met = np.bincount(pair, weight)
    share = np.bincount(pair, weight * of_low) / met
    first = np.zeros(met.size, np.int64)
    other = np.zeros(met.size, np.int64)
    first[pair], other[pair] = low, high
    expected = special.expit(strength[first] - strength[other])
    parts = special.xlogy(share, share / expected) + special.xlogy(1 - share, (1 - share) / (1 - expected))
    return float(2.0 * (met @ parts)), int(met.size)
