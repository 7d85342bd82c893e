"""Frames of other libraries, and which NaN is a missing value."""

import datetime
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.datasets.frames import table_from

COLUMNS = {"id": ["a", "b"], "score": [0.5, 0.25], "label": [1, 0]}
ARROW = pa.table(COLUMNS)


def relation() -> Any:
    return duckdb.connect().sql(
        "select * from (values ('a', 0.5::double, 1::bigint), ('b', 0.25, 0)) t(id, score, label)"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: COLUMNS,
        lambda: ARROW,
        lambda: ARROW.to_batches()[0],
        ARROW.to_reader,
        lambda: pd.DataFrame(COLUMNS),
        lambda: pd.DataFrame(COLUMNS).convert_dtypes(),
        lambda: pd.DataFrame(COLUMNS).convert_dtypes(dtype_backend="pyarrow"),
        lambda: pl.DataFrame(COLUMNS),
        lambda: pl.DataFrame(COLUMNS).lazy(),
        relation,
        lambda: ibis.memtable(ARROW),
        lambda: {name: np.array(values) for name, values in COLUMNS.items()},
    ],
    ids=[
        "dict", "arrow", "batch", "reader", "pandas", "pandas nullable", "pandas arrow", "polars", "lazy polars",
        "duckdb", "ibis", "dict of arrays",
    ],
)  # fmt: skip
def test_frame_becomes_the_same_table(make: Any) -> None:
    assert table_from(make()).to_pydict() == COLUMNS


def test_pandas_nan_is_missing_and_other_nan_is_not() -> None:
    nan = float("nan")
    assert table_from(pd.DataFrame({"s": [0.5, nan]})).to_pydict() == {"s": [0.5, None]}
    for frame in (pl.DataFrame({"s": [0.5, nan]}), pa.table({"s": [0.5, nan]}), {"s": [0.5, nan]}):
        column = table_from(frame).column("s")
        assert column.null_count == 0
        assert np.isnan(column.to_numpy()[1])
    assert table_from(pl.DataFrame({"s": [0.5, None]})).to_pydict() == {"s": [0.5, None]}


def test_pandas_categories_times_and_named_index_are_kept() -> None:
    frame = pd.DataFrame(
        {"c": pd.Categorical(["x", "y"]), "t": pd.to_datetime(["2024-01-01", "2024-01-02"])},
        index=pd.Index(["a", "b"], name="id"),
    )
    table = table_from(frame)
    assert table.column_names == ["id", "c", "t"]
    assert table.column("c").to_pylist() == ["x", "y"]
    assert table.column("t").to_pylist()[0] == datetime.datetime(2024, 1, 1)


def test_path_is_read(tmp_path: Any) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,s\na,1\n")
    assert table_from(tmp_path / "a.csv").to_pydict() == {"id": ["a"], "s": [1]}


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (42, "input.unknown_frame", "pandas"),
        ([1, 2], "input.unknown_frame", "dict of lists"),
        ({"a": [1], "b": [1, 2]}, "input.frame", "differ in length"),
        ({"a": [1, "x"]}, "input.frame", "a"),
        (pd.DataFrame({"a": [1, "x", object()]}), "input.frame", "a"),
        ({}, "input.no_columns", "no columns"),
        ({"a": []}, "input.no_rows", "no rows"),
        (pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), "input.duplicate_column", "'a'"),
    ],
    ids=["number", "list", "lengths", "mixed dict", "mixed pandas", "no columns", "no rows", "name twice"],
)
def test_object_that_is_no_table_is_refused(data: Any, code: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        table_from(data)
    assert caught.value.code == code
    assert says in str(caught.value)
