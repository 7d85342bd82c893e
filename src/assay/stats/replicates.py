"""Seeded bootstrap replicates drawn from moments, never by resampling rows.

The Gaussian multiplier bootstrap draws each cluster's contribution with an independent normal weight; the sums then
are normal with the covariance that the second moments of the cluster sums give, so it is enough to draw from that.
Reference: van der Vaart and Wellner (1996), Weak Convergence and Empirical Processes, section 2.9,
doi:10.1007/978-1-4757-2545-2.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

N_REPLICATES = 2_000
N_QUANTILES = 201


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
    draws = np.random.default_rng(seed).standard_normal((N_REPLICATES, means.shape[1]))
    roots = _square_roots(covariance)
    probabilities = np.linspace(0.0, 1.0, N_QUANTILES)
    errors, quantiles = np.empty(means.shape[0]), np.empty((means.shape[0], N_QUANTILES))
    for s in range(means.shape[0]):
        replicates = np.abs(means[s] + draws @ roots[s].T) @ signs
        errors[s] = replicates.std(ddof=1)
        quantiles[s] = np.quantile(replicates, probabilities)
    return Replicates(errors, quantiles)


def _square_roots(covariance: Floats) -> Floats:
    """R with R R' = covariance, rounding below 0 cut off."""
    if covariance.shape[0] == 0:
        return covariance
    eigenvalues, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(eigenvalues, 0.0))[:, None, :], dtype=np.float64)
