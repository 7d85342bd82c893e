"""Coefficients that look at counts alone: alpha, Fleiss, AC1 and AC2, Brennan-Prediger.

All are ``(agreement - chance) / (1 - chance)``; they differ in what chance would give. 1 is full agreement, 0 is what
chance gives, below 0 is worse. Standard errors are those of Gwet: the spread of each item's part, over n (n - 1).

References
----------
Krippendorff (2011), https://repository.upenn.edu/asc_papers/43. Fleiss (1971), doi:10.1037/h0031619.
Gwet (2008), Computing inter-rater reliability in the presence of high agreement, doi:10.1348/000711006X126600 (AC1).
Brennan and Prediger (1981), doi:10.1177/001316448104100307.
Gwet (2014), Handbook of inter-rater reliability, 4th ed., ISBN 978-0970806284 (standard errors).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from assay.stats.agreement.patterns import CountPatterns
from assay.stats.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Parts:
    """A coefficient with what its interval is made from."""

    value: float
    """The coefficient."""
    agreement: float
    """Weighted share of agreeing pairs of votes."""
    chance: float
    """What chance would give."""
    influence: FloatArray
    """Part of an item with each pattern, shape (n_patterns,); its mean over items is about the value."""
    items: FloatArray
    """Items of each pattern."""

    @property
    def n_items(self) -> int:
        """Items that count."""
        return int(self.items.sum())

    @property
    def standard_error(self) -> float:
        """``sqrt( sum (influence - value)^2 / (n (n - 1)) )``; 0 for fewer than two items."""
        n = float(self.items.sum())
        if n < 2:
            return 0.0
        return float(np.sqrt(self.items @ (self.influence - self.value) ** 2 / (n * (n - 1.0))))


def fleiss(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Fleiss' kappa, generalised to gaps and weights: chance is the product of the pooled shares of each answer."""
    return _kappa(patterns, weights, _pooled)


def ac(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Gwet's AC1 (identity weights) or AC2: chance counts hard items alone, so skewed answers do not sink it."""
    return _kappa(patterns, weights, _hard_items)


def brennan_prediger(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Brennan and Prediger's coefficient: chance answers every class equally often."""
    return _kappa(patterns, weights, _uniform)


def alpha(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Krippendorff's alpha, 1 less observed over expected disagreement, from ``1 - distance / largest distance``.

    Items with fewer than two votes are not pairable and do not count.
    """
    known = patterns.pairable()
    counts, items, size = known.counts, known.items, known.votes
    n, mean = float(items.sum()), float(items @ size / items.sum())
    within = (counts * (counts @ weights - 1.0)).sum(axis=1) / (mean * (size - 1.0))
    least = 1.0 / (n * mean)
    plain = float(items @ within) / n
    agreement = (1.0 - least) * plain + least
    share = items @ counts / (n * mean)
    chance = float(share @ weights @ share)
    value, uncorrected = _corrected(agreement, chance), _corrected(plain, chance)
    longer = (size - mean) / mean
    own = (within - agreement * longer - chance) / (1.0 - chance)
    expected = counts @ _both_ways(weights, share) / mean - chance * longer
    influence = own - 2.0 * (1.0 - uncorrected) * (expected - chance) / (1.0 - chance)
    return Parts(value, agreement, chance, influence + value - uncorrected, items)


COUNT_COEFFICIENTS: Mapping[str, Callable[[CountPatterns, FloatArray], Parts]] = MappingProxyType(
    {"alpha": alpha, "fleiss": fleiss, "ac1": ac, "brennan_prediger": brennan_prediger}
)
"""By name."""


def pair_agreement(patterns: CountPatterns, weights: FloatArray) -> FloatArray:
    """Weighted share of agreeing pairs of votes of an item with each pattern; 0 where there is no pair."""
    size = patterns.votes
    pairs = size * (size - 1.0)
    agreeing = (patterns.counts * (patterns.counts @ weights - 1.0)).sum(axis=1)
    return np.asarray(np.divide(agreeing, pairs, out=np.zeros(size.shape), where=pairs > 0))


def kappa_parts(patterns: CountPatterns, agreement: FloatArray, chance: float, expected: FloatArray) -> Parts:
    """A kappa from the agreement of each pattern, chance, and how each pattern pulls on chance."""
    items, paired = patterns.items, patterns.votes >= 2
    n, n_paired = float(items.sum()), float(items[paired].sum())
    observed = float(items @ agreement) / n_paired
    value = _corrected(observed, chance)
    own = np.where(paired, n / n_paired * (agreement - chance) / (1.0 - chance), 0.0)
    influence = own - 2.0 * (1.0 - value) * (expected - chance) / (1.0 - chance)
    return Parts(value, observed, chance, influence, items)


def _kappa(
    patterns: CountPatterns,
    weights: FloatArray,
    by_chance: Callable[[FloatArray, FloatArray, FloatArray], tuple[float, FloatArray]],
) -> Parts:
    shares = patterns.counts / patterns.votes[:, None]
    pooled = patterns.items @ shares / patterns.items.sum()
    chance, expected = by_chance(shares, pooled, weights)
    return kappa_parts(patterns, pair_agreement(patterns, weights), chance, expected)


def _pooled(shares: FloatArray, pooled: FloatArray, weights: FloatArray) -> tuple[float, FloatArray]:
    return float(pooled @ weights @ pooled), shares @ _both_ways(weights, pooled)


def _hard_items(shares: FloatArray, pooled: FloatArray, weights: FloatArray) -> tuple[float, FloatArray]:
    n_classes = pooled.size
    scale = float(weights.sum()) / (n_classes * (n_classes - 1.0)) if n_classes > 1 else 0.0
    return scale * float(pooled @ (1.0 - pooled)), scale * (shares @ (1.0 - pooled))


def _uniform(shares: FloatArray, pooled: FloatArray, weights: FloatArray) -> tuple[float, FloatArray]:
    chance = float(weights.sum()) / pooled.size**2
    return chance, np.full(shares.shape[0], chance)


def _both_ways(weights: FloatArray, share: FloatArray) -> FloatArray:
    return np.asarray((weights @ share + weights.T @ share) / 2.0)


def _corrected(agreement: float, chance: float) -> float:
    return (agreement - chance) / (1.0 - chance)
