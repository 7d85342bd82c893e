"""Agreement and pairwise verdicts on the terminal: the numbers, what was left out, and judges side by side."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.reports.numbers import estimate_written
from assay.reports.terminal import estimates_table, name, plain_table, safe, tones

SIDE_BY_SIDE = ("accuracy", "consistency", "first_bias", "win_rate", "win_rate_equal_length")
"""What is shown of each judge, as far as it was asked."""
LEAST_GROUPS = 2
MOST_GROUPS = 50


def agreement_summary(found: Sequence[Estimate]) -> RenderableType:
    """Coefficients with their intervals, then what was left out."""
    notes = dict.fromkeys(note for each in found for note in each.method.notes)
    return Group(estimates_table(found), *(safe(f"Note: {note}.", most=1_000) for note in notes))


def pairwise_summary(found: Sequence[Estimate]) -> RenderableType:
    """All verdicts in full, then the judges (or systems) side by side, in the order of the file."""
    groups = dict.fromkeys(each.slice for each in found if each.slice)
    if len(groups) < LEAST_GROUPS:
        return estimates_table(found)
    by_place = {(each.slice, each.metric): each for each in found}
    metrics = [metric for metric in SIDE_BY_SIDE if any((group, metric) in by_place for group in groups)]
    rows: list[tuple[str | Text, ...]] = [
        (
            name(" / ".join(level for _, level in group)),
            *(tones(estimate_written(by_place[group, metric]), between="\n") for metric in metrics),
            count(by_place[group, metrics[0]].n),
        )
        for group in list(groups)[:MOST_GROUPS]
    ]
    rest = len(groups) - len(rows)
    more = f"and {count(rest)} more; " if rest else ""
    return Group(
        estimates_table([each for each in found if not each.slice]),
        Text("Side by side", "bold"),
        plain_table((" / ".join(column for column, _ in next(iter(groups))), *metrics, ">n"), rows),
        Text(f"{more}--json gives every number of each", "dim"),
    )
