"""Metrics of the order of scores: area under the ROC curve and average precision."""

from collections.abc import Callable, Mapping

from assay.core.estimate import Rule
from assay.metrics.definition import MetricDefinition, RankMeasure
from assay.stats import ranks


def auroc(options: Mapping[str, str]) -> MetricDefinition:
    """Area under the receiver operating characteristic."""
    return MetricDefinition(
        name="auroc",
        sentence="How often an item of the positive class scores above another item; 1 always, 0.5 by chance.",
        measure=RankMeasure(ranks.auroc, needs_negatives=True),
        rule=Rule.WILSON,
        needs_score=True,
        options=(("ties", "half"),),
    )


def average_precision(options: Mapping[str, str]) -> MetricDefinition:
    """Area under the precision-recall steps."""
    return MetricDefinition(
        name="average_precision",
        sentence="Precision averaged over the recall gained at each score, highest first; 1 ranks all positives first.",
        measure=RankMeasure(ranks.average_precision, needs_negatives=False),
        rule=Rule.WILSON,
        needs_score=True,
        options=(("ties", "one step"), ("interpolation", "none")),
    )


DEFINITIONS: dict[str, Callable[[Mapping[str, str]], MetricDefinition]] = {
    "auroc": auroc,
    "average_precision": average_precision,
}
