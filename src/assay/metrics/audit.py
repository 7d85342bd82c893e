"""Audit of a reference by votes: which given labels do judges reject?

The given label is one more judge of its item: Dawid and Skene's model finds how often it is right, beside every other
judge, and the posterior of an item weighs its votes and its label alike. Votes alone would hold a good label for as
doubtful as the judges are. The share of labels that are right is an estimate like any other, against the soft
reference that these posteriors are.

References
----------
Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates, doi:10.2307/2346806.
Northcutt, Jiang, Chuang (2021), Confident learning: estimating uncertainty in dataset labels, doi:10.1613/jair.1.12125
(the question; the model there is a classifier, here it is judges).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.core.estimate import Estimate
from assay.core.slices import SliceSpec
from assay.metrics.consensus import too_little
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.metrics.long_facts import LongFacts
from assay.stats.truth.named import infer
from assay.stats.votes import Votes
from assay.stats.votes import votes as make_votes

LEAST_SHARE = 1e-6
SMOOTHING = 1.0
"""Added to every cell of a confusion, so that few votes do not make a judge certain."""
GIVEN = "given"
"""Column of the labels under audit, and slice of each."""
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Rejected(NamedTuple):
    """An item whose given label the votes speak against; at least one of them is for another answer."""

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
    n_for: int
    """Votes that agree with the given label."""


class Audited(NamedTuple):
    """What judges say of the labels of a reference set."""

    estimates: tuple[Estimate, ...]
    """Share of the labels that are right, for all items and for each label."""
    rejected: tuple[Rejected, ...]
    """Items with a likelier answer than their label, the clearest first."""
    n_items: int
    """Items with a label and a vote."""
    n_unvoted: int
    """Items with a label and no vote."""
    expected_wrong: float
    """Labels among the rejected that are expected to be wrong."""
    warnings: tuple[str, ...]
    """What makes it doubtful."""


def audit_reference(facts: LongFacts, right: Mapping[str, str], *, level: float, seed: int) -> Audited:
    """Share of the labels that are right, overall and by label, and the labels that judges reject.

    Parameters
    ----------
    facts : LongFacts
        Votes; its classes hold every label.
    right : mapping of item to its given label

    Raises
    ------
    InputError
        ``reference.no_item``.
    """
    voted = np.diff(facts.votes.starts) > 0
    known = np.asarray([at for at, name in enumerate(facts.items) if voted[at] and name in right], dtype=np.int64)
    if not known.size:
        raise InputError("reference.no_item", "No item has both a reference and a vote.", "Write the ids alike.")
    codes = {name: code for code, name in enumerate(facts.classes)}
    given = np.asarray([codes[right[facts.items[place]]] for place in known.tolist()], dtype=np.int64)
    consensus, _ = infer("dawid-skene", _with_labels(facts.votes, known, given), {"smoothing": SMOOTHING})
    posterior = consensus.posterior[known]
    support = posterior[np.arange(known.size), given]
    rejected = _rejected(facts, known, given, posterior, support)
    return Audited(
        _estimates(facts, posterior, given, level=level, seed=seed),
        rejected,
        int(known.size),
        len(right) - int(known.size),
        float(sum(1.0 - each.support for each in rejected)),
        tuple(too_little(facts.votes)),
    )


def _with_labels(votes: Votes, items: Int64s, labels: Int64s) -> Votes:
    """The votes, and the given labels as those of one more judge."""
    return make_votes(
        np.concatenate([votes.items, items]),
        np.concatenate([votes.judges, np.full(items.size, votes.n_judges)]),
        np.concatenate([votes.answers, labels]),
        n_items=votes.n_items,
        n_judges=votes.n_judges + 1,
        n_classes=votes.n_classes,
    )


def _rejected(
    facts: LongFacts, known: Int64s, given: Int64s, posterior: Floats, support: Floats
) -> tuple[Rejected, ...]:
    best = posterior.argmax(axis=1)
    label_of = np.full(facts.votes.n_items, -1, np.int64)
    label_of[known] = given
    agree = facts.votes.answers == label_of[facts.votes.items]
    n_for = np.bincount(facts.votes.items, agree, minlength=facts.votes.n_items)
    times = np.diff(facts.votes.starts)
    doubted = (best != given) & (times[known] > n_for[known])
    order = [each for each in np.argsort(support, kind="stable").tolist() if doubted[each]]
    return tuple(
        Rejected(
            facts.items[known[each]],
            facts.classes[given[each]],
            facts.classes[best[each]],
            float(support[each]),
            int(times[known[each]]),
            int(n_for[known[each]]),
        )
        for each in order
    )


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
