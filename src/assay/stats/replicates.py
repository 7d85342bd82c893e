"""Seeded bootstrap replicates drawn from moments, never by resampling rows.

The Gaussian multiplier bootstrap draws each cluster's contribution with an independent normal weight; the sums then
are normal with the covariance that the second moments of the cluster sums give, so it is enough to draw from that.
Reference: van der Vaart and Wellner (1996), Weak Convergence and Empirical Processes, section 2.9,
doi:10.1007/978-1-4757-2545-2.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from assay.stats.kernel import Kernel

Floats = npt.NDArray[np.float64]

N_REPLICATES = 2_000
N_QUANTILES = 201
SLICES_AT_ONCE = 256
ROUNDING = 1e-7
"""A variance left over below this share of the whole is rounding: above it, what follows is sure to 1e-9."""


class Replicates(NamedTuple):
    """Replicates of one statistic on each slice."""

    standard_error: Floats
    """Standard deviation of the replicates, shape (n_slices,)."""
    quantiles: Floats
    """At evenly spaced probabilities from 0 to 1, shape (n_slices, N_QUANTILES)."""


def absolute_sum_replicates(means: Floats, covariance: Floats, signs: Floats, *, seed: int) -> Replicates:
    """Replicates of sum_k signs_k |m_k| where m is normal around ``means``.

    All slices use the same normal draws, so that a slice's replicates do not depend on the others.

    Parameters
    ----------
    means : float64 array of shape (n_slices, n_terms)
    covariance : float64 array of shape (n_slices, n_terms, n_terms)
        Positive semi-definite up to rounding.
    signs : float64 array of shape (n_terms,)
        +1 and -1 compare two systems; all +1 is one system.
    seed : int
        Of the normal draws.
    """
    n_slices, n_terms = means.shape
    draws = np.random.default_rng(seed).standard_normal((n_terms, N_REPLICATES))
    errors, quantiles = np.empty(n_slices), np.empty((n_slices, N_QUANTILES))
    for first in range(0, n_slices, SLICES_AT_ONCE):
        part = slice(first, min(first + SLICES_AT_ONCE, n_slices))
        sums = np.zeros((part.stop - first, N_REPLICATES))
        _draw(
            np.ascontiguousarray(means[part]),
            np.array(covariance[part]),
            signs,
            draws,
            np.empty(N_REPLICATES),
            sums,
            work=(part.stop - first) * n_terms * n_terms // 4,
        )
        errors[part] = sums.std(axis=1, ddof=1)
        sums.sort(axis=1)
        quantiles[part] = _evenly_spaced(sums)
    return Replicates(errors, quantiles)


def _evenly_spaced(ordered: Floats) -> Floats:
    """Quantiles of sorted rows at evenly spaced probabilities, linear between two values."""
    places = np.linspace(0.0, ordered.shape[1] - 1.0, N_QUANTILES)
    below = np.minimum(places.astype(np.int64), ordered.shape[1] - 2)
    share = places - below
    return np.asarray(ordered[:, below] * (1.0 - share) + ordered[:, below + 1] * share)


def _draw_sums(means: Any, covariance: Any, signs: Any, draws: Any, moved: Any, sums: Any) -> None:
    """Cholesky factor of each covariance, in place; then one replicate of every sum for each column of draws."""
    n_slices, n_terms = means.shape
    for s in range(n_slices):
        root = covariance[s]
        for k in range(n_terms):
            whole = root[k, k]
            left = whole
            for j in range(k):
                left -= root[k, j] * root[k, j]
            scale = 0.0 if left <= ROUNDING * whole else 1.0 / np.sqrt(left)
            root[k, k] = left * scale
            for i in range(k + 1, n_terms):
                value = root[i, k]
                for j in range(k):
                    value -= root[i, j] * root[k, j]
                root[i, k] = value * scale
        for k in range(n_terms):
            moved[:] = means[s, k]
            for j in range(k + 1):
                if root[k, j] != 0.0:
                    moved += root[k, j] * draws[j]
            sums[s] += signs[k] * np.abs(moved)


_draw = Kernel(_draw_sums)
