"""Dataset versions: parts, logical hashes, the hash that is the version, sensitive columns."""

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.core.item import Column, DatasetVersion, Source
from assay.datasets.frames import table_from
from assay.datasets.item_hashes import item_hashes, row_hashes
from assay.datasets.logical import logical_hash
from assay.datasets.roles import assign_roles
from assay.datasets.sensitive import declared_after_sealing, take_sensitive
from assay.datasets.version import make_version, read_parts, version_hash, write_parts

SOURCE = Source("a.csv", "0" * 64, "csv")
TABLE = table_from({"id": ["a", "b", None], "n": [1, None, 3], "s": [0.5, -1.0, None], "ok": [True, None, False]})
CELLS = st.one_of(
    st.lists(st.one_of(st.none(), st.text(max_size=4)), min_size=4, max_size=4),
    st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), min_size=4, max_size=4),
    st.lists(st.one_of(st.none(), st.booleans()), min_size=4, max_size=4),
    st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), min_size=4, max_size=4),
    st.lists(st.one_of(st.none(), st.dates()), min_size=4, max_size=4),
    st.lists(st.one_of(st.none(), st.datetimes()), min_size=4, max_size=4),
)
NAMES = st.text(min_size=1, max_size=3).filter(str.strip)
TABLES = st.dictionaries(NAMES, CELLS, min_size=1, max_size=4)


def version_of(
    table: pa.Table, columns: tuple[Column, ...], *, rows: int = 2, source: Source = SOURCE
) -> DatasetVersion:
    return make_version("loans", columns, [each.part for each in write_parts(table, rows=rows)], source)


def test_logical_hash_is_the_one_that_the_page_defines() -> None:
    table = pa.table({"t": ["é", None], "n": pa.array([1, None], pa.int64())})
    schema = b'{"columns":[["t","text"],["n","integer"]],"format":"assay-table/1","rows":2}'
    eight = lambda value: value.to_bytes(8, "little")  # noqa: E731
    text = eight(1) + b"\x01" + eight(16) + eight(2) + eight(0) + eight(2) + "é".encode()
    numbers = eight(1) + b"\x01" + eight(16) + eight(1) + eight(0)
    assert logical_hash(table) == hashlib.sha256(schema + text + numbers).hexdigest()


def test_item_hash_is_the_one_that_the_page_defines() -> None:
    table = pa.table({"t": ["é", None], "n": pa.array([1, None], pa.int64())}).select(["n", "t"])
    head = hashlib.sha256(b'{"columns":[["n","integer"],["t","text"]],"format":"assay-item/1"}').digest()
    first = head + b"\x01" + (1).to_bytes(8, "little") + b"\x01" + (2).to_bytes(4, "little") + "é".encode()
    second = head + b"\x00" + b"\x00"
    assert row_hashes(table).to_pylist() == [hashlib.sha256(row).hexdigest() for row in (first, second)]


@given(columns=TABLES, cut=st.integers(0, 4))
def test_hashes_do_not_depend_on_chunks_slices_or_parquet(columns: dict[str, list[object]], cut: int) -> None:
    table = table_from(columns)
    chunked = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
    padded = pa.concat_tables([table.slice(3), table, table.slice(0, 1)]).combine_chunks().slice(1, 4)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=1, use_dictionary=False, compression="none")
    written = pq.read_table(pa.BufferReader(sink.getvalue()))
    for other in (chunked, padded, written):
        assert logical_hash(other) == logical_hash(table)
        assert row_hashes(other).to_pylist() == row_hashes(table).to_pylist()


@given(columns=TABLES)
def test_equal_rows_and_only_they_have_equal_hashes(columns: dict[str, list[object]]) -> None:
    table = table_from(columns)
    rows = [tuple((type(v), str(v)) for v in row.values()) for row in table.to_pylist()]
    hashes = row_hashes(table).to_pylist()
    assert [hashes.index(each) for each in hashes] == [rows.index(each) for each in rows]


@pytest.mark.parametrize(
    "other",
    [
        {"a": ["x", "yz"]},
        {"a": ["xy", None]},
        {"a": ["xy", ""]},
        {"b": ["xy", "z"]},
        {"a": ["z", "xy"]},
        {"a": ["xy", "z", "z"]},
        {"a": ["xy", "z"], "b": [None, None]},
    ],
)
def test_any_change_changes_the_logical_hash(other: dict[str, list[str]]) -> None:
    assert logical_hash(table_from(other)) != logical_hash(table_from({"a": ["xy", "z"]}))


def test_nulls_hide_nothing_of_what_lies_below_them() -> None:
    buffers = [pa.py_buffer(b"\x01"), pa.py_buffer((7).to_bytes(8, "little") + (9).to_bytes(8, "little"))]
    dirty = pa.Array.from_buffers(pa.int64(), 2, buffers)
    clean = pa.array([7, None], pa.int64())
    assert logical_hash(pa.table({"n": dirty})) == logical_hash(pa.table({"n": clean}))
    assert row_hashes(pa.table({"n": dirty})).to_pylist() == row_hashes(pa.table({"n": clean})).to_pylist()


def test_parts_keep_the_order_of_rows_and_read_back(tmp_path: Path) -> None:
    parts = list(write_parts(TABLE, rows=2))
    assert [each.part.rows for each in parts] == [2, 1]
    paths = [tmp_path / each.part.sha256 for each in parts]
    for path, each in zip(paths, parts, strict=True):
        path.write_bytes(each.data)
        assert hashlib.sha256(each.data).hexdigest() == each.part.sha256
        assert each.part.bytes == len(each.data)
    assert read_parts(paths).equals(TABLE)
    assert read_parts(paths, columns=["n"]).to_pydict() == {"n": [1, None, 3]}


def test_broken_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(b"PAR1 no more")
    with pytest.raises(InputError, match="assay verify"):
        read_parts([tmp_path / "part"])


def test_every_byte_of_a_part_counts(tmp_path: Path) -> None:
    (written,) = write_parts(TABLE)
    assert hashlib.sha256(written.data).hexdigest() == written.part.sha256
    assert [each.data for each in write_parts(TABLE)] == [written.data]


def test_same_rows_and_roles_are_the_same_version_wherever_they_came_from() -> None:
    columns = assign_roles(TABLE, item="id")
    first = version_of(TABLE, columns)
    again = version_of(TABLE, columns, source=Source("b.parquet", "1" * 64, "parquet", parent="x"))
    assert version_hash(first) == version_hash(again)
    assert version_hash(version_of(TABLE, assign_roles(TABLE, item="id", slices=["n"]))) != version_hash(first)
    assert version_hash(version_of(TABLE.slice(1), columns)) != version_hash(first)
    assert first.n_items == 3


def test_item_hash_ignores_what_others_said_of_the_item_and_sees_the_rest() -> None:
    table = table_from(
        {"id": ["a"], "y": ["yes"], "p": ["no"], "s": [0.5], "w": [1.0], "t": ["text"], "c": ["DE"], "secret": ["x"]}
    )
    roles = {
        "item": "id", "label": "y", "predictions": {"m": "p"}, "scores": {"m": "s"}, "weight": "w", "text": "t",
        "slices": ["c"], "sensitive": ["secret"],
    }  # fmt: skip

    def hashed(**changes: object) -> str:
        changed = table_from({**table.to_pydict(), **{name: [value] for name, value in changes.items()}})
        return str(item_hashes(changed, assign_roles(changed, **roles))[0])

    same = hashed()
    assert all(hashed(**change) == same for change in ({"id": "b"}, {"y": "no"}, {"p": "x"}, {"s": 0.1}, {"w": 2.0}))
    assert hashed(secret="other") == same
    assert hashed(t="other") != same
    assert hashed(c="FR") != same


def test_item_hash_does_not_depend_on_the_order_of_columns() -> None:
    table = table_from({"b": ["x"], "a": [1]})
    swapped = table.select(["a", "b"])
    first = item_hashes(table, assign_roles(table)).to_pylist()
    assert first == item_hashes(swapped, assign_roles(swapped)).to_pylist()


def test_items_without_content_still_have_a_hash() -> None:
    table = table_from({"id": ["a", "b"]})
    hashes = item_hashes(table, assign_roles(table, item="id")).to_pylist()
    assert len(hashes) == 2
    assert all(len(each) == 64 for each in hashes)


def test_sensitive_values_leave_the_table_and_nulls_take_their_place() -> None:
    table = table_from({"id": [1, 2], "name": ["Ann", None], "age": [30, 41]})
    columns = assign_roles(table, item="id", sensitive=["name", "age"])
    taken = take_sensitive(table, columns)
    assert taken.table.to_pydict() == {"id": [1, 2], "name": [None, None], "age": [None, None]}
    assert taken.sealed.to_pydict() == {"item": ["1", "2"], "name": ["Ann", None], "age": ["30", "41"]}
    assert [column.type for column in declared_after_sealing(columns)] == ["integer", "text", "text"]
    assert all(b"Ann" not in each.data for each in write_parts(taken.table))
