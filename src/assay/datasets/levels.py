"""How many items each level of a slice column has."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from assay.core.item import Column, Role
from assay.datasets.cells import kernels
from assay.datasets.roles import named

MOST_LEVELS = 100


def level_counts(table: pa.Table, columns: Sequence[Column]) -> Mapping[str, Mapping[str, int]]:
    """Exact counts by level of each slice and group column with at most 100 levels; absent cells do not count."""
    found: dict[str, Mapping[str, int]] = {}
    for name in named(columns, Role.SLICE, Role.GROUP):
        counted = kernels.value_counts(kernels.cast(table.column(name), pa.string()).drop_null())
        if len(counted) <= MOST_LEVELS:
            pairs = zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
            found[name] = dict(sorted(pairs))
    return found
