"""Categorical judgments by 1,000 judges of unequal skill, five on an item, five classes of falling share."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

JUDGES, OVERLAP, CLASSES = 1_000, 5, 5
STRIDE = 7_919
"""A prime, so that the judges of an item differ and pairs of judges vary."""


def write_judgments(path: Path, judgments: int, *, seed: int = 7) -> None:
    """Write ``item, judge, answer``, all whole numbers from 0, as Parquet."""
    random = np.random.default_rng(seed)
    n_items = judgments // OVERLAP
    falling = 1 / np.arange(1, CLASSES + 1)
    truth = random.choice(CLASSES, size=n_items, p=falling / falling.sum())
    skill = random.beta(6, 2, JUDGES)
    item = np.repeat(np.arange(n_items), OVERLAP)
    judge = ((random.integers(0, JUDGES, n_items)[:, None] + np.arange(OVERLAP) * STRIDE) % JUDGES).ravel()
    right = random.random(item.size) < skill[judge]
    answer = np.where(right, truth[item], (truth[item] + random.integers(1, CLASSES, item.size)) % CLASSES)
    columns = {"item": item, "judge": judge, "answer": answer}
    pq.write_table(pa.table({name: each.astype(np.int32) for name, each in columns.items()}), path)


def read_judgments(path: str) -> dict[str, np.ndarray]:
    """The three columns as arrays."""
    table = pq.read_table(path)
    return {name: table[name].to_numpy() for name in table.column_names}
