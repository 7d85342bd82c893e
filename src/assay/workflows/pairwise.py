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
from assay.metrics.fact_table import check_columns
from assay.metrics.long_facts import joined_ids, number_column
from assay.metrics.pairwise import EMPTY, LEFT, RIGHT, TIE, UNREAD, Codes, Verdicts
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
    reference : column of the better side, optional
    preference : column of a preference for the candidate in [0, 1] or [1, 2], instead of first and second
    system : column of the candidate that the preference is for, optional
    length, baseline_length : columns of the lengths of both outputs, for the win rate at equal length
    left, right, winner : columns of two systems and of who won, for strengths (Bradley and Terry)
    empty : ``report``, ``tie`` or ``second``
        How a verdict that could not be read counts.

    Raises
    ------
    InputError
        ``pairwise.form``, ``pairwise.sides``, ``pairwise.empty``, ``input.unknown_column``.

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
    ids = [*listed(item), *listed(judge or ()), *(name for name in (system, left, right) if name)]
    more = [first, second, reference, preference, length, baseline_length, winner]
    columns = list(dict.fromkeys([*ids, *(name for name in more if name)]))
    table = read_votes(data, columns, as_text=[*ids, *(name for name in (first, second, reference, winner) if name)])
    check_columns(table, columns)
    if winner is not None:
        return _strengths(table, listed(item), left, right, winner, level=level)
    if preference is not None:
        return _preferences(table, listed(item), system, preference, (length, baseline_length), level=level)
    return _verdicts(table, listed(judge or ()), (first or "", second, reference), listed(sides), empty, level=level)


def _verdicts(
    table: pa.Table,
    judge: Sequence[str],
    columns: tuple[str, str | None, str | None],
    sides: Sequence[str],
    empty: str,
    *,
    level: float,
) -> tuple[Estimate, ...]:
    menu = _sides(table, [name for name in columns if name], sides)
    first, second, right = (None if name is None else _codes(table, name, menu) for name in columns)
    made: list[Estimate] = []
    for key, rows in _groups(table, judge):
        part = Verdicts(
            _taken(first, rows), None if second is None else second[rows], None if right is None else right[rows]
        )
        made += numbers.judge_pairs(part, key, empty=empty, level=level)
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
    low, high = (float(values[known].min()), float(values[known].max())) if known.any() else (0.0, 0.0)
    if low < 0.0 or high > 2.0 or (high > 1.0 and low < 1.0):
        what = f"'{preference}' goes from {low:g} to {high:g}."
        raise InputError("pairwise.preference", what, "Give preferences from 0 to 1, or from 1 to 2.")
    shares = values - 1.0 if high > 1.0 else values
    clusters = joined_ids(table, item).values.astype(np.int64)
    apart = None
    if lengths[0] is not None and lengths[1] is not None:
        apart = number_column(table, lengths[0]) - number_column(table, lengths[1])
    made: list[Estimate] = []
    for key, every in _groups(table, [system] if system else []):
        rows = every[known[every]]
        codes = np.unique(clusters[rows], return_inverse=True)[1].astype(np.int64)
        repeated = codes.size > int(codes.max(initial=-1)) + 1
        made.append(numbers.win_rate(shares[rows], key, clusters=codes if repeated else None, level=level))
        if apart is not None:
            made.append(numbers.win_rate_at_equal_length(shares[rows], apart[rows], key, level=level))
    return tuple(made)


def _strengths(
    table: pa.Table, item: Sequence[str], left: str | None, right: str | None, winner: str, *, level: float
) -> tuple[Estimate, ...]:
    if left is None or right is None:
        raise InputError("pairwise.form", "Who met whom is not named.", "Name --left and --right beside --winner.")
    pairs = [
        (str(row[left]), str(row[right]), None if row[winner] is None else str(row[winner]))
        for row in table.select([left, right, winner]).to_pylist()
    ]
    strange = next((w for a, b, w in pairs if w is not None and w not in (a, b) and w.lower() not in TIES), None)
    if strange is not None:
        what = f"'{strange[:40]}' won, but is neither of the two systems of its row."
        raise InputError("pairwise.sides", what, f"Name the winner as in '{left}' or '{right}', or say tie.")
    return strengths(pairs, joined_ids(table, item).values.astype(np.int64), level=level)


def _sides(table: pa.Table, columns: Sequence[str], asked: Sequence[str]) -> Mapping[str, int]:
    """The two sides by their text, the first one left."""
    seen = {level for name in columns for level in encode(one_array(table[name])).levels}
    found = list(asked) or sorted(level for level in seen if level.strip() and level.lower() not in TIES)
    strange = sorted(seen - set(found) - {level for level in seen if level.lower() in TIES or not level.strip()})
    if len(found) != 2 or strange:
        shown = ", ".join(f"'{each[:30]}'" for each in (strange or found)[:4]) or "none"
        what = f"Verdicts name {len(found) + len(strange)} sides ({shown})."
        raise InputError("pairwise.sides", what, "There are two: name them with --sides left,right.")
    return {found[0]: LEFT, found[1]: RIGHT}


def _codes(table: pa.Table, name: str, menu: Mapping[str, int]) -> Codes:
    encoded = encode(one_array(table[name]))
    places = [menu.get(level, UNREAD if not level.strip() else TIE) for level in encoded.levels]
    return np.asarray([*places, UNREAD], dtype=np.int64)[encoded.values]


def _groups(table: pa.Table, columns: Sequence[str]) -> list[tuple[SliceKey, Codes]]:
    """All rows, then those of each judge (or system) where there are several."""
    every = np.arange(table.num_rows, dtype=np.int64)
    if not columns:
        return [((), every)]
    encoded = joined_ids(table, columns)
    name = "+".join(columns)
    parts: list[tuple[SliceKey, Codes]] = [
        (((name, level),), np.flatnonzero(encoded.values == code)) for code, level in enumerate(encoded.levels)
    ]
    return [((), every), *parts]


def _taken(codes: Codes | None, rows: Codes) -> Codes:
    return np.zeros(0, np.int64) if codes is None else codes[rows]
