"""A table is a list of flat rows, or columns with rows, and everything else is something else."""

import json

import pytest

from assay.labeling.table import MOST_COLUMNS, MOST_ROWS, Table, table_of


def test_rows_with_names_make_a_table_of_every_name() -> None:
    text = json.dumps([{"城市": "北京", "n": 2}, {"n": None, "مدينة": "القاهرة"}, {"ok": True, "n": 0.5}])
    rows = (("北京", "2", "", ""), ("", "", "القاهرة", ""), ("", "0.5", "", "true"))
    assert table_of(text) == Table(("城市", "n", "مدينة", "ok"), rows)


def test_columns_and_rows_make_a_table_that_may_be_empty() -> None:
    assert table_of('{"columns": ["a", "b"], "rows": [[1, "😀"]]}') == Table(("a", "b"), (("1", "😀"),))
    assert table_of('{"columns": ["a"], "rows": []}') == Table(("a",), ())


@pytest.mark.parametrize(
    "text",
    [
        *("", "hello", "[", "[]", "[1]", "[{}]", '{"columns": [], "rows": []}', '[{"a": {"b": 1}}]', '[{"a": 1}, 2]'),
        *('{"columns": ["a"], "rows": [[1, 2]]}', '{"columns": [1], "rows": [[1]]}', '{"columns": ["a"], "rows": 1}'),
        *('{"columns": ["a"], "rows": [3]}', '{"columns": ["a"], "rows": [], "more": 1}'),
        json.dumps([{"a": 1}] * (MOST_ROWS + 1)),
        json.dumps([{str(n): n for n in range(MOST_COLUMNS + 1)}]),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_table_has_no_cells(text: str) -> None:
    assert table_of(text) is None
