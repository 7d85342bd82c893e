"""Verdicts of a machine judge in a table: which column is what, and the sides of pairs as codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from assay.core.errors import InputError
from assay.metrics.encoding import encode, one_array
from assay.metrics.pairwise import LEFT, RIGHT, TIE, UNREAD, Codes, Verdicts

TIES = ("tie", "draw", "both", "equal", "same")
"""Words for a pair of which neither side is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of the verdicts is what."""

    item: str
    """Ids of the items, or of the pairs."""
    said: str
    """The judge's answer; empty where it could not be read."""
    right: str
    """People's answer; empty where there is none."""
    sides: tuple[str, ...] = ()
    """For pairs: what the left and the right output are called."""
    second: str | None = None
    """For pairs: the judge's answer with the right output shown first."""
    shown: str | None = None
    """For pairs: the side shown first, where each row is one verdict; instead of ``second``."""
    own: str | None = None
    """For pairs: the side that the judge's own system wrote; empty for neither."""
    lengths: tuple[str, ...] = ()
    """Length of what was judged; for pairs, of the left and of the right output."""
    canary: str | None = None
    """The answer that an instruction planted in the item demands; empty where there is none."""
    cost: str | None = None
    """What a verdict cost, in the smallest unit."""
    seconds: str | None = None
    """How long it took."""

    @property
    def named(self) -> list[str]:
        """Every column, each once."""
        some = (self.item, self.said, self.right, self.second, self.shown, self.own, *self.lengths)
        return list(dict.fromkeys(name for name in (*some, self.canary, self.cost, self.seconds) if name))

    @property
    def texts(self) -> list[str]:
        """Those that are read as texts."""
        return [name for name in self.named if name not in (*self.lengths, self.cost, self.seconds)]


def verdicts_of(table: pa.Table, columns: Columns) -> Verdicts:
    """Verdicts on pairs as codes.

    Raises
    ------
    InputError
        ``judge.sides`` unless there are two.
    """
    if len(columns.sides) != 2:
        what = f"{len(columns.sides)} sides are named."
        raise InputError("judge.sides", what, "There are two: name them with --sides left,right.")
    items = np.asarray(encode(one_array(table[columns.item])).values, np.int64)
    second = None if columns.second is None else sides_of(table, columns.second, columns.sides)
    shown = None if columns.shown is None else sides_of(table, columns.shown, columns.sides)
    first, right = (sides_of(table, name, columns.sides) for name in (columns.said, columns.right))
    return Verdicts(first, second, right, items, np.zeros(items.size, np.int64), shown)


def sides_of(table: pa.Table, column: str, sides: Sequence[str]) -> Codes:
    """Codes of a column of sides; an answer that is neither side nor tie is named.

    Raises
    ------
    InputError
        ``judge.sides`` with the first of them.
    """
    codes = {sides[0]: LEFT, sides[1]: RIGHT, **dict.fromkeys(TIES, TIE)}
    found = texts_of(table, column)
    strange = next((each for each in found if each is not None and each not in codes), None)
    if strange is not None:
        what = f"'{column}' holds '{strange[:40]}', which is neither '{sides[0]}' nor '{sides[1]}' nor a tie."
        raise InputError("judge.sides", what, "Name the sides as the verdicts do: --sides left,right.")
    return np.asarray([UNREAD if each is None else codes[each] for each in found], np.int64)


def texts_of(table: pa.Table, name: str) -> list[str | None]:
    """A column as texts, None where nothing was said."""
    return [None if each is None or not str(each).strip() else str(each) for each in table[name].to_pylist()]
