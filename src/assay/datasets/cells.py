"""What signatures call a column of an Arrow table."""

from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute

kernels: Any = pyarrow.compute
"""Arrow's kernels, untyped: their stubs know neither scalars beside columns nor all types of the house."""

if TYPE_CHECKING:
    Cells: TypeAlias = pa.ChunkedArray[Any]
    """A column: its cells in row order, in one or more chunks."""
else:
    Cells = pa.ChunkedArray


def cells_of(array: Any) -> Cells:
    """One array as a column."""
    column: Cells = pa.chunked_array([array])
    return column


def nulls(count: int) -> Cells:
    """A text column of ``count`` nulls."""
    return cells_of(pa.nulls(count, pa.string()))


def table_of(names: list[str], columns: list[Any]) -> pa.Table:
    """A table of columns with their names."""
    return pa.Table.from_arrays(columns, names=names)
