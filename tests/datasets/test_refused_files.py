"""Files that are refused: each with its code, its line where there is one, and a remedy; nothing is half read."""

import contextlib
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assay.core.errors import InputError
from assay.datasets.limits import Limits
from assay.datasets.reading import read_table


class Refused(NamedTuple):
    name: str
    """File name."""
    content: bytes
    code: str
    line: int | None
    says: str
    """A part of the message."""


def parquet(columns: dict[str, pa.Array] | pa.Table, **options: object) -> bytes:
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **options)
    return sink.getvalue().to_pybytes()


GOOD_PARQUET = parquet({"id": ["a", "b"], "score": [0.1, 0.2]})
HEADER = b"id,label,score\n"
DEEP = b'{"id": "a", "deep": ' + b"[" * 10_000 + b"]" * 10_000 + b"}\n"
FAIRLY_DEEP = b'{"id": "a", "deep": ' + b"[" * 200 + b"]" * 200 + b"}\n"

TABLE = {
    "empty file": Refused("a.csv", b"", "input.empty", None, "empty"),
    "blank lines only": Refused("a.csv", b"\n\n\r\n", "input.empty", None, "empty"),
    "header only": Refused("a.csv", HEADER, "input.no_rows", 1, "at least one row"),
    "empty JSONL": Refused("a.jsonl", b"", "input.empty", None, "empty"),
    "empty Parquet": Refused("a.parquet", b"", "input.empty", None, "empty"),
    "UTF-16 with a mark": Refused("a.csv", "id,label\na,1\n".encode("utf-16"), "input.encoding", 1, "iconv -f UTF-16"),
    "UTF-16 without a mark": Refused("a.csv", "id,label\na,1\n".encode("utf-16-le"), "input.encoding", 1, "UTF-16"),
    "Latin-1": Refused("a.csv", "id,name\na,José\n".encode("latin-1"), "input.encoding", 2, "0xE9"),
    "cut inside a character": Refused("a.csv", b"id,name\na,\xe2\x82", "input.encoding", 2, "not UTF-8"),
    "surrogate in UTF-8": Refused("a.csv", b"id,name\na,b\nc,\xed\xa0\x80\n", "input.encoding", 3, "0xED"),
    "NUL bytes": Refused("a.csv", b"id,label\na,1\nb,\x00\n", "input.nul", 3, "NUL"),
    "gzip named csv": Refused("a.csv", gzip.compress(HEADER, mtime=0), "input.wrong_format", None, "gunzip"),
    "Excel named csv": Refused("a.csv", b"PK\x03\x04rest", "input.wrong_format", None, "Excel"),
    "Parquet named csv": Refused("a.csv", GOOD_PARQUET, "input.wrong_format", None, "--format parquet"),
    "too few cells": Refused("a.csv", b"a,b\n1,2\n3\n4,5\n", "input.ragged_row", 3, "has 1 cells; the header has 2"),
    "too many cells": Refused("a.csv", b"a,b\n1,2\n3,4,5\n", "input.ragged_row", 3, "has 3 cells"),
    "cut in the last row": Refused("a.csv", b"a,b,c\n1,2,3\n4,5", "input.ragged_row", 3, "cut off"),
    "ragged after a quoted line break": Refused("a.csv", b'a,b\n"1\n1",2\n3\n', "input.ragged_row", 4, "1 cells"),
    "unclosed quote": Refused("a.csv", b'a,b\n1,"2\n3,4\n', "input.unclosed_quote", 2, "never closed"),
    "quote closed by a later cell": Refused("a.csv", b'a,b\n1,"2\n3,"4"\n', "input.stray_quote", 3, "line 2"),
    "quote inside a bare cell": Refused("a.csv", b'a,b\n1,5" pipe\n', "input.stray_quote", 2, "RFC 4180"),
    "text after a closing quote": Refused("a.csv", b'a,b\n"1"x,2\n', "input.stray_quote", 2, "text follows"),
    "tabs in a csv": Refused("a.csv", b"id\tlabel\na\t1\n", "input.wrong_delimiter", 1, "--format tsv"),
    "semicolons in a csv": Refused("a.csv", b"id;label\na;1\n", "input.wrong_delimiter", 1, "semicolons"),
    "commas in a tsv": Refused("a.tsv", b"id,label\na,1\n", "input.wrong_delimiter", 1, "--format csv"),
    "column name twice": Refused("a.csv", b"id,label,id\na,1,2\n", "input.duplicate_column", 1, "'id' stands 2 times"),
    "column without a name": Refused("a.csv", b"id,,label\na,1,2\n", "input.empty_column_name", 1, "Column 2"),
    "NaN among numbers": Refused("a.csv", b"id,s\na,0.5\nb,NaN\n", "input.not_finite", 3, "'NaN'"),
    "infinity among numbers": Refused("a.csv", b"id,s\na,0.5\nb,1\nc,-inf\n", "input.not_finite", 4, "'-inf'"),
    "number beyond a double": Refused("a.csv", b"id,s\na,0.5\nb,1e999\n", "input.not_finite", 3, "'1e999'"),
    "JSON array in a JSONL": Refused("a.jsonl", b'[\n{"id": 1}\n]\n', "input.json_array", 1, "jq -c"),
    "array on a line": Refused("a.jsonl", b'{"id": 1}\n[1, 2]\n', "input.json_not_object", 2, "an array"),
    "bare value on a line": Refused("a.jsonl", b'{"id": 1}\n7\n', "input.json_not_object", 2, "'7'"),
    "broken JSON line": Refused("a.jsonl", b'{"id": 1}\n{"id": }\n{"id": 3}\n', "input.bad_json", 2, "not JSON"),
    "two objects on a line": Refused("a.jsonl", b'{"id": 1} {"id": 2}\n', "input.bad_json", 1, "not JSON"),
    "truncated JSONL": Refused("a.jsonl", b'{"id": 1}\n{"id": 2, "la', "input.bad_json", 2, "cut off"),
    "NaN in JSON": Refused("a.jsonl", b'{"id": 1, "s": NaN}\n', "input.bad_json", 1, "write null"),
    "infinite JSON number": Refused("a.jsonl", b'{"id": 1, "s": 1e999}\n', "input.bad_json", 1, "double"),
    "key twice": Refused("a.jsonl", b'{"id": 1}\n{"id": 2, "a": 1, "a": 2}\n', "input.duplicate_key", 2, "'a'"),
    "key twice, nested": Refused("a.jsonl", b'{"id": 1, "m": {"a": 1, "a": 2}}\n', "input.duplicate_key", 1, "'a'"),
    "key twice beside escapes": Refused(
        "a.jsonl", b'{"id": "\\\\", "a": "\\":", "a": 1}\n', "input.duplicate_key", 1, "'a'"
    ),
    "JSON nested 10,000 deep": Refused("a.jsonl", DEEP, "input.json_depth", 1, "deep"),
    "JSON nested 200 deep": Refused("a.jsonl", FAIRLY_DEEP, "input.json_depth", 1, "64 levels"),
    "text and number under a key": Refused(
        "a.jsonl", b'{"a": 1}\n{"a": "one"}\n', "input.type_conflict", 2, "on line 1 it holds a number"
    ),
    "boolean and number under a key": Refused(
        "a.jsonl", b'{"a": 1}\n{"a": true}\n', "input.type_conflict", 2, "a boolean"
    ),
    "nested and text under a key": Refused(
        "a.jsonl", b'{"a": {"b": 1}}\n{"a": "x"}\n', "input.type_conflict", 2, "nested"
    ),
    "nested whole number beyond 2^53": Refused(
        "a.jsonl", b'{"a": [9007199254740993]}\n', "input.json_value", 1, "2**53"
    ),
    "objects without keys": Refused("a.jsonl", b"{}\n{}\n", "input.no_columns", None, "no columns"),
    "Parquet that is text": Refused("a.parquet", HEADER, "input.parquet_broken", None, "does not begin with PAR1"),
    "truncated Parquet": Refused("a.parquet", GOOD_PARQUET[:-20], "input.parquet_broken", None, "cut off"),
    "Parquet with a bad footer": Refused(
        "a.parquet", GOOD_PARQUET[:-40] + b"\xff" * 32 + GOOD_PARQUET[-8:], "input.parquet_broken", None, "damaged"
    ),
    "Parquet of two marks": Refused("a.parquet", b"PAR1PAR1", "input.parquet_broken", None, "damaged"),
    "encrypted Parquet": Refused(
        "a.parquet", b"PARE" + GOOD_PARQUET[4:-4] + b"PARE", "input.encrypted", None, "ecrypt"
    ),
    "Parquet without rows": Refused(
        "a.parquet", parquet({"id": pa.array([], pa.string())}), "input.no_rows", None, "no rows"
    ),
    "Parquet without columns": Refused("a.parquet", parquet(pa.table({})), "input.no_columns", None, "no columns"),
    "Parquet with a name twice": Refused(
        "a.parquet",
        parquet(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["id", "id"])),
        "input.duplicate_column",
        None,
        "'id' stands 2 times",
    ),
    "Parquet with NaN": Refused(
        "a.parquet", parquet({"s": [0.1, float("nan")]}), "input.not_finite", None, "Row 2: Column 's' holds 'nan'"
    ),
    "Parquet with bytes that are no text": Refused(
        "a.parquet", parquet({"b": pa.array([b"\xff\xfe"])}), "input.type", None, "'b'"
    ),
    "pickle": Refused("a.pkl", b"\x80\x04N.", "input.unknown_format", None, "never loaded"),
    "workbook": Refused("a.xlsx", b"PK", "input.unknown_format", None, "Save the sheet"),
    "JSON file": Refused("a.json", b"[]", "input.unknown_format", None, "jq -c"),
    "no ending": Refused("data", b"id\n1\n", "input.unknown_format", None, "--format"),
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
def test_file_is_refused_with_its_place_and_a_remedy(case: Refused, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content)
    with pytest.raises(InputError) as caught:
        read_table(path)
    problem = next(each for each in caught.value.problems if each.code == case.code)
    assert problem.line == case.line
    assert problem.file == str(path)
    assert case.says in f"{problem.what} {problem.fix}"
    assert problem.fix
    assert all(len(str(each)) < 1000 for each in caught.value.problems)


def test_file_that_is_absent_gets_the_near_name(tmp_path: Path) -> None:
    (tmp_path / "predictions.csv").write_bytes(b"id\n1\n")
    with pytest.raises(InputError, match=r"Did you mean 'predictions\.csv'"):
        read_table(tmp_path / "prediction.csv")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder"):
        read_table(tmp_path)


def test_unknown_format_gets_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id\n1\n")
    with pytest.raises(InputError, match="Did you mean 'csv'"):
        read_table(tmp_path / "a.csv", format="cvs")


@pytest.mark.parametrize(
    ("name", "content", "limits", "code"),
    [
        ("a.csv", b"a,b\n1,2\n", Limits(max_bytes=4), "input.too_large"),
        ("a.csv", b"a,b\n1,2\n3,4\n", Limits(max_rows=1), "input.too_many_rows"),
        ("a.csv", b"a,b\n1,2\n", Limits(max_columns=1), "input.too_many_columns"),
        ("a.jsonl", b'{"a": 1}\n{"b": 1}\n', Limits(max_cells=3), "input.too_many_cells"),
        ("a.jsonl", b'{"a": 1}\n{"b": 1}\n', Limits(max_columns=1), "input.too_many_columns"),
        ("a.jsonl", b'{"a": 1}\n{"b": 1}\n', Limits(max_rows=1), "input.too_many_rows"),
        ("a.parquet", GOOD_PARQUET, Limits(max_rows=1), "input.too_many_rows"),
        ("a.parquet", GOOD_PARQUET, Limits(max_cells=3), "input.too_many_cells"),
        (
            "a.parquet",
            parquet({"t": pa.array(["x" * 10_000] * 1000)}, compression="zstd"),
            Limits(max_bytes=1_000_000),
            "input.too_large",
        ),
    ],
)
def test_file_beyond_a_limit_is_refused(name: str, content: bytes, limits: Limits, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / name, limits=limits)
    assert code in {problem.code for problem in caught.value.problems}


def test_all_problems_of_a_file_come_at_once_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,,id\n1,2\n3,4,5\n6,7,8,9\n1,"x" ,2\n')
    with pytest.raises(InputError) as caught:
        read_table(path)
    found = [(problem.line, problem.code) for problem in caught.value.problems]
    assert found == [
        (1, "input.empty_column_name"),
        (1, "input.duplicate_column"),
        (2, "input.ragged_row"),
        (4, "input.ragged_row"),
        (5, "input.stray_quote"),
    ]


def test_hundred_problems_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1\n" * 1234)
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert len(caught.value.problems) == 101
    assert caught.value.problems[-1].code == "input.more_problems"
    assert "1,134 more" in caught.value.problems[-1].what


def test_many_problems_of_one_kind_do_not_hide_another(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"[]\n" * 500 + b'{"a": 1, "a": 2}\n')
    with pytest.raises(InputError) as caught:
        read_table(path, format="jsonl")
    codes = {problem.code for problem in caught.value.problems}
    assert {"input.json_not_object", "input.duplicate_key"} <= codes


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_unknown_columns_are_all_named_with_the_nearest(name: str, tmp_path: Path) -> None:
    contents = {"a.csv": b"id,score\na,1\n", "a.jsonl": b'{"id": "a", "score": 1}\n', "a.parquet": GOOD_PARQUET}
    (tmp_path / name).write_bytes(contents[name])
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / name, columns=["id", "scor", "labell"])
    assert [problem.code for problem in caught.value.problems] == ["input.unknown_column"] * 2
    assert "Did you mean 'score'?" in caught.value.problems[0].fix


def test_values_in_messages_are_short_and_inert(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(('{"a": "\u202e\x7f' + "x" * 100_000 + "\n").encode())
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert "\u202e" not in str(caught.value)
    assert len(str(caught.value)) < 1000


SECRETS = {
    "a.csv": b"id,secret\na,0.5\nb,NaN\n",
    "b.csv": b"id,secret\na,12\nb,34\nc,4711x\n",
    "a.jsonl": b'{"id": "a", "secret": 4711}\n{"id": "b", "secret": "4711"}\n',
    "b.jsonl": b'{"id": "a", "secret": 4711\n',
    "c.jsonl": b'{"secret": 1.5}\n{"secret": 47110000000000000000}\n',
}


@pytest.mark.parametrize("name", SECRETS)
def test_values_of_hidden_columns_are_told_by_place_only(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(SECRETS[name])
    said = []
    try:
        said = list(read_table(tmp_path / name, hidden=["secret"]).notes)
    except InputError as error:
        said = [str(problem) for problem in error.problems]
    assert said
    assert all("4711" not in each and "NaN" not in each for each in said)
    assert any("not shown" in each for each in said)


def flipped(content: bytes, seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    place, value = int(rng.integers(len(content))), int(rng.integers(1, 256))
    return content[:place] + bytes([content[place] ^ value]) + content[place + 1 :]


@pytest.mark.parametrize(
    "make", [lambda: GOOD_PARQUET, lambda: b'a,b\n1,"x"\n2,"y\nz"\n', lambda: b'{"a": [1, "x"]}\n' * 3]
)
def test_damaged_bytes_are_read_or_refused_and_nothing_else(make: Callable[[], bytes], tmp_path: Path) -> None:
    content = make()
    name = "a.parquet" if content == GOOD_PARQUET else "a.csv" if content.startswith(b"a,b") else "a.jsonl"
    for seed in range(150):
        (tmp_path / name).write_bytes(flipped(content, seed))
        with contextlib.suppress(InputError):
            read_table(tmp_path / name)
