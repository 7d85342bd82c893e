"""Parquet segments: one layout a kind, checked before it is kept, the same bytes for the same table."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from assay.core.errors import InputError, LedgerAltered, ShapeMismatch
from assay.core.judgment import Judgment, Status
from assay.store.judgments import (
    ITEM_SEGMENT,
    JUDGMENT_SEGMENT,
    SEGMENT_SCHEMAS,
    filled_table,
    judgment_table,
    judgments_of,
)
from assay.store.records import LAYOUTS
from assay.store.segments import MOST_ROWS, fitted, parquet_bytes, read_segment

ON_BOTH_STORES = True

NOW = "2026-11-22T14:05:00.000000Z"


def table(n: int = 3, **columns: object) -> pa.Table:
    given = {
        "item": [f"i{number}" for number in range(n)],
        "item_hash": "h",
        "question": "label",
        "judge": "m",
        "judge_version": "v1",
        "status": "given",
        "label": "yes",
        "attempt": 1,
        "recorded_at": "",
    }
    return filled_table(JUDGMENT_SEGMENT, n, {**given, **columns})


@pytest.mark.parametrize("kind", SEGMENT_SCHEMAS)
def test_segments_have_the_columns_of_the_rows_of_their_kind(kind: str) -> None:
    assert SEGMENT_SCHEMAS[kind].names == list(LAYOUTS[kind].columns)
    nullable = [field.nullable for field in SEGMENT_SCHEMAS[kind]]
    assert nullable == [column.nullable for column in list(LAYOUTS[kind].table.columns)[2:]]


def test_the_same_table_gives_the_same_bytes_however_it_is_cut() -> None:
    whole = fitted("judgment", table(100), at=NOW)
    pieces = pa.concat_tables([table(100).slice(0, 30), table(100).slice(30)])
    assert parquet_bytes(whole) == parquet_bytes(fitted("judgment", pieces, at=NOW))
    assert read_segment("judgment", parquet_bytes(whole)).equals(whole)


def test_columns_may_come_in_any_order_and_as_dictionaries() -> None:
    given = table(10).select(sorted(JUDGMENT_SEGMENT.names))
    encoded = pc.dictionary_encode(given["status"])
    given = given.set_column(given.column_names.index("status"), "status", encoded)
    assert fitted("judgment", given, at=NOW).equals(fitted("judgment", table(10), at=NOW))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"status": "perhaps"}, "the status is not one of the words"),
        ({"status": "abstained"}, "there is an answer although none was given"),
        ({"number": 1.0}, "a given answer is not in exactly one answer column"),
        ({"label": pa.nulls(3, pa.string())}, "a given answer is not in exactly one answer column"),
        ({"confidence": 1.5}, "confidence is not from 0 to 1"),
        ({"confidence": -0.1}, "confidence is not from 0 to 1"),
        ({"seconds": float("nan")}, "seconds is not a finite number"),
        ({"label": None, "number": float("inf")}, "number is not a finite number"),
        ({"attempt": 0}, "attempt is below 1"),
        ({"judge": pa.array(["m", None, "m"])}, "judge is absent"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_values_that_break_the_rules_are_counted_and_the_first_item_named(
    columns: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        fitted("judgment", table(**columns), at=NOW)
    problem = caught.value.problems[0]
    assert problem.code == "segment.value"
    assert said in problem.what
    assert problem.item is not None


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        fitted("judgment", table(status="perhaps", attempt=0, seconds=float("inf")), at=NOW)
    assert len(caught.value.problems) >= 3
    wrong = table().drop_columns(["judge", "label"]).append_column("other", pa.array([1, 2, 3]))
    with pytest.raises(InputError) as caught:
        fitted("judgment", wrong, at=NOW)
    assert [problem.what for problem in caught.value.problems] == [
        "The column judge is missing.",
        "The column label is missing.",
        "There is no column other in a segment.",
    ]


@pytest.mark.parametrize("n", [0, MOST_ROWS + 1])
def test_a_segment_holds_1_to_100_000_records(n: int) -> None:
    with pytest.raises(InputError) as caught:
        fitted("judgment", table(n), at=NOW)
    assert caught.value.code == "segment.size"


def test_kinds_without_segments_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        fitted("document", table(), at=NOW)
    assert caught.value.code == "segment.kind"


def test_a_value_of_another_type_is_refused() -> None:
    wrong = table().set_column(14, "attempt", pa.array(["one", "two", "three"]))
    with pytest.raises(InputError) as caught:
        fitted("judgment", wrong, at=NOW)
    assert caught.value.code == "segment.value"


@pytest.mark.parametrize("data", [b"", b"PAR1", parquet_bytes(pa.table({"a": [1]})), b"PAR1" + b"\x00" * 50 + b"PAR1"])
def test_bytes_that_are_no_segment_are_said_to_be_altered(data: bytes) -> None:
    with pytest.raises(LedgerAltered) as caught:
        read_segment("judgment", data)
    assert caught.value.code == "segment.unreadable"


def test_a_parquet_file_that_declares_too_many_rows_is_not_read() -> None:
    bomb = parquet_bytes(pa.table({"item": pa.repeat(pa.scalar("x"), MOST_ROWS + 1)}))
    assert len(bomb) < 10_000
    with pytest.raises(LedgerAltered, match="100001 rows"):
        read_segment("judgment", bomb)


def test_judgments_come_back_from_a_segment_as_records() -> None:
    record = Judgment("i", "h", "score", "m", "v1", None, Status.ABSTAINED, NOW, confidence=0.5)
    assert list(judgments_of(judgment_table([record]))) == [record]


def test_a_filled_table_refuses_unknown_columns_and_other_lengths() -> None:
    with pytest.raises(InputError, match="no column colour"):
        filled_table(ITEM_SEGMENT, 1, {"colour": "red"})
    with pytest.raises(ShapeMismatch, match="has 2 rows, not 1"):
        filled_table(ITEM_SEGMENT, 1, {"item": ["a", "b"]})
