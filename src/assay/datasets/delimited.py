"""CSV and TSV: structure first, exactly; then the values, in bulk; then their types, from all rows."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from assay.core.errors import InputError
from assay.datasets.cells import table_of
from assay.datasets.inference import infer_column
from assay.datasets.limits import Limits
from assay.datasets.named import Asked, wanted_columns
from assay.datasets.problems import Problems, shown
from assay.datasets.structure import Structure, find_structure
from assay.datasets.text_bytes import text_start

DELIMITERS = {"csv": ",", "tsv": "\t"}
NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
SMALLEST_BLOCK = 1 << 20
LARGEST_BLOCK = (1 << 31) - 2


class Rows(NamedTuple):
    """What was read: the typed table, the line of each row, and remarks for the person."""

    table: pa.Table
    """Typed columns, rows in file order."""
    lines: Any
    """Line of each row in the file, counted from 1."""
    notes: tuple[str, ...]
    """Remarks, a sentence each."""


def read_delimited(data: bytes, *, file: str, format: str, asked: Asked) -> Rows:
    """Rows of a CSV or TSV file.

    Raises
    ------
    InputError
        With all problems of the file: encoding, quotes, ragged rows, header, NaN among numbers, unknown columns.
    """
    delimiter = DELIMITERS[format]
    start = text_start(data, file)
    structure = find_structure(data, delimiter=delimiter.encode(), start=start)
    problems = Problems(file, hidden=asked.hidden)
    _check_quotes(structure, problems)
    header = _header(data, structure, delimiter)
    _check_delimiter(header, delimiter, problems)
    check_names(header, problems, line=int(structure.lines[0]) if len(structure.lines) else 1, limits=asked.limits)
    _check_rows(structure, header, problems, limits=asked.limits)
    problems.raise_any()
    names = wanted_columns(header, asked.columns, file=file)
    texts = _values(data, structure, header, names, start=start, delimiter=delimiter)
    notes: list[str] = []
    lines = structure.lines[1:]
    typed = [
        texts.column(name)
        if name in asked.as_text
        else infer_column(name, texts.column(name), problems=problems, notes=notes, lines=lines)
        for name in names
    ]
    problems.raise_any()
    return Rows(table_of(names, typed), lines, tuple(notes))


def check_names(names: Sequence[str], problems: Problems, *, line: int | None, limits: Limits) -> None:
    """Problems of column names: none, too many, empty, twice."""
    if not names and not len(problems):
        problems.add("input.no_columns", "There are no columns.", "Give a column of answers and one of labels.")
    if len(names) > limits.max_columns:
        problems.add(
            "input.too_many_columns",
            f"The file has {len(names):,} columns; at most {limits.max_columns:,} are read.",
            "Keep the columns that the evaluation needs.",
            line=line,
        )
    empty = [place for place, name in enumerate(names, start=1) if not name.strip()]
    for place in empty[:1]:
        more = f" ({len(empty):,} such columns)" if len(empty) > 1 else ""
        problems.add(
            "input.empty_column_name", f"Column {place} has no name{more}.", "Name it in the header.", line=line
        )
    for name, count in Counter(names).items():
        if count > 1 and name.strip():
            places = ", ".join(str(place) for place, each in enumerate(names[:1000], start=1) if each == name)
            problems.add(
                "input.duplicate_column",
                f"The column name {shown(name)} stands {count} times (columns {places}).",
                "Give each column its own name.",
                line=line,
            )


def _check_quotes(structure: Structure, problems: Problems) -> None:
    fix = 'Put the whole cell in quotes and double each quote inside it, as in "a ""b"" c" (RFC 4180).'
    if structure.unclosed is not None:
        what = "A quote opens a cell here and is never closed."
        problems.add("input.unclosed_quote", what, "Close it, or " + fix[0].lower() + fix[1:], line=structure.unclosed)
    if structure.stray is not None and structure.stray.opened is not None:
        what = f"The cell that was opened by a quote on line {structure.stray.opened} is closed here, and text follows."
        problems.add(
            "input.stray_quote",
            what,
            "Close the cell earlier, or " + fix[0].lower() + fix[1:],
            line=structure.stray.line,
        )
    elif structure.stray is not None:
        problems.add(
            "input.stray_quote", "A quote stands inside a cell that has none around it.", fix, line=structure.stray.line
        )


def _header(data: bytes, structure: Structure, delimiter: str) -> list[str]:
    """Names in the first record, without the quotes around them."""
    text = data[structure.header].decode("utf-8").rstrip("\r")
    cell = re.compile(rf'(?:"((?:[^"]|"")*)"|([^{delimiter}]*))(?:({delimiter})|$)')
    names, place, more = [], 0, bool(text)
    while more and (found := cell.match(text, place)):
        names.append(found[1].replace('""', '"') if found[1] is not None else found[2])
        place, more = found.end(), found[3] is not None
    return names


def _check_delimiter(header: list[str], delimiter: str, problems: Problems) -> None:
    if len(header) != 1:
        return
    other = max((mark for mark in NAMES if mark != delimiter), key=header[0].count)
    if header[0].count(other):
        remedy = "Say --format tsv." if other == "\t" else f"Write it with {NAMES[delimiter]} between the cells."
        remedy = "Say --format csv." if other == "," else remedy
        problems.add(
            "input.wrong_delimiter",
            f"The header has one column, {shown(header[0])}, and holds {NAMES[other]}: "
            f"the cells seem to be separated by {NAMES[other]}, not by {NAMES[delimiter]}.",
            remedy,
            line=1,
        )


def _check_rows(structure: Structure, header: list[str], problems: Problems, *, limits: Limits) -> None:
    rows = len(structure.lines) - 1
    if rows > limits.max_rows:
        what = f"The file has {rows:,} rows; at most {limits.max_rows:,} are read."
        problems.add("input.too_many_rows", what, "Split it, or keep the rows that the evaluation needs.")
    if rows < 1 and not len(problems):
        problems.add(
            "input.no_rows",
            f"The file has a header ({len(header)} columns) and no rows.",
            "Give at least one row below the header.",
            line=1,
        )
    ragged = np.flatnonzero(structure.cells != len(header))
    ragged = ragged[ragged > 0]
    last = rows if not structure.ends_with_line else -1

    def describe(row: int) -> dict[str, Any]:
        found = int(structure.cells[row])
        cut = " It is the last line and does not end: the file may have been cut off." if row == last else ""
        return {
            "what": f"The row has {found:,} cells; the header has {len(header):,}.{cut}",
            "fix": "Add or remove cells; a cell that holds the separator or a line break must stand in quotes.",
            "line": int(structure.lines[row]),
        }

    problems.add_rows("input.ragged_row", ragged, len(ragged), describe)


def _values(
    data: bytes, structure: Structure, header: list[str], names: list[str], *, start: int, delimiter: str
) -> pa.Table:
    """All cells as text, null where empty; the pool of the system gives the memory of cells that were cut back."""
    read = pv.ReadOptions(column_names=header, skip_rows=0, block_size=_block_size(structure))
    parse = pv.ParseOptions(delimiter=delimiter, newlines_in_values=True, quote_char='"', double_quote=True)
    convert = pv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        include_columns=names,
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        null_values=[""],
        check_utf8=False,
    )
    body = pa.py_buffer(data)[structure.header.stop :] if structure.header.stop else pa.py_buffer(data)[start:]
    source: Any = pa.BufferReader(body)
    fix = "Please report this as a bug, with the first lines of the file; as a way around, write it as Parquet."
    try:
        table = pv.read_csv(source, read, parse, convert, memory_pool=pa.system_memory_pool())
    except pa.ArrowInvalid as error:
        raise InputError("input.structure", f"The cells cannot be read ({type(error).__name__}).", fix) from error
    if table.num_rows != len(structure.lines) - 1:
        what = f"Two ways to read the file disagree: {len(structure.lines) - 1:,} and {table.num_rows:,} rows."
        raise InputError("input.structure", what, fix)
    return table.combine_chunks()


def _block_size(structure: Structure) -> int:
    return min(max(SMALLEST_BLOCK, 2 * structure.longest + 1024), LARGEST_BLOCK)
