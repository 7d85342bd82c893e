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

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from assay.stats.agreement.patterns import CountPatterns
from assay.stats.arrays import FloatArray


class Levels(NamedTuple):
    """Agreement and chance for many frequencies of the same patterns, arrays of shape (n_draws,)."""

    agreement: FloatArray
    """Weighted share of agreeing pairs of votes."""
    chance: FloatArray
    """What chance would give."""

    @property
    def value(self) -> FloatArray:
        """``(agreement - chance) / (1 - chance)``; NaN where chance agrees fully or nothing is paired."""
        room = 1.0 - self.chance
        return np.asarray(
            np.divide(self.agreement - self.chance, room, out=np.full(room.shape, np.nan), where=room > 0.0)
        )


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
        return float(np.sqrt(self._moment(2) / (n - 1.0))) if n >= 2 else 0.0

    @property
    def skewness(self) -> float:
        """Skewness of the items' parts; 0 where they do not vary."""
        spread = self._moment(2)
        return self._moment(3) / spread**1.5 if spread > 0.0 else 0.0

    @property
    def degrees(self) -> float:
        """Degrees of freedom of the standard error, ``2 n / (kurtosis - 1)``; infinite where that says nothing."""
        spread = self._moment(2)
        beyond = self._moment(4) / spread**2 - 1.0 if spread > 0.0 else 0.0
        return 2.0 * float(self.items.sum()) / beyond if beyond > 0.0 else math.inf

    def _moment(self, power: int) -> float:
        return float(self.items @ (self.influence - self.value) ** power) / float(self.items.sum())


def alpha(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Krippendorff's alpha, 1 less observed over expected disagreement, from ``1 - distance / largest distance``.

    Items with fewer than two votes are not pairable and do not count.
    """
    known = patterns.pairable()
    counts, items, size = known.counts, known.items, known.votes
    agreement, chance = (float(each[0]) for each in alpha_levels(known, weights, items[None, :]))
    mean = float(items @ size / items.sum())
    within = _within(known, weights) / mean
    plain = float(items @ within / items.sum())
    share = items @ counts / (items @ size)
    value, uncorrected = _corrected(agreement, chance), _corrected(plain, chance)
    longer = (size - mean) / mean
    own = (within - agreement * longer - chance) / (1.0 - chance)
    expected = counts @ _both_ways(weights, share) / mean - chance * longer
    influence = own - 2.0 * (1.0 - uncorrected) * (expected - chance) / (1.0 - chance)
    return Parts(value, agreement, chance, influence + value - uncorrected, items)


def alpha_levels(patterns: CountPatterns, weights: FloatArray, drawn: FloatArray) -> Levels:
    """Alpha's agreement and chance, of patterns with two votes or more that were drawn ``drawn`` times each.

    Parameters
    ----------
    drawn : float array of shape (n_draws, n_patterns)
    """
    n_votes = drawn @ patterns.votes
    plain = drawn @ _within(patterns, weights) / n_votes
    share = drawn @ patterns.counts / n_votes[:, None]
    return Levels((1.0 - 1.0 / n_votes) * plain + 1.0 / n_votes, ((share @ weights) * share).sum(axis=1))


def ordinal_alpha(patterns: CountPatterns, drawn: FloatArray) -> FloatArray:
    """Ordinal alpha of each draw: its distances are those of the mid-ranks of that draw's own votes.

    ``(r_c - r_k)^2`` with r_c the votes below class c and half of those for it.
    """
    totals = drawn @ patterns.counts
    ranks = np.cumsum(totals, axis=1) - totals / 2.0
    first, second = ranks @ patterns.counts.T, ranks**2 @ patterns.counts.T
    size, n_votes = patterns.votes, totals.sum(axis=1)
    observed = (drawn * (size * second - first**2) / (size - 1.0)).sum(axis=1)
    expected = (n_votes * (totals * ranks**2).sum(axis=1) - (totals * ranks).sum(axis=1) ** 2) / (n_votes - 1.0)
    share = np.divide(observed, expected, out=np.full(n_votes.shape, np.nan), where=expected > 0.0)
    return np.asarray(1.0 - share)


def fleiss(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Fleiss' kappa, generalised to gaps and weights: chance is the product of the pooled shares of each answer."""
    return _kappa(patterns, weights, _POOLED)


def fleiss_levels(patterns: CountPatterns, weights: FloatArray, drawn: FloatArray) -> Levels:
    """Fleiss' agreement and chance of each draw."""
    return _kappa_levels(patterns, weights, drawn, _POOLED)


def ac(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Gwet's AC1 (identity weights) or AC2: chance counts hard items alone, so skewed answers do not sink it."""
    return _kappa(patterns, weights, _HARD_ITEMS)


def brennan_prediger(patterns: CountPatterns, weights: FloatArray) -> Parts:
    """Brennan and Prediger's coefficient: chance answers every class equally often."""
    return _kappa(patterns, weights, _UNIFORM)


def pair_agreement(patterns: CountPatterns, weights: FloatArray) -> FloatArray:
    """Weighted share of agreeing pairs of votes of an item with each pattern; 0 where there is no pair."""
    size = patterns.votes
    return np.asarray(np.divide(_within(patterns, weights), size, out=np.zeros(size.shape), where=size > 1))


def agreement_of(patterns: CountPatterns, weights: FloatArray, drawn: FloatArray) -> FloatArray:
    """Mean of `pair_agreement` over the drawn items with a pair; NaN where there is none."""
    paired = drawn @ (patterns.votes >= 2).astype(np.float64)
    agreeing = drawn @ pair_agreement(patterns, weights)
    return np.asarray(np.divide(agreeing, paired, out=np.full(paired.shape, np.nan), where=paired > 0))


def kappa_parts(patterns: CountPatterns, agreement: FloatArray, chance: float, expected: FloatArray) -> Parts:
    """A kappa from the agreement of each pattern, chance, and how each pattern pulls on chance."""
    items, paired = patterns.items, patterns.votes >= 2
    n, n_paired = float(items.sum()), float(items[paired].sum())
    observed = float(items @ agreement) / n_paired
    value = _corrected(observed, chance)
    own = np.where(paired, n / n_paired * (agreement - chance) / (1.0 - chance), 0.0)
    influence = own - 2.0 * (1.0 - value) * (expected - chance) / (1.0 - chance)
    return Parts(value, observed, chance, influence, items)


def _within(patterns: CountPatterns, weights: FloatArray) -> FloatArray:
    """Weight of the agreeing pairs of an item's votes over its votes less one; 0 where it has one vote."""
    agreeing = (patterns.counts * (patterns.counts @ weights - 1.0)).sum(axis=1)
    others = patterns.votes - 1.0
    return np.asarray(np.divide(agreeing, others, out=np.zeros(others.shape), where=others > 0))


class _Chance(NamedTuple):
    """What chance would give."""

    level: Callable[[FloatArray, FloatArray], FloatArray]
    """From pooled shares of shape (n_draws, n_classes) and weights."""
    pull: Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
    """How each item's own shares pull on it, from these, pooled shares of shape (n_classes,) and weights."""


_POOLED = _Chance(
    lambda pooled, weights: ((pooled @ weights) * pooled).sum(axis=1),
    lambda shares, pooled, weights: shares @ _both_ways(weights, pooled),
)
_HARD_ITEMS = _Chance(
    lambda pooled, weights: _per_pair(weights) * (pooled * (1.0 - pooled)).sum(axis=1),
    lambda shares, pooled, weights: _per_pair(weights) * (shares @ (1.0 - pooled)),
)
_UNIFORM = _Chance(
    lambda pooled, weights: np.full(pooled.shape[0], float(weights.mean())),
    lambda shares, pooled, weights: np.full(shares.shape[0], float(weights.mean())),
)


def _kappa(patterns: CountPatterns, weights: FloatArray, by: _Chance) -> Parts:
    shares = patterns.counts / patterns.votes[:, None]
    pooled = patterns.items @ shares / patterns.items.sum()
    chance = float(by.level(pooled[None, :], weights)[0])
    return kappa_parts(patterns, pair_agreement(patterns, weights), chance, by.pull(shares, pooled, weights))


def _kappa_levels(patterns: CountPatterns, weights: FloatArray, drawn: FloatArray, by: _Chance) -> Levels:
    shares = patterns.counts / patterns.votes[:, None]
    pooled = drawn @ shares / drawn.sum(axis=1)[:, None]
    return Levels(agreement_of(patterns, weights, drawn), by.level(pooled, weights))


def _per_pair(weights: FloatArray) -> float:
    n_classes = weights.shape[0]
    return float(weights.sum()) / (n_classes * (n_classes - 1.0)) if n_classes > 1 else 0.0


def _both_ways(weights: FloatArray, share: FloatArray) -> FloatArray:
    return np.asarray((weights @ share + weights.T @ share) / 2.0)


def _corrected(agreement: float, chance: float) -> float:
    return (agreement - chance) / (1.0 - chance)


class CountCoefficient(NamedTuple):
    """A coefficient that looks at counts alone."""

    parts: Callable[[CountPatterns, FloatArray], Parts]
    """The value with what its standard error is made from."""
    levels: Callable[[CountPatterns, FloatArray, FloatArray], Levels]
    """Agreement and chance for many frequencies."""


COUNT_COEFFICIENTS: Mapping[str, CountCoefficient] = MappingProxyType(
    {
        "alpha": CountCoefficient(alpha, alpha_levels),
        "fleiss": CountCoefficient(fleiss, fleiss_levels),
        "ac1": CountCoefficient(ac, partial(_kappa_levels, by=_HARD_ITEMS)),
        "brennan_prediger": CountCoefficient(brennan_prediger, partial(_kappa_levels, by=_UNIFORM)),
    }
)
"""By name."""
