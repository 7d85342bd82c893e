"""Krippendorff's alpha, run by ``python -m bench.agreement_work WAY FILE RESULT``.

All ways start from three columns of whole numbers in memory; RESULT keeps the value.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.clock import time_here
from bench.judgments import CLASSES, read_judgments

REPLICATES = 1_000


def ours(columns: dict[str, np.ndarray]) -> float:
    """Assay: alpha with an interval from 1,000 replicates of a bootstrap over items."""
    from assay.stats.agreement.named import coefficient
    from assay.stats.votes import votes

    found = coefficient(
        "alpha", votes(columns["item"], columns["judge"], columns["answer"]), replicates=REPLICATES, seed=7
    )
    if found.value is None or found.low is None:
        raise SystemExit("no interval")
    return found.value


def krippendorff_value(columns: dict[str, np.ndarray]) -> float:
    """The package krippendorff: the value alone, from counts of each answer by item, its faster form."""
    import krippendorff

    return float(
        krippendorff.alpha(value_counts=_counts(columns["item"], columns["answer"]), level_of_measurement="nominal")
    )


def krippendorff_twice(columns: dict[str, np.ndarray]) -> float:
    """The same with 10 replicates over items by hand, a hundredth of what an interval takes."""
    import krippendorff

    counts = _counts(columns["item"], columns["answer"])
    random = np.random.default_rng(7)
    for _ in range(REPLICATES // 100):
        drawn = counts[random.integers(0, counts.shape[0], counts.shape[0])]
        krippendorff.alpha(value_counts=drawn, level_of_measurement="nominal")
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def _counts(items: np.ndarray, answers: np.ndarray) -> np.ndarray:
    cells = items.astype(np.int64) * CLASSES + answers
    return np.bincount(cells, minlength=(int(items.max()) + 1) * CLASSES).reshape(-1, CLASSES)


WAYS: dict[str, tuple[Callable[[dict[str, np.ndarray]], float], int]] = {
    "assay": (ours, 1),
    "krippendorff": (krippendorff_value, 1),
    "krippendorff, 10 replicates": (krippendorff_twice, 0),
}
"""What to run, and runs that do not count."""


def same(first: Path, second: Path) -> str:
    """How two values differ, in words for the page."""
    return f"values within {abs(float(first.read_text()) - float(second.read_text())):.0e}"


if __name__ == "__main__":
    way, path, result = sys.argv[1:]
    work, warm = WAYS[way]
    columns = read_judgments(path)
    kept: list[float] = []
    measured = time_here(lambda: kept.append(work(columns)), warm=warm)
    Path(result).write_text(repr(kept[-1]))
    sys.stdout.write(json.dumps(measured) + "\n")
