"""Votes as integer arrays, those of one item side by side: what agreement and truth inference take.

A vote is one judge's answer to one item. Absence is the absence of a vote; there is no code for it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, IntArray, same_length

CodeArray: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Votes:
    """Who gave which answer to which item. Make it with `votes`, which checks and sorts."""

    items: CodeArray
    """Item of each vote, shape (n_votes,), ascending; votes of one item keep the order in which they were given."""
    judges: CodeArray
    """Judge of each vote, shape (n_votes,), in [0, n_judges)."""
    answers: CodeArray
    """Class of each vote, shape (n_votes,), in [0, n_classes)."""
    n_items: int
    """Items, those without a vote included."""
    n_judges: int
    """Judges, those without a vote included."""
    n_classes: int
    """Answers of the menu."""

    @property
    def n_votes(self) -> int:
        """Votes."""
        return int(self.items.size)

    @cached_property
    def starts(self) -> IntArray:
        """Votes ``starts[i]`` to ``starts[i + 1]`` are those of item i; shape (n_items + 1,)."""
        return np.searchsorted(self.items, np.arange(self.n_items + 1)).astype(np.int64)

    @cached_property
    def n_active(self) -> int:
        """Judges with a vote."""
        return int(np.count_nonzero(np.bincount(self.judges, minlength=self.n_judges)))

    @cached_property
    def counts(self) -> FloatArray:
        """How often each item got each answer, shape (n_items, n_classes)."""
        cells = self.items.astype(np.int64) * self.n_classes + self.answers
        shape = (self.n_items, self.n_classes)
        return np.bincount(cells, minlength=self.n_items * self.n_classes).reshape(shape).astype(np.float64)

    def where(self, chosen: NDArray[np.bool_]) -> "Votes":
        """The chosen votes, of the same items, judges and classes."""
        return Votes(
            self.items[chosen], self.judges[chosen], self.answers[chosen], self.n_items, self.n_judges, self.n_classes
        )


def votes(
    items: ArrayLike,
    judges: ArrayLike,
    answers: ArrayLike,
    *,
    n_items: int | None = None,
    n_judges: int | None = None,
    n_classes: int | None = None,
) -> Votes:
    """Votes from codes that start at 0, in the order in which they were given.

    Parameters
    ----------
    items, judges, answers : int arrays of shape (n_votes,)
        Codes, each 0 or more.
    n_items, n_judges, n_classes : int, optional
        How many there are; by default the largest code and one.

    Raises
    ------
    InputError
        ``stats.not_a_code``: the first code below 0 or too large.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> votes([1, 0, 1], [0, 0, 1], [1, 0, 0]).counts
    array([[1., 0.],
           [1., 1.]])
    """
    item, n_items = _codes("items", items, n_items)
    judge, n_judges = _codes("judges", judges, n_judges)
    answer, n_classes = _codes("answers", answers, n_classes)
    same_length(items=item, judges=judge, answers=answer)
    by_item, who, said = item.astype(np.int32), judge.astype(np.int32), answer.astype(np.int32)
    if (by_item[1:] < by_item[:-1]).any():
        order = ascending_codes(by_item)
        by_item, who, said = by_item[order], who[order], said[order]
    return Votes(by_item, who, said, n_items, n_judges, n_classes)


def standing(given: Votes, repeats: str) -> Votes:
    """Which votes count where a judge answered an item several times: the ``last``, the ``first`` or ``all``.

    Raises
    ------
    InputError
        ``stats.repeats`` for another word.
    """
    chosen = stands(given, repeats)
    return given if chosen.all() else given.where(chosen)


def stands(given: Votes, repeats: str) -> NDArray[np.bool_]:
    """Whether each vote counts; see `standing`."""
    if repeats not in ("last", "first", "all"):
        raise InputError("stats.repeats", f"There is no rule '{repeats}'.", "Say last, first or all.")
    chosen = np.ones(given.n_votes, dtype=np.bool_)
    pair = given.items.astype(np.int64) * given.n_judges + given.judges
    order = np.argsort(pair, kind="stable")
    same = pair[order][1:] == pair[order][:-1]
    if repeats == "all" or not same.any():
        return chosen
    chosen[order] = np.r_[~same, True] if repeats == "last" else np.r_[True, ~same]
    return chosen


def ascending_codes(codes: CodeArray) -> IntArray:
    """Places of codes in ascending order, equal ones in the order given: a radix sort by 16 bits, as numpy has it."""
    order = np.argsort(codes.astype(np.uint16), kind="stable")
    if int(codes.max(initial=0)) < 2**16:
        return order
    return np.asarray(order[np.argsort((codes[order] >> 16).astype(np.uint16), kind="stable")])


def _codes(name: str, codes: ArrayLike, n: int | None) -> tuple[IntArray, int]:
    array = np.asarray(codes, dtype=np.int64)
    most = int(array.max(initial=-1)) + 1
    size = most if n is None else n
    if array.size and (int(array.min()) < 0 or most > size):
        wrong = int(array.min()) if int(array.min()) < 0 else most - 1
        raise InputError("stats.not_a_code", f"{name} holds the code {wrong}.", f"Codes go from 0 to {size - 1}.")
    return array, size
