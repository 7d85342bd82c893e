"""Files that are accepted although they look odd, with the types and values that they get."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from assay.datasets.reading import read_table


class Accepted(NamedTuple):
    name: str
    content: bytes
    types: dict[str, str]
    values: dict[str, list[Any]]
    """Cells as text or number, for the columns worth checking."""
    note: str | None = None


def parquet(**columns: pa.Array) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue().to_pybytes()


ZONED = pa.array([datetime.datetime(2024, 1, 1, 12)], pa.timestamp("ns", tz="America/New_York"))

TABLE = {
    "byte order mark": Accepted("a.csv", b"\xef\xbb\xbfid,s\na,1\n", {"id": "text", "s": "integer"}, {"id": ["a"]}),
    "BOM before a quoted name": Accepted("a.csv", b'\xef\xbb\xbf"id",s\na,1\n', {"id": "text", "s": "integer"}, {}),
    "Windows line ends": Accepted(
        "a.csv", b"id,s\r\na,1\r\nb,2\r\n", {"id": "text", "s": "integer"}, {"id": ["a", "b"], "s": [1, 2]}
    ),
    "old Mac line ends": Accepted("a.csv", b"id,s\ra,1\rb,2", {"id": "text", "s": "integer"}, {"s": [1, 2]}),
    "no last line end": Accepted("a.csv", b"id,s\na,1\nb,2", {"id": "text", "s": "integer"}, {"s": [1, 2]}),
    "blank lines": Accepted("a.csv", b"\nid,s\n\na,1\r\n\r\nb,2\n\n", {"id": "text", "s": "integer"}, {"s": [1, 2]}),
    "quotes, commas and line breaks": Accepted(
        "a.csv", b'id,t\na,"x, ""y""\nz"\nb,"""q"""\n', {"id": "text", "t": "text"}, {"t": ['x, "y"\nz', '"q"']}
    ),
    "tabs": Accepted("a.tsv", b"id\tt\na\t1,5\n", {"id": "text", "t": "text"}, {"t": ["1,5"]}),
    "empty cells": Accepted(
        "a.csv",
        b'id,s,t\na,,""\nb,0.5,x\n',
        {"id": "text", "s": "number", "t": "text"},
        {"s": [None, 0.5], "t": [None, "x"]},
    ),
    "column of nothing": Accepted("a.csv", b"id,s\na,\nb,\n", {"id": "text", "s": "text"}, {"s": [None, None]}),
    "leading zeros": Accepted("a.csv", b"id\n007\n1\n", {"id": "text"}, {"id": ["007", "1"]}),
    "leading zeros in decimals": Accepted("a.csv", b"x\n00.5\n1.5\n", {"x": "text"}, {"x": ["00.5", "1.5"]}),
    "plus sign": Accepted("a.csv", b"phone\n+4915\n4916\n", {"phone": "text"}, {"phone": ["+4915", "4916"]}),
    "hexadecimal": Accepted("a.csv", b"x\n0x1F\n12\n", {"x": "text"}, {"x": ["0x1F", "12"]}),
    "zero and negative numbers": Accepted(
        "a.csv", b"x,y\n0,-0.5\n-3,.5\n", {"x": "integer", "y": "number"}, {"x": [0, -3], "y": [-0.5, 0.5]}
    ),
    "scientific numbers": Accepted("a.csv", b"x\n1e-3\n2E5\n", {"x": "number"}, {"x": [0.001, 200000.0]}),
    "beyond 2^53": Accepted("a.csv", b"x\n9007199254740993\n", {"x": "integer"}, {"x": [9007199254740993]}),
    "beyond 2^63": Accepted(
        "a.csv", b"x\n9223372036854775808\n1\n", {"x": "text"}, {"x": ["9223372036854775808", "1"]}, "2^53"
    ),
    "beyond 2^53 among decimals": Accepted(
        "a.csv", b"x\n9007199254740993\n1.5\n", {"x": "text"}, {"x": ["9007199254740993", "1.5"]}, "kept as text"
    ),
    "mixed types": Accepted("a.csv", b"x\n1\nyes\n2\n3\n", {"x": "text"}, {"x": ["1", "yes", "2", "3"]}, "line 3"),
    "NA among numbers": Accepted("a.csv", b"x\n1\n2\nNA\n", {"x": "text"}, {"x": ["1", "2", "NA"]}, "'NA' at line 4"),
    "only NaN words": Accepted("a.csv", b"name\nNan\nInf\n", {"name": "text"}, {"name": ["Nan", "Inf"]}),
    "blanks around a number": Accepted("a.csv", b"x\n 1\n2\n", {"x": "text"}, {"x": [" 1", "2"]}),
    "boolean labels": Accepted(
        "a.csv", b"label\ntrue\nFalse\nTRUE\n", {"label": "boolean"}, {"label": [True, False, True]}
    ),
    "true beside 1": Accepted("a.csv", b"label\ntrue\n1\n", {"label": "text"}, {"label": ["true", "1"]}),
    "yes and no stay text": Accepted("a.csv", b"label\nyes\nno\n", {"label": "text"}, {"label": ["yes", "no"]}),
    "dates as labels": Accepted("a.csv", b"label\n2024-01-01\n2024-02-29\n", {"label": "time"}, {}),
    "year 0 and year 9999": Accepted("a.csv", b"t\n0000-01-01\n9999-12-31\n", {"t": "time"}, {}),
    "times with a zone": Accepted("a.csv", b"t\n2024-01-01T00:00:00Z\n2024-01-01T00:00:00+02:00\n", {"t": "time"}, {}),
    "times of year 0": Accepted("a.csv", b"t\n0000-01-01T00:00:00\n9999-12-31T23:59:59.999999\n", {"t": "time"}, {}),
    "times with and without a zone": Accepted(
        "a.csv",
        b"t\n2024-01-01T00:00:00Z\n2024-01-01T00:00:00\n",
        {"t": "text"},
        {},
    ),
    "days that do not exist": Accepted("a.csv", b"t\n2024-01-01\n2024-02-30\n", {"t": "text"}, {}),
    "Chinese, Japanese and Korean ids": Accepted(
        "a.csv",
        "id,列\n項目一,1\n品目,2\n항목,3\n".encode(),
        {"id": "text", "列": "integer"},
        {"id": ["項目一", "品目", "항목"]},
    ),
    "right-to-left ids": Accepted(
        "a.csv",
        "id,x\nפריט,1\nعنصر,2\n".encode(),
        {"id": "text", "x": "integer"},
        {"id": ["פריט", "عنصر"]},
    ),
    "ids with blanks": Accepted(
        "a.csv",
        b"id,x\nitem 7 b,1\n item,2\n",
        {"id": "text", "x": "integer"},
        {"id": ["item 7 b", " item"]},
    ),
    "formula cells": Accepted(
        "a.csv",
        b"id,x\n=1+1,@a\n-2+3,+b\n",
        {"id": "text", "x": "text"},
        {"id": ["=1+1", "-2+3"]},
    ),
    "one column": Accepted("a.csv", b"id\na\nb\n", {"id": "text"}, {"id": ["a", "b"]}),
    "JSONL with missing keys": Accepted(
        "a.jsonl", b'{"id": "a"}\n\n{"s": 0.5, "id": "b"}\r\n', {"id": "text", "s": "number"}, {"s": [None, 0.5]}
    ),
    "JSONL with nested values": Accepted(
        "a.jsonl",
        b'{"m": {"b": 1.0, "a": [1, null]}}\n{"m": []}\n',
        {"m": "text"},
        {"m": ['{"a":[1,null],"b":1}', "[]"]},
        "JSON text",
    ),
    "JSONL texts that look like numbers": Accepted("a.jsonl", b'{"x": "12"}\n', {"x": "text"}, {"x": ["12"]}),
    "JSONL dates": Accepted("a.jsonl", b'{"t": "2024-01-01"}\n', {"t": "time"}, {}),
    "JSONL integers beyond 2^63": Accepted(
        "a.jsonl",
        b'{"x": 18446744073709551617}\n{"x": 1}\n',
        {"x": "text"},
        {"x": ["18446744073709551617", "1"]},
        "line 1",
    ),
    "JSONL integers beyond 2^53": Accepted(
        "a.jsonl",
        b'{"x": 9007199254740993}\n',
        {"x": "integer"},
        {"x": [2**53 + 1]},
    ),
    "JSONL whole and decimal": Accepted("a.jsonl", b'{"x": 1}\n{"x": 1.5}\n', {"x": "number"}, {"x": [1.0, 1.5]}),
    "JSONL large decimals": Accepted("a.jsonl", b'{"x": 1e300}\n{"x": 1}\n', {"x": "number"}, {"x": [1e300, 1.0]}),
    "JSONL escapes and colons": Accepted(
        "a.jsonl", b'{"a": "x\\":\\\\", "b:": "{\\"c\\": 1}"}\n', {"a": "text", "b:": "text"}, {"a": ['x":\\']}
    ),
    "JSONL of empty texts": Accepted("a.jsonl", b'{"x": ""}\n', {"x": "text"}, {"x": [""]}),
    "Parquet nested": Accepted(
        "a.parquet",
        parquet(m=pa.array([{"a": [1, 2]}, None])),
        {"m": "text"},
        {"m": ['{"a":[1,2]}', None]},
        "JSON text",
    ),
    "Parquet dictionary": Accepted(
        "a.parquet", parquet(c=pa.array(["x", "y", "x"]).dictionary_encode()), {"c": "text"}, {"c": ["x", "y", "x"]}
    ),
    "Parquet times with a zone": Accepted("a.parquet", parquet(t=ZONED), {"t": "time"}, {}, "America/New_York"),
    "Parquet decimals": Accepted(
        "a.parquet",
        parquet(d=pa.array([Decimal("1.10")], pa.decimal128(10, 2)), w=pa.array([Decimal(7)], pa.decimal128(9, 0))),
        {"d": "number", "w": "integer"},
        {"d": [1.1], "w": [7]},
    ),
    "Parquet decimals beyond a double": Accepted(
        "a.parquet",
        parquet(d=pa.array([Decimal("12345678901234567890.12")], pa.decimal128(30, 2))),
        {"d": "text"},
        {"d": ["12345678901234567890.12"]},
        "more digits",
    ),
    "Parquet float16": Accepted(
        "a.parquet", parquet(h=pa.array(np.array([0.5, 0.25], np.float16))), {"h": "number"}, {"h": [0.5, 0.25]}
    ),
    "Parquet float32 and small integers": Accepted(
        "a.parquet",
        parquet(f=pa.array([0.5], pa.float32()), i=pa.array([3], pa.uint8())),
        {"f": "number", "i": "integer"},
        {"f": [0.5], "i": [3]},
    ),
    "Parquet unsigned beyond 2^63": Accepted(
        "a.parquet",
        parquet(u=pa.array([2**64 - 1], pa.uint64())),
        {"u": "text"},
        {"u": ["18446744073709551615"]},
        "64 bits",
    ),
    "Parquet bytes that are text": Accepted("a.parquet", parquet(b=pa.array([b"ok"])), {"b": "text"}, {"b": ["ok"]}),
    "Parquet large text": Accepted(
        "a.parquet",
        parquet(b=pa.array(["ok"], pa.large_string())),
        {"b": "text"},
        {"b": ["ok"]},
    ),
    "Parquet of nulls": Accepted("a.parquet", parquet(n=pa.nulls(2)), {"n": "text"}, {"n": [None, None]}),
    "Parquet durations": Accepted(
        "a.parquet", parquet(d=pa.array([1500], pa.duration("ms"))), {"d": "number"}, {"d": [1.5]}, "seconds"
    ),
    "Parquet names with dots": Accepted(
        "a.parquet",
        parquet(**{"a.b": pa.array([1]), "a": pa.array([{"b": 2}])}),
        {"a.b": "integer", "a": "text"},
        {"a.b": [1], "a": ['{"b":2}']},
        "JSON text",
    ),
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
def test_file_is_accepted_with_these_types(case: Accepted, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content)
    read = read_table(path)
    assert dict(read.types()) == case.types
    for name, values in case.values.items():
        assert read.table.column(name).to_pylist() == values
    assert read.lines is None or len(read.lines) == read.table.num_rows
    assert bool(read.notes) == (case.note is not None)
    assert case.note is None or case.note in " ".join(read.notes)


def test_years_0_and_9999_keep_their_days(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"t\n0000-01-01\n9999-12-31\n")
    column = read_table(tmp_path / "a.csv").table.column("t")
    assert pc.cast(column, pa.string()).to_pylist() == ["0000-01-01", "9999-12-31"]


def test_times_with_zones_are_kept_in_utc(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"t\n2024-01-01T00:00:00+02:00\n")
    column = read_table(tmp_path / "a.csv").table.column("t")
    assert column.type == pa.timestamp("us", tz="UTC")
    assert pc.cast(column, pa.string()).to_pylist() == ["2023-12-31 22:00:00.000000Z"]


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    names = [f"c{place}" for place in range(10_000)]
    row = ",".join(map(str, range(10_000)))
    (tmp_path / "a.csv").write_text(",".join(names) + "\n" + row + "\n" + row + "\n")
    read = read_table(tmp_path / "a.csv")
    assert read.table.num_columns == 10_000
    assert read.table.column("c9999").to_pylist() == [9999, 9999]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_cell_of_five_megabytes_is_read(name: str, tmp_path: Path) -> None:
    cell = "é" * 2_500_000
    contents = {
        "a.csv": f'id,t\na,"{cell}\n"\nb,x\n'.encode(),
        "a.jsonl": f'{{"id": "a", "t": "{cell}\\n"}}\n{{"id": "b", "t": "x"}}\n'.encode(),
        "a.parquet": parquet(id=pa.array(["a", "b"]), t=pa.array([cell + "\n", "x"])),
    }
    (tmp_path / name).write_bytes(contents[name])
    assert read_table(tmp_path / name).table.column("t").to_pylist() == [cell + "\n", "x"]
