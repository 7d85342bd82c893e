"""The forest plot of the gates' comparisons: which rows, in which panels, and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assay.core.estimate import Comparison, Interval
from assay.core.evidence import Evidence
from assay.core.figures import count, number
from assay.core.plan import GateKind
from assay.core.slices import SliceKey, slice_text
from assay.core.verdict import Verdict
from assay.reports.charts import ForestRow, forest_svg
from assay.reports.numbers import Written, difference_written, level_words, oriented, value_written
from assay.reports.words import DASH, outcome_words, plural, severity

MOST_ROWS = 8
WIDEST_RATIO = 25.0
"""Metrics whose widest intervals differ by more than this get a panel each, so that none shrinks to a dot."""

Place = tuple[str, SliceKey]


@dataclass(frozen=True, slots=True)
class TableLine:
    """One row of the table beside the chart."""

    label: str
    """Metric and slice."""
    written: Written
    """The difference in words."""
    margin: str
    """How much worse is still acceptable, or a dash."""
    outcome: str
    """Mark and word, or a dash where no gate asks."""
    n: str
    """Items that both saw."""


@dataclass(frozen=True, slots=True)
class ForestView:
    """Title, panels and table of the chart."""

    title: str
    """What is seen."""
    subtitle: str
    """What is drawn."""
    panels: Sequence[Markup]
    """One chart for each scale."""
    lines: Sequence[TableLine]
    """All rows, those that cannot be drawn too."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A comparison with the verdict that asks for it, if any."""

    comparison: Comparison
    """What is drawn."""
    verdict: Verdict | None
    """Of the gate that asks; None where none does."""
    margin: float | None
    """Of that gate."""


def forest_view(evidence: Evidence) -> ForestView | None:
    """The chart of the gates' comparisons; None where the evidence compares nothing."""
    asked = _asked(evidence)[:MOST_ROWS]
    if not asked:
        return None
    drawn = [row for each in asked if (row := _row(each)) is not None]
    title = _title(asked)
    subtitle = _subtitle(evidence, asked)
    panels = [
        forest_svg(rows, id_=f"forest-{index}", title=title, description=subtitle)
        for index, rows in enumerate(panels_of(drawn))
    ]
    return ForestView(title, subtitle, panels, [_line(each) for each in asked])


def panels_of(rows: Sequence[tuple[str, ForestRow]]) -> list[list[ForestRow]]:
    """All rows on one axis, or a panel for each metric where their intervals are of very different widths."""
    if not rows:
        return []
    by_metric: dict[str, list[ForestRow]] = {}
    for metric, row in rows:
        by_metric.setdefault(metric, []).append(row)
    widths = [max(row.interval.high - row.interval.low for row in group) for group in by_metric.values()]
    is_alike = max(widths) <= WIDEST_RATIO * min(widths)
    return [[row for _, row in rows]] if is_alike else list(by_metric.values())


def _asked(evidence: Evidence) -> list[_Asked]:
    """Comparisons that gates ask for, failures first; those of the gates' metrics on all items where none asks."""
    by_place: Mapping[Place, Comparison] = {(each.metric, each.slice): each for each in evidence.comparisons}
    margins = {gate.name: gate.margin for gate in evidence.lock.plan.gates}
    verdicts = sorted(evidence.verdicts, key=severity)
    found = [
        _Asked(by_place[each.metric, each.slice], each, margins.get(each.gate))
        for each in verdicts
        if each.kind is GateKind.NON_INFERIORITY and each.metric and (each.metric, each.slice) in by_place
    ]
    seen = {(each.comparison.metric, each.comparison.slice) for each in found}
    beside = dict.fromkeys(
        (each.metric, each.slice)
        for each in verdicts
        if each.metric and (each.metric, each.slice) in by_place and (each.metric, each.slice) not in seen
    )
    return found + [_Asked(by_place[place], None, None) for place in beside]


def _row(asked: _Asked) -> tuple[str, ForestRow] | None:
    comparison, verdict = asked.comparison, asked.verdict
    interval = verdict.interval if verdict is not None else comparison.interval
    value = comparison.difference
    if value is None or interval is None:
        return None
    turned = interval if comparison.higher_is_better else Interval(-interval.high, -interval.low)
    row = ForestRow(
        label=_label(comparison),
        value=oriented(value, comparison.higher_is_better),
        interval=turned,
        margin=asked.margin,
        written=value_written(oriented(value, comparison.higher_is_better), turned, None),
        tone="plain" if verdict is None else verdict.outcome.value.lower(),
    )
    return comparison.metric, row


def _written(asked: _Asked) -> Written:
    """The difference in words, with the interval that decided where a gate asks."""
    verdict = asked.verdict
    return difference_written(asked.comparison, interval=verdict.interval if verdict else None)


def _label(comparison: Comparison) -> str:
    return f"{comparison.metric}, {slice_text(comparison.slice)}"


def _line(asked: _Asked) -> TableLine:
    verdict = asked.verdict
    return TableLine(
        label=_label(asked.comparison),
        written=_written(asked),
        margin=DASH if asked.margin is None else number(asked.margin),
        outcome=DASH if verdict is None else outcome_words(verdict),
        n=count(asked.comparison.n),
    )


def _title(asked: Sequence[_Asked]) -> str:
    """``Candidate is better on 5 of 7 comparisons, worse on 1``: counts of intervals on either side of zero."""
    rows = [row for each in asked if (row := _row(each)) is not None]
    if not rows:
        return "No comparison can be drawn yet"
    better = sum(row.interval.low > 0 for _, row in rows)
    worse = sum(row.interval.high < 0 for _, row in rows)
    among = plural(count(len(asked)), "comparison")
    return f"Candidate is clearly better on {count(better)} of {among}, clearly worse on {count(worse)}"


def _subtitle(evidence: Evidence, asked: Sequence[_Asked]) -> str:
    level = level_words(evidence.lock.plan.level)
    parts = [f"Difference on the same items (dot) with its {level}, simultaneous over a family of gates."]
    if any(each.margin for each in asked):
        parts.append("Dashed: the margin, how much worse is still acceptable.")
    n_undrawn = sum(_row(each) is None for each in asked)
    if n_undrawn:
        parts.append(f"{plural(count(n_undrawn), 'comparison')} without an interval: in the table only.")
    return " ".join(parts)
