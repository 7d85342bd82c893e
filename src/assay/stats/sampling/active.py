"""Weights for items that were drawn one by one, each step with its own probabilities: active evaluation.

References
----------
Farquhar, Gal and Rainforth (2021), On statistical bias in active learning, arXiv:2101.11665 (LURE).
Kossen et al. (2021), Active testing, arXiv:2103.05331.
"""

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, within


def lure_weights(chance: ArrayLike, n_items: int) -> FloatArray:
    """Weight of each drawn item: the mean of weight times loss is right on average for the mean loss of the pool.

    ``v_m = 1 + (N - M) / (N - m) (1 / ((N - m + 1) q_m) - 1)`` for the m-th of M items drawn from N without
    replacement. 1 where a step drew among all that were left with equal probability, and where all were drawn.

    Parameters
    ----------
    chance : float array of shape (M,) in (0, 1]
        q_m: the probability with which step m drew its item, among those left.
    n_items : int, at least M
        N.

    Raises
    ------
    InputError
        ``stats.out_of_range``.

    Examples
    --------
    >>> lure_weights([0.4, 0.5, 0.3], 5).round(6).tolist()
    [0.75, 0.666667, 1.111111]
    """
    q = within("chance", chance, None, 1.0)
    if (q <= 0.0).any() or q.ndim != 1 or not 1 <= q.size <= n_items:
        what = f"{q.size} steps drew from {n_items} items, the least probability is {q.min(initial=1.0):g}."
        raise InputError("stats.out_of_range", what, "Give a probability above 0 for each step, and at most N steps.")
    left = n_items - np.arange(1.0, q.size + 1.0)
    if q.size == n_items:
        return np.ones(q.size)
    return np.asarray(1.0 + (n_items - q.size) / left * (1.0 / ((left + 1.0) * q) - 1.0))
