"""Verdicts of a machine judge in a table: which column is what, and the sides of pairs as codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.core.safe_text import neutral
from assay.metrics.encoding import encode, one_array
from assay.metrics.pairwise import LEFT, RIGHT, TIE, UNREAD, Codes, Verdicts

TIES = ("tie", "draw", "both", "equal", "same")
"""Words for a pair of which neither side is better."""
OWN: dict[str | None, float] = {
    **dict.fromkeys(["yes", "true", "1"], 1.0),
    **dict.fromkeys(["no", "false", "0"], 0.0),
    None: float("nan"),
}
"""Words for whether the judge's own system wrote an output."""
Floats = npt.NDArray[np.float64]
SIDES = {LEFT: "left", RIGHT: "right", TIE: "tie"}
"""What a verdict on a pair is called, by its code."""


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
    """For pairs: the side that the judge's own system wrote; empty for neither. Else: whether it wrote the output."""
    lengths: tuple[str, ...] = ()
    """Length of what was judged; for pairs, of the left and of the right output."""
    canary: str | None = None
    """The answer that an instruction planted in the item demands; empty where there is none."""
    cost: str | None = None
    """What a verdict cost, in the smallest unit."""
    seconds: str | None = None
    """How long it took."""
    people: tuple[str, ...] = ()
    """The answer of each single person, a column each."""
    why: str | None = None
    """Why a verdict has no answer, as `assay judge run` tells it; empty where it has one."""
    currency: str | None = None
    """Of ``cost``, ISO 4217; no column."""

    @property
    def named(self) -> list[str]:
        """Every column, each once."""
        some = (self.item, self.said, self.right, self.second, self.shown, self.own, *self.lengths)
        return list(
            dict.fromkeys(
                name for name in (*some, self.canary, self.cost, self.seconds, self.why, *self.people) if name
            )
        )

    @property
    def texts(self) -> list[str]:
        """Those that are read as texts."""
        return [name for name in self.named if name not in (*self.lengths, self.cost, self.seconds)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfItems:
    """Columns of a dataset version that say more of the items that were judged."""

    own: str | None = None
    """For pairs: the side that the judge's own system wrote; empty for neither. Else: whether it wrote the output."""
    lengths: tuple[str, ...] = ()
    """Length of what was judged, for pairs of both sides; without them its characters are counted."""
    canary: str | None = None
    """The answer that an instruction planted in the item demands; empty where there is none."""

    @property
    def named(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(name for name in (self.own, *self.lengths, self.canary) if name)

    def check(self, *, is_pair: bool) -> None:
        """Nothing when they fit what was judged.

        Raises
        ------
        InputError
            ``judge.columns``.
        """
        n = 1 + is_pair
        what = fix = ""
        if self.lengths and len(self.lengths) != n:
            what = f"{len(self.lengths)} columns of lengths are named, and {n} {'are' if n > 1 else 'is'} needed."
            fix = "Name two for pairs, that of the left side first, and one else: --length COLUMN,COLUMN."
        if self.canary is not None and is_pair:
            what = "Whether a judge obeys planted instructions is measured on single items, and pairs were judged."
            fix = "Leave out --canary."
        if what:
            raise InputError("judge.columns", what, fix)


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


def own_of(table: pa.Table, column: str) -> Floats:
    """Of each row whether the judge's own system wrote what was judged: 1, 0, or nan where the cell is empty.

    Raises
    ------
    InputError
        ``judge.own`` with the first rows that say neither yes nor no.
    """
    texts = [None if each is None else each.strip().lower() for each in texts_of(table, column)]
    wrong = [row for row, each in enumerate(texts) if each not in OWN]
    if wrong:
        said = neutral(str(texts[wrong[0]]), most=60)
        what = f"Column '{column}' says '{said}' in row {wrong[0] + 1}, and {len(wrong):,} rows say neither yes nor no."
        raise InputError("judge.own", what, "Say yes where the judge's own system wrote the output, and no elsewhere.")
    return np.asarray([OWN[each] for each in texts], np.float64)


def votes_beside(table: pa.Table, columns: Columns, judge: str) -> pa.Table:
    """What a judge and single people said of the same items, one row an answer; canaries are left out.

    Columns ``item``, ``judge`` and ``answer``; the judge's is the first it gave to an item, if any.

    Raises
    ------
    InputError
        ``judge.sides``; ``judge.same_name`` when a person's column has the judge's name.
    """
    if judge in columns.people:
        what = f"'{judge}' is the name of the judge and of a person's column."
        raise InputError("judge.same_name", what, "Name the judge otherwise by --judge.")
    if columns.canary is not None:
        plain = [each is None for each in texts_of(table, columns.canary)]
        table = table.filter(pa.array(plain, pa.bool_()))
    first = first_given(table, columns.item, columns.said)
    said = [(judge, first, columns.said), *((name, table, name) for name in columns.people)]
    return pa.concat_tables([_votes(rows, columns, who, column) for who, rows, column in said])


def first_given(table: pa.Table, item: str, answer: str) -> pa.Table:
    """Of each item the first row that has an answer; where none has, its first row."""
    absent = np.asarray([each is None for each in texts_of(table, answer)], np.bool_)
    order = np.argsort(absent, kind="stable")
    _, places = np.unique(np.asarray(encode(one_array(table[item])).values)[order], return_index=True)
    return table.take(np.sort(order[places]).astype(np.int64))


def _votes(table: pa.Table, columns: Columns, judge: str, column: str) -> pa.Table:
    answers = texts_of(table, column)
    if columns.sides:
        answers = [SIDES.get(code) for code in sides_of(table, column, columns.sides).tolist()]
    return pa.table(
        {
            "item": one_array(table[columns.item]).cast(pa.string()),
            "judge": pa.array([judge] * table.num_rows, pa.string()),
            "answer": pa.array(answers, pa.string()),
        }
    )


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
