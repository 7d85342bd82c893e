"""Rows of segments hash by a fixed encoding, however they are cut into chunks."""

import struct
from hashlib import sha256

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.store import row_encoding
from assay.store.row_encoding import row_encodings, row_hashes

TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
WHOLES = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.just(1))
NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0.0, -0.0]))
ROWS = st.lists(st.tuples(TEXTS, WHOLES, NUMBERS, TEXTS), min_size=1, max_size=12)


def table_of(rows: list[tuple[object, ...]]) -> pa.Table:
    kinds = (pa.string(), pa.int64(), pa.float64(), pa.string())
    columns = [pa.array([row[index] for row in rows], kind) for index, kind in enumerate(kinds)]
    return pa.Table.from_arrays(columns, names=["a", "b", "c", "d"])


def as_defined(row: tuple[object, ...]) -> bytes:
    """The encoding, said again in plain words."""
    parts = []
    for value in row:
        match value:
            case None:
                parts.append(b"\x00")
                continue
            case str():
                octets = value.encode()
            case int():
                octets = struct.pack("<q", value)
            case float():
                octets = struct.pack("<d", value)
        parts.append(b"\x01" + struct.pack("<I", len(octets)) + octets)
    return b"".join(parts)


@given(ROWS)
def test_every_row_is_encoded_as_defined(rows: list[tuple[object, ...]]) -> None:
    wanted = [b"\x00" + as_defined(row) for row in rows]
    assert row_encodings(table_of(rows)).to_pylist() == wanted
    assert row_hashes(table_of(rows)) == [sha256(each).digest() for each in wanted]


@given(ROWS, st.integers(1, 5))
def test_hashes_do_not_depend_on_chunks(rows: list[tuple[object, ...]], size: int) -> None:
    whole = row_hashes(table_of(rows))
    pieces = pa.concat_tables([table_of(rows[start : start + size]) for start in range(0, len(rows), size)])
    assert row_hashes(pieces) == whole
    assert row_hashes(pa.concat_tables([table_of(rows), pieces]).slice(len(rows))) == whole


def test_hashes_do_not_depend_on_how_many_rows_are_encoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[object, ...]] = [("a" * (n % 3), n % 2, -0.0 if n % 2 else 0.0, None) for n in range(50)]
    whole = row_hashes(table_of(rows))
    monkeypatch.setattr(row_encoding, "CHUNK_ROWS", 7)
    assert row_hashes(table_of(rows)) == whole


def test_neighbouring_texts_do_not_run_into_each_other() -> None:
    first, second = table_of([("ab", 1, 1.0, "c")]), table_of([("a", 1, 1.0, "bc")])
    assert row_hashes(first) != row_hashes(second)


def test_absent_and_empty_differ() -> None:
    assert row_hashes(table_of([("", 0, 0.0, None)])) != row_hashes(table_of([(None, 0, 0.0, None)]))


def test_other_types_of_columns_are_refused() -> None:
    with pytest.raises(TypeError, match="bool"):
        row_hashes(pa.table({"a": [True]}))


def test_no_rows_have_no_hashes() -> None:
    assert row_hashes(table_of([]).slice(0, 0)) == []
