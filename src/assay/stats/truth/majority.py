"""Majority, and majority with each judge weighted by agreement with it.

References
----------
Wawa (worker agreement with aggregate): Appen, https://success.appen.com/hc/en-us/articles/202703205.
"""

import numpy as np

from assay.stats.arrays import FloatArray
from assay.stats.truth.consensus import Consensus, answers_of, check_votes
from assay.stats.votes import Votes


def majority(votes: Votes) -> Consensus:
    """Shares of the votes of each item; an item without one gets the pooled shares."""
    check_votes(votes)
    return weighted_majority(votes, np.ones(votes.n_judges))


def weighted_majority(votes: Votes, weight: FloatArray) -> Consensus:
    """Shares of the weights of the judges behind each answer.

    Parameters
    ----------
    weight : float array of shape (n_judges,), 0 or more
    """
    cells = votes.items.astype(np.int64) * votes.n_classes + votes.answers
    shape = (votes.n_items, votes.n_classes)
    sums = np.bincount(cells, weight[votes.judges], minlength=votes.n_items * votes.n_classes).reshape(shape)
    whole = sums.sum(axis=1, keepdims=True)
    pooled = np.bincount(votes.answers, minlength=votes.n_classes) / votes.n_votes
    plain = votes.counts / np.maximum(votes.counts.sum(axis=1, keepdims=True), 1.0)
    fallback = np.where(votes.counts.sum(axis=1, keepdims=True) > 0, plain, pooled)
    posterior = np.where(whole > 0, np.divide(sums, whole, out=np.zeros(shape), where=whole > 0), fallback)
    return Consensus(posterior, pooled, None, weight, 1, True, ())


def wawa(votes: Votes) -> Consensus:
    """Majority in which a judge weighs the share of its votes that agree with the plain majority.

    Tied items count for the class that comes first in the menu; crowd-kit takes the first of its columns.
    """
    plain = answers_of(majority(votes).posterior, ties="first").codes
    right = (plain[votes.items] == votes.answers).astype(np.float64)
    given = np.bincount(votes.judges, minlength=votes.n_judges)
    agreed = np.bincount(votes.judges, right, minlength=votes.n_judges)
    return weighted_majority(votes, np.divide(agreed, given, out=np.zeros(votes.n_judges), where=given > 0))
