"""Audit of a reference by votes: which given labels do judges reject?

The votes of an item are evidence about its label as they are about any answer: a Dawid-Skene posterior of the item
says how likely the given label is right. The share of supported labels is an estimate like any other, against a soft
reference in which the labels are the answers.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.errors import InputError
from assay.core.estimate import Estimate
from assay.core.slices import SliceSpec
from assay.metrics.consensus import find_consensus
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.metrics.long_facts import LongFacts

LEAST_SHARE = 1e-6
GIVEN = "given"
"""Column of the labels under audit, and slice of each."""


class Rejected(NamedTuple):
    """An item whose given label the votes speak against."""

    item: str
    """Its id."""
    given: str
    """The label under audit."""
    likelier: str
    """The answer that the votes make likeliest."""
    support: float
    """Probability that the given label is right."""
    n_votes: int
    """Votes on it."""


def audit_reference(
    facts: LongFacts, right: Mapping[str, str], *, level: float, seed: int
) -> tuple[tuple[Estimate, ...], tuple[Rejected, ...], int]:
    """Share of the labels that votes support, overall and by label; rejected items; items that were compared.

    Raises
    ------
    InputError
        ``reference.no_item``.
    """
    known = np.asarray([place for place, name in enumerate(facts.items) if name in right], dtype=np.int64)
    if not known.size:
        raise InputError("reference.no_item", "No item has both a reference and a vote.", "Write the ids alike.")
    posterior = find_consensus(facts, "dawid-skene", {"smoothing": 1.0}, seed=seed).consensus.posterior[known]
    given = np.asarray([facts.classes.index(right[facts.items[place]]) for place in known.tolist()])
    support = posterior[np.arange(known.size), given]
    estimates = _estimates(facts, posterior, given, level=level, seed=seed)
    best = posterior.argmax(axis=1)
    order = [each for each in np.argsort(support, kind="stable").tolist() if best[each] != given[each]]
    times = np.diff(facts.votes.starts)
    rejected = tuple(
        Rejected(
            facts.items[known[each]],
            facts.classes[given[each]],
            facts.classes[best[each]],
            float(support[each]),
            int(times[known[each]]),
        )
        for each in order
    )
    return estimates, rejected, int(known.size)


def _estimates(
    facts: LongFacts, posterior: np.ndarray, given: np.ndarray, *, level: float, seed: int
) -> tuple[Estimate, ...]:
    kept = np.where(posterior < LEAST_SHARE, 0.0, posterior)
    kept /= kept.sum(axis=1, keepdims=True)
    items, classes = np.nonzero(kept)
    names = pa.array(facts.classes)
    said = names.take(pa.array(given[items].astype(np.int64), pa.int64()))
    table = pa.table(
        {
            "item": pa.array(items.astype(np.int64), pa.int64()),
            "label": names.take(pa.array(classes.astype(np.int64), pa.int64())),
            "share": pa.array(kept[items, classes]),
            GIVEN: said,
        }
    )
    spec = SliceSpec((GIVEN,))
    rows = facts_from_table(
        table, label="label", systems={"reference": (GIVEN, None)}, item="item", by=(spec,), share="share"
    )
    return tuple(estimate(["accuracy"], rows, by=(spec,), level=level, seed=seed))
