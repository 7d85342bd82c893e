"""Which metrics a plan may name, which way is better, and between which values they lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from assay.core.errors import AssayError, did_you_mean
from assay.texts.findings import Findings

OF_VERDICTS = "pass_rate"
"""The one metric of outputs that are good or not."""


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
    """The metrics of `assay.metrics.registry`, or those given by name with whether higher is better.

    ``scoreless`` says that no score column is named of the candidate's answers; ``by_verdict`` that outputs are good
    or not, rather than classes of the label.
    """

    def __init__(self, given: Mapping[str, bool] | None, *, scoreless: bool = False, by_verdict: bool = False) -> None:
        self.given, self.scoreless, self.by_verdict = given, scoreless, by_verdict

    def find(self, text: str, findings: Findings, line: int) -> NamedMetric | None:
        """The metric that a plan writes; None, with the problem noted, when there is none."""
        try:
            found = self._registered(text) if self.given is None else self._given(text, self.given, findings, line)
        except AssayError as error:
            findings.note_error(error, line)
            return None
        if found is not None and found.needs_score and self.scoreless:
            what = f"{found.name} needs scores, and none are named of the candidate."
            findings.note("plan.no_score", what, "Add 'score:' to the candidate: a column of its file.", line)
        elif found is not None and self.given is None and self.by_verdict != (found.name == OF_VERDICTS):
            self._note_other(found, findings, line)
        return found

    def _note_other(self, found: NamedMetric, findings: Findings, line: int) -> None:
        if self.by_verdict:
            what = f"{found.name} compares classes, but scoring says good or not of each output."
            findings.note("plan.metric_of_scoring", what, f"Ask for {OF_VERDICTS}.", line)
            return
        what = f"{OF_VERDICTS} is the share of outputs that are good, and no scoring says which are."
        fix = "Add 'scoring:' with a scorer or a judge, or ask for accuracy."
        findings.note("plan.metric_of_scoring", what, fix, line)

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
