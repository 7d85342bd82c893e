"""Data checks, and what this evidence cannot say."""

from collections.abc import Sequence

from assay.core.check import CheckResult
from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.safe_text import neutral
from assay.core.verdict import Outcome
from assay.reports.words import MARKS

MOST_IDS = 5
LONGEST_ID = 80
REFERENCES = {
    "imported": "The reference answers came with the data; nobody here judged whether they are right.",
    "consensus": "The reference answers are a consensus of judges.",
    "adjudicated": "The reference answers were adjudicated by named judges.",
}


def check_lines(evidence: Evidence) -> Sequence[tuple[CheckResult, str, str]]:
    """Each check with its mark and word and the items concerned, those that found something first."""
    ordered = sorted(evidence.checks, key=lambda check: check.passed)
    return [(each, _words(Outcome.PASS if each.passed else Outcome.FAIL), concerned(each)) for each in ordered]


def concerned(check: CheckResult) -> str:
    """``Items: loan-1, loan-2 and 35 more.``; empty where the check names none."""
    if not check.items:
        return ""
    named = ", ".join(neutral(item, most=LONGEST_ID) for item in check.items[:MOST_IDS])
    more = check.n - MOST_IDS
    return f"Items: {named}{f' and {count(more)} more' if more > 0 else ''}."


def limit_lines(evidence: Evidence) -> Sequence[str]:
    """A sentence for each limit: those recorded, then looks, reference, sealed columns."""
    lines = [*evidence.limits, _looks(evidence.looks)]
    if evidence.reference is None:
        lines.append(_reference(evidence.reference_source))
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
