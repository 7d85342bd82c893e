"""What changed: baseline and candidate on all items, a metric a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from assay.core.estimate import Comparison, Estimate, MethodCard
from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.reports.numbers import Written, at_worst, difference_written, estimate_written
from assay.reports.page.methods import MethodIndex


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One metric."""

    metric: str
    """Its name."""
    about: str
    """Its definition, from the method card."""
    href: str
    """Its method card on this page."""
    baseline: Written
    """The baseline's value."""
    candidate: Written
    """The candidate's value."""
    change: Written
    """The difference in words; nothing where only one system was estimated."""
    worst: str
    """What the interval rules out."""
    n: str
    """Items behind it."""


def change_lines(evidence: Evidence, methods: MethodIndex) -> Sequence[ChangeLine]:
    """Every metric compared on all items, then those that only have estimates."""
    compared = [each for each in evidence.comparisons if not each.slice]
    metrics = {each.metric for each in compared}
    alone = [each for each in evidence.estimates if not each.slice and each.metric not in metrics]
    return [_compared(each, methods) for each in compared] + [_alone(each, evidence, methods) for each in alone]


def _compared(comparison: Comparison, methods: MethodIndex) -> ChangeLine:
    return ChangeLine(
        metric=comparison.metric,
        about=_about(comparison.method),
        href=methods.href(comparison.method),
        baseline=estimate_written(comparison.baseline),
        candidate=estimate_written(comparison.candidate),
        change=difference_written(comparison),
        worst=at_worst(comparison),
        n=count(comparison.n),
    )


def _alone(estimate: Estimate, evidence: Evidence, methods: MethodIndex) -> ChangeLine:
    nothing = Written("", "")
    is_baseline = estimate.system == evidence.lock.plan.baseline.name
    written = estimate_written(estimate)
    return ChangeLine(
        metric=estimate.metric,
        about=_about(estimate.method),
        href=methods.href(estimate.method),
        baseline=written if is_baseline else nothing,
        candidate=nothing if is_baseline else written,
        change=nothing,
        worst="",
        n=count(estimate.n),
    )


def _about(card: MethodCard) -> str:
    return f"{card.definition} {card.interval}".strip()
