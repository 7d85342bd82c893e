"""Metrics of scores: log loss and Brier score of a probability, and the mean of verdicts from 0 to 1.

References: Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2; Good (1952), Rational decisions.
"""

import math
from collections.abc import Callable, Mapping

from assay.core.estimate import Rule
from assay.metrics.definition import MetricDefinition, Smooth, SmoothMeasure, Sums
from assay.metrics.definitions.ratios import ratio, total
from assay.metrics.reasons import Reason
from assay.metrics.terms import LEAST_PROBABILITY


def log_loss(options: Mapping[str, str]) -> MetricDefinition:
    """Mean of minus the log of the probability given to what was right."""
    return MetricDefinition(
        name="log_loss",
        sentence="Mean of minus the natural log of the probability given to what was right; 0 is sure and right.",
        measure=SmoothMeasure(lambda facts: ("log_error", "weight"), lambda sums: _mean(sums, "log_error")),
        rule=Rule.STUDENT,
        high=-math.log(LEAST_PROBABILITY),
        higher_is_better=False,
        needs_score=True,
        options=(("probabilities clipped at", f"{LEAST_PROBABILITY:.3g}"),),
    )


def brier(options: Mapping[str, str]) -> MetricDefinition:
    """Mean squared distance of score and outcome."""
    return MetricDefinition(
        name="brier",
        sentence="Mean squared distance of the score and what was right (1 or 0); 0 is perfect, 0.25 is always 0.5.",
        measure=SmoothMeasure(lambda facts: ("squared_error", "weight"), lambda sums: _mean(sums, "squared_error")),
        rule=Rule.WILSON,
        higher_is_better=False,
        needs_score=True,
    )


def mean_score(options: Mapping[str, str]) -> MetricDefinition:
    """Mean of the scores themselves, whatever is held to be right."""
    return MetricDefinition(
        name="mean_score",
        sentence="Mean of the scores, each from 0 (wrong) to 1 (right), such as a scorer's verdicts on outputs.",
        measure=SmoothMeasure(lambda facts: ("scores", "weight"), lambda sums: _mean(sums, "scores")),
        rule=Rule.WILSON,
        needs_score=True,
    )


def _mean(sums: Sums, family: str) -> Smooth:
    weight = total(sums)
    return ratio(sums, sums.marks(family), weight, weight, Reason.NO_ITEMS)


DEFINITIONS: dict[str, Callable[[Mapping[str, str]], MetricDefinition]] = {
    "log_loss": log_loss,
    "brier": brier,
    "mean_score": mean_score,
}
