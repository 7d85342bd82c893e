"""Recorded answers of a system on the items of a dataset, read from a file and aligned with the items."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from assay.core.errors import InputError, Problem
from assay.datasets.cells import Cells, kernels
from assay.datasets.reading import read_table
from assay.datasets.roles import assign_roles
from assay.datasets.validate import validate

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class RecordedAnswers:
    """Answers in the order of the items."""

    labels: Cells
    """Answer from the menu, as text."""
    scores: Cells | None
    """Probability of the positive class."""
    sha256: str
    """Of the bytes of the file."""


def read_outputs(path: Path, *, system: str, item: str, label: str, score: str | None, known: Cells) -> RecordedAnswers:
    """The answers in a file, one row an item, for exactly the items in ``known``.

    Raises
    ------
    InputError
        With every problem: unknown columns; what `validate` refuses (ids, absent answers, scores); items that the
        dataset does not have; items of it without an answer.
    """
    read = read_table(path, as_text=(item, label))
    scores = {system: score} if score else {}
    columns = assign_roles(read.table, item=item, predictions={system: label}, scores=scores, file=str(path))
    validate(read.table, columns, file=str(path), lines=read.lines)
    ids = read.table[item].cast(pa.string())
    problems = _strangers(ids, known, str(path), read.lines) + _absent(ids, known, str(path))
    if problems:
        raise InputError.gather(problems)
    ordered = read.table.take(kernels.index_in(known, value_set=ids.combine_chunks()))
    return RecordedAnswers(
        ordered[label].cast(pa.string()), ordered[score].cast(pa.float64()) if score else None, read.sha256
    )


def _strangers(ids: Cells, known: Cells, file: str, lines: Any | None) -> list[Problem]:
    rows = kernels.indices_nonzero(kernels.invert(kernels.is_in(ids, value_set=known.combine_chunks()))).to_pylist()
    fix = "Remove the row, or import the dataset with it."
    told = [
        Problem("input.unknown_item", "This item is not in the dataset.", fix, file, _line(lines, row), str(ids[row]))
        for row in rows[:MOST_NAMED]
    ]
    if len(rows) > MOST_NAMED:
        told.append(Problem("input.unknown_item", f"{len(rows) - MOST_NAMED:,} more such items.", fix, file))
    return told


def _line(lines: Any | None, row: int) -> int | None:
    return None if lines is None else int(lines[row])


def _absent(ids: Cells, known: Cells, file: str) -> list[Problem]:
    absent = kernels.filter(known, kernels.invert(kernels.is_in(known, value_set=ids.combine_chunks())))
    if not len(absent):
        return []
    names = ", ".join(absent.slice(0, MOST_NAMED).to_pylist())
    more = " and others" if len(absent) > MOST_NAMED else ""
    what = f"{len(absent):,} items of the dataset have no answer: {names}{more}."
    return [Problem("input.missing_answer", what, "Give every item of the dataset an answer.", file)]
