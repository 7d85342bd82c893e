"""A pool of items that a machine answered, by group: which of them people labelled, how those were drawn, what hangs
together. Sums of it are made for all groups (slices) at once.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assay.stats.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Pool:
    """Items that a machine answered, which of them people labelled, and how those were drawn."""

    group: IntArray
    """Group (slice) of each item of the pool, shape (n_items,); -1 is none."""
    labelled: IntArray
    """Places of the labelled items in the pool, shape (n_labelled,)."""
    n_groups: int
    """Groups."""
    weight: FloatArray | None = None
    """1 / probability of each labelled item; None where all are as likely."""
    strata: IntArray | None = None
    """Stratum of each labelled item, from 0, each with two items or more; None where there is one."""
    clusters: IntArray | None = None
    """Cluster of each item of the pool, from 0; None where each is its own."""

    @cached_property
    def own_group(self) -> IntArray:
        """Group of each labelled item."""
        return self.group[self.labelled]

    @cached_property
    def n(self) -> FloatArray:
        """Labelled items of each group."""
        return self.sums(np.ones(self.labelled.size))

    @cached_property
    def n_items(self) -> FloatArray:
        """All items of each group."""
        return np.bincount(self.group + 1, minlength=self.n_groups + 1)[1:].astype(np.float64)

    @cached_property
    def share(self) -> FloatArray:
        """What part of its group's mean a labelled item makes; 0 outside of all groups."""
        if self.weight is None:
            return self.spread(1.0 / np.maximum(self.n, 1.0))
        return np.where(self.own_group >= 0, self.weight, 0.0) * self.spread(1.0 / some(self.sums(self.weight)))

    @cached_property
    def kish(self) -> FloatArray:
        """Labelled items of equal weight that would be as many (Kish)."""
        return self.n if self.weight is None else 1.0 / some(self.sums(self.share**2))

    def sums(self, values: FloatArray) -> FloatArray:
        """Sums of labelled items by group."""
        return _sums(self.own_group + 1, values, self.n_groups + 1)[1:]

    def means(self, values: FloatArray) -> FloatArray:
        """Means of all items by group; 0 for an empty one."""
        found = np.bincount(self.group + 1, values, minlength=self.n_groups + 1)[1:]
        return np.asarray(found / np.maximum(self.n_items, 1.0))

    def spread(self, of_groups: FloatArray) -> FloatArray:
        """The value of its group for each labelled item; 0 outside of all."""
        return np.asarray(np.r_[0.0, of_groups][self.own_group + 1])

    def spread_out(self, of_groups: FloatArray) -> FloatArray:
        """The value of its group for each item of the pool; 0 outside of all."""
        return np.asarray(np.r_[0.0, of_groups][self.group + 1])

    @cached_property
    def cells(self) -> "Cells":
        """Labelled items by group and stratum."""
        return Cells(self)

    @cached_property
    def families(self) -> "Families":
        """Clusters within groups."""
        return Families(self)


class Cells:
    """Labelled items by group and stratum, whose sizes are those of all groups together."""

    def __init__(self, pool: Pool) -> None:
        strata = np.zeros(pool.labelled.size, np.int64) if pool.strata is None else pool.strata
        size = np.bincount(strata).astype(np.float64)
        self._codes = (pool.own_group + 1) * size.size + strata
        self._shape = (pool.n_groups + 1, size.size)
        self.n = np.maximum(size, 1.0)
        self.inside = self.sums(np.ones(strata.size))
        self.n_items = np.maximum(np.bincount(strata, pool.weight if pool.weight is not None else None), self.n)
        own = np.maximum(pool.n, 2.0)[:, None]
        self.factor = np.maximum(self.n / np.maximum(self.n - 1.0, 1.0), own / (own - 1.0))

    def sums(self, values: FloatArray) -> FloatArray:
        """Shape (n_groups, n_strata)."""
        found = np.bincount(self._codes, values, minlength=self._shape[0] * self._shape[1])
        return np.asarray(found.reshape(self._shape)[1:])


class Families:
    """Clusters within groups."""

    def __init__(self, pool: Pool) -> None:
        clusters = np.zeros(pool.group.size, np.int64) if pool.clusters is None else pool.clusters
        width = int(clusters.max(initial=0)) + 1
        found, codes = np.unique((pool.group.astype(np.int64) + 1) * width + clusters, return_inverse=True)
        self._codes, self._own = codes, codes[pool.labelled]
        self._owner, self._n_groups = found // width, pool.n_groups

    def sums(self, values: FloatArray) -> FloatArray:
        """Of items of the pool, by cluster within its group."""
        return _sums(self._codes, values, self._owner.size)

    def labelled_sums(self, values: FloatArray) -> FloatArray:
        """Of labelled items, by cluster within its group."""
        return _sums(self._own, values, self._owner.size)

    def by_group(self, of_clusters: FloatArray) -> FloatArray:
        """Sums over the clusters of each group."""
        return _sums(self._owner, of_clusters, self._n_groups + 1)[1:]


def some(values: FloatArray) -> FloatArray:
    """Zeros, which stand for empty groups, as ones."""
    return np.where(values > 0.0, values, 1.0)


def _sums(codes: IntArray, values: FloatArray, size: int) -> FloatArray:
    return np.asarray(np.bincount(codes, values, minlength=size), dtype=np.float64)
