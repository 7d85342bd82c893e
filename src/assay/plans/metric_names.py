"""Which metrics a plan may name, and which way is better."""

from collections.abc import Mapping

from assay.core.errors import did_you_mean
from assay.plans.nodes import Findings


class MetricNames:
    """The metrics that are known, with their direction."""

    def __init__(self, known: Mapping[str, bool] | None) -> None:
        self.known = known

    def higher_is_better(self, text: str, findings: Findings, line: int) -> bool | None:
        """Direction of a metric as a plan writes it; None, with the problem noted, when it is unknown."""
        if self.known is None:
            return None
        name = text.partition(":")[0].strip()
        if name not in self.known:
            what = f"There is no metric '{text}'."
            findings.note("metric.unknown", what, did_you_mean(name, self.known, most=30), line)
            return None
        return self.known[name]
