"""Writes docs/coverage.md: ``python -m tests.coverage.table`` measures every cell of the grid, in some minutes."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.coverage.agreement_cells import REPLICATES as FEWER
from tests.coverage.cells import GROUPS, REPLICATES
from tests.coverage.measure import ACCEPTED, LEVEL, Coverage, measure

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"

SIDE = (1 - LEVEL) / 2

INTRO = f"""# How often intervals hold the truth

Made by `python -m tests.coverage.table`; do not edit.
`make test-all` measures every row again.

Each row simulates {REPLICATES:,} samples of a known truth ({FEWER:,} for agreement and judges; for people and machine
1,000 to 5,000) and asks `estimate`, `compare`, `agree`, `consensus` or `mixed` for {LEVEL:.0%} intervals.
*Coverage* is the share of these intervals that hold the truth, with its own Monte Carlo interval.
*Missed low* and *missed high* are the shares of intervals wholly below and above the truth, {SIDE:.1%} at best.
*No interval* is the share of samples that got a reason instead, for example because no item was of the positive class.
A row is *below* when even the upper end of its Monte Carlo interval is less than {ACCEPTED:.0%}.
"""

WHY = """Kappa of two judges who rarely say one of two answers rests on the few items that tell.
Its error is smallest where the value is too low; more judges, AC1, or more items of the rare answer help.
"""

HEAD = "| | metric | coverage | Monte Carlo | missed low | missed high | no interval | mean width |"
RULE = "|---|---|---:|---:|---:|---:|---:|---:|"


def page(rows: Sequence[Coverage]) -> str:
    """The page for measured cells."""
    parts = [INTRO, "## Rows below\n", *_below([row for row in rows if row.is_below]), ""]
    for group in dict.fromkeys(row.group for row in rows):
        parts += [f"## {group[0].upper()}{group[1:]}\n", HEAD, RULE]
        parts += [_line(row) for row in rows if row.group == group]
        parts.append("")
    return "\n".join(parts)


def listed_below(text: str) -> set[str]:
    """Keys of the rows that the page lists as below."""
    section = text.split("## Rows below", 1)[1].split("\n## ", 1)[0]
    return {line[2:].split(" covers ", 1)[0] for line in section.splitlines() if line.startswith("- ")}


def _below(rows: Sequence[Coverage]) -> list[str]:
    if not rows:
        return ["None."]
    found = [f"- {row.key} covers {row.covered:.1%} ({row.low:.1%} to {row.high:.1%})" for row in rows]
    return [*found, "", WHY.rstrip()]


def _line(row: Coverage) -> str:
    mark = " **below**" if row.is_below else ""
    cells = (
        row.cell,
        row.metric,
        f"{row.covered:.1%}{mark}",
        f"{row.low:.1%} to {row.high:.1%}",
        f"{row.below_truth:.1%}",
        f"{row.above_truth:.1%}",
        f"{row.without:.1%}",
        f"{row.width:.3f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        measured = pool.map(measure, [cell for cells in GROUPS.values() for cell in cells])
        PAGE.write_text(page([row for rows in measured for row in rows]), encoding="utf-8")
