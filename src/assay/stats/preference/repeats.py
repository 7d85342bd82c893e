"""Asked twice in the same order: what differs then is noise, not a bias to a place."""

import numpy as np
import numpy.typing as npt

from assay.stats.arrays import FloatArray, IntArray, same_length


def same_again(codes: IntArray, judges: IntArray, items: IntArray) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Share of the pairs of verdicts that are the same, for each judge and item with several; and those items.

    ``sum_k n_k (n_k - 1) / (n (n - 1))`` with n_k of n verdicts for answer k: 1 when all are the same. A judge and
    item with one verdict says nothing and is left out.

    Raises
    ------
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> share, items = same_again(np.array([0, 0, 1, 1]), np.array([5, 5, 5, 5]), np.array([1, 1, 2, 3]))
    >>> share.tolist(), items.tolist()
    ([1.0], [1])
    """
    same_length(codes=codes, judges=judges, items=items)
    cells, cell = np.unique(np.stack([judges, items]), axis=1, return_inverse=True)
    answers, answer = np.unique(codes, return_inverse=True)
    times = np.bincount(cell * answers.size + answer, minlength=cells.shape[1] * answers.size)
    counts = times.reshape(cells.shape[1], answers.size).astype(np.float64)
    n = counts.sum(axis=1)
    again = n > 1
    same = (counts * (counts - 1.0)).sum(axis=1)[again] / (n * (n - 1.0))[again]
    return np.asarray(same), np.asarray(cells[1, again])
