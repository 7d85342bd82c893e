"""Frames of other libraries to Arrow tables with types of the house.

Missing values: null stays null. NaN in a pandas column of a numpy type becomes null, since such a column has no other
way to say that a value is missing. Everywhere else (pandas ``Float64``, polars, Arrow, DuckDB, a dict of lists) NaN is
a number that somebody computed: it stays NaN here, and `assay.datasets.validate` refuses it by row.
"""

from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa

from assay.core.errors import InputError
from assay.datasets.delimited import check_names
from assay.datasets.house_types import to_house
from assay.datasets.limits import USUAL_LIMITS
from assay.datasets.problems import Problems, shown
from assay.datasets.reading import read_table

ACCEPTED = (
    "a path, a pandas, polars or pyarrow table, a DuckDB relation, an Ibis table, a dict of lists, "
    "or any object with __arrow_c_stream__"
)


def table_from(data: Any) -> pa.Table:
    """``data`` as an Arrow table with types of the house, rows and columns in their order.

    Parameters
    ----------
    data : path, pandas or polars frame, pyarrow Table or RecordBatchReader, DuckDB relation, Ibis table, dict of lists
        A named index of a pandas frame becomes a column; an unnamed one is dropped.

    Raises
    ------
    InputError
        ``input.unknown_frame`` for any other object; else all problems of its columns at once.
    """
    if isinstance(data, (str, Path)):
        return read_table(data).table
    try:
        table = _arrow(data)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        reason = shown(str(error).splitlines()[0] if str(error) else type(error).__name__)
        what = f"The {type(data).__name__} cannot be turned into a table: {reason}."
        raise InputError("input.frame", what, "Give each column one type of value and the same length.") from error
    return _checked(table)


def _arrow(data: Any) -> pa.Table:
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if isinstance(data, pa.RecordBatchReader):
        return data.read_all()
    if isinstance(data, dict):
        return _from_dict(data)
    if nw.dependencies.is_pandas_dataframe(data):
        return _from_pandas(data)
    table: pa.Table = pa.table(data) if hasattr(data, "__arrow_c_stream__") else _from_narwhals(data)
    return table


def _from_dict(data: dict[Any, Any]) -> pa.Table:
    arrays: dict[str, Any] = {}
    for name, values in data.items():
        try:
            arrays[str(name)] = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"column {name!r}: {error}") from error
    lengths = {name: len(values) for name, values in arrays.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns differ in length: {lengths}")
    return pa.table(arrays)


def _from_pandas(data: Any) -> pa.Table:
    names = [name for name in data.index.names if name is not None]
    frame = data.reset_index(names) if names else data
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def _from_narwhals(data: Any) -> Any:
    try:
        frame: Any = nw.from_native(data)
    except TypeError:
        what = f"A {type(data).__module__}.{type(data).__name__} is not a table."
        raise InputError("input.unknown_frame", what, f"Give {ACCEPTED}.") from None
    if isinstance(frame, nw.LazyFrame):
        return frame.collect("pyarrow").to_native()
    return frame.to_arrow()


def _checked(table: pa.Table) -> pa.Table:
    problems = Problems(None)
    check_names(table.column_names, problems, line=None, limits=USUAL_LIMITS)
    if not table.num_rows:
        what = f"The table has {table.num_columns:,} columns and no rows."
        problems.add("input.no_rows", what, "Give at least one row.")
    problems.raise_any()
    typed = to_house(table, problems=problems, notes=[])
    problems.raise_any()
    return typed
