"""Which items are drawn, and in which random order they are to be worked: simple and stratified samples.

Each item has a ticket, an independent uniform number in [0, 1). The smallest tickets are drawn, smallest first: the
order of the tickets is the random order, and a larger sample with the same tickets begins with the smaller one.
"""

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, IntArray, counts, same_length, within


def draw_simple(tickets: ArrayLike, n: int) -> IntArray:
    """Places of n items, each set of n equally likely, in random order; every item has probability ``n / N``.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when n is not from 1 to the number of items, or a ticket is outside [0, 1].

    Examples
    --------
    >>> draw_simple([0.3, 0.1, 0.9, 0.2], 2).tolist()
    [1, 3]
    """
    drawn = within("tickets", tickets, 0.0, 1.0)
    return draw_stratified(drawn, np.zeros(drawn.size, np.int64), [n])


def draw_stratified(tickets: ArrayLike, strata: ArrayLike, allocation: ArrayLike) -> IntArray:
    """Places of ``allocation[h]`` items of each stratum h, in the random order in which they are to be worked.

    Within a stratum the order is that of the tickets. Strata are interleaved, the k-th of n_h items standing at
    ``(k - 1/2) / n_h`` of the way, so that a queue stopped anywhere has done about the same share of each.
    An item of stratum h is drawn with probability ``n_h / N_h``.

    Parameters
    ----------
    tickets : float array of shape (n_items,) in [0, 1]
    strata : int array of shape (n_items,)
        Stratum of each item, from 0.
    allocation : int array of shape (n_strata,)
        Items to be drawn.

    Returns
    -------
    int array of shape (sum of allocation,)

    Raises
    ------
    InputError
        ``stats.out_of_range`` when a stratum has fewer items than it should give, or gives none.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> draw_stratified([0.3, 0.1, 0.9, 0.2], [0, 0, 1, 1], [1, 2]).tolist()
    [3, 1, 2]
    """
    drawn = within("tickets", tickets, 0.0, 1.0)
    codes = counts("strata", strata).astype(np.int64)
    wanted = counts("allocation", allocation).astype(np.int64)
    same_length(tickets=drawn, strata=codes)
    _check_sizes(codes, wanted)
    by_stratum = np.lexsort((drawn, codes))
    rank = rank_within(codes[by_stratum])
    kept = rank < wanted[codes[by_stratum]]
    rows, place = by_stratum[kept], (rank[kept] + 0.5) / wanted[codes[by_stratum[kept]]]
    return np.asarray(rows[np.lexsort((drawn[rows], place))], dtype=np.int64)


def rank_within(codes: IntArray) -> IntArray:
    """Place of each entry among the equal ones before it, from 0; equal codes stand side by side."""
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]) if codes.size else np.zeros(0, np.int64)
    return np.asarray(np.arange(codes.size) - np.repeat(starts, np.diff(np.r_[starts, codes.size])), dtype=np.int64)


def _check_sizes(codes: IntArray, wanted: IntArray) -> None:
    n_strata = max(int(codes.max(initial=-1)) + 1, wanted.size)
    sizes = np.bincount(codes, minlength=n_strata).astype(np.float64)
    asked: FloatArray = np.zeros(n_strata)
    asked[: wanted.size] = wanted
    wrong = np.flatnonzero((asked > sizes) | ((asked < 1) & (sizes > 0)))
    if wrong.size:
        h = int(wrong[0])
        what = f"Stratum {h} has {sizes[h]:g} items and should give {asked[h]:g}."
        raise InputError("stats.out_of_range", what, "Every stratum gives at least 1 item, and at most all.")
