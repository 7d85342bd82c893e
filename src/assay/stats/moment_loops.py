"""The two loops over rows that `assay.stats.moments` chooses from; both give the same state.

Indices are unsigned wherever they can be: compiled code then need not ask whether they count from the end.
"""

from functools import cache
from typing import Any

import numpy as np

from assay.stats.kernel import Kernel


@cache
def running(width: int, n_terms: int) -> Kernel:
    """The loop for rows of ``width`` of ``n_terms`` terms that adds products with the sums so far.

    Knowing both, the compiler unrolls the inner loops.
    """

    def add_products(  # noqa: PLR0917 - numba compiles one function, without keyword-only arguments
        starts: Any,
        codes: Any,
        slots: Any,
        values: Any,
        latest: Any,
        latest_with: Any,
        so_far: Any,
        count: Any,
        clusters: Any,
        touching: Any,
        sums: Any,
        own: Any,
        cross: Any,
    ) -> None:
        """(a + b)(a + b)' is aa' + bb' + ab' + ba': ``own`` gets the first two, ``cross`` one of the others.

        ``so_far`` is what a cluster has had in a slice; it is emptied when ``latest`` says that another had it last.
        """
        none = np.uint64(n_terms)
        for c in range(starts.shape[0] - 1):
            for j in range(starts[c], starts[c + 1]):
                row = np.uint64(j)
                code = codes[row]
                if code < 0:
                    continue
                s = np.uint64(code)
                first = latest[s] != c
                latest[s] = c
                count[s] += 1
                clusters[s] += first
                kept = 0.0 if first else 1.0
                for other in range(n_terms):
                    so_far[s, np.uint64(other)] *= kept
                for x in range(width):
                    a = np.uint64(slots[row, np.uint64(x)])
                    if a >= none:
                        continue
                    value = values[row, np.uint64(x)]
                    for other in range(n_terms):
                        cross[s, a, np.uint64(other)] += value * so_far[s, np.uint64(other)]
                for x in range(width):
                    a = np.uint64(slots[row, np.uint64(x)])
                    if a >= none:
                        continue
                    value = values[row, np.uint64(x)]
                    so_far[s, a] += value
                    sums[s, a] += value
                    touching[s, a] += latest_with[s, a] != c
                    latest_with[s, a] = c
                    for y in range(x, width):
                        b = np.uint64(slots[row, np.uint64(y)])
                        if b < none:
                            own[s, a, b] += value * values[row, np.uint64(y)]

    return Kernel(add_products)


@cache
def chained(width: int) -> Kernel:  # noqa: PLR0915 - it holds one loop
    """The loop for rows of ``width`` terms each that chains the rows of a slice within each cluster."""

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
