"""What one more answer is expected to be worth: how much more often the likeliest class would be right.

For an item with posterior p and a judge who answers k with chance C[t, k] where t is right, the likeliest class is
right with chance max_t p_t now, and with sum_k max_t p_t C[t, k] after the answer. The difference is never negative,
and 0 where no answer could change the likeliest class.

References
----------
Raiffa and Schlaifer (1961), Applied statistical decision theory, section 4.5 (expected value of sample information).
"""

import numpy as np

from assay.stats.arrays import FloatArray
from assay.stats.truth.steps import soft_counts
from assay.stats.votes import Votes

SMOOTHING = 1.0
"""Added to each cell of the confusion, so that few answers do not make a judge certain."""


def average_confusion(votes: Votes, posterior: FloatArray) -> FloatArray:
    """How often any judge answers k where t is right, shape (n_classes, n_classes): all judges as one.

    Parameters
    ----------
    posterior : float array of shape (n_items, n_classes)
        Probability of each class, by which a vote counts.
    """
    counts = soft_counts(votes, posterior).sum(axis=0).T + SMOOTHING
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def expected_gain(posterior: FloatArray, confusion: FloatArray) -> FloatArray:
    """How much likelier the likeliest class of each item is to be right after one more answer, shape (n_items,).

    Parameters
    ----------
    posterior : float array of shape (n_items, n_classes)
    confusion : float array of shape (n_classes, n_classes)
        Row t is what a judge answers where t is right.

    Examples
    --------
    >>> import numpy as np
    >>> good = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> np.round(expected_gain(np.array([[0.5, 0.5], [0.8, 0.2], [0.95, 0.05]]), good), 6).tolist()
    [0.4, 0.1, 0.0]
    """
    after = np.stack([(posterior * confusion[:, k]).max(axis=1) for k in range(confusion.shape[0])]).sum(axis=0)
    return np.asarray(np.maximum(after - posterior.max(axis=1), 0.0))
