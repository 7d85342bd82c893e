"""Whether the rows fit the roles of their columns: every problem by line and item, before anything is written."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.item import Column, Role
from assay.datasets.cells import Cells, kernels
from assay.datasets.coding import code_cells
from assay.datasets.house_types import check_finite
from assay.datasets.problems import Problems, row_place, shown
from assay.datasets.roles import item_ids, named

NUMERIC = ("integer", "number")
PLAIN_NUMBER = r"^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
Flags = npt.NDArray[np.bool_]


def validate(
    table: pa.Table,
    columns: Sequence[Column],
    *,
    file: str | None,
    lines: Any | None = None,
    missing: str = "refuse",
) -> None:
    """Nothing when the rows can be used; else every problem at once.

    Parameters
    ----------
    columns : as `assay.datasets.roles.assign_roles` gives them
    lines : int array of shape (n_rows,), optional
        The line each row starts on; without it, messages count rows from 1.
    missing : ``refuse`` or ``leave_out``
        Whether an absent prediction or score is a problem.

    A label with one value only is no problem here: the number made from it says its reason. Nor is an absent label:
    such an item has no reference yet. Values of sensitive columns are told by place only.

    Raises
    ------
    InputError
        ``input.missing_id``, ``input.duplicate_id``, ``input.missing_prediction``, ``input.missing_score``,
        ``input.score_type``, ``input.score_range``, ``input.weight_type``, ``input.weight``, ``input.no_labels``,
        ``input.missing_cluster``, ``input.answer_types``, ``input.not_finite``.
    """
    problems = Problems(file, hidden=named(columns, Role.SENSITIVE))
    rows = _Rows(table, columns, problems, lines)
    _check_ids(rows)
    for column in columns:
        check = CHECKS.get(column.role)
        if check is not None and not (missing == "leave_out" and check is _check_prediction):
            check(rows, column)
        if column.role is Role.SCORE and missing != "leave_out":
            rows.add_missing("input.missing_score", column, "Write the score, or leave the item out.")
    _check_answer_types(rows)
    check_finite(table, problems=problems, lines=lines)
    problems.raise_any()


class _Rows:
    """A table being validated, with what is needed to name a row."""

    def __init__(self, table: pa.Table, columns: Sequence[Column], problems: Problems, lines: Any | None) -> None:
        self.table, self.columns, self.problems, self.lines = table, columns, problems, lines
        self.has_ids = bool(named(columns, Role.ID))

    @cached_property
    def ids(self) -> Cells:
        """External ids as texts; made when a row is named."""
        return item_ids(self.table, self.columns)

    def cells(self, column: Column) -> Cells:
        """Cells of a column."""
        return self.table.column(column.name)

    def add(self, code: str, bad: Flags, what: Callable[[int], str], fix: str) -> None:
        """A problem for each row that is ``bad``."""
        rows = np.flatnonzero(bad)
        if not rows.size:
            return

        def describe(row: int) -> dict[str, Any]:
            place, line = row_place(row, self.lines)
            item = str(self.ids[row]) if self.has_ids and self.ids[row].is_valid else None
            return {"what": place + what(row), "fix": fix, "line": line, "item": item or None}

        self.problems.add_rows(code, rows, rows.size, describe)

    def add_missing(self, code: str, column: Column, fix: str) -> None:
        """A problem for each row without a value in ``column``."""
        self.add(code, is_missing(self.cells(column)), lambda row: f"Column {shown(column.name)} is empty.", fix)


def is_missing(cells: Cells) -> Flags:
    """Rows whose cell is null or a text of nothing but blanks, as booleans."""
    absent: Any = cells.is_null()
    if pa.types.is_string(cells.type):
        absent = kernels.or_(absent, kernels.equal(kernels.utf8_trim_whitespace(cells), "").fill_null(False))
    found: Flags = absent.to_numpy()
    return found


def _check_ids(rows: _Rows) -> None:
    if not rows.has_ids:
        return
    name = shown(named(rows.columns, Role.ID)[0])
    absent = is_missing(rows.ids)
    rows.add("input.missing_id", absent, lambda row: f"The id in column {name} is empty.", "Give each item an id.")
    codes = code_cells(rows.ids).codes
    _, first = np.unique(codes, return_index=True)
    again = np.ones(len(codes), np.bool_)
    again[first] = False

    def what(row: int) -> str:
        earlier = int(first[np.searchsorted(codes[first], codes[row])])
        place, line = row_place(earlier, rows.lines)
        where = f"line {line}" if line is not None else place.rstrip(": ").lower()
        return f"The id {shown(rows.ids[row])} was already given on {where}."

    fix = "Keep one row an item: remove the second, or give it its own id."
    rows.add("input.duplicate_id", again & ~absent, what, fix)


def _check_prediction(rows: _Rows, column: Column) -> None:
    fix = "Write what the system answered, or leave the item out."
    rows.add_missing("input.missing_prediction", column, fix)


def _check_label(rows: _Rows, column: Column) -> None:
    if is_missing(rows.cells(column)).all():
        what = f"Column {shown(column.name)} is the label and has no value in any row."
        rows.problems.add("input.no_labels", what, "Name the column that holds the reference answers.")


def _check_score(rows: _Rows, column: Column) -> None:
    if not _is_numeric(rows, column, "input.score_type", "a score is a probability from 0 to 1"):
        return
    values = kernels.cast(rows.cells(column), pa.float64()).to_numpy()
    outside = (values < 0) | (values > 1)
    fix = "A score is a probability from 0 to 1: rescale it, for example by the logistic function."
    rows.add("input.score_range", outside & np.isfinite(values), _holds(rows, column, "is not from 0 to 1"), fix)


def _check_weight(rows: _Rows, column: Column) -> None:
    if not _is_numeric(rows, column, "input.weight_type", "a weight is a number above 0"):
        return
    values = kernels.cast(rows.cells(column), pa.float64()).to_numpy()
    fix = "A weight is a number above 0; leave the item out if it must not count."
    rows.add("input.weight", (values <= 0) & np.isfinite(values), _holds(rows, column, "is not above 0"), fix)
    rows.add_missing("input.weight", column, fix)


def _check_cluster(rows: _Rows, column: Column) -> None:
    fix = "Write whose item it is; an item that shares with no other gets a cluster of its own."
    rows.add_missing("input.missing_cluster", column, fix)


def _is_numeric(rows: _Rows, column: Column, code: str, rule: str) -> bool:
    if column.type in NUMERIC:
        return True
    cells = rows.cells(column)
    if cells.null_count == len(cells):
        return False
    texts = kernels.cast(cells, pa.string())
    plain = kernels.match_substring_regex(texts, PLAIN_NUMBER)
    other = ~plain.fill_null(True).to_numpy()
    if not other.any():
        what = f"Column {shown(column.name)} holds {column.type}, not numbers: {rule}."
        rows.problems.add(code, what, "Write it as decimal numbers.")
        return False
    rows.add(code, other, _holds(rows, column, f"is not a number: {rule}"), "Write a number, or leave the cell empty.")
    return False


def _holds(rows: _Rows, column: Column, wrong: str) -> Callable[[int], str]:
    def what(row: int) -> str:
        text = kernels.cast(rows.cells(column).slice(row, 1), pa.string())[0]
        return f"Column {shown(column.name)} holds {shown(text)}, which {wrong}."

    return what


def _check_answer_types(rows: _Rows) -> None:
    """A prediction of another type than the label, with no value in common, is a mistaken column."""
    labels = [column for column in rows.columns if column.role is Role.LABEL]
    for label in labels:
        menu = _different(rows.cells(label))
        for column in rows.columns:
            if column.role is not Role.PREDICTION or not len(menu):
                continue
            answers = _different(rows.cells(column))
            if _kind(column, answers) == _kind(label, menu):
                continue
            if len(answers) and not kernels.any(kernels.is_in(answers, value_set=menu)).as_py():
                what = (
                    f"Column {shown(column.name)} holds {_kind(column, answers)} such as {shown(answers[0])}, "
                    f"the label {shown(label.name)} holds {_kind(label, menu)} such as {shown(menu[0])}: "
                    "no answer could be right."
                )
                fix = "Write both alike; a probability is named with --score, not --prediction."
                rows.problems.add("input.answer_types", what, fix)


def _different(cells: Cells) -> Cells:
    """Different values of a column as texts."""
    found: Cells = kernels.cast(kernels.unique(cells), pa.string()).drop_null()
    return found


def _kind(column: Column, values: Cells) -> str:
    """Type of a column of answers; text that holds nothing but numbers, as an import reads it, by what it holds."""
    if column.type != "text" or not len(values):
        return column.type
    if kernels.all(kernels.match_substring_regex(values, r"^-?[0-9]+$")).as_py():
        return "integer"
    return "number" if kernels.all(kernels.match_substring_regex(values, PLAIN_NUMBER)).as_py() else "text"


CHECKS: dict[Role, Callable[[_Rows, Column], None]] = {
    Role.PREDICTION: _check_prediction,
    Role.LABEL: _check_label,
    Role.SCORE: _check_score,
    Role.WEIGHT: _check_weight,
    Role.CLUSTER: _check_cluster,
}
