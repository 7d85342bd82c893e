"""The grid: which questions, of which size, under which truth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from tests.coverage import agreement_cells, draws, mixed_cells
from tests.coverage.draws import Drawn
from tests.coverage.made import MadeCell

REPLICATES = 10_000
SMALL_SIZES = (30, 100, 300)


@dataclass(frozen=True)
class Cell:
    """One truth under which intervals are made many times."""

    group: str
    """Heading of the table it stands in."""
    name: str
    """Its settings, unique in the group."""
    truths: dict[str, float]
    """Each metric and its true value (of the difference, for comparisons)."""
    draw: Callable[[np.random.Generator, int], Drawn]
    """Replicates from a generator and their number."""


def _proportions() -> Iterator[Cell]:
    for n in SMALL_SIZES:
        for p in (0.5, 0.7, 0.9, 0.97):
            shares = (p / 2, (1 - p) / 2, (1 - p) / 2, p / 2)
            yield Cell(
                "proportions",
                f"n={n} p={p:g}",
                {"accuracy": p, "precision": p, "recall": p},
                partial(draws.answered_table, n=n, shares=shares),
            )


def _clusters() -> Iterator[Cell]:
    for n_clusters in (30, 100):
        for size in (5, 10):
            for equal in (True, False):
                for icc in (0.1, 0.3):
                    kind = "equal" if equal else "unequal"
                    yield Cell(
                        "clustered accuracy",
                        f"clusters={n_clusters} size={size} {kind} ICC={icc:g}",
                        {"accuracy": 0.8},
                        partial(
                            draws.clustered_table, n_clusters=n_clusters, size=size, equal=equal, icc=icc, share=0.8
                        ),
                    )


def _differences() -> Iterator[Cell]:
    for n in (*SMALL_SIZES, 1000):
        for psi in (0.02, 0.05, 0.1, 0.2, 0.3):
            for d in (0.0, psi / 2):
                yield Cell(
                    "paired accuracy differences",
                    f"n={n} discordance={psi:g} difference={d:g}",
                    {"accuracy": d},
                    partial(draws.paired_table, n=n, discordance=psi, difference=d),
                )


def _areas() -> Iterator[Cell]:
    for n in SMALL_SIZES:
        for area in (0.7, 0.9):
            for prevalence in (0.2, 0.5):
                yield Cell(
                    "AUROC",
                    f"n={n} AUROC={area:g} prevalence={prevalence:g}",
                    {"auroc": area},
                    partial(draws.scored_table, n=n, area=area, prevalence=prevalence),
                )


def _f1() -> Iterator[Cell]:
    for n in SMALL_SIZES:
        for f1 in (0.7, 0.9):
            for prevalence in (0.2, 0.5):
                wrong = prevalence * (1 - f1)  # as many false negatives as false positives: precision = recall = F1
                shares = (prevalence * f1, wrong, wrong, 1 - prevalence * f1 - 2 * wrong)
                yield Cell(
                    "F1",
                    f"n={n} F1={f1:g} prevalence={prevalence:g}",
                    {"f1": f1},
                    partial(draws.answered_table, n=n, shares=shares),
                )


GROUPS: dict[str, tuple[Cell | MadeCell, ...]] = {
    **{cells[0].group: cells for cells in map(tuple, (_proportions(), _clusters(), _differences(), _areas(), _f1()))},
    **agreement_cells.GROUPS,
    **mixed_cells.GROUPS,
}
