"""The ways to do the estimate workload, each run by ``python -m bench.estimate_work WAY FILE``."""

import json
import sys
from collections.abc import Callable
from itertools import combinations
from typing import Any

from bench.clock import time_here
from bench.predictions import SEGMENTS

METRICS = "accuracy,precision,recall,specificity,f1,balanced_accuracy,mcc,brier,log_loss,auroc"
SCANNED = ("label", "score", "pred", "cluster", *SEGMENTS)


def scan(path: str) -> None:
    """Read the ten columns and sum the numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for column in pq.read_table(path, columns=list(SCANNED)).columns:
        pc.sum(pc.binary_length(column)) if pa.types.is_string(column.type) else pc.sum(column)


def ours(path: str) -> None:
    """Ten metrics with cluster-robust intervals on all single and paired slices, from the file."""
    import assay

    by = [*SEGMENTS, *(",".join(pair) for pair in combinations(SEGMENTS, 2))]
    found = assay.estimate(
        path, label="label", prediction="pred", score="score", metric=METRICS, by=by, cluster="cluster"
    )
    slices = len(found) / len(METRICS.split(","))
    if slices < 1000:
        raise SystemExit(f"only {slices} slices")


def scikit_learn(path: str) -> None:
    """Eight metrics in a pandas group-by over the single slices, without intervals."""
    import pandas as pd
    from sklearn import metrics as m

    def row(part: Any) -> list[float]:
        y, p, s = part["label"], part["pred"], part["score"]
        return [
            m.accuracy_score(y, p),
            m.precision_score(y, p, zero_division=0),
            m.recall_score(y, p, zero_division=0),
            m.f1_score(y, p, zero_division=0),
            m.balanced_accuracy_score(y, p),
            m.matthews_corrcoef(y, p),
            m.brier_score_loss(y, s),
            m.roc_auc_score(y, s),
        ]

    frame = pd.read_parquet(path, columns=["label", "pred", "score", *SEGMENTS])
    for name in SEGMENTS:
        for _, part in frame.groupby(name):
            row(part)


def fairlearn(path: str) -> None:
    """The same eight metrics by MetricFrame over the single slices, without intervals."""
    import pandas as pd
    from fairlearn.metrics import MetricFrame
    from sklearn import metrics as m

    frame = pd.read_parquet(path, columns=["label", "pred", *SEGMENTS])
    functions = {
        "accuracy": m.accuracy_score,
        "precision": m.precision_score,
        "recall": m.recall_score,
        "f1": m.f1_score,
        "balanced_accuracy": m.balanced_accuracy_score,
        "mcc": m.matthews_corrcoef,
        "zero_one": m.zero_one_loss,
        "jaccard": m.jaccard_score,
    }
    for name in SEGMENTS:
        made = MetricFrame(
            metrics=functions, y_true=frame["label"], y_pred=frame["pred"], sensitive_features=frame[name]
        )
        made.by_group  # noqa: B018 - computed when read


WAYS: dict[str, tuple[Callable[[str], None], int, int]] = {
    "scan": (scan, 1, 3),
    "assay": (ours, 1, 3),
    "scikit-learn": (scikit_learn, 0, 3),
    "fairlearn": (fairlearn, 0, 1),
}
"""What to run, runs that do not count, runs that do."""

if __name__ == "__main__":
    work, warm, repeats = WAYS[sys.argv[1]]
    print(json.dumps(time_here(lambda: work(sys.argv[2]), warm=warm, repeats=repeats)))
