"""How many items each stratum of a sample gets: proportional, equal, or by Neyman, exactly and in whole numbers.

References
----------
Neyman (1934), On the two different aspects of the representative method, doi:10.2307/2342192.
Wright (2012), The equivalence of Neyman optimum allocation for sampling and equal proportions for apportioning the
U.S. House of Representatives, doi:10.1080/00031305.2012.733679 (priority values give the best whole numbers).
"""

import heapq
import math

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, IntArray, above, counts, same_length, within


def allocate(measure: ArrayLike, n: int, *, least: ArrayLike, most: ArrayLike) -> IntArray:
    """Items of each stratum: the whole numbers that add up to n and make ``sum_h measure_h^2 / n_h`` least.

    With measure ``N_h S_h`` that is Neyman's allocation (the variance of a stratified mean but for a constant), with
    ``N_h`` the proportional one, with 1 the equal one. Each stratum begins with its least; every further item goes
    where ``measure_h / sqrt(k (k + 1))`` is largest, k being the items it has. More n never takes an item away.

    Parameters
    ----------
    measure : float array of shape (n_strata,), 0 or more
        What a stratum gets items for.
    n : int
        Items in all.
    least, most : int arrays of shape (n_strata,)
        Bounds of each stratum; least from 1, and no more than most.

    Returns
    -------
    int array of shape (n_strata,)

    Raises
    ------
    InputError
        ``stats.out_of_range`` when the bounds do not let n be had.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> allocate([100, 300, 600], 10, least=[1, 1, 1], most=[100, 300, 600]).tolist()
    [1, 3, 6]
    """
    wanted = within("measure", measure, 0.0, None)
    low, high = counts("least", least), counts("most", most)
    same_length(measure=wanted, least=low, most=high)
    _check_bounds(low, high, n)
    found, limit = low.astype(np.int64).tolist(), high.astype(np.int64).tolist()
    queue = [(-_priority(wanted[h], found[h]), h) for h in range(len(found)) if found[h] < limit[h]]
    heapq.heapify(queue)
    for _ in range(n - sum(found)):
        _, h = queue[0]
        found[h] += 1
        if found[h] < limit[h]:
            heapq.heapreplace(queue, (-_priority(wanted[h], found[h]), h))
        else:
            heapq.heappop(queue)
    return np.asarray(found, dtype=np.int64)


def steadied_variance(variance: ArrayLike, n: ArrayLike, whole: float) -> FloatArray:
    """Variances of strata from few pilot items, each with one further item's worth of the whole pilot's variance.

    ``(n_h s_h^2 + s^2) / (n_h + 1)``: a stratum whose few pilot answers were all alike is not taken to be certain.
    0 only where the whole pilot does not vary.

    Parameters
    ----------
    variance : float array of shape (n_strata,), 0 or more
        Of the pilot's answers within each stratum.
    n : int array of shape (n_strata,), above 0
        Pilot items of each stratum.
    whole : float, 0 or more
        Variance of all pilot answers together.

    Raises
    ------
    InputError
        ``stats.out_of_range``.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> steadied_variance([0.0, 0.25], [9, 9], 0.2).round(3).tolist()
    [0.02, 0.245]
    """
    own, size = within("variance", variance, 0.0, None), above("n", n, 0.0)
    same_length(variance=own, n=size)
    return np.asarray((size * own + float(within("whole", whole, 0.0, None))) / (size + 1.0))


def _priority(measure: float, items: int) -> float:
    return float(measure) / math.sqrt(items * (items + 1.0))


def _check_bounds(least: FloatArray, most: FloatArray, n: int) -> None:
    if (least < 1).any() or (least > most).any():
        raise InputError("stats.out_of_range", "A stratum's least is not from 1 to its most.", "Give 1 or more.")
    if not least.sum() <= n <= most.sum():
        what = f"n is {n}, the strata take {least.sum():g} to {most.sum():g}."
        raise InputError("stats.out_of_range", what, "Choose n within these.")
