"""How far down a list of ever less certain items a machine may label: PAC labeling.

The machine labels the items whose uncertainty is below u. Its mean loss over the whole pool grows with u, and so does
an exact upper bound of it, so the largest u whose bound, and that of every smaller one, is at most eps errs with
probability at most alpha: the one threshold that matters is the first at which the true loss is above eps.

References
----------
Candes, Ilyas and Zrnic (2025), Probably approximately correct labels, arXiv:2506.10908.
Bates et al. (2021), Distribution-free, risk-controlling prediction sets, doi:10.1145/3478535.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from assay.stats.arrays import numbers, same_length, within


def largest_threshold(uncertainty: ArrayLike, loss: ArrayLike, holds: Callable[[float], bool]) -> float:
    """The u below which the machine may label; infinite when everywhere, minus infinity when nowhere.

    Parameters
    ----------
    uncertainty : float array of shape (n_checked,)
        Of the items that people checked.
    loss : float array of shape (n_checked,), 0 or more
        Of the machine's answer, times the weight of the item where items were drawn unequally.
    holds : function of a sum of losses
        Whether the upper bound of the mean loss is at most eps; false from some sum on.

    Raises
    ------
    InputError
        ``stats.not_a_number``, ``stats.out_of_range``.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> largest_threshold([0.1, 0.2, 0.3, 0.3, 0.4], [0, 1, 0, 1, 1], lambda total: total <= 1)
    0.3
    """
    unsure, lost = numbers("uncertainty", uncertainty), within("loss", loss, 0.0, None)
    same_length(uncertainty=unsure, loss=lost)
    if not holds(0.0):
        return -math.inf
    levels, codes = np.unique(unsure, return_inverse=True)
    totals = np.cumsum(np.bincount(codes, lost, minlength=levels.size))
    low, high = 0, levels.size
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if holds(float(totals[middle])) else (low, middle)
    return float(levels[low]) if low < levels.size else math.inf
