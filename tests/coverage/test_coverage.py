"""Intervals hold the truth as often as they say, or docs/coverage.md says where they do not."""

import numpy as np
import pytest
from scipy import stats
from tests.coverage.cells import GROUPS, Cell
from tests.coverage.measure import measure
from tests.coverage.table import PAGE, listed_below

from assay.stats.proportion import QUARTER_STEP, wilson_interval


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_no_interval_covers_less_than_the_page_admits(group: str) -> None:
    rows = [row for cell in GROUPS[group] for row in measure(cell)]
    below = {f"{row.key} covers {row.covered:.1%}" for row in rows if row.is_below and row.key not in _admitted()}
    assert not below, "run: python -m tests.coverage.table"


def test_the_page_has_a_row_for_every_cell_and_metric() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [
        f"{cell.name} {metric}"
        for cells in GROUPS.values()
        for cell in cells
        for metric in cell.truths
        if f"| {cell.name} | {metric} |" not in text
    ]
    assert not missing, "run: python -m tests.coverage.table"


@pytest.mark.parametrize("cell", GROUPS["proportions"], ids=lambda cell: cell.name)
def test_the_simulation_agrees_with_counting_out_the_corrected_interval(cell: Cell) -> None:
    """Coverage of an accuracy of n independent items is a sum over the n + 1 counts."""
    accuracy = next(row for row in measure(cell, 1_500) if row.metric == "accuracy")
    n, p = (float(part.split("=")[1]) for part in accuracy.cell.split())
    k = np.arange(int(n) + 1)
    low, high = wilson_interval(k / n, n, 0.025, correction=QUARTER_STEP / n)
    exact = float(stats.binom.pmf(k, int(n), p)[(low <= p) & (p <= high)].sum())
    assert accuracy.covered == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 1_500))


def _admitted() -> set[str]:
    return listed_below(PAGE.read_text(encoding="utf-8"))
