"""How much the doubt in each item's reference adds to the variance of a value, or of a difference.

With an uncertain reference the variance of ``f(S)`` has the part ``sum_i (sum_k q_ik p_ik^2 - (sum_k q_ik p_ik)^2)``
over items i and answers k (law of total variance, see `assay.metrics.soft`), where ``q`` is how likely the answer is
right and ``p`` its effect on the value: the gradient times the row terms, or the influence of a rank statistic. Each
item has its own term, and adjudicating the item removes it. An item whose answers all have one effect has none,
however doubtful it is: a system that is wrong either way stays wrong.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.definition import RankMeasure, SmoothMeasure, Sums
from assay.metrics.facts import Facts
from assay.metrics.registry import parse_metric
from assay.metrics.scan import Prepared, obstacle, prepare
from assay.metrics.slices import group
from assay.metrics.soft import moments_of

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]


def effects_on(
    facts: Facts, metric: str, systems: tuple[str, ...], spec: SliceSpec | None, keys: Sequence[SliceKey]
) -> Floats | None:
    """As `label_effects`, on some slices of a cut; ``()`` is all items."""
    grouping = group(facts, spec)
    place = np.full(len(grouping.keys) + 1, -1, np.int32)
    for code, key in enumerate(key for key in keys if key in grouping.keys):
        place[grouping.keys.index(key)] = code
    return label_effects(facts, metric, systems, place[grouping.codes], len(keys))


def label_effects(facts: Facts, metric: str, systems: tuple[str, ...], codes: Int32s, n_slices: int) -> Floats | None:
    """What each item adds to the label variance, shape (n_items,); None where the metric does not tell.

    Parameters
    ----------
    systems : one system for its value, or baseline and candidate for their difference
    codes : int32 array of shape (n_rows,)
        Slice of each row, -1 for none: each slice has its own value, and what an item adds is to its slice's.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from assay.metrics.facts import facts_from_table
    >>> table = pa.table({"item": [1, 1, 2, 2], "right": ["a", "b", "a", "b"], "share": [0.5, 0.5, 0.9, 0.1],
    ...                   "said": ["a", "a", "a", "a"]})
    >>> facts = facts_from_table(table, label="right", systems={"s": ("said", None)}, item="item", share="share")
    >>> label_effects(facts, "accuracy", ("s",), np.zeros(4, np.int32), 1).round(4)
    array([0.0625, 0.0225])
    """
    if facts.soft is None:
        return None
    definition = parse_metric(metric)
    answers = tuple(facts.answers_of(name) for name in systems)
    if obstacle(definition, facts, answers) is not None:
        return None
    prepared = prepare(facts, answers, (definition,), seed=0)
    inside = codes if prepared.answered is None else np.where(prepared.answered, codes, np.int32(-1))
    match definition.measure:
        case SmoothMeasure():
            effects = _smooth(prepared, definition.measure, inside, n_slices)
        case RankMeasure():
            effects = _rank(prepared, definition.measure, inside, n_slices)
        case _:
            return None
    starts = facts.soft.starts[:-1]
    squares, sums = (np.add.reduceat(each, starts) for each in (effects**2 / facts.soft.share, effects))
    return np.asarray(np.maximum(squares - sums**2, 0.0))


def _smooth(prepared: Prepared, measure: SmoothMeasure, codes: Int32s, n_slices: int) -> Floats:
    """Probability times effect of each row: gradient times terms, candidate minus baseline."""
    terms = prepared.terms
    moments = moments_of(prepared.facts, codes, terms.slots, terms.values, n_slices=n_slices, n_terms=terms.n_terms)
    found = [measure.evaluate(Sums(moments.sums, place)).gradient for place in terms.places]
    gradient = found[0] if len(found) == 1 else found[1] - found[0]
    rows = np.flatnonzero(codes >= 0)
    slots = terms.slots[rows]
    has = slots < terms.n_terms
    each = gradient[codes[rows][:, None], np.where(has, slots, 0)] * np.where(has, terms.values[rows], 0.0)
    effects = np.zeros(codes.size)
    effects[rows] = each.sum(axis=1)
    return effects


def _rank(prepared: Prepared, measure: RankMeasure, codes: Int32s, n_slices: int) -> Floats:
    found = [measure.statistic(order, codes, n_slices=n_slices).influence for order in prepared.orders]
    effects = found[0] if len(found) == 1 else found[1] - found[0]
    return np.asarray(np.where(codes >= 0, effects, 0.0))
