"""Facts in long form: one row a judgment, so that every judge is seen beside every other.

Ids of items and judges may be spread over several columns. A judgment without an answer is no vote; it is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, Problem, did_you_mean
from assay.core.slices import SliceSpec
from assay.metrics.columns import FactColumn
from assay.metrics.encoding import Encoded, encode, numbers, one_array, sorted_levels
from assay.metrics.fact_table import bad_rows, check_columns
from assay.metrics.facts import Facts, Layout, columns_of_spec
from assay.stats.votes import Votes, stands, votes

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

JOIN = " / "
"""Between the parts of an id that several columns make."""
REPEATS = ("last", "first", "all")


@dataclass(frozen=True, eq=False)
class LongFacts:
    """Judgments of several judges on the same items."""

    items: tuple[str, ...]
    """Name of each item, by code."""
    judges: tuple[str, ...]
    """Name of each judge, by code."""
    classes: tuple[str, ...]
    """Every answer, in reading order."""
    values: Floats | None
    """The classes as numbers; None where one is no number."""
    votes: Votes
    """Judgments as codes, in order of their items."""
    rows: Facts
    """The same judgments as rows that can be cut, aligned with ``votes``."""
    places: Int64s
    """Row of the table of each vote."""
    notes: tuple[str, ...] = ()
    """What was left out, and which of repeated answers counts."""

    def where(self, chosen: Flags) -> Votes:
        """Some of the judgments."""
        return self.votes.where(chosen)

    def of_judge(self, judge: str) -> int:
        """Code of a judge.

        Raises
        ------
        InputError
            ``input.unknown_judge`` with the near match.
        """
        if judge not in self.judges:
            raise InputError("input.unknown_judge", f"No judge '{judge}'.", did_you_mean(judge, self.judges))
        return self.judges.index(judge)


def long_facts(
    table: pa.Table,
    *,
    item: Sequence[str],
    judge: Sequence[str],
    answer: str,
    by: Sequence[SliceSpec] = (),
    repeats: str = "last",
    classes: Sequence[str] = (),
) -> LongFacts:
    """Facts of a table with one row a judgment.

    Parameters
    ----------
    item, judge : names of columns
        Whose values together name the item and the judge.
    answer : name of the column of answers; a row without one is no vote
    by : cuts whose columns are to be kept
    repeats : ``last``, ``first`` or ``all``
        Which answer of a judge counts who answered an item several times, in the order of the rows.
    classes : texts
        Answers of the menu that need not occur.

    Raises
    ------
    InputError
        ``input.unknown_column``, ``input.missing_id`` with counts and first rows, ``input.no_votes``,
        ``input.repeats``.
    """
    if repeats not in REPEATS:
        raise InputError("input.repeats", f"There is no rule '{repeats}'.", "Say last, first or all.")
    cuts = tuple(dict.fromkeys(name for spec in by for name in columns_of_spec(spec)))
    check_columns(table, [*item, *judge, answer, *cuts])
    codes = _ids(table, item=item, judge=judge)
    said = sorted_levels(_menu(encode(one_array(table[answer])), classes))
    given = np.asarray(said.values >= 0)
    _check_votes(given, answer)
    made, places = _votes(codes[0].values[given], codes[1].values[given], said, np.flatnonzero(given), codes)
    counts = stands(made, repeats)
    kept, places = made.where(counts), places[counts]
    notes = _notes(given, made, kept, repeats)
    columns = {name: FactColumn(name, one_array(table[name]).take(pa.array(places, pa.int64()))) for name in cuts}
    return LongFacts(
        codes[0].levels,
        codes[1].levels,
        said.levels,
        as_numbers(said.levels),
        kept,
        cuttable(columns, kept.n_votes),
        places,
        notes,
    )


def cuttable(columns: dict[str, FactColumn], n_rows: int) -> Facts:
    """Rows that can be cut and say nothing else."""
    layout = Layout(np.arange(n_rows + 1, dtype=np.int64), None)
    return Facts((), None, "none", np.zeros(n_rows, np.int32), (), columns, layout)


def joined_ids(table: pa.Table, columns: Sequence[str]) -> Encoded:
    """One id of several columns; -1 where a part is missing."""
    parts = [encode(one_array(table[name])) for name in columns]
    if len(parts) == 1:
        return parts[0]
    whole, missing = np.zeros(table.num_rows, np.int64), np.zeros(table.num_rows, np.bool_)
    for part in parts:
        whole = whole * max(len(part.levels), 1) + np.maximum(part.values, 0)
        missing |= part.values < 0
    found, first, codes = np.unique(whole, return_index=True, return_inverse=True)
    names = [JOIN.join(part.levels[part.values[row]] for part in parts) for row in first.tolist()] if found.size else []
    return Encoded(np.where(missing, -1, codes).astype(np.int32), tuple(names))


def as_numbers(levels: Sequence[str]) -> Floats | None:
    """The texts as finite numbers; None where one is none."""
    try:
        found = np.asarray([float(level) for level in levels])
    except ValueError:
        return None
    return found if found.size and np.isfinite(found).all() else None


def number_column(table: pa.Table, name: str) -> Floats:
    """A column of numbers, NaN where missing.

    Raises
    ------
    InputError
        ``input.not_a_number``.
    """
    found = numbers(one_array(table[name]))
    if found is None:
        raise InputError("input.not_a_number", f"Column '{name}' holds no numbers.", "Give a column of numbers.")
    return found


def _ids(table: pa.Table, *, item: Sequence[str], judge: Sequence[str]) -> tuple[Encoded, Encoded]:
    found = sorted_levels(joined_ids(table, item)), sorted_levels(joined_ids(table, judge))
    problems: list[Problem] = []
    for names, encoded, kind in zip((item, judge), found, ("item", "judge"), strict=True):
        shown = "', '".join(names)
        fix = f"Give each judgment its {kind}."
        problems += bad_rows(encoded.values < 0, "input.missing_id", f"The {kind} ('{shown}') is missing", fix)
    if problems:
        raise InputError.gather(problems)
    return found


def _menu(encoded: Encoded, classes: Sequence[str]) -> Encoded:
    more = tuple(name for name in dict.fromkeys(classes) if name not in encoded.levels)
    return Encoded(encoded.values, (*encoded.levels, *more))


def _check_votes(given: Flags, answer: str) -> None:
    if not given.any():
        what = f"Column '{answer}' has no answer in {given.size} rows."
        raise InputError("input.no_votes", what, "Name the column that holds the answers.")


def _votes(
    items: Int32s, judges: Int32s, said: Encoded, rows: Int64s, codes: tuple[Encoded, Encoded]
) -> tuple[Votes, Int64s]:
    order = np.lexsort((judges, items))
    made = votes(
        items[order],
        judges[order],
        said.values[rows][order],
        n_items=len(codes[0].levels),
        n_judges=len(codes[1].levels),
        n_classes=len(said.levels),
    )
    return made, rows[order]


def _notes(given: Flags, made: Votes, kept: Votes, repeats: str) -> tuple[str, ...]:
    found = []
    absent, repeated = int(given.size - given.sum()), made.n_votes - kept.n_votes
    if absent:
        found.append(f"{_told(absent, 'judgment')} without an answer left out")
    if repeated:
        against = made.n_votes - int(np.isin(_cells(made), _cells(kept)).sum())
        contrary = f", {against} of them against it" if against else ""
        found.append(f"{_told(repeated, 'repeated answer')} of a judge left out: the {repeats} counts{contrary}")
    return tuple(found)


def _cells(votes: Votes) -> Int64s:
    """One number for each judge, item and answer."""
    cells = votes.items.astype(np.int64) * votes.n_judges + votes.judges
    return np.asarray(cells * votes.n_classes + votes.answers)


def _told(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
