"""Do judges err on the same items? Then several votes count as fewer.

The intraclass correlation of errors within items: 0 when errors fall on items at random, 1 when judges are right or
wrong together. n votes of an item then tell as much as ``n / (1 + (n - 1) rho)`` independent ones. Hard items and
judges who copy each other look alike here; either way a consensus is surer of itself than it should be.

Reference: Kish (1965), Survey sampling, ISBN 978-0471109495 (design effect).
"""

from typing import NamedTuple

import numpy as np

from assay.stats.arrays import FloatArray
from assay.stats.clusters import design_effect
from assay.stats.votes import Votes


class Dependence(NamedTuple):
    """How far errors fall together."""

    correlation: float | None
    """Mean correlation of the errors of two judges of one item; None where nothing varies or no item has two votes."""
    votes_an_item: float
    """Mean votes of an item, weighted by votes."""
    effective: float
    """How many independent votes an item's votes count for."""


def dependence(votes: Votes, right: FloatArray) -> Dependence:
    """Correlation of errors within items.

    Parameters
    ----------
    right : float array of shape (n_votes,)
        Probability that each vote is right; its judge's mean is taken out first.
    """
    size = np.bincount(votes.items, minlength=votes.n_items).astype(np.float64)
    times = np.bincount(votes.judges, minlength=votes.n_judges)
    mean = np.bincount(votes.judges, right, minlength=votes.n_judges) / np.maximum(times, 1)
    residual = right - mean[votes.judges]
    sums = np.bincount(votes.items, residual, minlength=votes.n_items)
    pairs = float((size * (size - 1.0)).sum())
    spread = float(residual @ residual) / max(votes.n_votes, 1)
    typical = float((size**2).sum() / max(size.sum(), 1.0))
    if pairs == 0 or spread <= 1e-12:
        return Dependence(None, typical, typical)
    found = float(sums @ sums - residual @ residual) / pairs / spread
    found = min(max(found, -1.0), 1.0)
    return Dependence(found, typical, typical / design_effect(max(typical, 1.0), found))
