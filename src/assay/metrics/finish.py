"""From measured metrics to spreads and intervals, for all slices at once."""

import math
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Interval, Rule, Spread
from assay.metrics.definition import MetricDefinition
from assay.metrics.limits import Spreads, many_limits
from assay.metrics.measure import Measured
from assay.metrics.reasons import WORDS, Reason
from assay.stats.proportion import CORRECTED_FROM, QUARTER_STEP

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Reasons = npt.NDArray[np.int8]

NO_SPREAD = Spread(Rule.NONE)
AT_AN_END = 1e-15


@dataclass(frozen=True, eq=False)
class Numbers:
    """Values with intervals on many slices; arrays of shape (n_slices,)."""

    value: Floats
    """Values; 0 where there is none."""
    defined: Flags
    """Where there is a value."""
    low: Floats
    """Lower ends; 0 where there is no interval."""
    high: Floats
    """Upper ends."""
    bounded: Flags
    """Where there is an interval."""
    n: Int64s
    """Items."""
    n_effective: Floats
    """How many independent items would be as sure; 0 where unknown."""
    reason: Reasons
    """Code of `Reason`."""
    spreads: Spreads
    """For intervals at other levels."""

    def value_at(self, place: int) -> float | None:
        """The value, None where undefined."""
        return float(self.value[place]) if self.defined[place] else None

    def interval_at(self, place: int) -> Interval | None:
        """The interval, None where there is none."""
        return Interval(float(self.low[place]), float(self.high[place])) if self.bounded[place] else None

    def n_effective_at(self, place: int) -> float | None:
        """Effective number of items, None where unknown."""
        known = self.defined[place] and self.n_effective[place] > 0
        return float(self.n_effective[place]) if known else None

    def reason_at(self, place: int) -> str | None:
        """Word of the reason."""
        return WORDS[int(self.reason[place])]

    def spread_at(self, place: int) -> Spread:
        """The spread; rule ``none`` where there is no interval."""
        return self.spreads.one(place) if self.bounded[place] else NO_SPREAD


def finish_value(metric: MetricDefinition, measured: Measured, count: Int64s, *, level: float, plain: bool) -> Numbers:
    """Values of one system with their intervals.

    ``plain`` says that items are independent and count the same: then the variance of a share follows from its value,
    and its quantile is the normal one.
    """
    n_units = _wilson_units(metric, measured)
    spreads = Spreads(
        rule=metric.rule,
        standard_error=np.sqrt(measured.variance),
        n_units=n_units,
        degrees=_degrees(measured, normal=plain and metric.share),
        low=metric.low,
        high=metric.high,
        quantiles=measured.quantiles,
        label_error=_label_error(measured),
        correction=_step(n_units, count) if plain and metric.share else None,
    )
    return _with_limits(measured, _without_variation(metric.rule, measured), count, spreads, level=level)


def finish_difference(
    metric: MetricDefinition,
    measured: tuple[Measured, ...],
    count: Int64s,
    *,
    level: float,
    plain: bool,
) -> Numbers:
    """Differences, second system minus first, with their intervals."""
    first, second, between = measured
    width = metric.high - metric.low
    rule = Rule.PAIRED if metric.rule is Rule.WILSON else metric.rule
    spreads = Spreads(
        rule=rule,
        standard_error=np.sqrt(between.variance),
        n_units=np.minimum(effective_items(first), effective_items(second)),
        degrees=_degrees(between, normal=plain and metric.share),
        low=-width,
        high=width,
        quantiles=between.quantiles,
        label_error=_label_error(between),
    )
    return _with_limits(between, _without_variation(rule, between), count, spreads, level=level)


def effective_items(measured: Measured) -> Floats:
    """How many independent items would be as sure: at most as many as there are, for luck is no information."""
    ratio = np.divide(
        measured.own, measured.variance, out=np.ones(measured.own.shape), where=measured.variance > measured.own
    )
    return np.where(measured.variance > 0, measured.support * ratio, measured.units)


def _label_error(measured: Measured) -> Floats | None:
    return None if measured.labels is None else np.sqrt(measured.labels)


def _wilson_units(metric: MetricDefinition, measured: Measured) -> Floats:
    """n such that value (1 - value) / (n - 1) is the variance, on the range scaled to [0, 1].

    At an end of the range, or without variation, what the value rests on says how sure it is. Clusters may widen an
    interval, never narrow it: a variance below that of independent items is luck.
    """
    width = metric.high - metric.low
    if math.isinf(width):
        return measured.units
    share = (measured.value - metric.low) / width
    inside = share * (1.0 - share)
    variance = np.maximum(measured.variance, measured.own) / width**2
    usable = (variance > 0) & (inside > AT_AN_END)
    return np.where(usable, np.divide(inside, variance, out=np.ones(share.shape), where=usable) + 1.0, measured.units)


def _step(n_units: Floats, count: Int64s) -> Floats:
    """Counts are whole: a quarter of one unit, from `CORRECTED_FROM` items on."""
    counted = (count >= CORRECTED_FROM) & (n_units > 0)
    return np.divide(QUARTER_STEP, n_units, out=np.zeros(n_units.shape), where=counted)


def _degrees(measured: Measured, *, normal: bool) -> Floats:
    if normal:
        return np.full(measured.units.shape, math.inf)
    return np.maximum(measured.units - 1.0, 1.0)


def _without_variation(rule: Rule, measured: Measured) -> Reasons:
    """Without an upper end to lean on, a sample that does not vary allows no interval."""
    if rule is not Rule.STUDENT:
        return measured.reason
    still = (measured.variance <= 0) & (measured.reason == Reason.NONE)
    return np.where(still, Reason.NO_VARIATION, measured.reason).astype(np.int8)


def _with_limits(measured: Measured, reason: Reasons, count: Int64s, spreads: Spreads, *, level: float) -> Numbers:
    bounded = reason == Reason.NONE
    low, high = np.zeros((2, reason.size))
    if bounded.any():
        kept = _only(spreads, bounded)
        low[bounded], high[bounded] = many_limits(measured.value[bounded], kept, (1.0 - level) / 2.0)
    return Numbers(
        value=np.where(measured.defined, measured.value, 0.0),
        defined=measured.defined,
        low=low,
        high=high,
        bounded=bounded,
        n=count,
        n_effective=effective_items(measured),
        reason=reason,
        spreads=spreads,
    )


def _only(spreads: Spreads, kept: Flags) -> Spreads:
    arrays = {
        field.name: getattr(spreads, field.name)[kept]
        for field in fields(spreads)
        if isinstance(getattr(spreads, field.name), np.ndarray)
    }
    return replace(spreads, **arrays)
