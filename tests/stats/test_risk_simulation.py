"""What is claimed at 1 - alpha is wrong in at most alpha of the runs: fixed pools, streams, stratified audits."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from assay.stats.arrays import FloatArray
from assay.stats.risk.bounds import error_bound, hoeffding_bentkus_p
from assay.stats.risk.first_crossing import largest_threshold
from assay.stats.risk.weighted import frame_weights, weighted_bound

pytestmark = pytest.mark.slow

RUNS, ALPHA, EPS = 4_000, 0.1, 0.05
ALLOWED = ALPHA + 3.0 * math.sqrt(ALPHA * (1.0 - ALPHA) / RUNS)
"""Three Monte-Carlo errors above alpha."""

SHAPES: dict[str, Callable[[FloatArray], FloatArray]] = {
    "worse where unsure": lambda u: 0.3 * u**2,
    "the same everywhere": lambda u: np.full(u.shape, 0.07),
    "sure and wrong": lambda u: 0.2 * (1.0 - u) ** 3,
    "a cliff": lambda u: np.where(u < 0.8, 0.05 / 0.8 - 1e-3, 0.9),
}


def kept_by(upper: Callable[[float], float]) -> Callable[[float], bool]:
    """Whether a sum of losses keeps the claim; each sum is bounded once."""
    known: dict[float, bool] = {}

    def holds(total: float) -> bool:
        rounded = round(total, 9)
        if rounded not in known:
            known[rounded] = upper(rounded) <= EPS
        return known[rounded]

    return holds


@pytest.mark.parametrize("shape", SHAPES)
def test_a_machines_share_of_a_fixed_pool_breaks_its_claim_in_at_most_alpha_of_runs(shape: str) -> None:
    random = np.random.default_rng(1)
    unsure = random.random(1500)
    wrong = random.random(1500) < SHAPES[shape](unsure)
    holds = kept_by(lambda total: error_bound(round(total), 250, ALPHA, pool=1500))
    broken = 0
    for _ in range(RUNS):
        chosen = random.permutation(1500)[:250]
        limit = largest_threshold(unsure[chosen], wrong[chosen], holds)
        broken += bool((wrong & (unsure < limit)).mean() > EPS)
    assert broken / RUNS <= ALLOWED


@pytest.mark.parametrize("shape", SHAPES)
def test_a_machines_share_of_a_stream_breaks_its_claim_in_at_most_alpha_of_runs(shape: str) -> None:
    random = np.random.default_rng(2)
    grid = (np.arange(20_000) + 0.5) / 20_000
    risk = np.r_[0.0, np.cumsum(SHAPES[shape](grid)) / 20_000]
    holds = kept_by(lambda total: error_bound(round(total), 250, ALPHA))
    broken = 0
    for _ in range(RUNS):
        unsure = random.random(250)
        wrong = random.random(250) < SHAPES[shape](unsure)
        limit = min(max(largest_threshold(unsure, wrong, holds), 0.0), 1.0)
        broken += bool(risk[int(limit * 20_000)] > EPS)
    assert broken / RUNS <= ALLOWED


@pytest.mark.parametrize("rates", [(0.0, 0.0, 0.28), (0.05, 0.05, 0.05), (0.08, 0.02, 0.0)])
@pytest.mark.parametrize("drawn", [(60, 60, 60), (120, 40, 20), (20, 40, 120)])
def test_the_bound_of_a_stratified_audit_is_below_the_truth_in_at_most_alpha_of_runs(
    rates: tuple[float, ...], drawn: tuple[int, ...]
) -> None:
    random = np.random.default_rng(3)
    sizes = np.asarray([900, 400, 250])
    errors = np.rint(sizes * rates).astype(int)
    truth = errors.sum() / sizes.sum()
    weights = frame_weights(np.repeat(np.asarray(drawn) / sizes, drawn))
    each = weights[np.r_[0, np.cumsum(drawn)[:-1]]]
    seen = np.stack([random.hypergeometric(errors[h], sizes[h] - errors[h], drawn[h], RUNS) for h in range(3)], axis=1)
    totals = (seen * each).sum(axis=1).round(9)
    bound = {total: weighted_bound(total, weights, ALPHA, whole=True) for total in np.unique(totals).tolist()}
    broken = sum(bound[total] < truth for total in totals.tolist())
    assert broken / RUNS <= ALLOWED


def test_the_bound_of_losses_between_is_below_the_truth_in_at_most_alpha_of_runs() -> None:
    random = np.random.default_rng(4)
    losses = random.beta(0.3, 4.0, (RUNS, 120))
    truth = 0.3 / 4.3  # its p is at most alpha exactly where the bound is at most the truth
    broken = sum(hoeffding_bentkus_p(float(total), 120, truth) <= ALPHA for total in losses.sum(axis=1))
    assert broken / RUNS <= ALLOWED
