"""Our own two charts as SVG: the forest plot of differences and the reliability curve.

Geometry is decided here and drawn by `templates/forest.svg.j2` and `templates/reliability.svg.j2`, with classes and
attributes only, so that the strict content policy holds and light, dark and paper share one drawing. Why not Altair:
`docs/decisions/0005-charts.md`.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assay.core.estimate import Estimate, Interval
from assay.core.evidence import Curve
from assay.core.figures import count, number
from assay.reports.axis import Scale, round_ticks, scale_over
from assay.reports.numbers import Written
from assay.reports.templating import render

ROW_HEIGHT = 44
TOP, BOTTOM = 40, 40
LABEL_WIDTH, SHORT_WIDTH = 36, 22
"""Columns of a label, and where the page is as narrow as a phone."""
LEFT_FREE, RIGHT_FREE = 35.0, 65.0
"""Percent of the width: before the first is no room for a name on the left, after the second none on the right."""
UPPER, LOWER = 12, 28
"""Where the two names stand."""


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One difference, turned so that better is to the right."""

    label: str
    """Gate, metric and slice."""
    value: float
    """Candidate minus baseline; positive is better."""
    interval: Interval
    """In the same direction."""
    margin: float | None
    """How much worse is still acceptable, 0 or more; None where no gate asks."""
    written: Written
    """The turned difference with its interval, signed: the axis says which side is better."""
    tone: str
    """Class of the dot: ``pass``, ``fail``, ``inconclusive`` or ``plain``."""


@dataclass(frozen=True, slots=True)
class Line:
    """A named vertical line over the whole plot."""

    x: float
    """Percent of the width."""
    name: str
    """What it stands for."""
    kind: str
    """``zero`` or ``margin``."""
    anchor: str
    """``start`` or ``end``: on which side its name is written."""
    name_y: int
    """Where its name is written."""


def forest_svg(rows: Sequence[ForestRow], *, id_: str, title: str, description: str) -> Markup:
    """Dots with intervals on one axis, zero line and margin drawn and named; x is in percent, so text never scales.

    Raises
    ------
    ValueError
        When there are no rows.
    """
    if not rows:
        raise ValueError("a forest plot needs at least one row")
    ends = [end for row in rows for end in (row.interval.low, row.interval.high, -(row.margin or 0.0))]
    scale = scale_over([0.0, *ends], start=1.0, end=99.0)
    margins = {row.margin for row in rows}
    shared = next(iter(margins)) if len(margins) == 1 else None
    return render(
        "forest.svg.j2",
        id=id_,
        title=title,
        description=description,
        height=TOP + BOTTOM + ROW_HEIGHT * len(rows),
        bottom=TOP + ROW_HEIGHT * len(rows),
        rows=[_row_geometry(row, index, scale, shared) for index, row in enumerate(rows)],
        lines=_lines(scale, shared),
        ticks=[_tick(value, scale) for value in round_ticks(scale)],
    )


def _row_geometry(row: ForestRow, index: int, scale: Scale, shared: float | None) -> dict[str, object]:
    top = TOP + ROW_HEIGHT * index
    own_margin = None if row.margin is None or shared is not None else percent_at(scale, -row.margin)
    return {
        "label": cut(row.label, LABEL_WIDTH),
        "short": cut(row.label, SHORT_WIDTH),
        "full": row.label,
        "written": row.written,
        "tone": row.tone,
        "text_y": top + 14,
        "y": top + 30,
        "margin": own_margin,
        "low": percent_at(scale, row.interval.low),
        "high": percent_at(scale, row.interval.high),
        "value": percent_at(scale, row.value),
    }


def _lines(scale: Scale, margin: float | None) -> list[Line]:
    """The zero line, and the margin to its left, with names that cross no line however narrow the plot is.

    The line whose name would meet the other one begins higher, and its name stands above where the other begins.
    """
    zero = percent_at(scale, 0.0)
    on_right = zero <= RIGHT_FREE
    if not margin:
        return [Line(zero, "no difference", "zero", "start" if on_right else "end", UPPER)]
    x = percent_at(scale, -margin)
    side = "start" if x < LEFT_FREE else "end"
    return [
        Line(zero, "no difference", "zero", *(("start", LOWER) if on_right else ("end", UPPER))),
        Line(x, f"margin: {number(-margin)}", "margin", side, UPPER if on_right else LOWER),
    ]


def _tick(value: float, scale: Scale) -> dict[str, object]:
    x = percent_at(scale, value)
    anchor = "start" if x < 5 else "end" if x > 95 else "middle"
    return {"x": x, "text": number(value), "anchor": anchor}


def percent_at(scale: Scale, value: float) -> float:
    """Where a value is drawn, to a tenth of a thousandth: the same bytes on every machine."""
    return round(scale.at(value), 4)


def cut(text: str, width: int) -> str:
    """``text`` cut to so many columns, of which a wide (CJK) character takes two."""
    used = 0
    for position, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > width:
            return text[:position].rstrip() + "\u2026"
    return text


PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM = 44.0, 308.0, 12.0, 276.0
BARS_TOP, BARS_BOTTOM = 292.0, 330.0


def reliability_svg(curve: Curve, *, id_: str, title: str, description: str, is_baseline: bool) -> Markup:
    """Observed share of positives over mean score, a bin a dot, with the band of its intervals and counts below it."""
    across = Scale(0.0, 1.0, PLOT_LEFT, PLOT_RIGHT)
    up = Scale(0.0, 1.0, PLOT_BOTTOM, PLOT_TOP)
    bins = [
        (mean, seen) for mean, seen in zip(curve.mean_score, curve.observed, strict=True) if mean is not None and seen.n
    ]
    return render(
        "reliability.svg.j2",
        id=id_,
        title=title,
        description=description,
        series="baseline" if is_baseline else "candidate",
        dots=[_dot(mean, seen, across, up) for mean, seen in bins],
        band=_band(bins, across, up),
        line=_points([(mean, seen.value) for mean, seen in bins if seen.value is not None], across, up),
        ticks=[(number(share / 5), round(across.at(share / 5), 2), round(up.at(share / 5), 2)) for share in range(6)],
        bars=_bars(curve, across),
        most=count(max((seen.n for seen in curve.observed), default=0)),
    )


def _dot(mean: float, seen: Estimate, across: Scale, up: Scale) -> dict[str, float | None]:
    interval = seen.interval
    return {
        "x": round(across.at(mean), 2),
        "y": None if seen.value is None else round(up.at(seen.value), 2),
        "low": None if interval is None else round(up.at(interval.low), 2),
        "high": None if interval is None else round(up.at(interval.high), 2),
    }


def _band(bins: Sequence[tuple[float, Estimate]], across: Scale, up: Scale) -> list[str]:
    """One outline for each run of neighbouring bins that have an interval; a run of one has only its whisker."""
    runs: list[list[tuple[float, Interval]]] = [[]]
    for mean, seen in bins:
        if seen.interval is None:
            runs.append([])
        else:
            runs[-1].append((mean, seen.interval))
    outlines = [
        [(mean, ends.low) for mean, ends in run] + [(mean, ends.high) for mean, ends in reversed(run)]
        for run in runs
        if len(run) > 1
    ]
    return [_points(outline, across, up) for outline in outlines]


def _points(pairs: Sequence[tuple[float, float]], across: Scale, up: Scale) -> str:
    return " ".join(f"{across.at(x):.2f},{up.at(y):.2f}" for x, y in pairs)


def _bars(curve: Curve, across: Scale) -> list[dict[str, float]]:
    most = max((seen.n for seen in curve.observed), default=0) or 1
    bars = []
    for left, right, seen in zip(curve.edges[:-1], curve.edges[1:], curve.observed, strict=True):
        height = round((BARS_BOTTOM - BARS_TOP) * seen.n / most, 2)
        x = round(across.at(left) + 1, 2)
        width = round(across.at(right) - across.at(left) - 2, 2)
        bars.append({"x": x, "y": round(BARS_BOTTOM - height, 2), "width": width, "height": height})
    return bars
