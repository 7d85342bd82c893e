"""Reliability curve: in bins of the score, what share of the items is of the positive class.

A calibrated system's observed shares equal its mean scores.
Reference: Murphy and Winkler (1977), doi:10.2307/2346866.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.core.estimate import Rule
from assay.core.evidence import Curve
from assay.core.slices import SliceKey
from assay.metrics.cards import plain, value_card
from assay.metrics.definition import MetricDefinition, Smooth, SmoothMeasure, Sums
from assay.metrics.definitions.ratios import ratio, total
from assay.metrics.estimate import check_level, check_probabilities
from assay.metrics.estimates import EstimateColumn, estimate_record
from assay.metrics.facts import Answers, Facts
from assay.metrics.finish import finish_value
from assay.metrics.measure import measure_smooth
from assay.metrics.reasons import Reason
from assay.metrics.registry import parse_metric
from assay.metrics.soft import moments_of
from assay.metrics.terms import NO_TERM, score_bins
from assay.stats.moments import Moments

Floats = npt.NDArray[np.float64]

SCORE = "score"
PLACES = {"positive": (0, 1), "weight": (1, 2), SCORE: (2, 3)}


def reliability_curve(facts: Facts, system: str, *, bins: int = 10, level: float = 0.95) -> Curve:
    """Share of positives in equal-width bins of one system's scores, each with interval or reason.

    A score at an inner edge belongs to the bin above it.

    Raises
    ------
    InputError
        ``metric.no_score`` when the system gave no scores, or there is no positive class to score;
        ``metric.not_a_probability`` for scores outside [0, 1]; ``input.unknown_system``.
    """
    answers = facts.answers_of(system)
    if answers.score is None or facts.positive is None:
        raise InputError(
            "metric.no_score",
            f"System '{system}' has no score of one positive class.",
            "Name the column of its probabilities, and the positive class where there are more than two.",
        )
    check_level(level)
    check_probabilities((parse_metric("ece"),), (answers,))
    codes, edges = score_bins(answers.score, bins, "width")
    if answers.answered is not None:
        codes = np.where(answers.answered, codes, np.int32(-1))
    moments = _moments(facts, answers.score, codes, bins)
    column = _column(facts, answers, moments, level)
    keys = tuple(_key(low, high, high == edges[-1]) for low, high in pairwise(edges.tolist()))
    _, weights, scores = moments.sums.T
    return Curve(
        system=system,
        edges=tuple(edges.tolist()),
        mean_score=tuple(
            float(score / weight) if weight > 0 else None for score, weight in zip(scores, weights, strict=True)
        ),
        observed=tuple(estimate_record(column, key, place, level) for place, key in enumerate(keys)),
    )


def _moments(facts: Facts, score: Floats, codes: npt.NDArray[np.int32], bins: int) -> Moments:
    slots = np.empty((facts.n_rows, 3), np.uint32)
    slots[:, 0] = np.where(facts.is_positive, np.uint32(0), NO_TERM)
    slots[:, 1:] = (1, 2)
    values = np.stack([facts.weights, facts.weights, facts.weights * score], axis=1)
    return moments_of(facts, codes, slots, values, n_slices=bins, n_terms=3)


def _column(facts: Facts, answers: Answers, moments: Moments, level: float) -> EstimateColumn:
    measure = SmoothMeasure(lambda facts: ("positive", "weight"), _positive_share)
    definition = MetricDefinition(
        name="positive_share",
        sentence="Share of the items in the bin that are of the positive class.",
        measure=measure,
        rule=Rule.WILSON,
        share=True,
    )
    clustered = facts.layout.cluster is not None
    (measured,) = measure_smooth(measure, moments, [PLACES], clustered=clustered)
    numbers = finish_value(definition, measured, moments.count, level=level, plain=plain(facts))
    return EstimateColumn(definition, answers.system or None, value_card(definition, facts, seed=0), numbers)


def _positive_share(sums: Sums) -> Smooth:
    weight = total(sums)
    return ratio(sums, sums.marks("positive"), weight, weight, Reason.NO_ITEMS)


def _key(low: float, high: float, last: bool) -> SliceKey:
    return ((SCORE, f"[{low:.3g}, {high:.3g}{']' if last else ')'}"),)
