"""A metric of people and machine on all slices of one cut, with its spread.

A smooth metric is a function of means of row terms. Its gradient turns the terms of an item into one number under the
people's answer and one under the machine's; `assay.stats.mixed.difference` says how sure the mean of these is.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Rule
from assay.metrics.cards import plain
from assay.metrics.definition import MetricDefinition, SmoothMeasure, Sums
from assay.metrics.limits import Spreads
from assay.metrics.mixed.facts import MixedFacts, Terms, terms_of
from assay.metrics.reasons import Reason
from assay.metrics.slices import Grouping
from assay.stats.mixed.difference import UNSEEN, Sharpened, choose_lam, pooled_means, sharpened
from assay.stats.mixed.pool import Pool
from assay.stats.quantile import side_quantile

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Reasons = npt.NDArray[np.int8]

HALF_SHRUNK = 30.0
"""Labelled items at which a slice takes half of its own choice of lam, the rest from all items."""
LEAST_LABELLED = 5
"""Labelled items below which a slice has no value of people and machine."""
AT_AN_END = 1e-12


@dataclass(frozen=True, eq=False)
class Asked:
    """What is measured, the same for every slice."""

    metric: MetricDefinition
    """The metric."""
    measure: SmoothMeasure
    """How it is measured."""
    terms: tuple[Terms, ...]
    """Of the candidate, or of baseline and candidate."""
    facts: MixedFacts
    """What it is measured on."""

    @property
    def is_difference(self) -> bool:
        """Whether it is candidate minus baseline."""
        return len(self.terms) > 1

    @property
    def signs(self) -> tuple[float, ...]:
        """Of each system in the number."""
        return (-1.0, 1.0) if self.is_difference else (1.0,)

    @property
    def low(self) -> float:
        """Smallest value there can be."""
        return self.metric.low - self.metric.high if self.is_difference else self.metric.low

    @property
    def high(self) -> float:
        """Largest value there can be."""
        return self.metric.high - self.metric.low if self.is_difference else self.metric.high


class CutMixed(NamedTuple):
    """One metric on the slices of one cut; arrays of shape (n_slices,)."""

    value: Floats
    """With the machine followed; 0 where undefined."""
    reason: Reasons
    """Why there is no value."""
    sharp: Sharpened
    """How sure it is."""
    spreads: Spreads
    """For its interval."""
    followed: Flags
    """Whether the machine makes the number surer; where not, people alone stand."""
    lam: Floats
    """How far it is followed, as `pooled_means` takes it."""
    n: Floats
    """Labelled items."""
    n_items: Floats
    """All items."""
    naive: Floats
    """What the machine alone says; 0 where undefined."""
    naive_reason: Reasons
    """Why it says nothing."""


def ask(metric: MetricDefinition, measure: SmoothMeasure, facts: MixedFacts, systems: tuple[str, ...]) -> Asked:
    """A question about one system, or about baseline and candidate."""
    return Asked(metric, measure, tuple(terms_of(facts, measure, name) for name in systems), facts)


def measure_mixed(asked: Asked, grouping: Grouping, whole: Floats | None) -> CutMixed:
    """Values and spreads on the slices of one cut.

    Parameters
    ----------
    whole : how far the machine is followed on all items, shape (1,)
        Small slices lean on it; None for all items themselves.
    """
    pool = pool_of(asked.facts, grouping)
    nothing = np.zeros(pool.n_groups)
    start, _, _ = _at(asked, _means(asked, pool, nothing))
    lam = choose_lam(*_linear(asked, pool, start), pool)
    if whole is not None:
        trust = pool.n / (pool.n + HALF_SHRUNK)
        most = pool.n_items / np.maximum(pool.n_items - pool.n, 1.0)
        lam = np.where(pool.n_items > pool.n, np.minimum(trust * lam + (1.0 - trust) * whole, most), 0.0)
    gradients, value, reason = _at(asked, _means(asked, pool, lam))
    unseen = 0.0 if rule_of(asked) is Rule.PAIRED else UNSEEN
    strata = asked.facts.machine_strata
    sharp = sharpened(*_linear(asked, pool, gradients), pool, lam, unseen=unseen, machine_strata=strata)
    value = np.clip(value, asked.low, asked.high)
    _, naive, naive_reason = _at(asked, [_of_pool(each, pool) for each in asked.terms])
    followed = (lam > 0.0) & _narrower(asked, sharp) & (pool.n >= LEAST_LABELLED) & (reason == Reason.NONE)
    spreads = spreads_of(asked, value, sharp, pool)
    return CutMixed(value, reason, sharp, spreads, followed, lam, pool.n, pool.n_items, naive, naive_reason)


def _narrower(asked: Asked, sharp: Sharpened) -> Flags:
    """Where the mixed interval is narrower: its error is less, also times its quantile, which has fewer degrees."""
    usual = 0.025
    normal = asked.metric.share and plain(asked.facts.alone)
    alone = side_quantile(usual) if normal else side_quantile(usual, sharp.degrees + 1.0)
    mixed = side_quantile(usual, sharp.degrees)
    return np.asarray(sharp.variance * mixed**2 < sharp.alone * alone**2)


def pool_of(facts: MixedFacts, grouping: Grouping) -> Pool:
    """The pool cut into slices."""
    return Pool(
        grouping.codes.astype(np.int64),
        facts.labelled,
        len(grouping.keys),
        weight=facts.weight,
        strata=facts.strata,
        clusters=facts.clusters,
    )


def rule_of(asked: Asked) -> Rule:
    """That of the metric; for the difference of two shares Bonett and Price's, which adds an item of each sign."""
    return Rule.PAIRED if asked.is_difference and asked.metric.rule is Rule.WILSON else asked.metric.rule


def spreads_of(asked: Asked, value: Floats, sharp: Sharpened, pool: Pool) -> Spreads:
    """Spreads by the rule of the metric, with the effective n of the mixed variance."""
    error = np.sqrt(sharp.variance)
    rule = rule_of(asked)
    units = np.maximum(pool.kish if pool.clusters is None else np.minimum(pool.kish, sharp.degrees + 2.0), 1.0)
    if rule is Rule.WILSON:
        units = wilson_units(value, sharp.variance, units, low=asked.low, high=asked.high)
    return Spreads(rule, error, units, sharp.degrees, asked.low, asked.high)


def wilson_units(value: Floats, variance: Floats, at_an_end: Floats, *, low: float, high: float) -> Floats:
    """n such that value (1 - value) / n is the variance, on the range scaled to [0, 1]."""
    share = (value - low) / (high - low)
    inside, scaled = share * (1.0 - share), variance / (high - low) ** 2
    usable = (inside > AT_AN_END) & (scaled > 0.0)
    return np.where(usable, np.divide(inside, scaled, out=np.ones(share.shape), where=usable), at_an_end)


def _means(asked: Asked, pool: Pool, lam: Floats) -> list[Floats]:
    return [pooled_means(each.people, each.machine, pool, lam) for each in asked.terms]


def _of_pool(terms: Terms, pool: Pool) -> Floats:
    return np.stack([pool.means(column) for column in terms.machine.T], axis=1)


def _at(asked: Asked, means: list[Floats]) -> tuple[list[Floats], Floats, Reasons]:
    """Gradients, value and reason of the metric at means of its terms."""
    found = [asked.measure.evaluate(Sums(mean, terms.places)) for mean, terms in zip(means, asked.terms, strict=True)]
    value = sum((sign * each.value for sign, each in zip(asked.signs, found, strict=True)), np.zeros(len(means[0])))
    reason = np.max([each.reason for each in found], axis=0).astype(np.int8)
    gradients = [sign * each.gradient for sign, each in zip(asked.signs, found, strict=True)]
    return gradients, np.where(reason == Reason.NONE, value, 0.0), reason


def _linear(asked: Asked, pool: Pool, gradients: list[Floats]) -> tuple[Floats, Floats]:
    """One number a labelled item under people's answers, and one an item under the machine's."""
    people, machine = np.zeros(pool.labelled.size), np.zeros(pool.group.size)
    for terms, gradient in zip(asked.terms, gradients, strict=True):
        for column in range(gradient.shape[1]):
            people += terms.people[:, column] * pool.spread(gradient[:, column])
            machine += terms.machine[:, column] * pool.spread_out(gradient[:, column])
    return people, machine
