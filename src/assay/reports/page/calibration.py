"""Calibration: a reliability curve for each system that gives scores, as chart and table."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assay.core.evidence import Curve, Evidence
from assay.core.figures import count, number
from assay.reports.charts import reliability_svg
from assay.reports.numbers import Written, estimate_written, level_words
from assay.reports.words import DASH, plural

SUBTITLE = "Observed share of positives over the mean score of each bin, with the band of its {level}; counts below."


@dataclass(frozen=True, slots=True)
class BinLine:
    """One bin of the table."""

    range: str
    """From which score to which."""
    mean_score: str
    """Mean score, or a dash."""
    observed: Written
    """Share of positives."""
    n: str
    """Items in the bin."""


@dataclass(frozen=True, slots=True)
class CurveView:
    """One system."""

    title: str
    """What is seen."""
    subtitle: str
    """What is drawn."""
    chart: Markup
    """The drawing."""
    lines: Sequence[BinLine]
    """Its table."""


def curve_views(evidence: Evidence) -> Sequence[CurveView]:
    """One view for each curve of the evidence."""
    plan = evidence.lock.plan
    return [
        _view(curve, index, level=plan.level, is_baseline=curve.system == plan.baseline.name)
        for index, curve in enumerate(evidence.curves)
    ]


def _view(curve: Curve, index: int, *, level: float, is_baseline: bool) -> CurveView:
    title, subtitle = _title(curve), SUBTITLE.format(level=level_words(level))
    chart = reliability_svg(
        curve, id_=f"reliability-{index}", title=title, description=subtitle, is_baseline=is_baseline
    )
    return CurveView(title, subtitle, chart, _lines(curve))


def _title(curve: Curve) -> str:
    """In how many bins the score is within the interval of what happened: a count, not a statistic."""
    known = [
        (mean, seen.interval)
        for mean, seen in zip(curve.mean_score, curve.observed, strict=True)
        if mean is not None and seen.interval is not None
    ]
    if not known:
        return f"{curve.system}: too little data in every bin"
    agree = sum(interval.low <= mean <= interval.high for mean, interval in known)
    return f"{curve.system}: scores agree with what happened in {count(agree)} of {plural(count(len(known)), 'bin')}"


def _lines(curve: Curve) -> list[BinLine]:
    rows = zip(curve.edges[:-1], curve.edges[1:], curve.mean_score, curve.observed, strict=True)
    return [
        BinLine(
            range=f"{number(low)} to {number(high)}",
            mean_score=DASH if mean is None else number(mean),
            observed=estimate_written(seen),
            n=count(seen.n),
        )
        for low, high, mean, seen in rows
    ]
