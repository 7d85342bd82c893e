"""The pairwise story: which of two outputs is better, said by judges who may not be consistent."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.slices import SliceKey
from assay.datasets.votes import Names, listed, read_votes
from assay.metrics import pairwise as numbers
from assay.metrics.encoding import encode, one_array
from assay.metrics.fact_table import bad_rows, check_columns
from assay.metrics.long_facts import joined_ids, number_column
from assay.metrics.pairwise import EMPTY, LEFT, RIGHT, TIE, UNREAD, Codes, Floats, Verdicts
from assay.metrics.strengths import strengths

TIES = ("tie", "draw", "both", "equal", "same", "0", "0.5")
"""Words of a verdict that name no winner."""


def pairwise(
    data: Any,
    *,
    item: Names,
    judge: Names | None = None,
    first: str | None = None,
    second: str | None = None,
    shown: str | None = None,
    reference: str | None = None,
    sides: Names = (),
    preference: str | None = None,
    system: str | None = None,
    length: str | None = None,
    baseline_length: str | None = None,
    left: str | None = None,
    right: str | None = None,
    winner: str | None = None,
    empty: str = "report",
    level: float = 0.95,
) -> tuple[Estimate, ...]:
    """What verdicts on pairs say, in one of three forms.

    Parameters
    ----------
    data : path or frame
    item : columns that name the pair
    judge : columns that name the judge, optional
    first, second : columns of the winner with either output shown first; ``second`` may be left out
        Their values are the two sides (``sides``, by default the two texts that occur), a word for a tie, or nothing
        where the verdict could not be read.
    shown : column of the side that was shown first, where each row is one verdict in one order; instead of ``second``
    reference : column of the better side, optional
    preference : column of a preference for the candidate in [0, 1] or [1, 2], instead of first and second
    system : column of the candidate that the preference is for, optional
    length, baseline_length : columns of the lengths of both outputs, for the win rate at equal length
    left, right, winner : columns of two systems and of who won, for strengths (Bradley and Terry)
    empty : ``report``, ``tie`` or ``second``
        How a verdict that could not be read counts. Several rows of a judge on one item are repetitions.

    Raises
    ------
    InputError
        ``pairwise.form``, ``pairwise.sides``, ``pairwise.shown``, ``pairwise.empty``, ``input.unknown_column``.

    Examples
    --------
    >>> import assay
    >>> rows = {"item": [1, 2, 3, 4], "said": ["a", "b", "a", "a"], "swapped": ["a", "b", "b", "a"]}
    >>> found = assay.pairwise(rows, item="item", first="said", second="swapped")
    >>> [(each.metric, each.value) for each in found if each.metric == "consistency"]
    [('consistency', 0.75)]
    """
    if empty not in EMPTY:
        raise InputError("pairwise.empty", f"There is no rule '{empty}'.", did_you_mean(empty, EMPTY))
    forms = [first is not None, preference is not None, winner is not None]
    if sum(forms) != 1:
        raise InputError(
            "pairwise.form",
            f"{sum(forms)} of the three forms of verdicts are named.",
            "Name --first (and --second), or --preference, or --left, --right and --winner.",
        )
    if shown is not None and (first is None or second is not None):
        what = "The side shown first belongs to one verdict a row."
        raise InputError("pairwise.form", what, "Name --first and --shown, without --second.")
    ids = [*listed(item), *listed(judge or ()), *(name for name in (system, left, right) if name)]
    more = [first, second, shown, reference, preference, length, baseline_length, winner]
    columns = list(dict.fromkeys([*ids, *(name for name in more if name)]))
    table = read_votes(
        data, columns, as_text=[*ids, *(name for name in (first, second, shown, reference, winner) if name)]
    )
    check_columns(table, columns)
    if winner is not None:
        return _strengths(table, listed(item), (left, right, winner), empty, level=level)
    if preference is not None:
        return _preferences(table, listed(item), system, preference, (length, baseline_length), level=level)
    who = (listed(item), listed(judge or ()))
    return _verdicts(table, who, (first or "", second, reference, shown), listed(sides), empty, level=level)


def _verdicts(
    table: pa.Table,
    ids: tuple[Sequence[str], Sequence[str]],
    columns: tuple[str, str | None, str | None, str | None],
    sides: Sequence[str],
    empty: str,
    *,
    level: float,
) -> tuple[Estimate, ...]:
    menu = _sides(table, [name for name in columns if name], sides)
    first, second, right, shown = (None if name is None else _codes(table, name, menu) for name in columns)
    if shown is not None:
        _check_shown(shown, str(columns[3]), tuple(menu))
    judges = _ids(table, ids[1], "judge") if ids[1] else np.zeros(table.num_rows, np.int64)
    given = Verdicts(_known(first), second, right, _ids(table, ids[0], "item"), judges, shown)
    names = (next(name for name, code in menu.items() if code == side) for side in (LEFT, RIGHT))
    told, ties = tuple(names), any((codes == TIE).any() for codes in given.settled(empty).orders)
    made: list[Estimate] = []
    for key, rows in _groups(table, ids[1]):
        made += numbers.judge_pairs(
            given.where(rows), key, sides=(told[0], told[1]), ties=ties, empty=empty, level=level
        )
    return tuple(made)


def _preferences(
    table: pa.Table,
    item: Sequence[str],
    system: str | None,
    preference: str,
    lengths: tuple[str | None, str | None],
    *,
    level: float,
) -> tuple[Estimate, ...]:
    values = number_column(table, preference)
    known = ~np.isnan(values)
    shares = _as_shares(values, values[known], preference)
    items = _ids(table, item, "item")
    both = [number_column(table, name) for name in lengths if name is not None]
    if len(both) == 1:
        raise InputError("pairwise.form", "One length is named.", "Name --length and --baseline-length together.")
    made: list[Estimate] = []
    for key, every in _groups(table, [system] if system else []):
        rows = every[known[every]]
        made.append(numbers.win_rate(shares[rows], key, items=items[rows], level=level))
        made += numbers.wins(shares[rows], key, items=items[rows], level=level)
        if both:
            told = rows[~np.isnan(both[0][rows]) & ~np.isnan(both[1][rows])]
            pair = (both[0][told], both[1][told])
            made.append(numbers.win_rate_at_equal_length(shares[told], pair, key, items=items[told], level=level))
    return tuple(made)


def _as_shares(values: Floats, known: Floats, column: str) -> Floats:
    """Preferences from 0 to 1; those from 1 to 2 less one."""
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    if known.size and low == high == 1.0:
        what = f"'{column}' is 1 throughout: always won on a scale from 0 to 1, always lost on one from 1 to 2."
        raise InputError("pairwise.preference", what, "Give it as 0 to 1, or with a row that shows the scale.")
    if low < 0.0 or high > 2.0 or (high > 1.0 and low < 1.0):
        what = f"'{column}' goes from {low:g} to {high:g}."
        raise InputError("pairwise.preference", what, "Give preferences from 0 to 1, or from 1 to 2.")
    return values - 1.0 if high > 1.0 else values


def _strengths(
    table: pa.Table, item: Sequence[str], columns: tuple[str | None, str | None, str], empty: str, *, level: float
) -> tuple[Estimate, ...]:
    left, right, winner = columns
    if left is None or right is None:
        raise InputError("pairwise.form", "Who met whom is not named.", "Name --left and --right beside --winner.")
    items = _ids(table, item, "item")
    met = [_names(table, name) for name in (left, right)]
    for name, names in zip((left, right), met, strict=True):
        if None in names:
            what = f"Row {names.index(None) + 1} has no '{name}'."
            raise InputError("input.missing_id", what, "Name both systems of each comparison.")
    stands_for = {"report": None, "tie": TIES[0], "second": RIGHT}[empty]
    pairs = []
    for a, b, won in zip(*met, _names(table, winner), strict=True):
        said = (b if stands_for == RIGHT else stands_for) if won is None else won
        if said is not None and said not in (a, b) and str(said).lower() not in TIES:
            what = f"'{str(said)[:40]}' won, but is neither of the two systems of its row ('{a}', '{b}')."
            raise InputError("pairwise.sides", what, f"Name the winner as in '{left}' or '{right}', or say tie.")
        pairs.append((str(a), str(b), None if said is None else str(said)))
    return strengths(pairs, items, level=level)


def _sides(table: pa.Table, columns: Sequence[str], asked: Sequence[str]) -> Mapping[str, int]:
    """The two sides by their text, the first one left."""
    seen = {level for name in columns for level in encode(one_array(table[name])).levels if level.strip()}
    found = list(asked) or sorted(level for level in seen if level.lower() not in TIES)
    strange = sorted(level for level in seen - set(found) if level.lower() not in TIES)
    if len(found) != 2 or strange:
        shown = ", ".join(f"'{each[:30]}'" for each in (strange or found)[:4]) or "none"
        what = f"Verdicts name {len(found) + len(strange)} sides ({shown})."
        raise InputError("pairwise.sides", what, "There are two: name them with --sides left,right.")
    return {found[0]: LEFT, found[1]: RIGHT}


def _codes(table: pa.Table, name: str, menu: Mapping[str, int]) -> Codes:
    encoded = encode(one_array(table[name]))
    places = [menu.get(level, UNREAD if not level.strip() else TIE) for level in encoded.levels]
    return np.asarray([*places, UNREAD], dtype=np.int64)[encoded.values]


def _check_shown(shown: Codes, column: str, sides: Sequence[str]) -> None:
    """Each verdict has a side that was shown first."""
    problems = bad_rows(
        (shown != LEFT) & (shown != RIGHT),
        "pairwise.shown",
        f"'{column}' does not say which side was shown first",
        f"Name '{sides[0]}' or '{sides[1]}' in each row.",
    )
    if problems:
        raise InputError.gather(problems)


def _groups(table: pa.Table, columns: Sequence[str]) -> list[tuple[SliceKey, Codes]]:
    """All rows, then those of each judge (or system) where there are several."""
    every = np.arange(table.num_rows, dtype=np.int64)
    if not columns:
        return [((), every)]
    codes = _ids(table, columns, "judge")
    order = np.argsort(codes, kind="stable")
    ends = np.flatnonzero(np.diff(codes[order], prepend=-1))
    texts = [_names(table, name) for name in columns]
    parts: list[tuple[SliceKey, Codes]] = []
    for rows in np.split(order, ends[1:]):
        names = (str(column[rows[0]]) for column in texts)
        parts.append((tuple(zip(columns, names, strict=True)), rows))
    return [((), every), *parts]


def _ids(table: pa.Table, columns: Sequence[str], kind: str) -> Codes:
    """The code of each row's item or judge.

    Raises
    ------
    InputError
        ``input.missing_id`` with counts and first rows.
    """
    codes = joined_ids(table, columns).values.astype(np.int64)
    shown = "', '".join(columns)
    problems = bad_rows(
        codes < 0, "input.missing_id", f"The {kind} ('{shown}') is missing", f"Give each verdict its {kind}."
    )
    if problems:
        raise InputError.gather(problems)
    return codes


def _names(table: pa.Table, column: str) -> list[str | None]:
    """The column as texts, None where nothing was said."""
    encoded = encode(one_array(table[column]))
    names = [level if level.strip() else None for level in encoded.levels]
    return [None if code < 0 else names[code] for code in encoded.values.tolist()]


def _known(codes: Codes | None) -> Codes:
    return np.zeros(0, np.int64) if codes is None else codes
