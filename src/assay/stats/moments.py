"""Sums of per-row terms by slice, and second moments of their sums over clusters: the state of every smooth metric.

For cluster c and slice s let T_cs be the sum of the terms of the rows of c in s. The state keeps, for each slice,
S_s = sum_c T_cs and M_s = sum_c T_cs T_cs'. With g the gradient of a smooth function f at S_s, the variance of f(S_s)
is g' M_s g (delta method; clusters are independent, rows of one cluster are not): the linearised form of the
cluster-robust variance of Liang and Zeger (1986), doi:10.1093/biomet/73.1.13.
States of parts that share no cluster add up to the state of the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.core.errors import ShapeMismatch
from assay.stats.kernel import Kernel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Slots = npt.NDArray[np.uint32]


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
    longest = int(np.diff(starts).max(initial=0))
    single = np.zeros_like(state.second)
    _accumulator(slots.shape[1])(
        starts,
        codes,
        slots,
        values,
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
        work=codes.size,
    )
    _complete(state.second, single)
    _complete(state.own, single)
    return state


def _complete(matrices: Floats, single: Floats) -> None:
    """Add the products of rows alone in their chain, and fill the lower triangles from the upper ones; in place."""
    matrices += single
    n_terms = matrices.shape[-1]
    if n_terms > 1:
        rows, columns = np.triu_indices(n_terms, 1)
        matrices[:, columns, rows] = matrices[:, rows, columns]


@cache
def _accumulator(width: int) -> Kernel:  # noqa: PLR0915 - it holds one loop
    """The loop over rows of ``width`` terms each; knowing the width, the compiler unrolls its inner loops."""

    def accumulate(  # noqa: PLR0912, PLR0915, PLR0917 - numba compiles one function, without keyword-only arguments
        starts: Any,
        codes: Any,
        slots: Any,
        values: Any,
        head: Any,
        following: Any,
        touched: Any,
        buffer: Any,
        marked: Any,
        listed: Any,
        count: Any,
        clusters: Any,
        touching: Any,
        sums: Any,
        second: Any,
        own: Any,
        single: Any,
    ) -> None:
        """Within a cluster, chain the rows of each slice; then add each chain's sums and their outer product.

        Rows that are alone in their chain go to ``single``, which belongs to both second moments.

        Indices are unsigned wherever they can be: compiled code then need not ask whether they count from the end.
        """
        none = np.uint64(buffer.shape[0])
        for c in range(starts.shape[0] - 1):
            first = starts[c]
            n_touched = 0
            for j in range(starts[c + 1] - 1, first - 1, -1):
                code = codes[np.uint64(j)]
                if code < 0:
                    continue
                s = np.uint64(code)
                if head[s] < 0:
                    touched[np.uint64(n_touched)] = s
                    n_touched += 1
                following[np.uint64(j - first)] = head[s]
                head[s] = j
            for k in range(n_touched):
                s = touched[np.uint64(k)]
                j = head[s]
                head[s] = -1
                clusters[s] += 1
                after = following[np.uint64(j - first)]
                if after < 0:
                    count[s] += 1
                    row = np.uint64(j)
                    for x in range(width):
                        a = np.uint64(slots[row, np.uint64(x)])
                        if a >= none:
                            continue
                        value = values[row, np.uint64(x)]
                        sums[s, a] += value
                        touching[s, a] += 1
                        for y in range(x, width):
                            b = np.uint64(slots[row, np.uint64(y)])
                            if b < none:
                                single[s, a, b] += value * values[row, np.uint64(y)]
                    continue
                n_listed = 0
                while True:
                    count[s] += 1
                    row = np.uint64(j)
                    for x in range(width):
                        a = np.uint64(slots[row, np.uint64(x)])
                        if a >= none:
                            continue
                        value = values[row, np.uint64(x)]
                        if not marked[a]:
                            marked[a] = True
                            listed[np.uint64(n_listed)] = a
                            n_listed += 1
                        buffer[a] += value
                        for y in range(x, width):
                            b = np.uint64(slots[row, np.uint64(y)])
                            if b < none:
                                own[s, a, b] += value * values[row, np.uint64(y)]
                    if after < 0:
                        break
                    j = after
                    after = following[np.uint64(j - first)]
                for x in range(n_listed):
                    a = listed[np.uint64(x)]
                    value = buffer[a]
                    sums[s, a] += value
                    touching[s, a] += 1
                    for y in range(x, n_listed):
                        b = listed[np.uint64(y)]
                        if a < b:
                            second[s, a, b] += value * buffer[b]
                        else:
                            second[s, b, a] += value * buffer[b]
                for x in range(n_listed):
                    a = listed[np.uint64(x)]
                    buffer[a] = 0.0
                    marked[a] = False

    return Kernel(accumulate)


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
