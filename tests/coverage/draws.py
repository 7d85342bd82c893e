"""Samples of known truth: 10,000 replicates of one cell as the slices of one table.

Where an interval depends on counts alone, replicates with equal counts share a slice and its weight says how many.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import special

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

REPLICATE = "replicate"


@dataclass(frozen=True, eq=False)
class Drawn:
    """Replicates of one cell."""

    table: pa.Table
    """Columns label, replicate, and of each system its answer or score; cluster where there are any."""
    systems: dict[str, tuple[str | None, str | None]]
    """Answer and score column of each system."""
    weight: Integers
    """How many replicates each slice stands for."""
    clustered: bool = False
    """Whether there is a cluster column."""


def answered_table(rng: np.random.Generator, replicates: int, n: int, shares: tuple[float, ...]) -> Drawn:
    """Items of kinds true positive, false negative, false positive, true negative with these shares."""
    counts, weight = _distinct(rng.multinomial(n, shares, size=replicates))
    replicate, kind = _rows(counts)
    table = _table(replicate, len(counts), label=np.isin(kind, (0, 1)), answer=np.isin(kind, (0, 2)))
    return Drawn(table, {"system": ("answer", None)}, weight)


def paired_table(rng: np.random.Generator, replicates: int, n: int, discordance: float, difference: float) -> Drawn:
    """Items that both systems, only the candidate, only the baseline, none has right; seven of ten of the rest both."""
    gained, lost = (discordance + difference) / 2, (discordance - difference) / 2
    shares = (0.7 * (1 - discordance), gained, lost, 0.3 * (1 - discordance))
    counts, weight = _distinct(rng.multinomial(n, shares, size=replicates))
    replicate, kind = _rows(counts)
    table = _table(
        replicate,
        len(counts),
        label=np.ones(len(kind), bool),
        baseline=np.isin(kind, (0, 2)),
        candidate=np.isin(kind, (0, 1)),
    )
    return Drawn(table, {"baseline": ("baseline", None), "candidate": ("candidate", None)}, weight)


def clustered_table(
    rng: np.random.Generator,
    replicates: int,
    n_clusters: int,
    size: int,
    *,
    equal: bool,
    icc: float,
    share: float,
) -> Drawn:
    """Beta-binomial clusters; unequal ones have 1 to 2 size - 1 items, each size as likely."""
    total = replicates * n_clusters
    sizes = np.full(total, size) if equal else rng.integers(1, 2 * size, total)
    own = rng.beta(share * (1 - icc) / icc, (1 - share) * (1 - icc) / icc, total)
    cluster = np.repeat(np.arange(total, dtype=np.int64), sizes)
    right = rng.random(len(cluster)) < own[cluster]
    positive = rng.random(len(cluster)) < 0.5
    table = _table(cluster // n_clusters, replicates, label=positive, answer=positive == right)
    table = table.append_column("cluster", pa.array(cluster))
    return Drawn(table, {"system": ("answer", None)}, np.ones(replicates, np.int64), clustered=True)


def scored_table(rng: np.random.Generator, replicates: int, n: int, area: float, prevalence: float) -> Drawn:
    """Normal scores whose means differ so that the area under the ROC curve is ``area``."""
    positive = rng.random(replicates * n) < prevalence
    score = rng.normal(size=replicates * n) + positive * (np.sqrt(2.0) * special.ndtri(area))
    table = _table(np.repeat(np.arange(replicates), n), replicates, label=positive)
    table = table.append_column("score", pa.array(score))
    return Drawn(table, {"system": (None, "score")}, np.ones(replicates, np.int64))


def _distinct(counts: Integers) -> tuple[Integers, Integers]:
    rows, weight = np.unique(counts, axis=0, return_counts=True)
    return rows, weight.astype(np.int64)


def _rows(counts: Integers) -> tuple[Integers, Integers]:
    """Slice and kind of each item, from counts of shape (n_slices, n_kinds)."""
    n_slices, n_kinds = counts.shape
    replicate = np.repeat(np.arange(n_slices), counts.sum(axis=1))
    return replicate, np.repeat(np.tile(np.arange(n_kinds), n_slices), counts.ravel())


def _table(replicate: Integers, n_slices: int, **classes: npt.NDArray[np.bool_]) -> pa.Table:
    names = pa.array([f"{number:05d}" for number in range(n_slices)])
    menu = pa.array(["0", "1"])
    columns = {
        name: pa.DictionaryArray.from_arrays(pa.array(is_one.astype(np.int32)), menu)
        for name, is_one in classes.items()
    }
    columns[REPLICATE] = pa.DictionaryArray.from_arrays(pa.array(replicate.astype(np.int32)), names)
    return pa.table(columns)
