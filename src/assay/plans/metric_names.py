"""Which metrics a plan may name, which way is better, and between which values they lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from assay.core.errors import AssayError, did_you_mean
from assay.plans.nodes import Findings


@dataclass(frozen=True, slots=True)
class NamedMetric:
    """What a plan must know of a metric."""

    name: str
    """As the registry writes it, so that a plan, its estimates and its gates use one spelling."""
    higher_is_better: bool
    """Direction."""
    low: float = -inf
    """Smallest value."""
    high: float = inf
    """Largest value."""
    needs_score: bool = False
    """Whether it reads scores."""


class MetricNames:
    """The metrics of `assay.metrics.registry`, or those given by name with whether higher is better."""

    def __init__(self, given: Mapping[str, bool] | None) -> None:
        self.given = given

    def find(self, text: str, findings: Findings, line: int) -> NamedMetric | None:
        """The metric that a plan writes; None, with the problem noted, when there is none."""
        try:
            return self._registered(text) if self.given is None else self._given(text, self.given, findings, line)
        except AssayError as error:
            findings.note_error(error, line)
            return None

    def _registered(self, text: str) -> NamedMetric:
        from assay.metrics.registry import parse_metric

        found = parse_metric(text)
        return NamedMetric(found.name, found.higher_is_better, found.low, found.high, found.needs_score)

    def _given(self, text: str, given: Mapping[str, bool], findings: Findings, line: int) -> NamedMetric | None:
        name = text.partition(":")[0].strip()
        if name in given:
            return NamedMetric(text, given[name])
        findings.note("metric.unknown", f"No metric '{text}'.", did_you_mean(name, given, most=30), line)
        return None
