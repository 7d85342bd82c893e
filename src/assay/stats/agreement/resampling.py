"""A bootstrap over items: how often each pattern occurs in each replicate, and the interval from the replicates."""

from collections.abc import Callable, Iterator

import numpy as np

from assay.stats.agreement.interval import NOTHING
from assay.stats.arrays import FloatArray

MOST_DRAWN = 4_000_000
"""Replicates times patterns that are held at once."""
LEAST_DEFINED = 0.9
"""Share of replicates that must have a value."""


def draws(items: FloatArray, replicates: int, seed: int) -> Iterator[FloatArray]:
    """How often each pattern occurs in each replicate, in pieces of shape (some replicates, n_patterns).

    Parameters
    ----------
    items : float array of shape (n_patterns,)
        How often each pattern was seen.
    """
    n, random = int(items.sum()), np.random.default_rng(seed)
    piece = max(1, MOST_DRAWN // max(items.size, 1))
    for start in range(0, replicates, piece):
        size = min(piece, replicates - start)
        yield random.multinomial(n, items / n, size=size).astype(np.float64)


def replicated(
    items: FloatArray, values: Callable[[FloatArray], FloatArray], *, replicates: int, seed: int
) -> FloatArray | None:
    """Values of the replicates that have one; None where too many have none, or nothing varies."""
    made = np.concatenate([values(each) for each in draws(items, replicates, seed)])
    known: FloatArray = made[np.isfinite(made)]
    if known.size < LEAST_DEFINED * replicates or float(np.ptp(known)) <= NOTHING:
        return None
    return known
