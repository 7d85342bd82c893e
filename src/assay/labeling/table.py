"""A text that holds a table: a JSON list of rows, or ``{"columns": [...], "rows": [[...]]}``."""

from typing import Any, NamedTuple, TypeGuard

from assay.labeling.written_json import as_written, json_in

MOST_ROWS, MOST_COLUMNS = 1_000, 50
"""A larger table is shown as it is written."""


class Table(NamedTuple):
    """Cells in rows and columns."""

    columns: tuple[str, ...]
    """Names above the columns."""
    rows: tuple[tuple[str, ...], ...]
    """Cells as they are shown; empty for null and for what a row does not have."""


def table_of(text: str) -> Table | None:
    """The table that a text holds; None where it is something else."""
    value = json_in(text, opening="[{")
    if isinstance(value, list):
        return _of_objects(value)
    if isinstance(value, dict) and set(value) == {"columns", "rows"}:
        return _of_lists(value["columns"], value["rows"])
    return None


def _of_objects(rows: list[Any]) -> Table | None:
    if not 1 <= len(rows) <= MOST_ROWS or not all(
        isinstance(row, dict) and _are_cells([*row.values()]) for row in rows
    ):
        return None
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    if not 1 <= len(columns) <= MOST_COLUMNS:
        return None
    return Table(columns, tuple(tuple(as_written(row.get(name)) for name in columns) for row in rows))


def _of_lists(columns: Any, rows: Any) -> Table | None:
    if not isinstance(columns, list) or not isinstance(rows, list) or len(rows) > MOST_ROWS:
        return None
    if not 1 <= len(columns) <= MOST_COLUMNS or not all(isinstance(name, str) for name in columns):
        return None
    if not all(_are_cells(row) and len(row) == len(columns) for row in rows):
        return None
    return Table(tuple(columns), tuple(tuple(as_written(cell) for cell in row) for row in rows))


def _are_cells(values: Any) -> TypeGuard[list[Any]]:
    return isinstance(values, list) and all(each is None or isinstance(each, str | int | float) for each in values)
