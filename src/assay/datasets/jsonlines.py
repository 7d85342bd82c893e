"""JSONL: one object a line; a key absent from a line is null there; nested values become canonical JSON text."""

from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from assay.core.canonical import canonical_json
from assay.core.errors import InputError
from assay.datasets.cells import Cells, cells_of, nulls, table_of
from assay.datasets.delimited import Rows, check_names
from assay.datasets.inference import infer_time
from assay.datasets.json_lines_problems import check_line, duplicate_keys, exact_numbers
from assay.datasets.limits import Limits
from assay.datasets.named import Asked, wanted_columns
from assay.datasets.problems import Problems, shown
from assay.datasets.text_bytes import text_start

BATCH = 1 << 14
EXACT = 2**53
KINDS = {bool: "a boolean", int: "a number", float: "a number", str: "text", dict: "nested", list: "nested"}
Row = dict[str, Any]


def read_jsonlines(data: bytes, *, file: str, asked: Asked) -> Rows:
    """Rows of a JSONL file.

    Raises
    ------
    InputError
        With all problems of the file: lines that are no JSON object, keys given twice, deep nesting, and keys that
        hold text on one line and a number on another.
    """
    start = text_start(data, file)
    _refuse_whole_array(data, start, file)
    problems = Problems(file, hidden=asked.hidden)
    texts, lines = _lines(data, start)
    values = _values(texts, lines, problems, asked.limits)
    check_names(list(values), problems, line=None, limits=asked.limits)
    problems.raise_any()
    names = wanted_columns(list(values), asked.columns, file=file)
    notes: list[str] = []
    made = _Columns(texts, lines, problems, notes)
    arrays = [made.column(name, values.pop(name), as_text=name in asked.as_text) for name in names]
    problems.raise_any()
    return Rows(table_of(names, arrays), lines, tuple(notes))


def _values(texts: list[bytes], lines: Any, problems: Problems, limits: Limits) -> dict[str, list[Any]]:
    """Values of each key over all rows, keys in the order they first appear; None where a row lacks the key."""
    found: dict[str, list[Any]] = {}
    for low in range(0, len(texts), BATCH):
        rows = _objects(texts, lines, low, problems, limits)
        if not found.keys() >= set().union(*rows):
            found.update({key: [None] * low for row in rows for key in row if key not in found})
        if not _has_room(len(texts), len(found), problems, limits):
            return {}
        for key, values in found.items():
            values.extend([row.get(key) for row in rows])
    return found


def _refuse_whole_array(data: bytes, start: int, file: str) -> None:
    head = data[start : start + 4096].lstrip()
    if head[:1] == b"[" and not head.split(b"\n", 1)[0].rstrip().endswith(b"]"):
        raise InputError(
            "input.json_array",
            "The file is one JSON array, not one object a line.",
            "Convert it: jq -c '.[]' FILE > NEW.jsonl.",
            file=file,
            line=1,
        )


def _lines(data: bytes, start: int) -> tuple[list[bytes], Any]:
    """Lines that are not blank, and their numbers."""
    split = data[start:].split(b"\n")
    kept = [place for place, text in enumerate(split) if text and not text.isspace()]
    return [split[place] for place in kept], np.array(kept, dtype=np.int64) + 1


def _objects(texts: list[bytes], lines: Any, low: int, problems: Problems, limits: Limits) -> list[Row]:
    """Objects of one batch; lines that are none go to ``problems`` and leave an empty row."""
    batch = texts[low : low + BATCH]
    try:
        rows = list(map(orjson.loads, batch))
        sound = set(map(type, rows)) == {dict} and not duplicate_keys(batch, rows, limits.max_depth)
    except orjson.JSONDecodeError:
        sound = False
    if sound:
        return rows
    last = len(texts) - 1
    return [
        check_line(text, int(lines[low + place]), problems, limits, is_last=low + place == last)
        for place, text in enumerate(batch)
    ]


def _has_room(rows: int, keys: int, problems: Problems, limits: Limits) -> bool:
    """Whether the table that is growing stays within the limits; a problem when it does not."""
    if rows > limits.max_rows:
        what = f"The file has {rows:,} rows; at most {limits.max_rows:,} are read."
        problems.add("input.too_many_rows", what, "Split it, or keep the rows that the evaluation needs.")
    elif keys > limits.max_columns:
        what = f"The objects have more than {limits.max_columns:,} keys in all."
        problems.add("input.too_many_columns", what, "Give each object the same few keys.")
    elif rows * keys > limits.max_cells:
        what = f"Rows times keys is {rows * keys:,}; at most {limits.max_cells:,} cells are read."
        problems.add("input.too_many_cells", what, "Give each object the same few keys, or write Parquet.")
    else:
        return True
    return False


class _Columns:
    """Makes typed columns of the rows of one file."""

    def __init__(self, texts: list[bytes], lines: Any, problems: Problems, notes: list[str]) -> None:
        self.texts, self.lines = texts, lines
        self.problems, self.notes = problems, notes

    def column(self, name: str, values: list[Any], *, as_text: bool) -> Cells:
        """The column of one key."""
        kinds = set(map(type, values)) - {type(None)}
        if len({KINDS[kind] for kind in kinds}) > 1:
            self._conflict(name, values)
            return nulls(len(values))
        make = self._maker(kinds)
        return make(name, values, as_text)

    def _maker(self, kinds: set[type]) -> Callable[[str, list[Any], bool], Cells]:
        if kinds <= {str}:
            return self._text
        if kinds <= {dict, list}:
            return self._nested
        return self._boolean if kinds == {bool} else self._number

    def _text(self, name: str, values: list[Any], as_text: bool) -> Cells:
        column = cells_of(pa.array(values, pa.string()))
        found = None if as_text or column.null_count == len(column) else infer_time(column)
        return found if found is not None else column

    def _boolean(self, name: str, values: list[Any], as_text: bool) -> Cells:
        if as_text:
            return cells_of(pa.array([None if value is None else str(value).lower() for value in values], pa.string()))
        return cells_of(pa.array(values, pa.bool_()))

    def _number(self, name: str, values: list[Any], as_text: bool) -> Cells:
        plain = None if as_text else self._plain_numbers(values)
        if plain is not None:
            return plain
        large = [row for row, value in enumerate(values) if value is not None and abs(value) > EXACT]
        for row in large:
            values[row] = exact_numbers(self.texts[row])[name]
        whole = [row for row in large if isinstance(values[row], int)]
        if not whole and not as_text:
            return cells_of(pa.array(values, pa.float64()))
        if not as_text:
            where = f"{self.problems.value(name, values[whole[0]])} on line {self.lines[whole[0]]}"
            self.notes.append(f"Column {shown(name)} is kept as text: {where} cannot be held exactly as a number.")
        return cells_of(pa.array([None if value is None else _number_text(value) for value in values], pa.string()))

    def _plain_numbers(self, values: list[Any]) -> Cells | None:
        """Integers of 64 bits, or doubles below 2^53 in size, which are exact as read; None for anything else."""
        try:
            if float not in set(map(type, values)):
                return cells_of(pa.array(values, pa.int64()))
            numbers = cells_of(pa.array(values, pa.float64()))
        except (pa.ArrowInvalid, OverflowError):
            return None
        return None if np.nanmax(np.abs(numbers.to_numpy())) >= EXACT else numbers

    def _nested(self, name: str, values: list[Any], as_text: bool) -> Cells:
        self.notes.append(f"Column {shown(name)} is kept as JSON text: it holds objects or arrays.")
        return cells_of(pa.array([self._json(name, row, value) for row, value in enumerate(values)], pa.string()))

    def _json(self, name: str, row: int, value: Any) -> str | None:
        try:
            return None if value is None else canonical_json(value).decode()
        except ValueError as error:
            what = f"Key {shown(name)} holds a value that JSON cannot carry exactly: {error}."
            self.problems.add("input.json_value", what, "Write that number as text.", line=int(self.lines[row]))
            return None

    def _conflict(self, name: str, values: list[Any]) -> None:
        first = next(row for row, value in enumerate(values) if value is not None)
        kind = KINDS[type(values[first])]
        other = [row for row, value in enumerate(values) if value is not None and KINDS[type(value)] != kind]

        def describe(row: int) -> dict[str, Any]:
            found = self.problems.value(name, orjson.dumps(values[row]).decode())
            return {
                "what": f"Key {shown(name)} holds {found}, {KINDS[type(values[row])]}; on line {self.lines[first]} "
                f"it holds {kind}.",
                "fix": "Write one kind of value under a key: all text, all numbers, all booleans or all nested.",
                "line": int(self.lines[row]),
            }

        self.problems.add_rows("input.type_conflict", other, len(other), describe)


def _number_text(value: float) -> str:
    return str(value) if isinstance(value, int) else canonical_json(value).decode()
