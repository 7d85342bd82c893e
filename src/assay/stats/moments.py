"""Sums of per-row terms by slice, and second moments of their sums over clusters: the state of every smooth metric.

For cluster c and slice s let T_cs be the sum of the terms of the rows of c in s. The state keeps, for each slice,
S_s = sum_c T_cs and M_s = sum_c T_cs T_cs'. With g the gradient of a smooth function f at S_s, the variance of f(S_s)
is g' M_s g (delta method; clusters are independent, rows of one cluster are not): the linearised form of the
cluster-robust variance of Liang and Zeger (1986), doi:10.1093/biomet/73.1.13.
States of parts that share no cluster add up to the state of the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.core.errors import ShapeMismatch
from assay.stats.kernel import Kernel
from assay.stats.moment_loops import chained, running

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Slots = npt.NDArray[np.uint32]

FEW_TERMS = 8
"""Terms up to which the products of a row with all that its cluster had before are cheap."""
FEW_ROWS = (1.5, 64.0)
"""Rows of a cluster, on average, for which row by row is faster: more than the first, up to the second."""
OFTEN = 16
"""Rows of a cluster times this are more than the slices where its rows often share one."""
ROUNDING = 1e-13
"""A product of sums below this share of the products of its rows is rounding."""


@dataclass(frozen=True, slots=True)
class Moments:
    """State of ``n_terms`` terms over ``n_slices`` slices."""

    count: Integers
    """Rows of each slice, shape (n_slices,)."""
    clusters: Integers
    """Clusters with a row in each slice, shape (n_slices,)."""
    touching: Integers
    """Clusters with a row that has the term, shape (n_slices, n_terms)."""
    sums: Floats
    """S, shape (n_slices, n_terms)."""
    second: Floats
    """M over clusters, symmetric, shape (n_slices, n_terms, n_terms)."""
    own: Floats
    """The same with each row as its own cluster: what the variance would be if rows were independent."""
    labels: Floats | None = None
    """The part of both that an imperfect reference adds; None where every row's reference is certain."""
    strata: Floats | None = None
    """The part of both that lies between the strata of a sample; None where there are none."""

    @property
    def varying(self) -> tuple[Floats, Floats]:
        """What variances are made of: both second moments without what lies between strata."""
        if self.strata is None:
            return self.second, self.own
        return self.second - self.strata, self.own - self.strata

    def merge(self, other: "Moments") -> "Moments":
        """State of both parts together; they must share no cluster.

        Raises
        ------
        ShapeMismatch
            ``moments.shape`` when the parts have different slices or terms.
        """
        if self.sums.shape != other.sums.shape:
            raise ShapeMismatch(
                "moments.shape",
                f"States of shapes {self.sums.shape} and {other.sums.shape} cannot be merged.",
                "Make both over the same slices and terms.",
            )
        return Moments(*(_added(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)))


def stack(parts: Sequence[Moments]) -> Moments:
    """The slices of all ``parts`` one after the other; terms must be the same."""
    names = [field.name for field in fields(Moments) if getattr(parts[0], field.name) is not None]
    return Moments(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def _added(first: Any, second: Any) -> Any:
    """The sum; one that is None is nothing."""
    if first is None or second is None:
        return second if first is None else first
    return first + second


def cluster_moments(
    starts: Integers,
    codes: Codes,
    slots: Slots,
    values: Floats,
    *,
    n_slices: int,
    n_terms: int,
) -> Moments:
    """Sums and second moments of cluster sums of sparse row terms, by slice.

    Parameters
    ----------
    starts : int64 array of shape (n_clusters + 1,)
        Rows ``starts[c]`` to ``starts[c + 1]`` are cluster c.
    codes : int32 array of shape (n_rows,)
        Slice of each row; negative rows are left out.
    slots : uint32 array of shape (n_rows, width)
        Which terms a row has; ``n_terms`` or more is none. The terms of a row must ascend.
    values : float64 array of shape (n_rows, width)
        Their values.
    """
    state = Moments(
        count=np.zeros(n_slices, np.int64),
        clusters=np.zeros(n_slices, np.int64),
        touching=np.zeros((n_slices, n_terms), np.int64),
        sums=np.zeros((n_slices, n_terms)),
        second=np.zeros((n_slices, n_terms, n_terms)),
        own=np.zeros((n_slices, n_terms, n_terms)),
    )
    rows = (starts, codes, slots, values)
    if _meet_often(starts, n_slices) and n_terms <= FEW_TERMS:
        _add_running(state, rows)
    else:
        _add_chained(state, rows)
    return state


def _meet_often(starts: Integers, n_slices: int) -> bool:
    """Whether rows of a cluster are often, but not by the hundred, in one slice, were all slices alike."""
    rows, clusters = int(starts[-1]), starts.size - 1
    return FEW_ROWS[0] * clusters < rows <= FEW_ROWS[1] * clusters and rows * OFTEN > n_slices * clusters


def _add_running(state: Moments, rows: tuple[Integers, Codes, Slots, Floats]) -> None:
    """Row by row: products with what the cluster has had in the slice so far. No branch depends on the data."""
    n_slices, n_terms = state.sums.shape
    running(rows[2].shape[1], n_terms)(
        *rows,
        np.full(n_slices, -1, np.int64),
        np.full((n_slices, n_terms), -1, np.int64),
        np.zeros((n_slices, n_terms)),
        state.count,
        state.clusters,
        state.touching,
        state.sums,
        state.own,
        state.second,
        work=rows[1].size,
    )
    _mirror(state.own)
    second, size = state.second, np.sqrt(np.einsum("saa->sa", state.own))
    second[:] = state.own + (second + second.transpose(0, 2, 1))
    # what is left of terms that cancel each other within their clusters is rounding
    second[np.abs(second) < ROUNDING * size[:, :, None] * size[:, None, :]] = 0.0


def _add_chained(state: Moments, rows: tuple[Integers, Codes, Slots, Floats]) -> None:
    """Cluster by cluster: the rows of each slice in a chain. Fast where most rows are alone in theirs."""
    n_slices, n_terms = state.sums.shape
    longest = int(np.diff(rows[0]).max(initial=0))
    single = np.zeros_like(state.second)
    chained(rows[2].shape[1])(
        *rows,
        np.full(n_slices, -1, np.int64),
        np.empty(longest, np.int64),
        np.empty(longest, np.uint64),
        np.zeros(n_terms),
        np.zeros(n_terms, np.bool_),
        np.empty(n_terms, np.uint64),
        state.count,
        state.clusters,
        state.touching,
        state.sums,
        state.second,
        state.own,
        single,
        work=rows[1].size,
    )
    for matrices in (state.second, state.own):
        np.add(matrices, single, out=matrices)
        _mirror(matrices)


def _mirror(matrices: Floats) -> None:
    """Fill the lower triangles from the upper ones; in place."""
    n_terms = matrices.shape[-1]
    if n_terms > 1:
        rows, columns = np.triu_indices(n_terms, 1)
        matrices[:, columns, rows] = matrices[:, rows, columns]


def cluster_order(clusters: Codes, n_clusters: int) -> tuple[Integers, Integers]:
    """Rows in order of their cluster (equal ones keep their order), and where each cluster starts.

    Parameters
    ----------
    clusters : int32 array of shape (n_rows,)
        Cluster of each row, from 0 to ``n_clusters - 1``.

    Returns
    -------
    order : int64 array of shape (n_rows,)
    starts : int64 array of shape (n_clusters + 1,)
    """
    starts = np.zeros(n_clusters + 1, np.int64)
    np.cumsum(np.bincount(clusters, minlength=n_clusters), out=starts[1:])
    order = np.empty(clusters.size, np.int64)
    _place_rows(clusters, starts[:-1].copy(), order, work=clusters.size)
    return order, starts


def _place_rows_loop(clusters: Any, place: Any, order: Any) -> None:
    """Counting sort."""
    for i in range(clusters.shape[0]):
        c = clusters[i]
        order[place[c]] = i
        place[c] += 1


_place_rows = Kernel(_place_rows_loop)
