"""Rows against the roles of their columns."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.datasets.frames import table_from
from assay.datasets.roles import assign_roles
from assay.datasets.validate import validate

GOOD: dict[str, list[Any]] = {
    "id": ["a", "b", "c"],
    "label": ["y", "n", "y"],
    "pred": ["y", "y", "n"],
    "score": [0.0, 1.0, 0.5],
    "weight": [1.0, 0.5, 2.0],
    "user": ["u", "u", "v"],
    "name": ["Ann", "Bob", "Cy"],
}
ROLES: dict[str, Any] = {
    "item": "id",
    "label": "label",
    "predictions": {"m": "pred"},
    "scores": {"m": "score"},
    "weight": "weight",
    "cluster": "user",
    "sensitive": ["name"],
}
LINES = np.array([2, 5, 9])


def problems_of(changes: dict[str, Any], *, lines: Any = LINES, missing: str = "refuse") -> list[tuple[Any, ...]]:
    table = table_from({**GOOD, **changes})
    columns = assign_roles(table, **ROLES)
    with pytest.raises(InputError) as caught:
        validate(table, columns, file="p.csv", lines=lines, missing=missing)
    return [(each.code, each.line, each.item, each.what) for each in caught.value.problems]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"label": ["y", "y", "y"]},
        {"label": ["y", None, "n"]},
        {"pred": ["z", "z", "z"]},
        {"score": [0, 1, 0]},
        {"weight": [1, 2, 3]},
        {"id": [1, 2, 3]},
        {"id": [" a", "a", "a b"]},
        {"label": [True, False, True], "pred": ["true", "true", "false"]},
        {"label": [1, 0, 1], "pred": [1.0, 1.0, 0.0]},
    ],
    ids=[
        "plain", "one class", "a label missing", "class never seen", "whole scores", "whole weights", "number ids",
        "ids with blanks", "boolean label", "whole and decimal answers",
    ],
)  # fmt: skip
def test_rows_are_accepted(changes: dict[str, Any]) -> None:
    table = pa.table({**GOOD, **changes})
    validate(table, assign_roles(table, **ROLES), file="p.csv", lines=LINES)


@pytest.mark.parametrize(
    ("changes", "code", "line", "item", "says"),
    [
        ({"id": ["a", None, "c"]}, "input.missing_id", 5, None, "'id'"),
        ({"id": ["a", "  ", "c"]}, "input.missing_id", 5, "  ", "'id'"),
        ({"id": ["a", "b", "a"]}, "input.duplicate_id", 9, "a", "already given on line 2"),
        ({"pred": ["y", None, "n"]}, "input.missing_prediction", 5, "b", "'pred' is empty"),
        ({"pred": ["y", "", "n"]}, "input.missing_prediction", 5, "b", "'pred' is empty"),
        ({"score": [0.1, None, 0.2]}, "input.missing_score", 5, "b", "'score' is empty"),
        ({"score": [0.1, float("nan"), 0.2]}, "input.not_finite", 5, None, "nan"),
        ({"score": [0.1, float("inf"), 0.2]}, "input.not_finite", 5, None, "inf"),
        ({"score": [0.1, 1.5, 0.2]}, "input.score_range", 5, "b", "'1.5'"),
        ({"score": [0.1, -0.1, 0.2]}, "input.score_range", 5, "b", "'-0.1'"),
        ({"score": ["0.1", "high", "0.2"]}, "input.score_type", 5, "b", "'high'"),
        ({"score": [True, False, True]}, "input.score_type", 2, "a", "not a number"),
        ({"weight": [1.0, 0.0, 1.0]}, "input.weight", 5, "b", "not above 0"),
        ({"weight": [1.0, -2.0, 1.0]}, "input.weight", 5, "b", "'-2'"),
        ({"weight": [1.0, None, 1.0]}, "input.weight", 5, "b", "empty"),
        ({"weight": ["1", "x", "1"]}, "input.weight_type", 5, "b", "'x'"),
        ({"user": ["u", None, "v"]}, "input.missing_cluster", 5, "b", "'user'"),
        ({"label": [None, None, None]}, "input.no_labels", None, None, "no value in any row"),
        ({"label": [1, 0, 1], "pred": [0.93, 0.2, 0.7]}, "input.answer_types", None, None, "no answer could be right"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("input.") else None,
)
def test_problem_has_line_and_item(changes: dict[str, Any], code: str, line: Any, item: Any, says: str) -> None:
    found = [each for each in problems_of(changes) if each[0] == code]
    assert [(each[1], each[2]) for each in found[:1]] == [(line, item)]
    assert says in found[0][3]


def test_without_lines_rows_are_counted_from_one() -> None:
    (found,) = problems_of({"score": [0.1, 1.5, 0.2]}, lines=None)
    assert found[:3] == ("input.score_range", None, "b")
    assert found[3].startswith("Row 2: ")


def test_all_problems_come_at_once() -> None:
    codes = [
        each[0]
        for each in problems_of(
            {"id": ["a", "a", None], "pred": [None, "y", "n"], "score": [2.0, 0.5, 0.5], "weight": [0.0, 1.0, 1.0]}
        )
    ]
    assert sorted(codes) == sorted(
        ["input.missing_id", "input.duplicate_id", "input.missing_prediction", "input.score_range", "input.weight"]
    )


def test_absent_answers_may_be_left_out() -> None:
    table = pa.table({**GOOD, "pred": ["y", None, "n"], "score": [0.1, None, 0.2]})
    validate(table, assign_roles(table, **ROLES), file="p.csv", missing="leave_out")


def test_sensitive_values_are_told_by_place_only() -> None:
    found = problems_of({"name": [1.0, float("inf"), 2.0]})
    assert [(each[0], each[1]) for each in found] == [("input.not_finite", 5)]
    assert "inf" not in found[0][3].replace("finite", "")
    assert "not shown" in found[0][3]


def test_times_of_year_0_in_a_wrong_role_are_told() -> None:
    years = pa.array(["0000-01-01", "9999-12-31", "2024-01-01"]).cast(pa.date32())
    assert "'0000-01-01'" in problems_of({"score": years})[0][3]


def test_many_duplicates_are_counted() -> None:
    table = pa.table({"id": ["a"] * 5000})
    with pytest.raises(InputError) as caught:
        validate(table, assign_roles(table, item="id"), file=None)
    assert len(caught.value.problems) == 101
    assert "4,899 more" in caught.value.problems[-1].what
