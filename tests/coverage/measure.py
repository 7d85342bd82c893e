"""How often the intervals of `estimate` and `compare` hold the truth."""

import zlib
from dataclasses import dataclass

import numpy as np
from tests.coverage.cells import REPLICATES, Cell
from tests.coverage.draws import REPLICATE, Drawn
from tests.coverage.made import MadeCell, MadeEnds

from assay.core.slices import SliceSpec
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.metrics.finish import Numbers
from assay.stats.proportion import wilson_interval

LEVEL = 0.95
ACCEPTED = 0.94
"""A cell is below when the upper end of the Monte Carlo interval of its coverage is below this."""


@dataclass(frozen=True)
class Coverage:
    """One metric in one cell."""

    group: str
    cell: str
    metric: str
    replicates: int
    """Replicates with an interval."""
    without: float
    """Share of the replicates that got a reason in its place."""
    covered: float
    """Share of the intervals that hold the truth."""
    low: float
    high: float
    """Monte Carlo interval of that share."""
    below_truth: float
    """Share of the intervals that lie wholly below the truth."""
    above_truth: float
    """Share of the intervals that lie wholly above it."""
    width: float
    """Mean width."""

    @property
    def key(self) -> str:
        """Metric and settings, unique in the grid."""
        return f"{self.metric}: {self.cell}"

    @property
    def is_below(self) -> bool:
        """Whether the coverage is certainly less than accepted."""
        return self.high < ACCEPTED


def measure(cell: Cell | MadeCell, replicates: int | None = None) -> list[Coverage]:
    """Coverage of each metric of a cell; the seed is the cell's name."""
    rng = np.random.default_rng(zlib.crc32(f"{cell.group} {cell.name}".encode()))
    if isinstance(cell, MadeCell):
        made = cell.make(rng, replicates or cell.replicates)
        return [_covered(cell, metric, ends, np.ones(ends.low.size, np.int64)) for metric, ends in made.items()]
    replicates = replicates or REPLICATES
    drawn = cell.draw(rng, replicates)
    return [_covered(cell, metric, numbers, weight) for metric, (numbers, weight) in _intervals(cell, drawn).items()]


def _intervals(cell: Cell, drawn: Drawn) -> dict[str, tuple[Numbers, np.ndarray]]:
    by = (SliceSpec((REPLICATE,)),)
    facts = facts_from_table(
        drawn.table,
        label="label",
        systems=drawn.systems,
        by=by,
        cluster="cluster" if drawn.clustered else None,
        positive="1",
    )
    if "baseline" in drawn.systems:
        found = compare(list(cell.truths), facts, baseline="baseline", candidate="candidate", by=by, level=LEVEL)
        named = {column.baseline.metric.name: column.numbers for column in found.columns}
    else:
        found = estimate(list(cell.truths), facts, by=by, level=LEVEL)
        named = {column.metric.name: column.numbers for column in found.columns}
    weight = np.array([0, *(drawn.weight[int(key[0][1])] for key in found.slices.keys[1:])])  # all items count nothing
    return {name: (numbers, weight) for name, numbers in named.items()}


def _covered(cell: Cell | MadeCell, metric: str, numbers: Numbers | MadeEnds, weight: np.ndarray) -> Coverage:
    truth, kept = cell.truths[metric], np.where(numbers.bounded, weight, 0)
    n = int(kept.sum())
    under, over = (float(kept[missed].sum()) / n for missed in (numbers.high < truth, numbers.low > truth))
    covered = 1.0 - under - over
    low, high = wilson_interval(min(max(covered, 0.0), 1.0), n, 0.025)
    width = float(kept @ (numbers.high - numbers.low)) / n
    missing = 1.0 - n / float(weight.sum())
    return Coverage(cell.group, cell.name, metric, n, missing, covered, float(low), float(high), under, over, width)
