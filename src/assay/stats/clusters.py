"""Means of items that are not independent: cluster-robust standard errors, effective clusters, ICC, design effect.

References
----------
Miller (2024), Adding error bars to evals, arXiv:2411.00640, appendix A.
Bell and McCaffrey (2002), Bias reduction in standard errors for linear regression with multi-stage samples,
Survey Methodology 28; Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004 (CR2, Satterthwaite degrees).
Kish (1965), Survey sampling (design effect, effective number).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, IntArray, above, numbers, same_length, within


class ClusteredError(NamedTuple):
    """A weighted mean and its standard errors."""

    mean: float
    """Weighted mean of the values."""
    corrected: float
    """Cluster-robust standard error times ``sqrt(C / (C - 1))``; use with Student's t of C - 1 degrees."""
    uncorrected: float
    """Cluster-robust standard error as in the paper."""
    independent: float
    """What it would be if items were independent (divisor n - 1 when unweighted)."""
    n_clusters: int
    """C."""


class FewClustersError(NamedTuple):
    """A weighted mean with a standard error made for few or unequal clusters."""

    mean: float
    """Weighted mean of the values."""
    standard_error: float
    """CR2: each cluster's residual sum is divided by the root of one less its share of the weight."""
    degrees: float
    """Satterthwaite's degrees of freedom; C - 1 for equal clusters, fewer for unequal ones."""
    n_clusters: int
    """C."""


def clustered_standard_error(
    values: ArrayLike, clusters: ArrayLike, weights: ArrayLike | None = None
) -> ClusteredError:
    """Standard error of a mean whose items share a document, a user or a conversation.

    ``sqrt( sum_c ( sum_{i in c} w_i (x_i - mean) )^2 ) / sum w``; each item its own cluster gives the usual one.

    Parameters
    ----------
    values : array of shape (n_items,)
        Any numbers.
    clusters : array of shape (n_items,)
        Items with equal entries are not independent; any dtype that sorts.
    weights : array of shape (n_items,), above 0, optional
        How much each item counts; equal by default.

    Raises
    ------
    InputError
        ``stats.one_cluster`` with fewer than two clusters: they alone do not show how clusters differ.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> error = clustered_standard_error([1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 0, 0])
    >>> [round(x, 6) for x in (error.corrected, error.uncorrected, error.independent)]
    [0.166667, 0.117851, 0.223607]
    """
    x, w, codes, n_clusters = _sorted_out(values, clusters, weights)
    mean, total = float((w * x).sum() / w.sum()), float(w.sum())
    residual = w * (x - mean)
    sums = np.bincount(codes, residual, minlength=n_clusters)
    plain = math.sqrt(float(sums @ sums)) / total
    alone = math.sqrt(float(residual @ residual) * len(x) / (len(x) - 1)) / total
    return ClusteredError(mean, plain * math.sqrt(n_clusters / (n_clusters - 1)), plain, alone, n_clusters)


def few_clusters_standard_error(
    values: ArrayLike, clusters: ArrayLike, weights: ArrayLike | None = None
) -> FewClustersError:
    """Standard error and degrees of freedom of a mean that hold with few (under about 30) or unequal clusters.

    CR2 of Bell and McCaffrey with independent errors of variance 1/w as working model; for a mean it needs no
    matrices. With W_c the weight of a cluster, W of all and ``a_c = 1 / (1 - W_c / W)``:
    ``variance = sum_c a_c u_c^2 / W^2``, u_c the weighted residual sum, and
    ``degrees = W^2 / ( sum W_c^2 + ((sum a_c W_c^2)^2 - sum (a_c W_c^2)^2) / W^2 )``.

    Parameters and errors as `clustered_standard_error`.

    Examples
    --------
    >>> error = few_clusters_standard_error([1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 0, 0])
    >>> round(error.standard_error, 6), error.degrees
    (0.166667, 1.0)
    """
    x, w, codes, n_clusters = _sorted_out(values, clusters, weights)
    total = float(w.sum())
    mean = float((w * x).sum() / total)
    sums = np.bincount(codes, w * (x - mean), minlength=n_clusters)
    size = np.bincount(codes, w, minlength=n_clusters)
    adjust = 1.0 / (1.0 - size / total)
    spread = adjust * size**2
    cross = (spread.sum() ** 2 - spread @ spread) / total**2
    degrees = total**2 / float(size @ size + cross)
    return FewClustersError(mean, math.sqrt(float(adjust @ sums**2)) / total, degrees, n_clusters)


def effective_clusters(clusters: ArrayLike, weights: ArrayLike | None = None) -> float:
    """How many clusters of equal weight would count as much: ``(sum_c W_c)^2 / sum_c W_c^2``, in [1, C].

    Without weights W_c is the number of items of a cluster. Far below C when a few clusters hold most items.

    Raises
    ------
    InputError
        ``stats.no_items`` without items.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> effective_clusters(["a", "a", "b", "b", "c", "c"])
    3.0
    """
    codes, n_clusters = _codes(clusters)
    size = np.bincount(codes, _weights(weights, codes), minlength=n_clusters)
    return float(size.sum() ** 2 / (size @ size))


def intraclass_correlation(values: ArrayLike, clusters: ArrayLike) -> float | None:
    """Share of the variance of single items that lies between clusters (one-way analysis of variance).

    ``(B - W) / (B + (m - 1) W)`` with B and W the mean squares between and within clusters and
    ``m = (n - sum n_c^2 / n) / (C - 1)``. 1: items of a cluster are alike; 0: clusters do not matter; it can be
    slightly negative. None where it is undefined: every cluster has one item, or all values are equal.

    Raises
    ------
    InputError
        ``stats.one_cluster`` with fewer than two clusters.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    References
    ----------
    Donner (1986), A review of inference procedures for the intraclass correlation coefficient, doi:10.2307/1403259.
    """
    x, _, codes, n_clusters = _sorted_out(values, clusters, None)
    n, size = len(x), np.bincount(codes, minlength=n_clusters)
    if n == n_clusters or float(np.ptp(x)) == 0.0:
        return None
    means = np.bincount(codes, x, minlength=n_clusters) / size
    between_square = float(size @ (means - x.mean()) ** 2) / (n_clusters - 1)
    within_square = float(((x - means[codes]) ** 2).sum()) / (n - n_clusters)
    typical = (n - float(size @ size) / n) / (n_clusters - 1)
    return (between_square - within_square) / (between_square + (typical - 1) * within_square)


def design_effect(items_per_cluster: float, icc: float) -> float:
    """How many times more items a clustered sample needs than an independent one: ``1 + (m - 1) ICC``.

    For unequal clusters pass ``sum n_c^2 / sum n_c`` as ``items_per_cluster`` (Kish). A negative ICC counts as 0.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when there is less than one item in a cluster, or ICC is outside (-1, 1].

    Examples
    --------
    >>> round(design_effect(5, 0.3), 6)
    2.2
    """
    size = float(within("items_per_cluster", items_per_cluster, 1.0, None))
    return 1.0 + (size - 1.0) * max(float(within("icc", icc, -1.0, 1.0)), 0.0)


def _sorted_out(
    values: ArrayLike, clusters: ArrayLike, weights: ArrayLike | None
) -> tuple[FloatArray, FloatArray, IntArray, int]:
    x = numbers("values", values)
    codes, n_clusters = _codes(clusters)
    same_length(values=x, clusters=codes)
    if n_clusters < 2:
        raise InputError(
            "stats.one_cluster",
            f"All {len(x)} items are in one cluster.",
            "Name a cluster column with at least two values; one cluster does not show how clusters differ.",
        )
    return x, _weights(weights, codes), codes, n_clusters


def _codes(clusters: ArrayLike) -> tuple[IntArray, int]:
    named: NDArray[np.generic] = np.asarray(clusters)
    if named.size == 0:
        raise InputError("stats.no_items", "There are no items.", "Leave out slices without items.")
    levels, codes = np.unique(named.ravel(), return_inverse=True)
    return codes.astype(np.int64).reshape(named.shape), len(levels)


def _weights(weights: ArrayLike | None, codes: IntArray) -> FloatArray:
    if weights is None:
        return np.ones(codes.shape)
    w = above("weights", weights, 0.0)
    same_length(weights=w, clusters=codes)
    return w
