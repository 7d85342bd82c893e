"""The few Arrow types that tables of the house have, and how other Arrow types become them without loss.

| word | Arrow |
|---|---|
| text | string |
| integer | int64 |
| number | float64 |
| boolean | bool |
| time | date32, timestamp in microseconds (nanoseconds where needed), plain or in UTC |

What a double or a 64-bit integer cannot hold exactly becomes text; nested values become canonical JSON text.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from assay.core.canonical import canonical_json
from assay.datasets.cells import Cells, cells_of, nulls
from assay.datasets.problems import Problems, row_place, shown
from assay.stats.kernel import in_threads

EXACT_DIGITS = 15


def column_type(kind: pa.DataType) -> str:
    """The word of the house for a type of the house: ``text``, ``integer``, ``number``, ``boolean`` or ``time``.

    Raises
    ------
    KeyError
        For a type that `to_house` would have changed.
    """
    if pt.is_timestamp(kind):
        return "time"
    return {
        pa.string(): "text",
        pa.int64(): "integer",
        pa.float64(): "number",
        pa.bool_(): "boolean",
        pa.date32(): "time",
    }[kind]


def to_house(table: pa.Table, *, problems: Problems, notes: list[str]) -> pa.Table:
    """``table`` with types of the house; schema metadata are dropped.

    What cannot be kept as it is goes to ``notes``, what cannot be kept at all to ``problems``.
    """
    names, work = table.column_names, table.num_rows * table.num_columns
    columns: list[Cells] = []
    for name, column, tried in zip(
        names, table.columns, in_threads(_tried, zip(names, table.columns, strict=True), work=work), strict=True
    ):
        notes.extend(tried.notes)
        if isinstance(tried.found, Exception):
            _refuse(name, column, tried.found, problems)
        columns.append(nulls(len(column)) if isinstance(tried.found, Exception) else tried.found)
    return pa.Table.from_arrays(columns, names=names)


def check_finite(table: pa.Table, *, problems: Problems, lines: Any | None) -> None:
    """A problem for each NaN or infinity in a number column: absence is null, never a number."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if not pt.is_floating(column.type):
            continue
        bad = np.flatnonzero(~pc.is_finite(column).fill_null(True).to_numpy())
        problems.add_rows("input.not_finite", bad, len(bad), _not_finite(name, column, problems, lines))


def _not_finite(name: str, column: Cells, problems: Problems, lines: Any | None) -> Callable[[int], dict[str, Any]]:
    def describe(row: int) -> dict[str, Any]:
        place, line = row_place(row, lines)
        value = problems.value(name, column[row])
        fix = "Write null where there is no value."
        return {"what": f"{place}Column {shown(name)} holds {value}, not a finite number.", "fix": fix, "line": line}

    return describe


class _Tried(NamedTuple):
    """What became of a column."""

    found: Cells | Exception
    """The column, or why it cannot be kept."""
    notes: list[str]
    """What could not be kept as it was."""


def _tried(column: tuple[str, Cells]) -> _Tried:
    notes: list[str] = []
    try:
        return _Tried(_converted(*column, notes), notes)
    except (
        pa.ArrowInvalid,
        pa.ArrowNotImplementedError,
        ValueError,
        TypeError,
        RecursionError,
        OverflowError,
    ) as error:
        return _Tried(error, notes)


def _refuse(name: str, column: Cells, error: Exception, problems: Problems) -> None:
    reason = problems.value(name, str(error).splitlines()[0] if str(error) else type(error).__name__)
    problems.add(
        "input.type",
        f"Column {shown(name)} has the type {shown(column.type)}, which cannot be kept: {reason}.",
        "Write it as text, number, boolean or time, or leave the column out.",
    )


def _converted(name: str, column: Cells, notes: list[str]) -> Cells:
    kind: Any = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _converted(name, pc.cast(column, kind.storage_type), notes)
    if pt.is_dictionary(kind) or pt.is_run_end_encoded(kind):
        return _converted(name, pc.cast(column, kind.value_type), notes)
    convert = next(convert for holds, convert in RULES if holds(kind))
    return convert(name, column, notes)


def _same(name: str, column: Cells, notes: list[str]) -> Cells:
    return column


def _as_text(name: str, column: Cells, notes: list[str]) -> Cells:
    texts = pc.cast(column, pa.string())
    texts.validate(full=True)
    return texts


def _as_double(name: str, column: Cells, notes: list[str]) -> Cells:
    return pc.cast(column, pa.float64())


def _integer(name: str, column: Cells, notes: list[str]) -> Cells:
    try:
        return pc.cast(column, pa.int64())
    except pa.ArrowInvalid:
        notes.append(f"Column {shown(name)} is kept as text: it holds whole numbers beyond 64 bits.")
        return pc.cast(column, pa.string())


def _decimal(name: str, column: Cells, notes: list[str]) -> Cells:
    if column.type.scale == 0 and column.type.precision <= 18:
        return pc.cast(column, pa.int64())
    if column.type.precision <= EXACT_DIGITS:
        return pc.cast(column, pa.float64())
    notes.append(f"Column {shown(name)} is kept as text: its type {column.type} has more digits than a double holds.")
    return pc.cast(column, pa.string())


def _timestamp(name: str, column: Cells, notes: list[str]) -> Cells:
    zone = "UTC" if column.type.tz else None
    if zone and column.type.tz != "UTC":
        notes.append(f"Column {shown(name)} is kept in UTC; its zone was {shown(column.type.tz)}.")
    try:
        return pc.cast(column, pa.timestamp("us", tz=zone))
    except pa.ArrowInvalid:
        return pc.cast(column, pa.timestamp("ns", tz=zone))


def _day(name: str, column: Cells, notes: list[str]) -> Cells:
    return pc.cast(column, pa.date32())


def _seconds(name: str, column: Cells, notes: list[str]) -> Cells:
    notes.append(f"Column {shown(name)} is kept as a number of seconds; its type was {column.type}.")
    ticks = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}[column.type.unit]
    return pc.divide(pc.cast(pc.cast(column, pa.int64()), pa.float64()), ticks)


def _nested(name: str, column: Cells, notes: list[str]) -> Cells:
    notes.append(f"Column {shown(name)} is kept as JSON text; its type was {shown(column.type)}.")
    texts = [None if value is None else canonical_json(_plain(value)).decode() for value in column.to_pylist()]
    return cells_of(pa.array(texts, pa.string()))


def _plain(value: Any) -> Any:
    """A nested Arrow value as JSON values; whole numbers beyond 2^53, decimals and times become text."""
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, timedelta)):
        return str(value)
    return value


RULES: tuple[tuple[Callable[[pa.DataType], bool], Callable[[str, Cells, list[str]], Cells]], ...] = (
    (lambda kind: kind in (pa.string(), pa.null(), pa.large_string(), pa.string_view()), _as_text),
    (lambda kind: kind in (pa.int64(), pa.float64(), pa.bool_(), pa.date32()), _same),
    (pt.is_integer, _integer),
    (pt.is_floating, _as_double),
    (pt.is_decimal, _decimal),
    (pt.is_timestamp, _timestamp),
    (pt.is_date, _day),
    (pt.is_duration, _seconds),
    (pt.is_nested, _nested),
    (lambda kind: True, _as_text),
)
