"""Loops give the same bits compiled and plain, and small work never imports numba."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from assay.stats import kernel
from assay.stats.moments import cluster_moments, cluster_order
from assay.stats.ranks import auroc, average_precision, score_order
from assay.stats.replicates import absolute_sum_replicates
from assay.stats.sorting import ascending

RANDOM = np.random.default_rng(4)
N = 700
STARTS = np.unique(np.concatenate([[0, N], RANDOM.integers(0, N, 150)])).astype(np.int64)
CODES = RANDOM.integers(-1, 12, N).astype(np.int32)
SLOTS = np.stack([RANDOM.integers(0, 4, N), np.where(RANDOM.random(N) < 0.5, 4, 2**31)], axis=1).astype(np.uint32)
VALUES = RANDOM.normal(size=(N, 2))
SCORE = np.round(RANDOM.random(N), 2)
ORDER_OF = score_order(SCORE, RANDOM.random(N) < SCORE, RANDOM.uniform(0.5, 2, N))
ROOT = RANDOM.normal(size=(5, 6, 6))


def of_moments() -> Any:
    return cluster_moments(STARTS, CODES, SLOTS, VALUES, n_slices=12, n_terms=5)


WORK: dict[str, Callable[[], Any]] = {
    "moments": lambda: [
        getattr(of_moments(), name) for name in ("count", "clusters", "touching", "sums", "second", "own")
    ],
    "cluster order": lambda: cluster_order(CODES.clip(0), 12),
    "auroc": lambda: list(vars_of(auroc(ORDER_OF, CODES, n_slices=12))),
    "average precision": lambda: list(vars_of(average_precision(ORDER_OF, CODES, n_slices=12))),
    "replicates": lambda: list(absolute_sum_replicates(ROOT[:, 0], ROOT @ ROOT.transpose(0, 2, 1), np.ones(6), seed=3)),
    "sorting": lambda: [ascending(SCORE)],
}


def vars_of(record: Any) -> list[Any]:
    return [getattr(record, name) for name in record.__dataclass_fields__]


@pytest.mark.parametrize("name", WORK)
def test_compiled_and_plain_loops_give_the_same_bits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = WORK[name]()
    monkeypatch.setattr(kernel, "LARGE_WORK", 0)
    monkeypatch.setattr("assay.stats.sorting.LARGE_WORK", 0)
    compiled = WORK[name]()
    assert len(plain) == len(compiled)
    for one, other in zip(plain, compiled, strict=True):
        np.testing.assert_array_equal(one, other)


def test_results_of_threads_come_in_the_order_of_the_tasks() -> None:
    assert kernel.in_threads(lambda task: task * 2, range(50), work=10**9) == list(range(0, 100, 2))


def test_small_work_does_not_import_numba() -> None:
    code = (
        "import sys, numpy as np\n"
        "from assay.stats.moments import cluster_order\n"
        "cluster_order(np.arange(100, dtype=np.int32), 100)\n"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
