"""People and machine together: a metric from a few items that people labelled and many that a machine did.

Each number comes in three ways: people and machine, people alone (as `assay.metrics.estimate` has it), machine alone.
The machine's answers never decide a value: where they mislead, they buy nothing, and people alone stand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.core.estimate import Comparison, Estimate, Interval, Rule, Spread
from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.compare import compare
from assay.metrics.definition import MetricDefinition, SmoothMeasure
from assay.metrics.estimate import check_level, cuts_of, estimate
from assay.metrics.limits import limits
from assay.metrics.mixed.cards import mixed_card, naive_card, worth
from assay.metrics.mixed.cut import LEAST_LABELLED, Asked, CutMixed, ask, measure_mixed
from assay.metrics.mixed.facts import MixedFacts
from assay.metrics.reasons import WORDS, Reason
from assay.metrics.scan import obstacle
from assay.metrics.slices import group

Floats = npt.NDArray[np.float64]

ALONE = "people alone"
RAW = "machine alone"
MIXED = "people and machine"
TOO_FEW = "too_few_labelled"
NOT_CHECKED = "not_checked"
NOT_ALIKE = ("correlation",)
"""Metrics whose terms depend on all references at once."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A number in one way of using the answers."""

    way: str
    """``people and machine``, ``people alone``, ``machine alone`` or ``judge calibrated elsewhere``."""
    estimate: Estimate
    """The number; that of the machine alone never has an interval, for nothing says how wrong it is."""
    n_machine: int
    """Items with an answer of the machine."""
    multiplier: float | None = None
    """How many times its labels of people the number is worth; 1 when the machine buys nothing."""
    lam: float | None = None
    """How far the machine is followed: 0 is people alone."""
    correlation: float | None = None
    """Of people and machine on the labelled items, of what the metric makes of them."""
    worth: str | None = None
    """What the labels are worth, in words."""


def mixed(
    metrics: Sequence[MetricDefinition],
    facts: MixedFacts,
    *,
    candidate: str,
    baseline: str | None = None,
    by: Sequence[SliceSpec] = (),
    level: float = 0.95,
    notes: tuple[str, ...] = (),
) -> tuple[Piece, ...]:
    """Each metric of the candidate (or its difference from the baseline) on all items and slices, in three ways.

    ``notes`` are of the table: what was left out of it.

    Raises
    ------
    InputError
        ``mixed.metric`` for a metric that is no smooth function of sums, or that reads scores.
    """
    check_level(level)
    systems = (candidate,) if baseline is None else (baseline, candidate)
    found: list[Piece] = []
    for metric in metrics:
        asked = ask(metric, _smooth(metric, facts), facts, systems)
        alone = _alone(asked, systems, by, level)
        whole: Floats | None = None
        for spec in cuts_of(by):
            grouping = group(facts.by_machine, spec)
            cut = measure_mixed(asked, grouping, whole)
            whole = cut.lam if spec is None else whole
            for place, key in enumerate(grouping.keys):
                found += _Place(asked, cut, place, key, systems[-1], level, notes).pieces(alone.get(frozenset(key)))
    return tuple(found)


def _smooth(metric: MetricDefinition, facts: MixedFacts) -> SmoothMeasure:
    known = "accuracy, precision, recall, f1, balanced_accuracy, mcc; of numbers: mae, rmse, bias"
    measure = metric.measure
    if not isinstance(measure, SmoothMeasure) or metric.name in NOT_ALIKE or metric.needs_score != metric.of_numbers:
        what = f"'{metric.name}' is no smooth function of sums over answers."
        raise InputError("mixed.metric", what, f"Ask for {known}.")
    reason = obstacle(metric, facts.by_people, facts.by_people.answers[:1])
    if reason is not None:
        raise InputError("mixed.metric", f"'{metric.name}' cannot be had: {reason.word}.", f"Ask for {known}.")
    return measure


def _alone(
    asked: Asked, systems: Sequence[str], by: Sequence[SliceSpec], level: float
) -> dict[frozenset[tuple[str, str]], Estimate]:
    """People alone on every slice where they labelled, by the one computation of estimates and comparisons."""
    facts = asked.facts.alone
    if not asked.is_difference:
        found = estimate([asked.metric], facts, by=by, level=level, systems=systems)
        return {frozenset(each.slice): each for each in found}
    compared = compare([asked.metric], facts, baseline=systems[0], candidate=systems[1], by=by, level=level)
    return {frozenset(each.slice): _difference(each) for each in compared}


def _difference(found: Comparison) -> Estimate:
    return Estimate(
        metric=found.metric,
        slice=found.slice,
        system=found.candidate.system,
        value=found.difference,
        interval=found.interval,
        level=found.level,
        n=found.n,
        n_effective=found.n_effective,
        reason=found.reason,
        spread=found.spread,
        method=found.method,
    )


class _Place:
    """One slice in its three ways."""

    def __init__(  # noqa: PLR0917 - what a slice is, in reading order
        self,
        asked: Asked,
        cut: CutMixed,
        place: int,
        key: SliceKey,
        system: str,
        level: float,
        notes: tuple[str, ...],
    ) -> None:
        self.asked, self.cut, self.place, self.key, self.system, self.level = asked, cut, place, key, system, level
        self.notes = notes
        self.n, self.n_items = int(cut.n[place]), int(cut.n_items[place])

    def pieces(self, alone: Estimate | None) -> list[Piece]:
        """People and machine, people alone, machine alone."""
        people = alone or self._unbounded(None, 0, Reason.NO_ITEMS.word)
        raw = Piece(RAW, self._naive(), self.n_items)
        return [self._mixed(people), Piece(ALONE, people, self.n_items), raw]

    def _mixed(self, alone: Estimate) -> Piece:
        if self.n < LEAST_LABELLED:
            return Piece(MIXED, self._unbounded(None, self.n, TOO_FEW), self.n_items)
        withheld = self.asked.facts.design.withheld
        followed = bool(self.cut.followed[self.place])
        multiplier = float(self.cut.sharp.multiplier[self.place]) if followed else 1.0
        lam = self._lam() if followed else 0.0
        rho = float(self.cut.sharp.correlation[self.place])
        words = None if withheld or alone.value is None else worth(self.n, self.n_items, multiplier)
        estimate = self._sharp(alone, multiplier, withheld) if followed else alone
        options = (("lambda", f"{lam:.3f}"), ("correlation", "none" if math.isnan(rho) else f"{rho:.3f}"))
        sizes = (("labels of people", str(self.n)), ("answers of the machine", str(self.n_items)))
        card = mixed_card(
            self.asked.metric,
            self.asked.facts,
            is_difference=self.asked.is_difference,
            options=(*options, *sizes),
            notes=(*(() if words is None else (words,)), *self.notes),
        )
        return Piece(
            MIXED,
            replace(estimate, method=card),
            self.n_items,
            None if words is None else multiplier,
            lam,
            None if math.isnan(rho) else rho,
            words,
        )

    def _sharp(self, alone: Estimate, multiplier: float, withheld: Reason) -> Estimate:
        value = float(self.cut.value[self.place])
        spread = self.cut.spreads.one(self.place)
        bounds: Interval | None = None if withheld else limits(value, spread, (1.0 - self.level) / 2.0)
        reason = WORDS[withheld]
        if bounds is not None and not bounds.low < bounds.high:
            bounds, reason = None, Reason.NO_VARIATION.word
        worth_items = alone.n_effective or float(self.n)
        return replace(
            alone,
            value=value,
            interval=bounds,
            n_effective=worth_items * multiplier,
            reason=reason,
            spread=spread if bounds else Spread(Rule.NONE),
        )

    def _lam(self) -> float:
        """As PPI++ writes it for a simple random sample; of the pool's form in other designs."""
        lam = float(self.cut.lam[self.place])
        simple = self.asked.facts.weight is None and self.asked.facts.strata is None
        return lam * (1.0 - self.n / self.n_items) if simple else lam

    def _naive(self) -> Estimate:
        reason = int(self.cut.naive_reason[self.place])
        value = None if reason else float(self.cut.naive[self.place])
        return self._unbounded(value, self.n_items, WORDS[reason] or NOT_CHECKED, raw=True)

    def _unbounded(self, value: float | None, n: int, reason: str | None, *, raw: bool = False) -> Estimate:
        metric = self.asked.metric
        card = mixed_card(metric, self.asked.facts, is_difference=self.asked.is_difference)
        return Estimate(
            metric.name,
            self.key,
            self.system,
            value,
            None,
            self.level,
            n,
            None,
            reason,
            Spread(Rule.NONE),
            naive_card(metric) if raw else card,
        )
