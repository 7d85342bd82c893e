"""Coefficients for which it matters who answered: Cohen, Scott, Light and Conger.

References
----------
Cohen (1960), doi:10.1177/001316446002000104; (1968), doi:10.1037/h0026256 (weighted).
Fleiss, Cohen and Everitt (1969), Large sample standard errors of kappa, doi:10.1037/h0028106.
Scott (1955), doi:10.1086/266577. Light (1971), doi:10.1037/h0031643.
Conger (1980), Integration and generalization of kappas for multiple raters, doi:10.1037/0033-2909.88.2.322.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from assay.stats.agreement.chance import Parts, fleiss, kappa_parts, pair_agreement
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


def scott(patterns: JudgePatterns, weights: FloatArray) -> Parts:
    """Scott's pi of two judges: as Cohen's kappa, with one habit pooled over both."""
    return fleiss(both_answered(patterns).counts(), weights)


def light(patterns: JudgePatterns, weights: FloatArray) -> float | None:
    """Light's kappa: the mean of Cohen's over all pairs of judges; None where a pair has no kappa.

    Pairs that share no item do not count.
    """
    found = []
    for first, second in combinations(range(patterns.answers.shape[1]), 2):
        pair = both_answered(patterns, first, second)
        if not pair.items.sum():
            continue
        if is_single(pair):
            return None
        found.append(cohen(pair, weights).value)
    return float(np.mean(found)) if found else None


def conger(patterns: JudgePatterns, weights: FloatArray) -> Parts:
    """Conger's kappa ("exact" kappa of several judges): chance is the mean of Cohen's over pairs of judges."""
    answered = patterns.answers >= 0
    active = (patterns.items @ answered) > 0
    answers, answered = patterns.answers[:, active], answered[:, active]
    n, n_judges = float(patterns.items.sum()), int(active.sum())
    totals = patterns.items @ answered
    shares = np.stack([_shares(answers[:, g], patterns.items, patterns.n_classes) for g in range(n_judges)])
    mean = shares.mean(axis=0)
    spread = (shares.T @ shares - n_judges * np.outer(mean, mean)) / (n_judges - 1.0)
    chance = float((weights * (np.outer(mean, mean) - spread / n_judges)).sum())
    others = n_judges * mean[None, :] - shares
    expected = np.zeros(answers.shape[0])
    for g in range(n_judges):
        own = float((weights @ shares[g]) @ others[g])
        given = (others[g] @ weights)[np.maximum(answers[:, g], 0)] - own
        expected += n / totals[g] * (np.where(answered[:, g], given, 0.0) + totals[g] / n * own)
    counted = patterns.counts()
    return kappa_parts(counted, pair_agreement(counted, weights), chance, expected / (n_judges * (n_judges - 1.0)))


def both_answered(patterns: JudgePatterns, first: int = 0, second: int = 1) -> JudgePatterns:
    """Two judges, on the items that both answered."""
    answers = patterns.answers[:, [first, second]]
    chosen: NDArray[np.bool_] = (answers >= 0).all(axis=1) & (patterns.items > 0)
    return JudgePatterns(answers[chosen], patterns.items[chosen], patterns.n_classes)


def is_single(pair: JudgePatterns) -> bool:
    """Whether two judges used one same answer throughout: then chance agrees fully, and there is no kappa."""
    return bool(np.unique(pair.answers).size < 2)


def _shares(answers: NDArray[np.int32], items: FloatArray, n_classes: int) -> FloatArray:
    given = answers >= 0
    counts = np.bincount(answers[given], items[given], minlength=n_classes)
    return np.asarray(counts / counts.sum())
