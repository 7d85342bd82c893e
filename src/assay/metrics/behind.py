"""The way from a number to the items behind it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from assay.core.evidence import Example, ItemsBehind
from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.facts import Answers, Facts
from assay.metrics.slices import group

MOST_EXAMPLES = 50
CUT_OFF = 0.5


def items_behind(
    facts: Facts, *, gate: str, spec: SliceSpec | None, key: SliceKey, baseline: str, candidate: str
) -> ItemsBehind:
    """Items of one slice: those that the candidate got wrong first, then the others, each by id.

    A system that gives scores alone is held to have answered the positive class from 0.5 on.
    """
    inside = _rows(facts, spec, key)
    answers = {name: _codes(facts, facts.answers_of(name)) for name in (baseline, candidate)}
    wrong = answers[candidate][inside] != facts.reference[inside]
    first = _first(facts, inside, wrong)
    names = _names(facts, inside[first])
    scores = facts.answers_of(candidate).score
    return ItemsBehind(
        gate,
        key,
        int(inside.size),
        int(np.count_nonzero(wrong)),
        tuple(
            Example(
                name,
                facts.classes[facts.reference[row]],
                _class(facts, answers[baseline][row]),
                _class(facts, answers[candidate][row]),
                None if scores is None else float(scores[row]),
            )
            for name, row in zip(names, inside[first].tolist(), strict=True)
        ),
    )


def _rows(facts: Facts, spec: SliceSpec | None, key: SliceKey) -> npt.NDArray[np.int64]:
    grouping = group(facts, spec if key else None)
    if key not in grouping.keys:
        return np.empty(0, np.int64)
    return np.flatnonzero(grouping.codes == grouping.keys.index(key))


def _codes(facts: Facts, answers: Answers) -> npt.NDArray[np.int32]:
    if answers.label is not None:
        return answers.label
    scores = np.zeros(facts.n_rows) if answers.score is None else answers.score
    other = next((code for code, name in enumerate(facts.classes) if name != facts.positive), -1)
    return np.where(scores >= CUT_OFF, facts.positive_code, other).astype(np.int32)


def _first(facts: Facts, rows: npt.NDArray[np.int64], wrong: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Places in ``rows`` of the examples; ids stay in Arrow, where a very long one takes no room in the others."""
    ids: Any = pa.array(rows) if facts.items is None else facts.items.take(rows).cast(pa.string())
    table: Any = pa.table({"right": pa.array((~wrong).astype(np.int8)), "id": ids})
    keys: Any = [("right", "ascending"), ("id", "ascending")]
    return np.asarray(pc.select_k_unstable(table, min(MOST_EXAMPLES, rows.size), keys), dtype=np.int64)


def _names(facts: Facts, rows: npt.NDArray[np.int64]) -> list[str]:
    if facts.items is None:
        return [f"row {row + 1}" for row in rows.tolist()]
    return [str(name) for name in facts.items.take(rows).to_pylist()]


def _class(facts: Facts, code: int) -> str | None:
    return facts.classes[code] if 0 <= code < len(facts.classes) else None
