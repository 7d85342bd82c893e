"""How sure the confusions of a Dawid-Skene model are, when the truth and all confusions are estimated together.

The variance is the inverse of the information, that is of the outer products of the items' scores; what the model does
not know of the truth, and of the other judges, is in it.

References
----------
Louis (1982), Finding the observed information matrix when using the EM algorithm,
doi:10.1111/j.2517-6161.1982.tb01203.x; Berndt, Hall, Hall and Hausman (1974), Estimation and inference in nonlinear
structural models, https://www.nber.org/chapters/c10206 (outer products).
"""

import numpy as np
from scipy import sparse

from assay.stats.arrays import FloatArray
from assay.stats.votes import Votes

MOST_PARAMETERS = 800
"""Cells of all confusions up to which their information is inverted."""
NOT_IDENTIFIED = 1e-9
"""Of the largest eigenvalue: what lies below it is a direction in which nothing can move."""


def confusion_variance(votes: Votes, posterior: FloatArray, confusion: FloatArray) -> FloatArray | None:
    """Variance of each cell of the confusions, of their shape; None where they are too many to be inverted together.

    Parameters
    ----------
    posterior : float array of shape (n_items, n_classes)
        At the confusions, and the class prior that goes with them.
    confusion : float array of shape (n_judges, n_classes, n_classes)
        ``[judge][answer][class]``.
    """
    n_judges, k = confusion.shape[:2]
    if n_judges * k * k > MOST_PARAMETERS:
        return None
    scores = sparse.hstack([_scores(votes, posterior, confusion), _centred(votes, posterior)]).tocsr()
    values, vectors = np.linalg.eigh(np.asarray((scores.T @ scores).toarray()))
    usable = values > NOT_IDENTIFIED * values.max(initial=0.0)
    half = vectors[:, usable] / np.sqrt(values[usable])
    by_cell = half[: n_judges * k * k].reshape(n_judges, k, k, -1)
    inner = np.einsum("jak,jakr->jkr", confusion, by_cell)
    moved = confusion[..., None] * (by_cell - inner[:, None])
    return np.asarray((moved * moved).sum(axis=3))


def _scores(votes: Votes, posterior: FloatArray, confusion: FloatArray) -> sparse.csr_array:
    """By item and cell, in the logits of the confusions: p (1 where the answer was given - its chance)."""
    k = votes.n_classes
    share = posterior[votes.items]
    chance = confusion[votes.judges]
    moved = (np.eye(k)[votes.answers][:, :, None] - chance) * share[:, None, :]
    columns = votes.judges.astype(np.int64)[:, None] * k * k + np.arange(k * k)
    rows = np.repeat(votes.items.astype(np.int64), k * k)
    shape = (votes.n_items, votes.n_judges * k * k)
    return sparse.coo_array((moved.reshape(-1), (rows, columns.reshape(-1))), shape=shape).tocsr()


def _centred(votes: Votes, posterior: FloatArray) -> sparse.csr_array:
    """The same for the logits of the class prior."""
    voted = np.diff(votes.starts) > 0
    return sparse.csr_array(np.where(voted[:, None], posterior - posterior[voted].mean(axis=0), 0.0))
