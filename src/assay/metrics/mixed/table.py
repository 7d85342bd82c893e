"""One row an item, one column a judge: what people, a machine and systems said, and what holds of the item."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, Problem
from assay.metrics.encoding import encode, one_array
from assay.metrics.long_facts import LongFacts

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ITEM = "id of the item"
"""Column of ids."""
MISSING = ("refuse", "leave_out")


def column_of(judge: str) -> str:
    """Column of a judge's answers."""
    return f"judge: {judge}"


class Judged(NamedTuple):
    """Items with an answer of each judge who must have answered."""

    table: pa.Table
    """Ids, a column of texts for each judge, the columns of the items."""
    notes: tuple[str, ...]
    """What was left out."""


def judged_items(
    facts: LongFacts, table: pa.Table, *, people: str | None, others: Sequence[str], more: Sequence[str], missing: str
) -> Judged:
    """Items with what each judge said.

    Parameters
    ----------
    people : who need not have answered every item; None for nobody
    others : who must have
    more : columns of the items, the same in every row of an item that has a value
    missing : ``refuse`` or ``leave_out`` items that one of ``others`` did not answer

    Raises
    ------
    InputError
        ``input.unknown_judge``; ``input.missing_answer`` with each judge's number and first item;
        ``mixed.no_overlap``; ``mixed.item_column`` when an item has two values.
    """
    names = [*([people] if people is not None else []), *others]
    codes = {name: _answers(facts, name) for name in names}
    seen = np.any([each >= 0 for each in codes.values()], axis=0)
    kept = seen & np.all([codes[name] >= 0 for name in others], axis=0)
    if not kept.any():
        what = f"No item has an answer of each of {', '.join(others)}."
        raise InputError("mixed.no_overlap", what, "The machine and the systems must answer the same items.")
    notes = _missing(facts, {name: seen & (codes[name] < 0) for name in others}, missing)
    rows = np.flatnonzero(kept)
    columns: dict[str, Any] = {ITEM: pa.array([facts.items[row] for row in rows.tolist()], pa.string())}
    menu = pa.array(facts.classes, pa.string())
    for name, each in codes.items():
        columns[column_of(name)] = pa.DictionaryArray.from_arrays(_places(each[rows]), menu)
    judges = np.isin(facts.votes.judges, [facts.of_judge(name) for name in names])
    for name in more:
        columns[name] = _of_items(facts, table, name, judges).take(pa.array(rows, pa.int64()))
    return Judged(pa.table(columns), (*facts.notes, *notes))


def _answers(facts: LongFacts, judge: str) -> Codes:
    """Class of a judge's answer to each item, -1 where there is none."""
    found = np.full(len(facts.items), -1, np.int64)
    chosen = facts.votes.judges == facts.of_judge(judge)
    found[facts.votes.items[chosen]] = facts.votes.answers[chosen]
    return found


def _places(codes: Codes) -> Any:
    return pa.array(codes.astype(np.int32), mask=codes < 0)


def _missing(facts: LongFacts, lacking: dict[str, Flags], missing: str) -> tuple[str, ...]:
    """A note for each judge who did not answer all; refused unless that is allowed."""
    if missing not in MISSING:
        what = f"There is no way '{missing}' to treat items without an answer."
        raise InputError("input.missing_word", what, f"Say {' or '.join(MISSING)}.")
    found = {name: each for name, each in lacking.items() if each.any()}
    if missing == "leave_out":
        return tuple(
            f"{int(each.sum())} items that '{name}' did not answer were left out" for name, each in found.items()
        )
    problems = []
    for name, each in found.items():
        first = facts.items[int(np.argmax(each))]
        what = f"'{name}' did not answer {int(each.sum())} of {each.size} items; the first is '{first[:60]}'."
        fix = "Give every answer, or leave these items out: --missing leave_out."
        problems.append(Problem("input.missing_answer", what, fix))
    if problems:
        raise InputError.gather(problems)
    return ()


def _of_items(facts: LongFacts, table: pa.Table, name: str, judges: Flags) -> Any:
    """A column's value of each item: of its first row that has one."""
    column = one_array(table[name])
    codes = encode(column).values[facts.places].astype(np.int64)
    known = np.flatnonzero(judges & (codes >= 0))[::-1]
    first = np.full(len(facts.items), -1, np.int64)
    first[facts.votes.items[known]] = known
    other = known[codes[known] != codes[first[facts.votes.items[known]]]]
    if other.size:
        item = facts.items[int(facts.votes.items[other[-1]])]
        what = f"Column '{name}' has two values for item '{item[:60]}'."
        raise InputError(
            "mixed.item_column", what, "Give each item one value, in one or in all of its rows.", item=item
        )
    rows = np.where(first >= 0, facts.places[first], 0)
    return column.take(pa.array(rows, pa.int64(), mask=first < 0))
