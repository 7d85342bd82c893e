"""What is left of a sample's design when its queue was stopped before the end.

A sample was drawn in random order. Where the items that were answered are the first ones of that order within their
stratum, they are a random sample themselves, only smaller. Where later ones were answered and earlier ones not,
somebody or something chose, and no probability is known. That the queue was not stopped because of the answers is
assumed.

Reference: Saerndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, chapter 9 (two-phase sampling).
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assay.stats.arrays import FloatArray, IntArray, counts, same_length, within
from assay.stats.sampling.draws import rank_within


class Progress(IntEnum):
    """How far the queue of a stratum got."""

    DONE = 0
    """Every drawn item was answered."""
    STOPPED = 1
    """The first ones of the random order were answered."""
    OUT_OF_ORDER = 2
    """Later ones were answered before earlier ones: no design."""
    UNANSWERED = 3
    """None was answered: nothing is known of this stratum."""


class Stopped(NamedTuple):
    """Probabilities of the items that were answered, and how far each stratum got."""

    probability: FloatArray
    """Shape (n_items,); 0 for items that were not answered."""
    progress: IntArray
    """`Progress` of each stratum, shape (n_strata,)."""


def stopped_early(probability: ArrayLike, strata: ArrayLike, order: ArrayLike, answered: ArrayLike) -> Stopped:
    """Probabilities after stopping: ``p n_done / n_h`` in a stratum whose first n_done of n_h were answered.

    For a stratified sample that is ``n_done / N_h``. Out of order the drawn probabilities stay, and the progress says
    that they are not those of the answered items.

    Parameters
    ----------
    probability : float array of shape (n_items,) in (0, 1]
        Of the drawn items.
    strata : int array of shape (n_items,), from 0
    order : float array of shape (n_items,)
        Place of each item in the random order.
    answered : bool array of shape (n_items,)

    Raises
    ------
    InputError
        ``stats.out_of_range``.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> found = stopped_early([0.2, 0.2, 0.5, 0.5], [0, 0, 1, 1], [1, 3, 2, 4], [True, False, False, True])
    >>> found.probability.tolist(), [Progress(each).name for each in found.progress]
    ([0.1, 0.0, 0.0, 0.5], ['STOPPED', 'OUT_OF_ORDER'])
    """
    chance = within("probability", probability, 0.0, 1.0)
    codes = counts("strata", strata).astype(np.int64)
    places = within("order", order, None, None)
    done: NDArray[np.bool_] = np.asarray(answered, dtype=np.bool_)
    same_length(probability=chance, strata=codes, order=places, answered=done.astype(np.int64))
    n_strata = int(codes.max(initial=-1)) + 1
    drawn, finished = (np.bincount(codes[kept], minlength=n_strata) for kept in (np.ones_like(done), done))
    sorted_rows = np.lexsort((places, codes))
    rank = np.empty(codes.size, np.int64)
    rank[sorted_rows] = rank_within(codes[sorted_rows])
    late = np.bincount(codes[done & (rank >= finished[codes])], minlength=n_strata) > 0
    progress = np.select(
        [finished == 0, finished == drawn, late],
        [Progress.UNANSWERED, Progress.DONE, Progress.OUT_OF_ORDER],
        Progress.STOPPED,
    )
    share = np.where(progress == Progress.STOPPED, finished / np.maximum(drawn, 1), 1.0)
    return Stopped(np.where(done, chance * share[codes], 0.0), progress.astype(np.int64))
