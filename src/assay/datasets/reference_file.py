"""A file of right answers, or of every answer that can be right with its probability, checked line by line."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.datasets.cells import kernels
from assay.datasets.problems import Problems, row_place, shown
from assay.datasets.reading import ReadTable, read_table
from assay.metrics.encoding import encode, numbers, one_array

SUMS_TO_ONE = 1e-6
"""How far the probabilities of an item may be from 1."""
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class ReferenceFile(NamedTuple):
    """What a file of references says."""

    distribution: pa.Table
    """Columns item, answer, probability."""
    problems: Problems
    """All that is wrong with it so far."""
    n_silent: int
    """Rows without an answer, which say nothing of their item."""


def read_reference(path: Path, *, item: str, answer: str, probability: str | None) -> ReferenceFile:
    """The answers of a file with what is wrong with them; nothing is raised but for a file that cannot be read.

    Problems: ``reference.no_answers``, ``input.missing_id``, ``reference.duplicate``, ``reference.contradiction``,
    ``input.share``; each with its line.

    Raises
    ------
    InputError
        As `assay.datasets.reading.read_table`.
    """
    columns = [name for name in (item, answer, probability) if name]
    read = read_table(path, columns=columns, as_text=[item, answer])
    problems = Problems(str(path))
    silent = ~_valid(read.table[answer])
    ids = encode(one_array(read.table[item]))
    share, bad = np.ones(read.table.num_rows), np.zeros(read.table.num_rows, np.bool_)
    if probability is not None:
        share, bad = _shares(read, probability, silent, problems)
    said = encode(one_array(read.table[answer]))
    _check_ids(read, ids.values < 0, problems)
    kept = np.flatnonzero(~silent & (ids.values >= 0))
    if not kept.size:
        fix = f"Name the column of right answers: --answer, now '{answer}'."
        problems.add("reference.no_answers", f"No row has an item and an answer ('{answer}').", fix)
    repeated = _check_repeats(read, ids, said, kept, problems, soft=probability is not None)
    if probability is not None:
        repeated[ids.values[kept[bad[kept]]]] = True
        _check_sums(read, ids, share, kept[~repeated[ids.values[kept]]], probability, problems)
    given = pa.array(kept, pa.int64())
    arrays = [read.table[item].take(given).cast(pa.string()), read.table[answer].take(given).cast(pa.string())]
    distribution = pa.Table.from_arrays(
        [*arrays, pa.chunked_array([share[kept]])], names=["item", "answer", "probability"]
    )
    return ReferenceFile(
        distribution.filter(kernels.greater(distribution["probability"], 0.0)), problems, int(silent.sum())
    )


def _shares(read: ReadTable, name: str, silent: Flags, problems: Problems) -> tuple[npt.NDArray[np.float64], Flags]:
    """Probability of each row, and the rows that hold none."""
    found = numbers(one_array(read.table[name]))
    if found is None:
        problems.add("input.not_a_number", f"Column '{name}' holds no numbers.", "Give probabilities from 0 to 1.")
        return np.ones(read.table.num_rows), np.ones(read.table.num_rows, np.bool_)
    bad = ~silent & ~((found >= 0.0) & (found <= 1.0))
    wrong = np.flatnonzero(bad)
    problems.add_rows("input.share", wrong, wrong.size, lambda row: _told(read, row, *_range(name, found[row])))
    return np.where(np.isfinite(found), found, 0.0), bad


def _range(name: str, value: float) -> tuple[str, str]:
    held = "no probability" if np.isnan(value) else f"{value:g}"
    return f"'{name}' holds {held}.", "Give a probability from 0 to 1."


def _check_ids(read: ReadTable, missing: Flags, problems: Problems) -> None:
    rows = np.flatnonzero(missing)
    fix = "Give each answer its item."
    problems.add_rows("input.missing_id", rows, rows.size, lambda row: _told(read, row, "The item is missing.", fix))


def _check_repeats(read: ReadTable, ids: Any, said: Any, kept: Ints, problems: Problems, *, soft: bool) -> Flags:
    """Items that a second row repeats or contradicts, as flags by code."""
    bad = np.zeros(len(ids.levels), np.bool_)
    first: dict[int | tuple[int, int], int] = {}
    for row in kept.tolist():
        code, answer = int(ids.values[row]), int(said.values[row])
        key = (code, answer) if soft else code
        before = first.setdefault(key, row)
        if before == row:
            continue
        bad[code] = True
        where = f"line {read.lines[before]}" if read.lines is not None else f"row {before + 1}"
        if int(said.values[before]) == answer:
            what, fix = f"The answer {shown(said.levels[answer])} to this item stands on {where} already.", "Keep one."
            problems.add("reference.duplicate", **_told(read, row, what, fix, item=ids.levels[code]))
        else:
            other = shown(said.levels[int(said.values[before])])
            what = f"The right answer is {shown(said.levels[answer])}, but {other} on {where}."
            fix = "Keep one right answer an item, or give each its probability: --probability COLUMN."
            problems.add("reference.contradiction", **_told(read, row, what, fix, item=ids.levels[code]))
    return bad


def _check_sums(
    read: ReadTable, ids: Any, share: npt.NDArray[np.float64], kept: Ints, name: str, problems: Problems
) -> None:
    sums = np.bincount(ids.values[kept], share[kept], minlength=len(ids.levels))
    rows = kept[np.unique(ids.values[kept], return_index=True)[1]]
    wrong = np.sort(rows[np.abs(sums[ids.values[rows]] - 1.0) > SUMS_TO_ONE])
    fix = "Give every answer that can be right, with probabilities that sum to 1."

    def describe(row: int) -> dict[str, Any]:
        code = int(ids.values[row])
        what = f"'{name}' sums to {sums[code]:g} over the answers of this item."
        return _told(read, row, what, fix, item=ids.levels[code])

    problems.add_rows("input.share", wrong, wrong.size, describe)


def _told(read: ReadTable, row: int, what: str, fix: str, *, item: str | None = None) -> dict[str, Any]:
    words, line = row_place(row, read.lines)
    return {"what": f"{words}{what}", "fix": fix, "line": line, "item": item}


def _valid(column: Any) -> Flags:
    """Rows that hold more than blanks."""
    text = kernels.utf8_trim_whitespace(kernels.fill_null(column.cast(pa.string()), ""))
    return np.asarray(kernels.not_equal(text, "").to_numpy(), dtype=np.bool_)
