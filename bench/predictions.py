"""One million scored predictions of two classes: 100,000 clusters and six columns of 2, 3, 4, 6, 10 and 200 levels."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

LEVELS = (2, 3, 4, 6, 10, 200)
CLUSTERS = 100_000
SEGMENTS = tuple(f"seg{number}" for number in range(len(LEVELS)))


def write_predictions(path: Path, rows: int, *, seed: int = 7) -> None:
    """Write ``item_id, label, score, score_baseline, pred, pred_baseline, cluster`` and the segments as Parquet."""
    random = np.random.default_rng(seed)
    cluster = random.integers(0, CLUSTERS, rows, dtype=np.int32)
    skew = [1 / np.arange(1, size + 1) ** 0.7 for size in LEVELS]
    segments = [random.choice(size, rows, p=p / p.sum()) for size, p in zip(LEVELS, skew, strict=True)]
    signal = random.normal(0, 0.5, CLUSTERS)[cluster] - 0.5 + random.normal(0, 1, rows)
    for size, codes in zip(LEVELS, segments, strict=True):
        signal += random.normal(0, 0.4, size)[codes]
    score = chance(0.9 * signal + 0.1 + random.normal(0, 0.5, rows))
    baseline = chance(0.8 * signal + random.normal(0, 0.7, rows))
    columns = {
        "item_id": np.arange(rows),
        "label": (random.random(rows) < chance(signal)).astype(np.int8),
        "score": score,
        "score_baseline": baseline,
        "pred": (score >= 0.5).astype(np.int8),
        "pred_baseline": (baseline >= 0.5).astype(np.int8),
        "cluster": cluster,
    }
    for name, size, codes in zip(SEGMENTS, LEVELS, segments, strict=True):
        names = pa.array([f"{name}_{level:03d}" for level in range(size)])
        columns[name] = pa.DictionaryArray.from_arrays(codes.astype(np.int32), names).cast(pa.string())
    pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=250_000)


def chance(x: np.ndarray) -> np.ndarray:
    """The logistic function."""
    return 1 / (1 + np.exp(-x))
