"""Data checks, and what this evidence cannot say."""

from collections.abc import Sequence

from assay.core.check import CheckResult
from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.verdict import Outcome
from assay.reports.words import MARKS

REFERENCES = {
    "imported": "The reference answers came with the data; nobody here judged whether they are right.",
    "consensus": "The reference answers are a consensus of judges.",
    "adjudicated": "The reference answers were adjudicated by named judges.",
}


def check_lines(evidence: Evidence) -> Sequence[tuple[CheckResult, str]]:
    """Each check with its mark and word, those that found something first."""
    ordered = sorted(evidence.checks, key=lambda check: check.passed)
    return [(check, _words(Outcome.PASS if check.passed else Outcome.FAIL)) for check in ordered]


def limit_lines(evidence: Evidence) -> Sequence[str]:
    """A sentence for each limit: those recorded, then looks, reference, sealed columns."""
    lines = [*evidence.limits, _looks(evidence.looks), _reference(evidence.reference_source)]
    if evidence.sensitive_columns:
        lines.append(f"Sealed columns, not shown here: {', '.join(evidence.sensitive_columns)}.")
    return lines


def _words(outcome: Outcome) -> str:
    return f"{MARKS[outcome]} {outcome.value}"


def _looks(looks: int) -> str:
    if looks <= 1:
        return "This is the first look at this benchmark."
    return f"This is look {count(looks)} at this benchmark: each look makes a lucky result likelier."


def _reference(source: str) -> str:
    return REFERENCES.get(source, f"The reference answers are {source}.")
