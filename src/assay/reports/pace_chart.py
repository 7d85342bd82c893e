"""Answers by day as SVG, a bar a day. Why not Altair: `docs/decisions/0005-charts.md`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from assay.core.figures import count
from assay.reports.axis import Scale, round_ticks
from assay.reports.templating import render

MOST_DAYS = 60
HEIGHT, FOOT = 160, 24
LEAST_SLOTS = 14
"""A single day is a bar and no wall."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day."""

    day: str
    """The day."""
    n: str
    """Answers, written."""
    x: float
    """Percent of the width."""
    width: float
    """Percent of the width."""
    y: float
    """Top."""
    height: float
    """Height."""


def pace_chart(by_day: Mapping[str, int]) -> Markup | None:
    """Answers of the last days that had any before them; None while there is none."""
    if not by_day:
        return None
    last = date.fromisoformat(max(by_day))
    first = max(date.fromisoformat(min(by_day)), last - timedelta(days=MOST_DAYS - 1))
    days = [(first + timedelta(days=each)).isoformat() for each in range((last - first).days + 1)]
    counts = [by_day.get(day, 0) for day in days]
    scale = Scale(0.0, float(max(*counts, 1)), HEIGHT, 0.0)
    ticks = [tick for tick in round_ticks(scale) if tick > 0 and tick == int(tick)]
    step = 100 / max(len(days), LEAST_SLOTS)
    bars = []
    for place, (day, n) in enumerate(zip(days, counts, strict=True)):
        y = round(scale.at(n), 2)
        bars.append(Bar(day, count(n), round(place * step, 3), round(step * 0.8, 3), y, round(HEIGHT - y, 2)))
    lines = [(count(int(tick)), round(scale.at(tick), 2)) for tick in ticks]
    says = f"Answers by day from {days[0]} to {days[-1]}: {count(sum(counts))} in all, {count(max(counts))} at most."
    values = {"bars": bars, "lines": lines, "says": says, "height": HEIGHT, "foot": FOOT}
    return render("pace.svg.j2", **values)
