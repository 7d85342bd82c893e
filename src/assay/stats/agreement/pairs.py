"""Coefficients for which it matters who answered: Cohen, Scott, Light and Conger.

References
----------
Cohen (1960), doi:10.1177/001316446002000104; (1968), doi:10.1037/h0026256 (weighted).
Fleiss, Cohen and Everitt (1969), Large sample standard errors of kappa, doi:10.1037/h0028106.
Scott (1955), doi:10.1086/266577. Light (1971), doi:10.1037/h0031643.
Conger (1980), Integration and generalization of kappas for multiple raters, doi:10.1037/0033-2909.88.2.322.
"""

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from assay.stats.agreement.chance import (
    Levels,
    Parts,
    agreement_of,
    fleiss,
    fleiss_levels,
    kappa_parts,
    pair_agreement,
)
from assay.stats.agreement.patterns import JudgePatterns
from assay.stats.arrays import FloatArray


def cohen(patterns: JudgePatterns, weights: FloatArray) -> Parts:
    """Cohen's kappa of two judges on the items that both answered; chance keeps each judge's own habits.

    The standard error is that of Fleiss, Cohen and Everitt over n - 1 in place of n.
    """
    known = both_answered(patterns)
    first, second, items = known.answers[:, 0], known.answers[:, 1], known.items
    n = float(items.sum())
    rows = np.bincount(first, items, minlength=known.n_classes) / n
    columns = np.bincount(second, items, minlength=known.n_classes) / n
    agreement = weights[first, second]
    observed, chance = float(items @ agreement) / n, float(rows @ weights @ columns)
    value = (observed - chance) / (1.0 - chance)
    pull = (weights @ columns)[first] + (rows @ weights)[second]
    influence = (agreement + chance * (1.0 - value) - (1.0 - value) * pull - value) / (1.0 - chance) + value
    return Parts(value, observed, chance, influence, items)


def cohen_levels(patterns: JudgePatterns, weights: FloatArray, drawn: FloatArray) -> Levels:
    """Cohen's agreement and chance of each draw of patterns that two judges both answered."""
    first, second = patterns.answers.T
    n = drawn.sum(axis=1)
    rows, columns = (drawn @ _one_hot(each, patterns.n_classes) for each in (first, second))
    with np.errstate(invalid="ignore"):  # a draw without an item of this pair has no kappa
        agreement = drawn @ weights[first, second] / n
        return Levels(agreement, ((rows @ weights) * columns).sum(axis=1) / n**2)


def scott(patterns: JudgePatterns, weights: FloatArray) -> Parts:
    """Scott's pi of two judges: as Cohen's kappa, with one habit pooled over both."""
    return fleiss(both_answered(patterns).counts(), weights)


def scott_levels(patterns: JudgePatterns, weights: FloatArray, drawn: FloatArray) -> Levels:
    """Scott's agreement and chance of each draw of patterns that two judges both answered."""
    return fleiss_levels(patterns.counts(), weights, drawn)


def light(patterns: JudgePatterns, weights: FloatArray, drawn: FloatArray) -> FloatArray:
    """Light's kappa of each draw: the mean of Cohen's over all pairs of judges; NaN where a pair has no kappa.

    Pairs that share no item do not count.
    """
    total, n_pairs = np.zeros(drawn.shape[0]), np.zeros(drawn.shape[0])
    for first, second in combinations(range(patterns.answers.shape[1]), 2):
        answers = patterns.answers[:, [first, second]]
        both = (answers >= 0).all(axis=1)
        if not both.any():
            continue
        met = drawn[:, both]
        pair = JudgePatterns(answers[both], met.sum(axis=0), patterns.n_classes)
        shared = met.sum(axis=1) > 0
        total += np.where(shared, cohen_levels(pair, weights, met).value, 0.0)
        n_pairs += shared
    return np.asarray(np.divide(total, n_pairs, out=np.full(total.shape, np.nan), where=n_pairs > 0))


def conger(patterns: JudgePatterns, weights: FloatArray) -> Parts:
    """Conger's kappa ("exact" kappa of several judges): chance is the mean of Cohen's over pairs of judges."""
    answered = patterns.answers >= 0
    active = (patterns.items @ answered) > 0
    answers, answered = patterns.answers[:, active], answered[:, active]
    n, n_judges = float(patterns.items.sum()), int(active.sum())
    totals = patterns.items @ answered
    shares = np.stack([_shares(answers[:, g], patterns.items, patterns.n_classes) for g in range(n_judges)])
    chance = float(conger_levels(patterns, weights, patterns.items[None, :]).chance[0])
    others = shares.sum(axis=0)[None, :] - shares
    expected = np.zeros(answers.shape[0])
    for g in range(n_judges):
        own = float((weights @ shares[g]) @ others[g])
        given = (others[g] @ weights)[np.maximum(answers[:, g], 0)] - own
        expected += n / totals[g] * (np.where(answered[:, g], given, 0.0) + totals[g] / n * own)
    counted = patterns.counts()
    return kappa_parts(counted, pair_agreement(counted, weights), chance, expected / (n_judges * (n_judges - 1.0)))


def conger_levels(patterns: JudgePatterns, weights: FloatArray, drawn: FloatArray) -> Levels:
    """Conger's agreement and chance of each draw; judges without a drawn vote do not count."""
    n_classes = patterns.n_classes
    pooled, own, n_judges = np.zeros((drawn.shape[0], n_classes)), np.zeros(drawn.shape[0]), np.zeros(drawn.shape[0])
    for answers in patterns.answers.T:
        votes = drawn @ _one_hot(answers, n_classes)
        n_votes = votes.sum(axis=1)
        share = votes / np.maximum(n_votes, 1.0)[:, None]
        pooled += share
        own += ((share @ weights) * share).sum(axis=1)
        n_judges += n_votes > 0
    between = ((pooled @ weights) * pooled).sum(axis=1) - own
    pairs = n_judges * (n_judges - 1.0)
    chance = np.divide(between, pairs, out=np.full(own.shape, np.nan), where=pairs > 0)
    return Levels(agreement_of(patterns.counts(), weights, drawn), chance)


def both_answered(patterns: JudgePatterns, first: int = 0, second: int = 1) -> JudgePatterns:
    """Two judges, on the items that both answered."""
    answers = patterns.answers[:, [first, second]]
    chosen: NDArray[np.bool_] = (answers >= 0).all(axis=1) & (patterns.items > 0)
    return JudgePatterns(answers[chosen], patterns.items[chosen], patterns.n_classes)


def _one_hot(answers: NDArray[np.int32], n_classes: int) -> Any:
    """A sparse table of shape (n_patterns, n_classes) with 1 at each answer."""
    rows = np.flatnonzero(answers >= 0)
    ends = np.r_[0, np.cumsum(answers >= 0)]
    return csr_array((np.ones(rows.size), answers[rows], ends), shape=(answers.size, n_classes))


def _shares(answers: NDArray[np.int32], items: FloatArray, n_classes: int) -> FloatArray:
    given = answers >= 0
    counts = np.bincount(answers[given], items[given], minlength=n_classes)
    return np.asarray(counts / counts.sum())
