"""One scan of the facts for each cut: row terms to mergeable state to measured metrics, cuts side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.definition import MetricDefinition, RankMeasure, ResidualMeasure, SmoothMeasure
from assay.metrics.facts import Answers, Facts
from assay.metrics.measure import (
    Measured,
    join,
    measure_rank,
    measure_residuals,
    measure_smooth,
    unavailable,
)
from assay.metrics.reasons import Reason
from assay.metrics.slices import group
from assay.metrics.soft import moments_of
from assay.metrics.terms import RowTerms, row_terms
from assay.stats.kernel import in_threads
from assay.stats.moments import Moments
from assay.stats.ranks import RankStatistic, ScoreOrder, score_order

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Slots = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

MOST_STATE_BYTES = 256_000_000
"""State of one cut beyond this size is made some slices at a time."""
WEIGHT_FAMILIES = ("cells", "hits", "margins")


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything about the answers that all cuts share."""

    facts: Facts
    """The facts."""
    systems: tuple[Answers, ...]
    """One system, or baseline and candidate."""
    metrics: tuple[MetricDefinition, ...]
    """What is measured."""
    terms: RowTerms
    """Row terms of all smooth metrics and of calibration."""
    orders: tuple[ScoreOrder, ...]
    """Score order of each system; empty when no rank metric is asked for."""
    rank_slots: Slots
    """For rank metrics: terms (positive, other) of each system, shape (n_rows, n_systems)."""
    answered: Flags | None
    """Rows that all systems answered; None when they answered all."""
    seed: int
    """Of the replicates."""


@dataclass(frozen=True, eq=False)
class CutMeasured:
    """All metrics on the slices of one cut."""

    spec: SliceSpec | None
    """The cut; None for all items."""
    keys: tuple[SliceKey, ...]
    """Its slices."""
    count: Int64s
    """Answered items of each slice."""
    clusters: Int64s
    """Clusters with an answered item in each slice."""
    measured: tuple[tuple[Measured, ...], ...]
    """For each metric: each system, and with two systems their difference."""


def scan(
    facts: Facts,
    systems: tuple[Answers, ...],
    metrics: tuple[MetricDefinition, ...],
    cuts: Sequence[SliceSpec | None],
    *,
    seed: int,
) -> list[CutMeasured]:
    """All metrics of one system, or of two on the items both answered, on all slices of the cuts."""
    prepared = prepare(facts, systems, metrics, seed)
    return in_threads(partial(measure_cut, prepared), cuts, work=facts.n_rows * len(cuts))


def prepare(facts: Facts, systems: tuple[Answers, ...], metrics: tuple[MetricDefinition, ...], seed: int) -> Prepared:
    """Row terms and score orders of the answers."""
    possible = [metric for metric in metrics if obstacle(metric, facts, systems) is None]
    answered = _answered_by_all(systems)
    parts: tuple[Callable[[], Any], ...] = (
        partial(_orders, facts, systems, possible, answered),
        partial(row_terms, facts, systems, _families(facts, possible)),
    )
    (orders, slots), terms = in_threads(_called, parts, work=facts.n_rows)
    return Prepared(facts, systems, metrics, terms, orders, slots, answered, seed)


def _called(make: Callable[[], Any]) -> Any:
    return make()


def obstacle(metric: MetricDefinition, facts: Facts, systems: tuple[Answers, ...]) -> Reason | None:
    """Why the metric cannot be had from these facts at all; None when it can."""
    if metric.needs_score and any(each.score is None for each in systems):
        return Reason.NO_SCORE
    if metric.needs_score and not metric.of_numbers and facts.positive is None and len(facts.classes) > 2:
        return Reason.NEEDS_CLASS_SCORES
    if not metric.needs_score and any(each.label is None for each in systems):
        return Reason.NO_PREDICTION
    return None


def measure_cut(prepared: Prepared, spec: SliceSpec | None) -> CutMeasured:
    """All metrics on the slices of one cut."""
    grouping = group(prepared.facts, spec)
    codes = grouping.codes
    if prepared.answered is not None:
        codes = np.where(prepared.answered, codes, np.int32(-1))
    blocks = [
        _measure_block(prepared, part, n_slices)
        for part, n_slices in _blocks(codes, len(grouping.keys), prepared.terms.n_terms)
    ]
    return CutMeasured(
        spec,
        grouping.keys,
        np.concatenate([block.count for block in blocks]),
        np.concatenate([block.clusters for block in blocks]),
        tuple(
            tuple(join(parts) for parts in zip(*(block.measured[place] for block in blocks), strict=True))
            for place in range(len(prepared.metrics))
        ),
    )


def _measure_block(prepared: Prepared, codes: Int32s, n_slices: int) -> CutMeasured:
    facts, terms = prepared.facts, prepared.terms
    moments = moments_of(facts, codes, terms.slots, terms.values, n_slices=n_slices, n_terms=terms.n_terms)
    measured = tuple(_withheld(facts, _measure(prepared, metric, moments, codes)) for metric in prepared.metrics)
    return CutMeasured(None, (), moments.count, moments.clusters, measured)


def _measure(prepared: Prepared, metric: MetricDefinition, moments: Moments, codes: Int32s) -> tuple[Measured, ...]:
    facts, places = prepared.facts, prepared.terms.places
    clustered = facts.layout.cluster is not None
    reason = obstacle(metric, facts, prepared.systems)
    if reason is not None:
        n_systems = len(prepared.systems)
        return (unavailable(metric, moments.count.size, reason),) * (n_systems if n_systems == 1 else n_systems + 1)
    match metric.measure:
        case SmoothMeasure():
            return measure_smooth(metric.measure, moments, places, clustered=clustered)
        case ResidualMeasure():
            return measure_residuals(metric.measure, moments, places, clustered=clustered, seed=prepared.seed)
        case RankMeasure():
            statistics, spread = _rank(prepared, metric.measure, codes, moments.count.size)
            return measure_rank(metric.measure, statistics, spread, clustered=clustered)


def _withheld(facts: Facts, measured: tuple[Measured, ...]) -> tuple[Measured, ...]:
    """Values of items that were not drawn keep no interval."""
    if facts.design is None or facts.design.withheld is Reason.NONE:
        return measured
    why = np.int8(facts.design.withheld)
    return tuple(replace(each, reason=np.where(each.reason == Reason.NONE, why, each.reason)) for each in measured)


def _rank(
    prepared: Prepared, measure: RankMeasure, codes: Int32s, n_slices: int
) -> tuple[list[RankStatistic], Moments]:
    statistics = [measure.statistic(order, codes, n_slices=n_slices) for order in prepared.orders]
    columns = [statistic.influence for statistic in statistics]
    influence = columns[0][:, np.newaxis] if len(columns) == 1 else np.stack(columns, axis=1)
    spread = moments_of(
        prepared.facts,
        codes,
        prepared.rank_slots,
        influence,
        n_slices=n_slices,
        n_terms=2 * len(statistics),
    )
    return statistics, spread


def _blocks(codes: Int32s, n_slices: int, n_terms: int) -> list[tuple[Int32s, int]]:
    """Codes and number of slices of each block whose state fits into memory."""
    most = max(1, MOST_STATE_BYTES // (16 * max(n_terms, 1) ** 2))
    if n_slices <= most:
        return [(codes, n_slices)]
    blocks = []
    for first in range(0, n_slices, most):
        inside = (codes >= first) & (codes < first + most)
        part = np.where(inside, codes - np.int32(first), np.int32(-1))
        blocks.append((part, min(most, n_slices - first)))
    return blocks


def _families(facts: Facts, metrics: Sequence[MetricDefinition]) -> tuple[str, ...]:
    wanted: dict[str, None] = {}
    for metric in metrics:
        match metric.measure:
            case SmoothMeasure():
                wanted |= dict.fromkeys(metric.measure.families(facts))
            case ResidualMeasure():
                wanted[metric.measure.family] = None
    if any(family in wanted for family in WEIGHT_FAMILIES):
        wanted.pop("weight", None)
    return tuple(wanted)


def _answered_by_all(systems: tuple[Answers, ...]) -> Flags | None:
    masks = [each.answered for each in systems if each.answered is not None]
    return np.logical_and.reduce(masks) if masks else None


def _orders(
    facts: Facts, systems: tuple[Answers, ...], metrics: Sequence[MetricDefinition], answered: Flags | None
) -> tuple[tuple[ScoreOrder, ...], Slots]:
    if not any(isinstance(metric.measure, RankMeasure) for metric in metrics):
        return (), np.zeros((0, 0), np.uint32)
    orders = tuple(
        score_order(each.score, facts.is_positive, facts.weights, answered)
        for each in systems
        if each.score is not None
    )
    slots = np.empty((facts.n_rows, len(systems)), np.uint32)
    for place in range(len(systems)):
        np.add(~facts.is_positive, np.uint32(2 * place), out=slots[:, place], casting="unsafe")
    return orders, slots
