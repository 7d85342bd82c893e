"""The same claim from a stratified sample, whose items stand for different numbers of others.

With weights ``w_i = N_h / (N n_h)`` the weighted sum T of losses has the mean loss of the frame as its mean. Divided by
the largest weight, its parts are independent between strata and drawn without replacement within, each in [0, 1], so
the bounds of Hoeffding and Bentkus hold for them with their average mean ``eps / (n w_max)``. Where all weights are
equal and the losses 0 or 1, Clopper-Pearson holds too (Hoeffding 1956), as long as it claims n eps >= errors + 1.

References
----------
Hoeffding (1956), On the distribution of the number of successes in independent trials, doi:10.1214/aoms/1177728178.
Hoeffding (1963), doi:10.1080/01621459.1963.10500830 (theorems 1 and 4). Bentkus (2004), doi:10.1214/009117904000000360.
"""

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, above, same_length, within
from assay.stats.proportion import upper_bound_exact
from assay.stats.risk.bounds import ROUNDING, hoeffding_bentkus_upper

EQUAL = 1e-9
"""Weights that differ by less than this share are equal."""


def frame_weights(probability: ArrayLike) -> FloatArray:
    """Part of the frame that each drawn item stands for: ``1 / p`` over its sum.

    Raises
    ------
    InputError
        ``stats.out_of_range``.

    Examples
    --------
    >>> frame_weights([0.5, 0.25, 0.25]).tolist()
    [0.2, 0.4, 0.4]
    """
    chance = above("probability", within("probability", probability, None, 1.0), 0.0)
    return np.asarray((1.0 / chance) / (1.0 / chance).sum())


def weighted_bound(total: float, weights: ArrayLike, side_alpha: float, *, whole: bool) -> float:
    """Largest mean loss of the frame that a weighted sum of losses does not contradict at ``side_alpha``.

    Parameters
    ----------
    total : float in [0, 1]
        Sum of weight times loss.
    weights : float array of shape (n_items,), above 0, that sums to 1
        Of every item of the sample, each constant within its stratum.
    whole : bool
        Whether every loss is 0 or 1.

    Raises
    ------
    InputError
        ``stats.out_of_range``.

    Examples
    --------
    >>> round(weighted_bound(0.0, np.full(59, 1 / 59), 0.05, whole=True), 4)
    0.0495
    >>> round(weighted_bound(0.0, np.r_[np.full(40, 0.02), np.full(20, 0.01)], 0.05, whole=True), 4)
    0.0584
    """
    w = above("weights", weights, 0.0)
    n = same_length(weights=w)
    if abs(float(w.sum()) - 1.0) > EQUAL * n or n < 1:
        raise InputError("stats.out_of_range", f"The weights sum to {w.sum():g}.", "Make them with frame_weights.")
    largest = float(w.max())
    scaled = min(float(within("total", total, 0.0, 1.0 + ROUNDING)) / largest, float(n))
    if whole and largest - float(w.min()) <= EQUAL * largest:
        errors = round(scaled)
        exact = float(upper_bound_exact(errors, n, side_alpha))
        if errors + 1.0 <= n * exact:
            return exact
    return min(1.0, n * largest * hoeffding_bentkus_upper(scaled, n, side_alpha))
