"""Which type a column of text has, told from all of its cells.

``integer`` fits 64 bits and is written as computers write it: ``007``, ``+5`` and ``0x1F`` are codes and stay text.
``number`` is decimal or scientific; a whole number that a double cannot hold exactly keeps the column text.
``boolean`` is true or false in any case. ``time`` is an ISO 8601 date, or a date and a time, all with or all without a
zone. Everything else is ``text``. An empty cell is null and says nothing about the type.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from assay.datasets.cells import Cells, cells_of
from assay.datasets.problems import Problems, row_place, shown

EXACT = float(2**53)
DIGIT_0, DIGIT_9, PLUS, MINUS = 48, 57, 43, 45
UPPER_X, LOWER_X = 88, 120
TIME_TYPES = (pa.date32(), pa.timestamp("us"), pa.timestamp("us", tz="UTC"), pa.timestamp("ns"))
SAMPLE = 200
HEADS = (64, 4096, 262_144)


@dataclass(frozen=True, slots=True)
class Marks:
    """How the numbers of a column are written, each an array of booleans over its rows."""

    code: npt.NDArray[np.bool_]
    """A leading zero, a plus sign or a hexadecimal mark."""
    minus_zero: npt.NDArray[np.bool_]
    """``-0``, which an integer cannot keep."""


def infer_column(name: str, column: Cells, *, problems: Problems, notes: list[str], lines: Any | None) -> Cells:
    """``column`` (text, null where empty) in the narrowest type that all its cells have.

    ``NaN`` or ``inf`` among numbers goes to ``problems``; a column that is nearly numbers goes to ``notes``.
    """
    if column.null_count == len(column):
        return column
    integers = _cast(column, pa.int64())
    if integers is not None and not _any(_marks(column), minus_zero=True):
        return integers
    numbers = _cast(column, pa.float64())
    if numbers is not None:
        return _number_column(name, column, numbers, problems=problems, notes=notes, lines=lines)
    for attempt in (_booleans, infer_time):
        found = attempt(column)
        if found is not None:
            return found
    _note_nearly_numbers(name, column, problems=problems, notes=notes, lines=lines)
    return column


def infer_time(column: Cells) -> Cells | None:
    """Dates or times when every cell is one in ISO 8601, else None."""
    first = _first_cell(column)
    if first is None or len(first) < 10 or first[4] != "-" or first[7] != "-":
        return None
    return next((found for kind in TIME_TYPES if (found := _cast(column, kind)) is not None), None)


def _number_column(
    name: str,
    column: Cells,
    numbers: Cells,
    *,
    problems: Problems,
    notes: list[str],
    lines: Any | None,
) -> Cells:
    if _any(_marks(column)):
        return column
    values = numbers.to_numpy()
    given = ~np.isnan(values) | column.is_null().to_numpy()
    finite = np.isfinite(values)
    if not finite.any():
        return column
    large = np.flatnonzero(finite & (np.abs(values) >= EXACT))
    whole = [row for row in large if str(column[int(row)]).lstrip("-").isdigit()]
    if whole:
        value = problems.value(name, column[int(whole[0])])
        notes.append(f"Column {shown(name)} is kept as text: {value} is a whole number beyond 2^53.")
        return column
    bad = np.flatnonzero(np.isinf(values) | ~given)
    problems.add_rows("input.not_finite", bad, len(bad), _not_finite(name, column, problems, lines))
    return numbers


def _not_finite(name: str, column: Cells, problems: Problems, lines: Any | None) -> Callable[[int], dict[str, Any]]:
    def describe(row: int) -> dict[str, Any]:
        place, line = row_place(row, lines)
        return {
            "what": f"{place}Column {shown(name)} holds {problems.value(name, column[row])}, not a finite number.",
            "fix": "Leave the cell empty where there is no value.",
            "line": line,
        }

    return describe


def _booleans(column: Cells) -> Cells | None:
    lengths: Any = pc.min_max(pc.binary_length(column)).as_py()
    return _cast(column, pa.bool_()) if lengths["min"] >= 4 and lengths["max"] <= 5 else None


def _note_nearly_numbers(name: str, column: Cells, *, problems: Problems, notes: list[str], lines: Any | None) -> None:
    head = [cell for cell in column.slice(0, SAMPLE).to_pylist() if cell is not None]
    numeric = sum(_cast(cells_of(pa.array([cell], pa.string())), pa.float64()) is not None for cell in head)
    if numeric * 2 <= len(head):
        return
    plain = pc.match_substring_regex(column, r"^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$")
    other = np.flatnonzero(~plain.fill_null(True).to_numpy())
    if len(other):
        place, line = row_place(int(other[0]), lines)
        where = f"line {line}" if line is not None else place.rstrip(": ").lower()
        more = f" (and {len(other) - 1:,} more cells)" if len(other) > 1 else ""
        value = problems.value(name, column[int(other[0])])
        notes.append(f"Column {shown(name)} is kept as text: {value} at {where} is not a number{more}.")


def _cast(column: Cells, kind: pa.DataType) -> Cells | None:
    """``column`` as ``kind``, or None when a cell is not one.

    Arrow formats an error for every cell that does not fit, so growing heads are tried before the whole.
    """
    try:
        for size in HEADS:
            if size < len(column):
                pc.cast(column.slice(0, size), kind)
        return pc.cast(column, kind)
    except pa.ArrowInvalid:
        return None


def _first_cell(column: Cells) -> str | None:
    for chunk in column.chunks:
        cells = chunk.drop_null() if chunk.null_count < len(chunk) else chunk.slice(0, 0)
        if len(cells):
            return str(cells[0])
    return None


def _any(marks: list[Marks], *, minus_zero: bool = False) -> bool:
    return any(bool(each.code.any()) or (minus_zero and bool(each.minus_zero.any())) for each in marks)


def _marks(column: Cells) -> list[Marks]:
    return [_marks_of(chunk) for chunk in column.chunks if len(chunk)]


def _marks_of(chunk: Any) -> Marks:
    """The first three bytes of each cell tell; no cell is copied."""
    _, offset_buffer, data_buffer = chunk.buffers()
    offsets = np.frombuffer(offset_buffer, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1].astype(np.int64)
    data = (
        np.frombuffer(data_buffer, np.uint8) if data_buffer is not None and data_buffer.size else np.zeros(1, np.uint8)
    )
    lengths = np.diff(offsets)

    def byte(place: int) -> npt.NDArray[np.uint8]:
        found = data[np.minimum(offsets[:-1] + place, len(data) - 1)]
        return found * (lengths > place)

    first, second, third = byte(0), byte(1), byte(2)
    negative = first == MINUS
    lead, follow = np.where(negative, second, first), np.where(negative, third, second)
    digit_or_x = ((follow >= DIGIT_0) & (follow <= DIGIT_9)) | (follow == LOWER_X) | (follow == UPPER_X)
    zero = lead == DIGIT_0
    return Marks(code=(first == PLUS) | (zero & digit_or_x), minus_zero=negative & zero & (lengths == 2))
