"""Likeness of an output and its targets by vectors of an embedder, which is a port: ours needs no model.

The cosine of two vectors, at least 0. What a number means depends on the embedder: compare numbers of one only.
"""

import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cache

from assay.core.errors import InputError, did_you_mean
from assay.core.plugged import class_named, names_of
from assay.core.ports import Embedder
from assay.harness.scorers.score import Score, best

GROUP = "assay.embedders"
"""Entry points under which another package offers a class that is an `assay.core.ports.Embedder`."""
OURS = {"letters": f"{__name__}:Letters"}
PLACES = 8_191
"""Length of our own vectors: a prime, so that parts alike in their last bits do not fall together."""
LONGEST = 100_000


class Letters:
    """Counts of three to five letters in a row, in as many places as a vector has: spelling, not meaning."""

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text."""
        return [_of_letters(text) for text in texts]


def embedding(output: str, targets: Sequence[str], *, by: str = "letters") -> Score:
    """Cosine of the vectors of output and target, at least 0; the best target counts."""
    vectors = embedder(by)([output[:LONGEST], *(each[:LONGEST] for each in targets)])
    said = f"cosine by {by}"
    return best([Score(min(max(_cosine(vectors[0], each), 0.0), 1.0), said) for each in vectors[1:]])


@cache
def embedder(name: str) -> Embedder:
    """The embedder of that name.

    Raises
    ------
    InputError
        ``scorer.embedder`` with the near match; ``plugin.broken``.
    """
    found = class_named(name, OURS, group=GROUP)
    if found is None:
        what = f"There is no embedder '{name[:40]}'."
        raise InputError("scorer.embedder", what, did_you_mean(name, names_of(OURS, group=GROUP)))
    made: Embedder = found()
    return made


def _of_letters(text: str) -> list[float]:
    folded = f" {' '.join(unicodedata.normalize('NFKC', text).casefold().split())} "
    parts = (folded[at : at + size] for size in (3, 4, 5) for at in range(len(folded) - size + 1))
    places = Counter(zlib.crc32(part.encode()) % PLACES for part in parts)
    return [1.0 + math.log(places[place]) if place in places else 0.0 for place in range(PLACES)]


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.sqrt(sum(each * each for each in one)) * math.sqrt(sum(each * each for each in other))
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0
