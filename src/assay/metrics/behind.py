"""The way from a number to the items behind it."""

from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from assay.core.evidence import Example, ItemsBehind
from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.facts import Answers, Facts
from assay.metrics.slices import group

Floats = npt.NDArray[np.float64]

MOST_EXAMPLES = 50
ALIKE = 12
"""Decimals from which on shares of doubt are alike: items that add the same are in order of their id."""
CUT_OFF = 0.5


class Which(StrEnum):
    """Which items of a slice are listed."""

    EVERY = "every"
    """All of them."""
    BASELINE = "baseline"
    """Those that the baseline got wrong."""
    CANDIDATE = "candidate"
    """Those that the candidate got wrong."""
    APART = "apart"
    """Those that one of the two got right and the other wrong."""


class Listed(NamedTuple):
    """Some items of one slice."""

    sizes: tuple[int, ...]
    """How many there are of each `Which`, in its order."""
    examples: tuple[Example, ...]
    """Those that were asked for: what the candidate got wrong first, then the others, each by id."""


def items_behind(
    facts: Facts,
    *,
    gate: str,
    spec: SliceSpec | None,
    key: SliceKey,
    baseline: str,
    candidate: str,
    effects: Floats | None = None,
) -> ItemsBehind:
    """Items of one slice: those that the candidate got wrong first, then the others, each by id.

    A system that gives scores alone is held to have answered the positive class from 0.5 on.
    With ``effects``, what the doubt in each item adds to the label variance (shape (n_items,)), they are those to
    adjudicate: only items that add something, those that add most first.
    """
    inside, items = _rows(facts, spec, key)
    answers = {name: _codes(facts, facts.answers_of(name)) for name in (baseline, candidate)}
    wrong = answers[candidate][inside] != facts.reference[inside]
    relief = None if effects is None or facts.soft is None else _shares(effects)[items].round(ALIKE)
    first = _first(facts, inside, ~wrong if relief is None else -relief)
    if relief is not None:
        first = first[relief[first] > 0.0]
    scores = facts.answers_of(candidate).score
    return ItemsBehind(
        gate,
        key,
        int(inside.size),
        int(np.count_nonzero(wrong)),
        _examples(facts, inside, first, answers[baseline], answers[candidate], scores=scores, relief=relief),
    )


def items_listed(
    facts: Facts,
    *,
    spec: SliceSpec | None,
    key: SliceKey,
    baseline: str,
    candidate: str,
    which: Which,
    start: int,
    most: int,
) -> Listed:
    """Items of one slice, ``most`` from place ``start`` on; right and wrong are as `items_behind` has them."""
    inside, _ = _rows(facts, spec, key)
    answers = {name: _codes(facts, facts.answers_of(name)) for name in (baseline, candidate)}
    old, new = (answers[name][inside] != facts.reference[inside] for name in (baseline, candidate))
    chosen = {
        Which.EVERY: np.ones(inside.size, bool),
        Which.BASELINE: old,
        Which.CANDIDATE: new,
        Which.APART: old != new,
    }
    rows = inside[chosen[which]]
    keys: Any = [("later", "ascending"), ("id", "ascending")]
    order = pc.sort_indices(_ranked(facts, rows, ~new[chosen[which]]), keys)  # a stable one: pages fit together
    first = np.asarray(order[start : start + most], np.int64)
    scores = facts.answers_of(candidate).score
    return Listed(
        tuple(int(np.count_nonzero(chosen[each])) for each in Which),
        _examples(facts, rows, first, answers[baseline], answers[candidate], scores=scores),
    )


def _examples(
    facts: Facts,
    rows: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    *answers: npt.NDArray[np.int32],
    scores: Floats | None,
    relief: Floats | None = None,
) -> tuple[Example, ...]:
    """The rows at the places ``first``, with what baseline and candidate answered."""
    doubt, chosen = _doubt(facts, rows), rows[first]
    baseline, candidate = answers
    return tuple(
        Example(
            name,
            facts.classes[facts.reference[row]],
            _class(facts, baseline[row]),
            _class(facts, candidate[row]),
            None if scores is None else float(scores[row]),
            None if doubt is None else float(doubt[place]),
            None if relief is None else float(relief[place]),
        )
        for name, row, place in zip(_names(facts, chosen), chosen.tolist(), first.tolist(), strict=True)
    )


def _rows(facts: Facts, spec: SliceSpec | None, key: SliceKey) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """One row for each item of a slice, that of its likeliest answer, and the items."""
    grouping = group(facts, spec if key else None)
    if key not in grouping.keys:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    chosen = grouping.codes == grouping.keys.index(key)
    if facts.soft is None:
        rows = np.flatnonzero(chosen)
        return rows, rows
    items = np.flatnonzero(chosen[facts.soft.settled])
    return facts.soft.settled[items], items


def _shares(effects: Floats) -> Floats:
    """Each as a share of their sum; 0 where all are."""
    whole = float(effects.sum())
    return effects / whole if whole > 0.0 else np.zeros(effects.size)


def _codes(facts: Facts, answers: Answers) -> npt.NDArray[np.int32]:
    if answers.label is not None:
        return answers.label
    scores = np.zeros(facts.n_rows) if answers.score is None else answers.score
    other = next((code for code, name in enumerate(facts.classes) if name != facts.positive), -1)
    return np.where(scores >= CUT_OFF, facts.positive_code, other).astype(np.int32)


def _doubt(facts: Facts, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64] | None:
    """How likely the reference of each row is not the right answer; None where references are certain."""
    return None if facts.soft is None else 1.0 - facts.soft.share[rows]


def _first(facts: Facts, rows: npt.NDArray[np.int64], later: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Places in ``rows`` of the examples."""
    keys: Any = [("later", "ascending"), ("id", "ascending")]
    ranked = _ranked(facts, rows, later)
    return np.asarray(pc.select_k_unstable(ranked, min(MOST_EXAMPLES, rows.size), keys), dtype=np.int64)


def _ranked(facts: Facts, rows: npt.NDArray[np.int64], later: npt.NDArray[Any]) -> Any:
    """What rows are put in order by; ids stay in Arrow, where a very long one takes no room in the others."""
    ids: Any = pa.array(rows) if facts.items is None else facts.items.take(rows).cast(pa.string())
    return pa.table({"later": pa.array(later.astype(np.float64)), "id": ids})


def _names(facts: Facts, rows: npt.NDArray[np.int64]) -> list[str]:
    if facts.items is None:
        return [f"row {row + 1}" for row in rows.tolist()]
    return [str(name) for name in facts.items.take(rows).to_pylist()]


def _class(facts: Facts, code: int) -> str | None:
    return facts.classes[code] if 0 <= code < len(facts.classes) else None
