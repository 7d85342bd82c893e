"""How the items of facts came to be chosen, and what strata take out of second moments."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assay.metrics.reasons import Reason

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Slots = npt.NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Design:
    """What is known of the draw."""

    strata: Int32s | None = None
    """Stratum of each row, from 0; None where the variance knows no strata."""
    withheld: Reason = Reason.NONE
    """Why there can be no interval."""
    told: str = ""
    """A sentence for the method card."""
    notes: tuple[str, ...] = ()
    """Which strata were stopped early, out of order or never begun."""


def factors(strata: Int32s, items: Int64s) -> tuple[Int32s, Floats, Floats]:
    """Strata with at least two items each, their number of items, and the factor of their squares.

    The factor is ``n_h / (n_h - 1) (n - 1) / n``, since what uses it multiplies by ``n / (n - 1)`` again. Strata of one
    item are joined, and a last single one to the smallest other: what lies between them then counts as variance.

    Parameters
    ----------
    strata : int array of shape (n_rows,)
    items : int array of shape (n_rows,)
        Item of each row; a soft reference has several rows an item.
    """
    first = np.unique(items, return_index=True)[1]
    joined = _joined(strata, np.bincount(strata[first]))
    size = np.bincount(joined[first]).astype(np.float64)
    n = float(size.sum())
    return joined, size, np.where(size > 1.0, size / np.maximum(size - 1.0, 1.0), 1.0) * (n - 1.0) / n


def _joined(strata: Int32s, size: Int64s) -> Int32s:
    alone = np.flatnonzero(size == 1)
    if not alone.size or size.size == 1:
        return strata
    target = np.arange(size.size)
    target[alone] = alone[0]
    if alone.size == 1:
        others = np.where(size > 1, size, size.max() + 1)
        target[alone] = int(np.argmin(others))
    return np.unique(target, return_inverse=True)[1].astype(np.int32)[strata]


def between_strata(
    strata: Int32s, items: Int64s, codes: Int32s, slots: Slots, values: Floats, *, n_slices: int, n_terms: int
) -> tuple[Floats, Floats]:
    """Factor of each row's squares, and ``sum_h a_h S_sh S_sh' / n_h`` with the sums S_sh of slice s in stratum h.

    Returns
    -------
    float arrays of shapes (n_rows,) and (n_slices, n_terms, n_terms)
    """
    joined, size, factor = factors(strata, items)
    n_strata = size.size
    cells = n_slices * n_strata * (n_terms + 1)
    inside = codes >= 0
    place = (codes[inside].astype(np.int64) * n_strata + joined[inside]) * (n_terms + 1)
    kept = np.minimum(slots[inside], n_terms).astype(np.int64)
    sums = np.bincount((place[:, None] + kept).ravel(), values[inside].ravel(), minlength=cells)
    sums = sums.reshape(n_slices, n_strata, n_terms + 1)[:, :, :n_terms]
    return factor[joined], np.asarray(np.einsum("h,sha,shb->sab", factor / size, sums, sums, optimize=True))
