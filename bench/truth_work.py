"""Truth inference: Dawid-Skene, ten iterations, run by ``python -m bench.truth_work WAY FILE RESULT``.

Both ways start from three columns of whole numbers in memory and end with a label and a posterior of each item; RESULT
keeps them, so that the two can be compared.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.clock import time_here
from bench.judgments import read_judgments

ITERATIONS = 10
Result = tuple[Any, Any]
"""Labels of shape (n_items,), posteriors of shape (n_items, n_classes)."""


def ours(columns: dict[str, np.ndarray]) -> Result:
    """Assay: `votes` sorts and checks, then the same steps in the same order as crowd-kit."""
    from assay.stats.truth.consensus import answers_of
    from assay.stats.truth.dawid_skene import Options, dawid_skene
    from assay.stats.votes import votes

    found = dawid_skene(
        votes(columns["item"], columns["judge"], columns["answer"]), Options(iterations=ITERATIONS, tolerance=None)
    )
    return answers_of(found.posterior, ties="first").codes, found.posterior


def crowd_kit(columns: dict[str, np.ndarray]) -> Result:
    """crowd-kit on a data frame, as its documentation shows."""
    import pandas as pd
    from crowdkit.aggregation import DawidSkene

    frame = pd.DataFrame({"task": columns["item"], "worker": columns["judge"], "label": columns["answer"]})
    model = DawidSkene(n_iter=ITERATIONS, tol=0).fit(frame)
    return model.labels_.sort_index(), model.probas_.sort_index().sort_index(axis=1)


WAYS: dict[str, tuple[Callable[[dict[str, np.ndarray]], Result], int]] = {
    "assay": (ours, 1),
    "crowd-kit": (crowd_kit, 0),
}
"""What to run, and runs that do not count."""


def same(first: Path, second: Path) -> str:
    """How two results differ, in words for the page."""
    one, other = np.load(first), np.load(second)
    labels = float((one["labels"] == other["labels"]).mean())
    apart = float(np.abs(one["posterior"] - other["posterior"]).max())
    return f"{labels:.4%} of labels identical, posteriors within {apart:.0e}"


if __name__ == "__main__":
    way, path, result = sys.argv[1:]
    work, warm = WAYS[way]
    columns = read_judgments(path)
    kept: list[Result] = []
    measured = time_here(lambda: kept.append(work(columns)), warm=warm)
    labels, posterior = kept[-1]
    np.savez(result, labels=np.asarray(labels), posterior=np.asarray(posterior))
    sys.stdout.write(json.dumps(measured) + "\n")
