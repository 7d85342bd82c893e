"""What is in a reference set: its likeliest answers, how often each is expected, and where it is in doubt."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.item import ReferenceSet
from assay.metrics.encoding import Encoded, encode, one_array, reading_order

ITEM, ANSWER, PROBABILITY = "item", "answer", "probability"
MOST_DOUBTFUL = 20
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class AnswerShare(NamedTuple):
    """How often one answer is the right one."""

    answer: str
    """The answer."""
    n_likeliest: int
    """Items of which it is the likeliest answer (an exact count)."""
    expected: float
    """Items of which it is expected to be the right answer: the sum of its probabilities."""


class Doubtful(NamedTuple):
    """An item whose right answer is in doubt."""

    item: str
    """Its id."""
    answer: str
    """Its likeliest answer."""
    probability: float
    """How likely that is."""
    other: str
    """The next likeliest answer."""
    other_probability: float
    """How likely that is."""


class ShownReference(NamedTuple):
    """A reference set and what is in it."""

    reference: ReferenceSet
    """Where it comes from."""
    n_dataset: int
    """Items of its dataset version."""
    answers: tuple[AnswerShare, ...]
    """Each answer, in reading order."""
    doubtful: tuple[Doubtful, ...]
    """The most doubtful items first, at most `MOST_DOUBTFUL`; none where every answer is certain."""


class _Ranked(NamedTuple):
    items: Encoded
    answers: Encoded
    share: Floats
    starts: Ints
    """Rows of each item, the likeliest answer first."""


def described(reference: ReferenceSet, table: pa.Table, *, n_dataset: int) -> ShownReference:
    """What is in the table of a reference set: ``item``, ``answer``, and ``probability`` for a soft one."""
    ranked = _ranked(table)
    levels = ranked.answers.levels
    first = ranked.answers.values[ranked.starts[:-1]]
    best = np.bincount(first, minlength=len(levels))
    expected = np.bincount(ranked.answers.values, ranked.share, minlength=len(levels))
    shares = [AnswerShare(*each) for each in zip(levels, best.tolist(), expected.tolist(), strict=True)]
    return ShownReference(
        reference, n_dataset, tuple(sorted(shares, key=lambda each: reading_order(each.answer))), _doubtful(ranked)
    )


def likeliest(table: pa.Table) -> dict[str, str]:
    """The likeliest answer of each item; of equal ones the first in the table."""
    ranked = _ranked(table)
    firsts = ranked.starts[:-1]
    items, answers = ranked.items.values[firsts].tolist(), ranked.answers.values[firsts].tolist()
    return {ranked.items.levels[i]: ranked.answers.levels[k] for i, k in zip(items, answers, strict=True)}


def doubt_of(table: pa.Table) -> float | None:
    """Share of items whose likeliest answer is expected to be wrong; None where every reference is certain."""
    ranked = _ranked(table)
    if ranked.starts.size < 2:
        return None
    found = float(1.0 - ranked.share[ranked.starts[:-1]].mean())
    return found if found > 0.0 else None


def _ranked(table: pa.Table) -> _Ranked:
    items, answers = encode(one_array(table[ITEM])), encode(one_array(table[ANSWER]))
    share = np.ones(table.num_rows)
    if PROBABILITY in table.column_names:
        share = np.asarray(table[PROBABILITY].to_numpy(), dtype=np.float64)
    order = np.lexsort((np.arange(share.size), -share, items.values))
    codes = items.values[order]
    edges = np.flatnonzero(np.diff(codes)) + 1
    starts = np.r_[0, edges, codes.size].astype(np.int64) if codes.size else np.zeros(1, np.int64)
    return _Ranked(Encoded(codes, items.levels), Encoded(answers.values[order], answers.levels), share[order], starts)


def _doubtful(ranked: _Ranked) -> tuple[Doubtful, ...]:
    firsts = ranked.starts[:-1]
    open_ones = np.flatnonzero(np.diff(ranked.starts) > 1)
    best = ranked.share[firsts[open_ones]]
    chosen = open_ones[np.argsort(best, kind="stable")[:MOST_DOUBTFUL]]
    return tuple(
        Doubtful(
            ranked.items.levels[ranked.items.values[row]],
            ranked.answers.levels[ranked.answers.values[row]],
            float(ranked.share[row]),
            ranked.answers.levels[ranked.answers.values[row + 1]],
            float(ranked.share[row + 1]),
        )
        for row in firsts[chosen].tolist()
    )
