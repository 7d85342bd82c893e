"""The operating curve of an acceptance plan as SVG: how likely a lot is accepted by its share of bad answers."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assay.core.figures import number
from assay.reports.axis import Scale, round_ticks
from assay.reports.numbers import percent
from assay.reports.templating import render

WIDTH, HEIGHT = 600, 220
LEFT, RIGHT, TOP, BOTTOM = 44.0, 588.0, 26.0, 184.0
SIDE = 470.0
"""Beyond it a name is written to the left of its line."""


def curve_chart(points: Sequence[Any], *, good: float, bad: float) -> Markup:
    """The curve from a share of 0, with the shares of good and bad lots marked."""
    known = sorted((each.rate, each.accepted) for each in points)
    across = Scale(0.0, max(known[-1][0], bad), LEFT, RIGHT)
    up = Scale(0.0, 1.0, BOTTOM, TOP)
    start = [] if known[0][0] == 0.0 else [(0.0, 1.0)] if known[0][1] > 0.99 else []
    line = " ".join(f"{across.at(rate):.1f},{up.at(chance):.1f}" for rate, chance in (*start, *known))
    marks = [_mark("good", good, across, 10), _mark("bad", bad, across, 22)]
    says = f"Chance to accept a lot, falling from {percent(known[0][1])} to {percent(known[-1][1])} as it gets worse."
    values = {
        "line": line,
        "marks": marks,
        "across": [(percent(tick), round(across.at(tick), 1)) for tick in round_ticks(across)],
        "up": [(number(tick), round(up.at(tick), 1)) for tick in (0.0, 0.5, 1.0)],
        "box": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "says": says,
    }
    return render("curve.svg.j2", **values)


def _mark(word: str, rate: float, across: Scale, y: int) -> dict[str, Any]:
    x = round(across.at(rate), 1)
    return {"name": f"{word} lot {percent(rate)}", "x": x, "y": y, "anchor": "end" if x > SIDE else "start"}
