"""Calibration: whether scores are probabilities.

Expected calibration error: over bins of the score, the share of items in the bin times the distance of its mean score
and its share of positives. Reference: Naeini, Cooper and Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
It is 0 for perfect calibration only in the limit: noise alone makes it positive, which the reflected bootstrap
corrects.
"""

from collections.abc import Callable, Mapping

from assay.core.estimate import Rule
from assay.metrics.definition import MetricDefinition, ResidualMeasure
from assay.metrics.definitions.options import one_of, whole_number

DEFAULT_BINS = 15
MOST_BINS = 200


def ece(options: Mapping[str, str]) -> MetricDefinition:
    """Expected calibration error."""
    bins = whole_number("ece", "bins", options, default=DEFAULT_BINS, most=MOST_BINS)
    kind = one_of("ece", "kind", options, ("width", "mass")) or "width"
    told = [f"bins={bins}"] * (bins != DEFAULT_BINS) + [f"kind={kind}"] * (kind != "width")
    return MetricDefinition(
        name=":".join(["ece", ",".join(told)]).rstrip(":"),
        sentence="Mean distance of score and share of positives over bins of the score; 0 is calibrated.",
        measure=ResidualMeasure(bins, kind),
        rule=Rule.REPLICATES,
        higher_is_better=False,
        needs_score=True,
        options=(("bins", str(bins)), ("bins of equal", kind)),
    )


DEFINITIONS: dict[str, Callable[[Mapping[str, str]], MetricDefinition]] = {"ece": ece}
