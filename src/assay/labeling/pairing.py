"""Pairs of outputs for a blind comparison: which outputs stand side by side, who wrote which, and on which side.

Sides and order are drawn by the seed, so that neither says who wrote an output. The names of the systems are in no
column of the items: they stand in a document of their own, which pages and queues of labelers do not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from assay.core.errors import InputError
from assay.core.exchange import Brought
from assay.core.pairing import Pairing, PairMade
from assay.core.question import LEFT, RIGHT, Pair, Question

PAIR, INPUT = "pair_id", "input"
BETTER = "better"
MOST_PAIRS = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """What the systems said to one prompt."""

    prompt: str
    """Its id."""
    input: str
    """Its text."""
    outputs: Mapping[str, str | None]
    """System to its output; None where there is none."""


def make_pairs(
    said: Sequence[Said], systems: Sequence[str], *, dataset: str, question: str = BETTER, seed: int = 7
) -> tuple[Pairing, tuple[Mapping[str, Any], ...], Mapping[str, int]]:
    """Every two systems on every prompt, with the rows that people see, and what was left out.

    A pair of two outputs that are the same text shows nothing and is left out, as is one without both.

    Raises
    ------
    InputError
        ``pair.systems``, ``pair.too_many``, ``pair.nothing``.
    """
    named = tuple(dict.fromkeys(systems))
    if len(named) < 2:
        raise InputError("pair.systems", f"{len(named)} systems are named.", "Name two or more: --systems a,b.")
    draw = np.random.default_rng(seed)
    left_out = {"pairs without both outputs": 0, "pairs of one and the same text": 0}
    drawn: list[tuple[Said, int, int]] = []
    for each in said:
        for one, other in combinations(range(len(named)), 2):
            texts = (each.outputs.get(named[one]), each.outputs.get(named[other]))
            if not all(texts):
                left_out["pairs without both outputs"] += 1
            elif texts[0] == texts[1]:
                left_out["pairs of one and the same text"] += 1
            else:
                drawn.append((each, one, other) if draw.random() < 0.5 else (each, other, one))
    if not drawn:
        raise InputError("pair.nothing", "No two outputs can be compared.", "Name columns or systems that have texts.")
    if len(drawn) > MOST_PAIRS:
        what = f"There would be {len(drawn):,} pairs; at most {MOST_PAIRS:,} are made."
        raise InputError("pair.too_many", what, "Draw a sample of the prompts, or name fewer systems.")
    drawn = [drawn[place] for place in draw.permutation(len(drawn)).tolist()]
    digits = len(str(len(drawn)))
    made = tuple(
        PairMade(f"p{place:0{digits}d}", each.prompt, left, right) for place, (each, left, right) in enumerate(drawn, 1)
    )
    rows = tuple(
        {
            PAIR: pair.id,
            INPUT: each.input,
            LEFT: each.outputs[named[pair.left]],
            RIGHT: each.outputs[named[pair.right]],
        }
        for pair, (each, _, _) in zip(made, drawn, strict=True)
    )
    pairing = Pairing(dataset, question, named, seed, made)
    return pairing, rows, {what: n for what, n in left_out.items() if n}


def pair_question(name: str, asks: str, *, tie: bool = True) -> Question:
    """The question that is asked of each pair."""
    return Question(name, asks, Pair(LEFT, RIGHT, tie), (INPUT,))


def as_items(
    rows: Sequence[Mapping[str, Any]], question: Question, left_out: Mapping[str, int], sha256: str
) -> Brought:
    """The pairs on their way into a dataset."""
    lines = tuple(range(1, len(rows) + 1))
    return Brought("pairs", sha256, PAIR, tuple(rows), lines, (INPUT, LEFT, RIGHT), (question,), (), dict(left_out))
