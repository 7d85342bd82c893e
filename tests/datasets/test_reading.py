"""Reading tables: lines, hashes, chosen columns, round trips."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.datasets.reading import read_table

SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=8)


def test_lines_count_quoted_line_breaks_and_blank_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'\nid,t\na,"x\n\ny"\n\nb,z\n"c\r\n",w\nd,v\n')
    read = read_table(tmp_path / "a.csv")
    assert read.lines is not None
    assert read.lines.tolist() == [3, 7, 8, 10]
    assert read.table.column("id").to_pylist() == ["a", "b", "c\r\n", "d"]


def test_lines_of_jsonl_count_blank_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'\n{"a": 1}\n\n  \n{"a": 2}')
    read = read_table(tmp_path / "a.jsonl")
    assert read.lines is not None
    assert read.lines.tolist() == [2, 5]


@pytest.mark.parametrize(("name", "content"), [("a.csv", b"a\n1\n"), ("a.jsonl", b'{"a": 1}\n')])
def test_hash_is_of_the_bytes_read(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert read_table(tmp_path / name).sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"a,b,c\n1,2,3\n"), ("a.jsonl", b'{"a": 1, "b": 2, "c": 3}\n')],
)
def test_chosen_columns_come_once_in_file_order(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    read = read_table(tmp_path / name, columns=["c", "a", "c"])
    assert read.table.to_pydict() == {"a": [1], "c": [3]}


@pytest.mark.parametrize(
    ("name", "content", "value"),
    [
        ("a.csv", b"id,x\n1.10,1\n1.1,2\n", ["1.10", "1.1"]),
        ("a.jsonl", b'{"id": 7, "x": 1}\n{"id": 18446744073709551617, "x": 2}\n', ["7", "18446744073709551617"]),
        ("a.jsonl", b'{"id": "2024-01-01", "x": 1}\n', ["2024-01-01"]),
        ("a.jsonl", b'{"id": true, "x": 1}\n', ["true"]),
    ],
)
def test_columns_asked_as_text_keep_what_is_written(
    name: str, content: bytes, value: list[str], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert read_table(tmp_path / name, as_text=["id"]).table.column("id").to_pylist() == value


def test_format_given_wins_over_the_ending(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id\ts\na\t1\n")
    read = read_table(tmp_path / "a.csv", format="tsv")
    assert (read.format, read.table.num_columns) == ("tsv", 2)


@SHARED_FOLDER
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
def test_csv_texts_come_back_as_written(rows: list[tuple[str, str]], tmp_path: Path) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("a", "b"), *rows])
    (tmp_path / "a.csv").write_bytes(sink.getvalue().encode())
    table = read_table(tmp_path / "a.csv", as_text=["a", "b"]).table
    assert list(zip(*table.to_pydict().values(), strict=True)) == rows


JSON_CELLS = st.one_of(
    st.lists(st.one_of(st.none(), st.integers(-(2**53), 2**53)), min_size=3, max_size=3),
    st.lists(st.one_of(st.none(), st.booleans()), min_size=3, max_size=3),
    st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9).map(lambda x: x + 0.5)), min_size=3, max_size=3),
    st.lists(st.one_of(st.none(), st.text(alphabet='ab":\\{[é', max_size=5)), min_size=3, max_size=3),
)


@SHARED_FOLDER
@given(columns=st.dictionaries(st.text(alphabet='ab":\\', min_size=1, max_size=3), JSON_CELLS, min_size=1, max_size=4))
def test_jsonl_values_come_back_as_written(columns: dict[str, list[object]], tmp_path: Path) -> None:
    rows = [{name: values[place] for name, values in columns.items()} for place in range(3)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert read_table(tmp_path / "a.jsonl").table.to_pylist() == rows


def test_csv_jsonl_and_parquet_of_the_same_rows_give_the_same_table(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    columns = {"id": ["a", "b"], "s": [0.5, None], "n": [1, 2], "ok": [True, False]}
    table = pa.table(columns)
    pq.write_table(table, tmp_path / "a.parquet")
    (tmp_path / "a.csv").write_text("id,s,n,ok\na,0.5,1,true\nb,,2,false\n")
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in table.to_pylist()))
    found = [read_table(tmp_path / f"a.{ending}").table for ending in ("csv", "jsonl", "parquet")]
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
