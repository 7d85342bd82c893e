"""Rows of a file beside what a system said to them, made a thousand at a time."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

COLUMNS: dict[str, pa.DataType] = {
    "output": pa.string(),
    "why": pa.string(),
    "version": pa.string(),
    "tokens_in": pa.int64(),
    "tokens_out": pa.int64(),
    "tries": pa.int64(),
    "earlier": pa.string(),
    "seconds": pa.float64(),
}
"""What a run adds to a row, beside its attempt; ``earlier`` is how many tries failed of each kind, as JSON."""
MORE: dict[str, pa.DataType] = {"cost": pa.float64(), "tool_calls": pa.string(), "turns": pa.string()}
"""What it adds where prices, or tools, are given; the latter as JSON."""
AS_JSON = ("earlier", "tool_calls", "turns")
AT_A_TIME = 1_000


def rows_of(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, few of them in memory."""
    for batch in table.to_batches(max_chunksize=AT_A_TIME):
        yield from batch.to_pylist()


def with_answers(
    table: pa.Table, records: Iterator[Mapping[str, Any] | None], *, attempts: int, kinds: Mapping[str, pa.DataType]
) -> pa.Table:
    """Every row as often as it was asked, with the fields of its records; of None they are empty."""
    batches = []
    while part := list(islice(records, AT_A_TIME)):
        arrays = [pa.array([cell_of(each, name) for each in part], kind) for name, kind in kinds.items()]
        batches.append(pa.record_batch(arrays, names=list(kinds)))
    n = table.num_rows
    found = table if attempts == 1 else table.take(pa.array(np.repeat(np.arange(n), attempts), pa.int64()))
    found = found.append_column("attempt", pa.array(np.tile(np.arange(1, attempts + 1), n), pa.int64()))
    said = pa.Table.from_batches(batches, pa.schema(list(kinds.items())))
    for name in kinds:
        found = found.append_column(name, said[name])
    return found


def cell_of(record: Mapping[str, Any] | None, name: str) -> Any:
    """A field of a record as a cell: earlier tries, calls of tools and turns as JSON, unless they are that already."""
    value = None if record is None else record.get(name)
    as_json = value is not None and name in AS_JSON and not isinstance(value, str)
    return orjson.dumps(value).decode() if as_json else value
