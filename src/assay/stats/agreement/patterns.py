"""Items that were answered alike: a coefficient is a function of how often each pattern occurs.

For coefficients that look at counts only, items with the same count of each answer are exchangeable; where it matters
who answered, the pattern is the answer of every judge. A bootstrap over items is then a multinomial draw over patterns
(exact, and its cost does not grow with the items; see `assay.stats.agreement.resampling`).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray
from assay.stats.votes import Votes

MOST_CELLS = 50_000_000
"""Cells of the largest table of patterns."""
LARGEST_KEY = 62
"""Bits of the largest key."""
MOST_BINS = 2**20
"""Largest key that is counted in a table of all keys."""


@dataclass(frozen=True, eq=False)
class CountPatterns:
    """Distinct count vectors of the items with at least one vote."""

    counts: FloatArray
    """Votes for each class, shape (n_patterns, n_classes)."""
    items: FloatArray
    """Items that have the pattern, shape (n_patterns,)."""

    @property
    def votes(self) -> FloatArray:
        """Votes of an item with the pattern."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def n_items(self) -> int:
        """Items with at least one vote."""
        return int(self.items.sum())

    def where(self, chosen: NDArray[np.bool_]) -> "CountPatterns":
        """Some of the patterns."""
        return CountPatterns(self.counts[chosen], self.items[chosen])

    def pairable(self) -> "CountPatterns":
        """Patterns with two votes or more."""
        return self.where(self.votes >= 2)


@dataclass(frozen=True, eq=False)
class JudgePatterns:
    """Distinct answers of all judges to an item, -1 where a judge did not answer; items with at least one vote."""

    answers: NDArray[np.int32]
    """Shape (n_patterns, n_judges)."""
    items: FloatArray
    """Items that have the pattern, shape (n_patterns,)."""
    n_classes: int
    """Answers of the menu."""

    @property
    def n_items(self) -> int:
        """Items with at least one vote."""
        return int(self.items.sum())

    def counts(self) -> CountPatterns:
        """The same by counts; patterns are not merged, so that rows stay aligned."""
        rows, judges = np.nonzero(self.answers >= 0)
        shape = (self.answers.shape[0], self.n_classes)
        cells = rows * self.n_classes + self.answers[rows, judges]
        return CountPatterns(np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(float), self.items)


def count_patterns(votes: Votes) -> CountPatterns:
    """Distinct count vectors.

    Raises
    ------
    InputError
        ``stats.too_many_cells`` when items times classes is beyond what is held in memory.
    """
    first = np.flatnonzero(np.r_[True, votes.items[1:] != votes.items[:-1]]) if votes.n_votes else np.zeros(0, np.int64)
    base = int(np.diff(first, append=votes.n_votes).max(initial=0)) + 1
    if votes.n_classes * math.log2(base) < LARGEST_KEY:
        powers = np.int64(base) ** np.arange(votes.n_classes, dtype=np.int64)
        keys, items = _keys(np.add.reduceat(powers[votes.answers], first) if first.size else first)
        return CountPatterns((keys[:, None] // powers % base).astype(np.float64), items)
    return _of_many_classes(votes, first)


def _of_many_classes(votes: Votes, first: NDArray[np.int64]) -> CountPatterns:
    """The same where a count vector is no key: items with the same answers in ascending order."""
    size = np.diff(first, append=votes.n_votes)
    check_cells(first.size, int(size.max(initial=0)))
    answers = votes.answers[np.lexsort((votes.answers, votes.items))]
    places = np.repeat(np.arange(first.size), size)
    ascending = np.full((first.size, int(size.max(initial=0))), -1, np.int64)
    ascending[places, np.arange(votes.n_votes) - np.repeat(first, size)] = answers
    rows, items = _distinct(ascending + 1)
    check_cells(rows.shape[0], votes.n_classes)
    pattern, place = np.nonzero(rows)
    cells = pattern * votes.n_classes + rows[pattern, place] - 1
    counts = np.bincount(cells, minlength=rows.shape[0] * votes.n_classes)
    return CountPatterns(counts.reshape(rows.shape[0], votes.n_classes).astype(np.float64), items)


def judge_patterns(votes: Votes) -> JudgePatterns:
    """Distinct answers of all judges. A judge has one vote an item (`assay.stats.votes.standing`).

    Raises
    ------
    InputError
        ``stats.too_many_cells``; ``stats.repeated_votes`` when a judge has several votes on an item.
    """
    check_cells(votes.n_items, votes.n_judges)
    cells = votes.items.astype(np.int64) * votes.n_judges + votes.judges
    if np.unique(cells).size != cells.size:
        raise InputError(
            "stats.repeated_votes",
            "A judge has several votes on one item.",
            "Say which one counts: repeats last or first.",
        )
    answers = np.full((votes.n_items, votes.n_judges), -1, np.int32)
    answers[votes.items, votes.judges] = votes.answers
    rows, items = _distinct(answers[(answers >= 0).any(axis=1)].astype(np.int64) + 1)
    return JudgePatterns((rows - 1).astype(np.int32), items, votes.n_classes)


def _keys(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], FloatArray]:
    """Distinct keys, each 0 or more, and how often each occurs."""
    if keys.size and int(keys.max()) < MOST_BINS:
        times = np.bincount(keys)
        return np.flatnonzero(times), times[times > 0].astype(np.float64)
    found, times = np.unique(keys, return_counts=True)
    return found, times.astype(np.float64)


def _distinct(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], FloatArray]:
    """Distinct rows and how often each occurs, in a fixed order."""
    if not rows.shape[0]:
        return rows, np.zeros(0)
    base = int(rows.max()) + 1
    if rows.shape[1] * math.log2(base) < LARGEST_KEY:
        keys = rows @ (np.int64(base) ** np.arange(rows.shape[1], dtype=np.int64))
        _, first, times = np.unique(keys, return_index=True, return_counts=True)
        return rows[first], times.astype(np.float64)
    found, times = np.unique(rows, axis=0, return_counts=True)
    return found, times.astype(np.float64)


def check_cells(n_items: int, width: int) -> None:
    """Refuse a table that is beyond what is held in memory."""
    if n_items * width > MOST_CELLS:
        raise InputError(
            "stats.too_many_cells",
            f"{n_items} items by {width} columns are more than {MOST_CELLS:,} cells.",
            "Ask of a slice or of fewer judges, or use one that looks at counts of few classes: alpha, fleiss, ac1.",
        )
