"""Recorded answers of a system on the items of a dataset, read from a file and aligned with the items."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from assay.core.errors import InputError, Problem, did_you_mean
from assay.datasets.reading import ReadTable, read_table

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class RecordedAnswers:
    """Answers in the order of the items."""

    labels: pa.ChunkedArray
    """Answer from the menu, as text."""
    scores: pa.ChunkedArray | None
    """Probability of the positive class."""
    sha256: str
    """Of the bytes of the file."""


def read_outputs(path: Path, *, item: str, label: str, score: str | None, known: pa.ChunkedArray) -> RecordedAnswers:
    """The answers in a file, one row an item, for exactly the items in ``known``.

    Raises
    ------
    InputError
        With every problem: unknown columns, unknown items, items answered twice, items without an answer, scores that
        are not between 0 and 1.
    """
    file = str(path)
    wanted = [item, label, *([score] if score else [])]
    _check_names(path, wanted)
    read = read_table(path, columns=wanted, as_text=(item, label))
    ids = read.table[item].cast(pa.string())
    problems = [*_items(read, ids, known, file), *_answers(read, ids, label, score, file)]
    if problems:
        raise InputError.gather(problems)
    rows = pc.index_in(known, value_set=ids.combine_chunks())
    ordered = read.table.take(rows)
    scores = ordered[score].cast(pa.float64()) if score else None
    return RecordedAnswers(ordered[label].cast(pa.string()), scores, read.sha256)


def _check_names(path: Path, wanted: list[str]) -> None:
    names = read_table(path).table.column_names
    missing = [
        Problem("input.unknown_column", f"No column '{name}'.", did_you_mean(name, names), str(path))
        for name in wanted
        if name not in names
    ]
    if missing:
        raise InputError.gather(missing)


def _items(read: ReadTable, ids: pa.ChunkedArray, known: pa.ChunkedArray, file: str) -> list[Problem]:
    problems = _told(
        read, ids, pc.invert(pc.is_in(ids, value_set=known.combine_chunks())), "input.unknown_item",
        "is not in the dataset", "Remove the row, or import the dataset with it.", file,
    )  # fmt: skip
    counts = ids.value_counts()
    often = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    problems += _told(
        read, ids, pc.is_in(ids, value_set=often), "input.duplicate_id", "is answered more than once",
        "Keep one answer an item.", file,
    )  # fmt: skip
    absent = pc.filter(known, pc.invert(pc.is_in(known, value_set=ids.combine_chunks())))
    if len(absent):
        names = ", ".join(absent.slice(0, MOST_NAMED).to_pylist())
        problems.append(
            Problem(
                "input.missing_answer",
                f"{len(absent)} items of the dataset have no answer: {names}{' ...' if len(absent) > MOST_NAMED else ''}.",
                "Give every item an answer; what could not be answered needs a status, not an absent row.",
                file,
            )
        )
    return problems


def _answers(read: ReadTable, ids: pa.ChunkedArray, label: str, score: str | None, file: str) -> list[Problem]:
    problems = _told(
        read, ids, pc.is_null(read.table[label]), "input.missing_answer", f"has no answer in '{label}'",
        "Give every item an answer.", file,
    )  # fmt: skip
    if score is None:
        return problems
    values = read.table[score]
    if not (pa.types.is_floating(values.type) or pa.types.is_integer(values.type)):
        what = f"Column '{score}' holds {values.type}, not probabilities."
        return [*problems, Problem("input.not_a_number", what, "Name a column of numbers from 0 to 1.", file)]
    inside = pc.and_(pc.greater_equal(values, 0), pc.less_equal(values, 1))
    outside = pc.invert(pc.fill_null(inside, False))
    return problems + _told(
        read, ids, outside, "input.score_range", f"has no probability from 0 to 1 in '{score}'",
        "Give each item a score from 0 to 1.", file,
    )  # fmt: skip


def _told(
    read: ReadTable, ids: pa.ChunkedArray, bad: pa.ChunkedArray, code: str, what: str, fix: str, file: str
) -> list[Problem]:
    """A problem for each of the first bad rows, and one that counts the rest."""
    rows = pc.indices_nonzero(bad).to_pylist()
    told = [
        Problem(code, f"Item {ids[row].as_py()!r} {what}.", fix, file, _line(read, row), ids[row].as_py())
        for row in rows[:MOST_NAMED]
    ]
    if len(rows) > MOST_NAMED:
        told.append(Problem(code, f"{len(rows) - MOST_NAMED} more items like these.", fix, file))
    return told


def _line(read: ReadTable, row: int) -> int | None:
    return None if read.lines is None else int(read.lines[row])
