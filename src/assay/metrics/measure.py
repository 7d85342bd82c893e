"""From the state of one cut to values and variances: each metric of each system, and the differences of two systems."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.metrics.definition import MetricDefinition, RankMeasure, ResidualMeasure, Smooth, SmoothMeasure, Sums
from assay.metrics.definitions.ratios import total
from assay.metrics.reasons import Reason
from assay.stats.moments import Moments
from assay.stats.ranks import RankStatistic
from assay.stats.replicates import absolute_sum_replicates

Floats = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.int8]

ROUNDING = 1e-12
"""A variance below this share of its parts is rounding, and counts as 0 ..."""
LEAST_VARIANCE = 1e-22
"""... and so does one that only far more items than there are could give."""


@dataclass(frozen=True, eq=False)
class Measured:
    """One metric (or difference) on each slice; arrays of shape (n_slices,)."""

    value: Floats
    """Value; 0 where undefined."""
    variance: Floats
    """Variance of the value over clusters, with the finite-cluster correction."""
    own: Floats
    """What the variance would be if rows were independent."""
    units: Floats
    """Effective number of independent units that the value rests on: (sum w_c)^2 / sum w_c^2 over clusters."""
    support: Floats
    """The same over rows."""
    reason: Reasons
    """Why there is no value, or no interval."""
    quantiles: Floats | None = None
    """Replicates, shape (n_slices, n_quantiles)."""
    labels: Floats | None = None
    """The part of the variance that an uncertain reference adds."""

    @property
    def defined(self) -> npt.NDArray[np.bool_]:
        """Where there is a value."""
        has_value = (self.reason >= Reason.ONE_CLUSTER) & (self.reason != Reason.NOT_PAIRED)
        return np.asarray((self.reason == Reason.NONE) | has_value)


def join(parts: Sequence[Measured]) -> Measured:
    """Slices of all parts, one after the other."""
    if len(parts) == 1:
        return parts[0]
    joined: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Measured)
        if getattr(parts[0], field.name) is not None
    }
    return Measured(**joined)


def measure_smooth(
    measure: SmoothMeasure, moments: Moments, places: Sequence[dict[str, tuple[int, int]]], *, clustered: bool
) -> tuple[Measured, ...]:
    """A smooth metric of each system, and for two systems their difference (second minus first)."""
    single: list[Measured] = []
    corrections: list[Floats] = []
    found = [measure.evaluate(Sums(moments.sums, place)) for place in places]
    for each, place in zip(found, places, strict=True):
        whole = total(Sums(moments.sums, place))
        measured, correction = _smooth_measured(each, moments, whole, clustered)
        single.append(measured)
        corrections.append(correction)
    if len(found) < 2:
        return tuple(single)
    between = found[1].gradient - found[0].gradient
    difference = _difference(single, *_forms(between, moments), np.maximum(*corrections))
    return (*single, replace(difference, labels=_labels(between, moments)))


def measure_rank(
    measure: RankMeasure, statistics: Sequence[RankStatistic], moments: Moments, *, clustered: bool
) -> tuple[Measured, ...]:
    """A rank metric of each system, and for two their difference; terms are (positive, other) of each system.

    Obuchowski (1997): the parts of the positives, of the others, and their products over clusters are each corrected
    by the number of clusters that have them. Without clusters this is DeLong et al. (1988).
    """
    single = []
    correction = _rank_correction(measure, moments)
    for place, statistic in enumerate(statistics):
        gradient = np.zeros(moments.sums.shape)
        gradient[:, 2 * place : 2 * place + 2] = 1.0
        variance, own = _forms(gradient, moments, correction)
        units = _rank_units(measure, moments, place)
        single.append(
            Measured(
                value=np.minimum(statistic.value, 1.0),
                variance=variance,
                own=own,
                units=units,
                support=units if clustered else moments.count.astype(np.float64),
                reason=_rank_reasons(measure, statistic, moments, units, clustered),
                labels=_labels(gradient, moments),
            )
        )
    if len(single) < 2:
        return tuple(single)
    signs = np.tile([-1.0, -1.0, 1.0, 1.0], (moments.sums.shape[0], 1))
    difference = _difference(single, *_forms(signs, moments, correction), np.ones(moments.sums.shape[0]))
    return (*single, replace(difference, labels=_labels(signs, moments)))


def measure_residuals(
    measure: ResidualMeasure,
    moments: Moments,
    places: Sequence[dict[str, tuple[int, int]]],
    *,
    clustered: bool,
    seed: int,
) -> tuple[Measured, ...]:
    """Calibration error of each system, and for two their difference, with replicates."""
    firsts = [place[measure.family][0] for place in places]
    single = tuple(
        _residual_measured(measure, moments, (first,), (1.0,), clustered=clustered, seed=seed) for first in firsts
    )
    if len(single) < 2:
        return single
    both = _residual_measured(measure, moments, tuple(firsts), (-1.0, 1.0), clustered=clustered, seed=seed)
    paired = _paired_reasons(single)
    return (*single, replace(both, reason=np.where(paired == Reason.NONE, both.reason, paired).astype(np.int8)))


def _smooth_measured(found: Smooth, moments: Moments, whole: Floats, clustered: bool) -> tuple[Measured, Floats]:
    """One smooth metric and the finite-cluster correction of its variance."""
    variance, own = _forms(found.gradient, moments)
    weight = moments.sums @ found.support
    units, support = (
        _over(weight**2, np.einsum("i,sij,j->s", found.support, each, found.support))
        for each in (moments.second, moments.own)
    )
    everything = weight >= moments.sums @ whole * (1.0 - ROUNDING)
    correction = _correction(np.where(everything, moments.clusters, units))
    measured = Measured(
        value=found.value,
        variance=variance * correction,
        own=own * correction,
        units=units,
        support=support,
        reason=_with_too_few(found.reason, units, support, clustered),
        labels=_labels(found.gradient, moments),
    )
    return measured, correction


def _residual_measured(
    measure: ResidualMeasure,
    moments: Moments,
    firsts: tuple[int, ...],
    signs: tuple[float, ...],
    *,
    clustered: bool,
    seed: int,
) -> Measured:
    bins = measure.bins
    terms = np.concatenate([np.arange(first, first + bins) for first in firsts])
    weights = firsts[0] + bins
    whole = moments.sums[:, weights]
    means = _over(moments.sums[:, terms], whole[:, None])
    # influence of a cluster on the mean residual of a bin: (r_c - mean w_c) / W
    jacobian = np.zeros((moments.sums.shape[0], terms.size, moments.sums.shape[1]))
    jacobian[:, np.arange(terms.size), terms] = 1.0
    jacobian[:, :, weights] -= means
    jacobian = _over(jacobian, whole[:, None, None])
    covariance = jacobian @ moments.varying[0] @ jacobian.transpose(0, 2, 1)
    covariance *= _correction(moments.clusters)[:, None, None]
    sides = np.repeat(np.asarray(signs), bins)
    replicates = absolute_sum_replicates(means, covariance, sides, seed=seed)
    units, support = (_over(whole**2, each[:, weights, weights]) for each in (moments.second, moments.own))
    reason = np.where(whole > 0, Reason.NONE, Reason.NO_ITEMS).astype(np.int8)
    reason = _with_too_few(reason, units, support, clustered)
    still = (replicates.standard_error**2 <= LEAST_VARIANCE) & (reason == Reason.NONE)
    own = replicates.standard_error**2 * _over(units, support)
    return Measured(
        value=np.abs(means) @ sides,
        variance=replicates.standard_error**2,
        own=own,
        units=units,
        support=support,
        reason=np.where(still, Reason.NO_VARIATION, reason).astype(np.int8),
        quantiles=replicates.quantiles,
    )


def _difference(single: Sequence[Measured], variance: Floats, own: Floats, correction: Floats) -> Measured:
    first, second = single
    return Measured(
        value=second.value - first.value,
        variance=variance * correction,
        own=own * correction,
        units=np.minimum(first.units, second.units),
        support=np.minimum(first.support, second.support),
        reason=_paired_reasons(single),
    )


def _paired_reasons(single: Sequence[Measured]) -> Reasons:
    """No difference where one value is undefined; no interval where one has none."""
    first, second = single
    undefined = ~first.defined | ~second.defined
    both = (first.reason != Reason.NONE) & (second.reason != Reason.NONE)
    either = np.where(both, np.minimum(first.reason, second.reason), np.maximum(first.reason, second.reason))
    empty = (first.reason == Reason.NO_ITEMS) | (second.reason == Reason.NO_ITEMS)
    paired = np.where(empty, Reason.NO_ITEMS, Reason.NOT_PAIRED)
    return np.where(undefined, paired, either).astype(np.int8)


def _forms(gradient: Floats, moments: Moments, factors: Floats | None = None) -> tuple[Floats, Floats]:
    """g' M g over clusters and over rows; 0 where only rounding is left of it."""
    found = []
    for second in moments.varying:
        weighted = second if factors is None else second * factors
        form = np.einsum("si,sij,sj->s", gradient, weighted, gradient)
        parts = np.einsum("si,sii->s", gradient**2, weighted)
        found.append(np.where(form > np.maximum(ROUNDING * parts, LEAST_VARIANCE), form, 0.0))
    return found[0], found[1]


def _labels(gradient: Floats, moments: Moments) -> Floats | None:
    """g' L g with L what an uncertain reference adds to the second moments."""
    if moments.labels is None:
        return None
    return np.asarray(np.maximum(np.einsum("si,sij,sj->s", gradient, moments.labels, gradient), 0.0))


def _correction(clusters: npt.NDArray[Any]) -> Floats:
    """C / (C - 1); 1 where there is no second cluster, for there is no interval there.

    Where a value rests on some rows only, C is their effective number of clusters.
    """
    some = clusters > 1.0 + ROUNDING
    return np.asarray(np.divide(clusters, clusters - 1.0, out=np.ones(clusters.shape), where=some))


def _rank_correction(measure: RankMeasure, moments: Moments) -> Floats:
    """Factor of each product of terms, shape (n_slices, n_terms, n_terms)."""
    whole = _correction(moments.clusters)[:, None, None]
    n_terms = moments.sums.shape[1]
    factors = np.repeat(np.repeat(whole, n_terms, axis=1), n_terms, axis=2)
    if measure.needs_negatives:
        for part in (0, 1):
            own = _correction(moments.touching[:, part])
            factors[:, part::2, part::2] = own[:, None, None]
    return factors


def _rank_units(measure: RankMeasure, moments: Moments, place: int) -> Floats:
    """Clusters with a positive row, or with a row of the rarer of the two kinds."""
    having = moments.touching[:, 2 * place : 2 * place + 2]
    return np.asarray(having.min(axis=1) if measure.needs_negatives else having[:, 0]).astype(np.float64)


def _rank_reasons(
    measure: RankMeasure, statistic: RankStatistic, moments: Moments, units: Floats, clustered: bool
) -> Reasons:
    empty = moments.count == 0
    single = (statistic.positives <= 0) | (measure.needs_negatives & (statistic.negatives <= 0))
    undefined = Reason.SINGLE_CLASS if measure.needs_negatives else Reason.NO_POSITIVES
    reason = np.select([empty, single], [Reason.NO_ITEMS, undefined], Reason.NONE).astype(np.int8)
    return _with_too_few(reason, units, np.full(units.size, 2.0), clustered)


def _with_too_few(reason: Reasons, units: Floats, support: Floats, clustered: bool) -> Reasons:
    """No interval from fewer than two units."""
    few = (units <= 1.0 + ROUNDING) & (reason == Reason.NONE)
    why = np.where((support <= 1.0 + ROUNDING) | (not clustered), Reason.TOO_FEW_ITEMS, Reason.ONE_CLUSTER)
    return np.where(few, why, reason).astype(np.int8)


def _over(above: Floats, below: Floats) -> Floats:
    """Quotient; 0 where the divisor is 0."""
    above, below = np.broadcast_arrays(above, below)
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)


def unavailable(definition: MetricDefinition, n_slices: int, reason: Reason) -> Measured:
    """A metric that these facts cannot give on any slice."""
    zeros = np.zeros(n_slices)
    return Measured(zeros, zeros, zeros, zeros, zeros, np.full(n_slices, reason, np.int8))
