"""People and machine together: a metric from a few items that people labelled and many that a machine did.

A smooth metric is a function of means of row terms. Each item has its terms under the people's answer (where there is
one) and under the machine's; the gradient of the metric turns both into one number an item, and prediction-powered
inference picks how far the machine is followed. The machine's answers never decide a value: where they mislead, they
buy nothing. Small slices take their own choice of that only in part, the rest from all items.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.definition import MetricDefinition, SmoothMeasure, Sums
from assay.metrics.estimate import check_level, cuts_of
from assay.metrics.facts import Facts
from assay.metrics.limits import limits
from assay.metrics.mixed_facts import MixedFacts, Terms, terms_of
from assay.metrics.reasons import WORDS, Reason
from assay.metrics.registry import parse_metrics
from assay.metrics.scan import obstacle
from assay.metrics.slices import group
from assay.stats.mixed.prediction_powered import best_lam, clustered_error, correlation

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

HALF_SHRUNK = 30.0
"""Labelled items at which a slice takes half of its own choice of lam."""
ALONE = "people alone"
RAW = "machine alone"
MIXED = "people and machine"
PICKED_BY_HAND = "picked_by_hand"
TOO_FEW = "too_few_labelled"
LEAST_LABELLED = 5
LEAST_GAIN = 1.05
AT_AN_END = 1e-12


class Piece(NamedTuple):
    """A number in one way of using the answers."""

    way: str
    """``people and machine``, ``people alone`` or ``machine alone``."""
    estimate: Estimate
    """The number; that of the machine alone never has an interval, for nothing says how wrong it is."""


def mixed(
    metrics: Sequence[str],
    facts: MixedFacts,
    *,
    candidate: str,
    baseline: str | None = None,
    by: Sequence[SliceSpec] = (),
    level: float = 0.95,
) -> tuple[Piece, ...]:
    """Each metric of the candidate (or its difference from the baseline) on all items and slices, in three ways.

    Raises
    ------
    InputError
        ``mixed.metric`` for a metric that is no smooth function of sums, or that reads scores.
    """
    check_level(level)
    found = []
    for metric, measure in _smooth(metrics, facts.by_people):
        systems = [candidate] if baseline is None else [baseline, candidate]
        terms = tuple(terms_of(facts, measure, name) for name in systems)
        asked = _Asked(metric, measure, terms, candidate, level, facts.picked)
        whole = _lam(_linear(asked, np.arange(facts.labelled.size), np.arange(facts.n_items)), facts, None)
        for spec in cuts_of(by):
            grouping = group(facts.by_machine, spec)
            for place, key in enumerate(grouping.keys):
                rows = np.flatnonzero(grouping.codes == place)
                found += _pieces(asked, facts, rows, key, whole)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Asked:
    """What is measured, the same for every slice."""

    metric: MetricDefinition
    measure: SmoothMeasure
    terms: tuple[Terms, ...]
    name: str
    level: float
    picked: bool

    @property
    def is_difference(self) -> bool:
        """Whether it is candidate minus baseline."""
        return len(self.terms) > 1

    @property
    def signs(self) -> tuple[float, ...]:
        """Of each system in the number."""
        return (-1.0, 1.0) if self.is_difference else (1.0,)


def _smooth(metrics: Sequence[str], facts: Facts) -> list[tuple[MetricDefinition, SmoothMeasure]]:
    found = []
    for each in parse_metrics(",".join(metrics)):
        system = facts.answers[0]
        if not isinstance(each.measure, SmoothMeasure) or each.needs_score:
            what = f"'{each.name}' is no smooth function of sums over answers."
            raise InputError("mixed.metric", what, "Ask for accuracy, precision, recall, f1, balanced_accuracy, mcc.")
        reason = obstacle(each, facts, (system,))
        if reason is not None:
            raise InputError("mixed.metric", f"'{each.name}' cannot be had: {reason.word}.", "Ask for accuracy.")
        found.append((each, each.measure))
    return found


class _Linear(NamedTuple):
    """One number an item, whose mean moves as the metric does."""

    people: Floats
    """Of labelled items."""
    machine: Floats
    """Of all items of the slice."""


def _linear(asked: _Asked, labelled: Codes, rows: Codes) -> _Linear:
    """Linearised at the people's own means."""
    people, machine = np.zeros(labelled.size), np.zeros(rows.size)
    for sign, each in zip(asked.signs, asked.terms, strict=True):
        gradient = _evaluated(asked, each, each.people[labelled].mean(axis=0))[1]
        people += sign * each.people[labelled] @ gradient
        machine += sign * each.machine[rows] @ gradient
    return _Linear(people, machine)


def _evaluated(asked: _Asked, terms: Terms, means: Floats) -> tuple[float, Floats, int]:
    """Value, gradient and reason of the metric at means of its terms."""
    found = asked.measure.evaluate(Sums(means[None, :], terms.places))
    return float(found.value[0]), found.gradient[0], int(found.reason[0])


def _lam(linear: _Linear, facts: MixedFacts, rows: Codes | None) -> float:
    inside = facts.labelled if rows is None else np.searchsorted(rows, facts.labelled[np.isin(facts.labelled, rows)])
    rest = np.delete(linear.machine, inside)
    return 0.0 if rest.size == 0 or linear.people.size < 2 else best_lam(linear.people, linear.machine[inside], rest)


def _pieces(asked: _Asked, facts: MixedFacts, rows: Codes, key: SliceKey, whole: float) -> list[Piece]:
    """One slice in its three ways; ``whole`` is how far the machine is followed on all items."""
    chosen = np.flatnonzero(np.isin(facts.labelled, rows))
    inside = np.searchsorted(rows, facts.labelled[chosen])
    if chosen.size < LEAST_LABELLED:
        return [Piece(MIXED, _absent(asked, key, chosen.size))]
    linear = _linear(asked, chosen, rows)
    trust = chosen.size / (chosen.size + HALF_SHRUNK) if key else 1.0
    lam = trust * _lam(linear, facts, rows) + (1.0 - trust) * whole
    part = _Part(rows, chosen, inside)
    alone, sharp = _made(asked, facts, part, 0.0), _made(asked, facts, part, lam)
    if sharp.error >= alone.error:
        sharp, lam = alone, 0.0
    gain = (alone.error / sharp.error) ** 2 if sharp.error > 0 else 1.0
    rho = correlation(linear.people, linear.machine[inside])
    shown = (("lambda", f"{lam:.3f}"), ("correlation", "none" if rho is None else f"{rho:.3f}"), *_sizes(facts, rows))
    note = _worth(chosen.size, rows.size - chosen.size, gain)
    card = _card(asked, shown, () if asked.picked else (note,))
    mixed_one = replace(_estimate(asked, key, sharp, chosen.size), n_effective=chosen.size * gain, method=card)
    return [
        Piece(MIXED, mixed_one),
        Piece(ALONE, _estimate(asked, key, alone, chosen.size)),
        Piece(RAW, _naive(asked, key, rows)),
    ]


class _Part(NamedTuple):
    """Which items a number is about."""

    rows: Codes
    """Rows of the slice."""
    chosen: Codes
    """Labelled items of it, as places among all labelled ones."""
    inside: Codes
    """The same, as places among its rows."""


class _Made(NamedTuple):
    """A value with its error."""

    value: float
    error: float
    degrees: float
    reason: int


def _made(asked: _Asked, facts: MixedFacts, part: _Part, lam: float) -> _Made:
    """The metric at ``lam mean(machine of the others) + mean(people - lam machine)`` of its terms."""
    rows, inside = part.rows, part.inside
    others = np.setdiff1d(np.arange(rows.size), inside)
    lam = lam if others.size else 0.0
    value, reason, influence = 0.0, int(Reason.NONE), np.zeros(rows.size)
    for sign, each in zip(asked.signs, asked.terms, strict=True):
        machine = each.machine[rows]
        residual = each.people[part.chosen] - lam * machine[inside]
        rest = machine[others].mean(axis=0) if others.size else np.zeros(machine.shape[1])
        found, gradient, why = _evaluated(asked, each, lam * rest + residual.mean(axis=0))
        value, reason = value + sign * found, reason or why
        influence[inside] += sign * _centred(residual @ gradient)
        if lam:
            influence[others] += sign * lam * _centred(machine[others] @ gradient)
    return _Made(value, *_error(facts, part, influence, 2 if lam > 0 else 1), reason)


def _centred(values: Floats) -> Floats:
    """Parts of a mean."""
    return np.asarray((values - values.mean()) / values.size)


def _error(facts: MixedFacts, part: _Part, influence: Floats, spent: int) -> tuple[float, float]:
    """Standard error, and degrees of freedom; with clusters never below that of independent items."""
    n = part.inside.size
    influence = influence.copy()
    influence[part.inside] *= np.sqrt(n / max(n - spent, 1))
    own = float(np.sqrt(influence @ influence))
    if facts.clusters is None:
        return own, float(max(n - spent, 1))
    codes = facts.clusters[part.rows]
    error, degrees = clustered_error(influence, codes, n_clusters=int(codes.max()) + 1)
    return max(error, own), min(degrees, float(max(n - spent, 1)))


def _estimate(asked: _Asked, key: SliceKey, made: _Made, n: int) -> Estimate:
    spread = _spread(asked, made, n)
    reason = WORDS[made.reason] or (PICKED_BY_HAND if asked.picked else None)
    bounds: Interval | None = None if reason else limits(made.value, spread, (1.0 - asked.level) / 2.0)
    if bounds is not None and not bounds.low < bounds.high:
        bounds, reason = None, Reason.NO_VARIATION.word
    return Estimate(
        metric=asked.metric.name,
        slice=key,
        system=asked.name,
        value=None if WORDS[made.reason] else made.value,
        interval=bounds,
        level=asked.level,
        n=n,
        n_effective=float(n),
        reason=reason,
        spread=spread if bounds else Spread(Rule.NONE),
        method=_card(asked, (), ()),
    )


def _spread(asked: _Asked, made: _Made, n: int) -> Spread:
    metric = asked.metric
    width = metric.high - metric.low
    if asked.is_difference:
        rule = Rule.PAIRED if metric.rule is Rule.WILSON else metric.rule
        return Spread(rule, made.error, float(n), made.degrees, -width, width)
    share = (made.value - metric.low) / width
    inside = share * (1.0 - share)
    variance = (made.error / width) ** 2
    units = inside / variance + 1.0 if variance > 0 and inside > AT_AN_END else float(n)
    return Spread(metric.rule, made.error, units, made.degrees, metric.low, metric.high)


def _naive(asked: _Asked, key: SliceKey, rows: Codes) -> Estimate:
    """What the machine alone says: a value, and no word on how wrong it is."""
    found = [_evaluated(asked, each, each.machine[rows].mean(axis=0)) for each in asked.terms]
    value = None if any(each[2] for each in found) else sum(s * e[0] for s, e in zip(asked.signs, found, strict=True))
    card = MethodCard(asked.metric.name, asked.metric.sentence, "None: nothing says how wrong the machine is.", "None.")
    return _unbounded(asked, key, value, rows.size, "machine_not_checked", card)


def _absent(asked: _Asked, key: SliceKey, n: int) -> Estimate:
    return _unbounded(asked, key, None, n, TOO_FEW, _card(asked, (), ()))


def _unbounded(asked: _Asked, key: SliceKey, value: float | None, n: int, reason: str, card: MethodCard) -> Estimate:
    none = Spread(Rule.NONE)
    return Estimate(asked.metric.name, key, asked.name, value, None, asked.level, n, None, reason, none, card)


def _card(asked: _Asked, options: tuple[tuple[str, str], ...], notes: tuple[str, ...]) -> MethodCard:
    sentence = asked.metric.sentence
    return MethodCard(
        asked.metric.name,
        f"Candidate minus baseline. {sentence}" if asked.is_difference else sentence,
        "PPI++ (arXiv:2311.01453): the rule of the metric with the effective n of the mixed variance, Student's t.",
        "People's items are a simple random sample of all; the machine was not tuned on them.",
        options,
        notes,
    )


def _sizes(facts: MixedFacts, rows: Codes) -> tuple[tuple[str, str], ...]:
    found = (("machine items", str(rows.size)),)
    return found if facts.clusters is None else (*found, ("clusters", str(np.unique(facts.clusters[rows]).size)))


def _worth(n: int, n_machine: int, gain: float) -> str:
    if gain < LEAST_GAIN:
        return f"{n} labels of people are worth {n}: the machine buys nothing here ({n_machine} answers of it)"
    return f"{n} labels of people are worth {n * gain:.0f} (x{gain:.2f}) with {n_machine} answers of the machine"
