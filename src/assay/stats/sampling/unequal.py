"""Samples of fixed size in which larger items are likelier: probability proportional to size, without replacement.

The draw is pivotal sampling over the items in random order: two items at a time play for their probabilities until all
are 0 or 1. Each item is drawn with exactly its probability and the size is fixed. The variance of drawing with
replacement, ``n / (n - 1) sum (w_i (y_i - mean))^2``, is never too small on average (Chauvet and Ruiz-Gazen), and draws
of different items are negatively associated (Jonasson).

References
----------
Deville and Tille (1998), Unequal probability sampling without replacement through a splitting method,
doi:10.1093/biomet/85.1.89.
Chauvet and Ruiz-Gazen (2017), A comparison of pivotal sampling and unequal probability sampling with replacement,
arXiv:1609.02688.
Jonasson (2013), The BK inequality for pivotal sampling, doi:10.1214/ECP.v18-2045.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, IntArray, above, same_length, within
from assay.stats.kernel import Kernel

CERTAIN = 1.0 - 1e-12
"""A probability from here on is 1."""


def inclusion_probabilities(size: ArrayLike, n: int) -> FloatArray:
    """How likely each item is to be in a sample of n: ``n size_i / sum size``, and 1 for items that would have more.

    The others share what is left in proportion to their sizes, again and again until none has more than 1.

    Parameters
    ----------
    size : float array of shape (n_items,), above 0
    n : int from 1 to n_items

    Returns
    -------
    float array of shape (n_items,) in (0, 1] that sums to n

    Raises
    ------
    InputError
        ``stats.out_of_range``.

    Examples
    --------
    >>> inclusion_probabilities([1, 1, 2, 20], 2).tolist()
    [0.25, 0.25, 0.5, 1.0]
    """
    sizes = above("size", size, 0.0)
    if not 1 <= n <= sizes.size:
        raise InputError("stats.out_of_range", f"n is {n} of {sizes.size} items.", "Choose n from 1 to all items.")
    shares, certain = sizes / sizes.max(), np.zeros(sizes.size, np.bool_)
    while True:
        rest = n - int(certain.sum())
        found = np.where(certain, 1.0, rest * shares / max(float(shares[~certain].sum()), 1e-300))
        more = ~certain & (found >= CERTAIN)
        if not more.any():
            return np.asarray(found)
        certain |= more


def draw_unequal(probability: ArrayLike, tickets: ArrayLike, coins: ArrayLike) -> IntArray:
    """Places of the items drawn, ascending: as many as the probabilities sum to, each with exactly its own.

    Parameters
    ----------
    probability : float array of shape (n_items,) in [0, 1]
        Sums to a whole number.
    tickets, coins : float arrays of shape (n_items,) in [0, 1)
        Independent uniform numbers: the order of the duels, and how each ends.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when the probabilities do not sum to a whole number.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> draw_unequal([0.25, 0.25, 0.5, 1.0], [0.2, 0.9, 0.4, 0.1], [0.5, 0.1, 0.7, 0.3]).tolist()
    [0, 3]
    """
    chance = within("probability", probability, 0.0, 1.0)
    order, coin = within("tickets", tickets, 0.0, 1.0), within("coins", coins, 0.0, 1.0)
    same_length(probability=chance, tickets=order, coins=coin)
    whole = float(chance.sum())
    if abs(whole - round(whole)) > 1e-6:
        what = f"The probabilities sum to {whole:g}."
        raise InputError("stats.out_of_range", what, "Make them with inclusion_probabilities.")
    drawn = chance >= CERTAIN
    players = np.flatnonzero(~drawn & (chance > 0.0))
    players = players[np.argsort(order[players], kind="stable")]
    _duels(players, chance, coin, drawn, work=players.size)
    return np.asarray(np.flatnonzero(drawn), dtype=np.int64)


def _play(players: Any, chance: Any, coin: Any, drawn: Any) -> None:
    """The holder meets each next item; one of the two leaves with 0 or 1, the other holds what is left."""
    if players.shape[0] == 0:
        return
    holder = players[0]
    held = chance[holder]
    for place in range(1, players.shape[0]):
        item = players[place]
        both = held + chance[item]
        if both < 1.0:
            if coin[item] * both < chance[item]:
                holder = item
            held = both
        else:
            if coin[item] * (2.0 - both) < 1.0 - chance[item]:
                drawn[holder] = True
                holder = item
            else:
                drawn[item] = True
            held = both - 1.0
    if held > 0.5:
        drawn[holder] = True


_duels = Kernel(_play)
