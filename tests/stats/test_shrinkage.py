"""Shrinkage of small slices: estimates of the spread, laws, and coverage by simulation."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import optimize, special
from statsmodels.stats.meta_analysis import combine_effects

from assay.core.errors import InputError, ShapeMismatch
from assay.stats.shrinkage import beta_binomial, between_variance, random_effects

SEEDS = st.tuples(st.integers(0, 10**6), st.integers(4, 30))


def groups(seed: int, n_groups: int, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    error = rng.uniform(0.3, 2.0, n_groups)
    true = rng.normal(0.0, spread, n_groups)
    return true + rng.normal(0.0, error), error, true


@given(case=SEEDS)
def test_dersimonian_laird_equals_statsmodels(case: tuple[int, int]) -> None:
    """statsmodels does not stop a negative tau^2 at 0, and warns of the root of its variance."""
    y, error, _ = groups(*case)
    with np.errstate(invalid="ignore"):
        oracle = combine_effects(y, error**2, method_re="dl")
    assert between_variance(y, error, "dersimonian_laird") == pytest.approx(max(float(oracle.tau2), 0.0), abs=1e-9)


@given(case=SEEDS)
@example(case=(22731, 5))  # the likelihood falls from 0, then rises to a higher maximum at 2.2
def test_reml_maximises_the_restricted_likelihood(case: tuple[int, int]) -> None:
    y, error, _ = groups(*case)

    def loss(tau2: float) -> float:
        w = 1 / (error**2 + tau2)
        mean = w @ y / w.sum()
        return float((-np.log(w).sum() + np.log(w.sum()) + w @ (y - mean) ** 2) / 2)

    found = between_variance(y, error)
    best = optimize.minimize_scalar(loss, bounds=(0.0, 50.0), method="bounded", options={"xatol": 1e-10})
    assert loss(found) <= best.fun + 1e-7


@given(case=SEEDS, spread=st.floats(0.0, 3.0))
def test_values_move_towards_the_mean_and_the_noisier_the_more(case: tuple[int, int], spread: float) -> None:
    y, error, _ = groups(*case, spread)
    shrunk = random_effects(y, error)
    assert ((shrunk.value - y) * (shrunk.mean - y) >= -1e-12).all()
    assert (np.abs(shrunk.value - shrunk.mean) <= np.abs(y - shrunk.mean) + 1e-12).all()
    assert (np.diff(shrunk.weight[np.argsort(error)]) <= 1e-12).all()
    assert (shrunk.weight > 0).all()
    assert (shrunk.low < shrunk.value).all()
    assert (shrunk.value < shrunk.high).all()


@given(case=SEEDS, shift=st.floats(-5, 5), factor=st.floats(0.1, 10))
def test_moving_and_stretching_the_scale_moves_and_stretches_the_result(
    case: tuple[int, int], shift: float, factor: float
) -> None:
    y, error, _ = groups(*case)
    plain, moved = random_effects(y, error), random_effects(shift + factor * y, factor * error)
    np.testing.assert_allclose(moved.value, shift + factor * plain.value, atol=1e-6)
    np.testing.assert_allclose(moved.high - moved.low, factor * (plain.high - plain.low), rtol=1e-5)


def test_groups_that_differ_far_more_than_their_noise_stay_nearly_as_they_are() -> None:
    y = np.array([-10.0, -5.0, 0.0, 5.0, 10.0])
    shrunk = random_effects(y, np.full(5, 0.01))
    np.testing.assert_allclose(shrunk.value, y, atol=1e-4)
    np.testing.assert_allclose(shrunk.high - shrunk.low, 2 * 1.96 * 0.01, rtol=1e-3)


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("method", ["reml", "dersimonian_laird"])
def test_normal_intervals_cover_on_average_over_groups(spread: float, method: str) -> None:
    hits, total = 0, 0
    for seed in range(300):
        y, error, true = groups(seed, 12, spread)
        shrunk = random_effects(y, error, method=method)
        hits += int(((shrunk.low <= true) & (true <= shrunk.high)).sum())
        total += 12
    assert hits / total > 0.93


@pytest.mark.parametrize(("strength", "least"), [(2.0, 0.90), (20.0, 0.91), (200.0, 0.95), (1e5, 0.97)])
def test_share_intervals_cover_on_average_over_groups(strength: float, least: float) -> None:
    rng, hits = np.random.default_rng(4), 0
    for _ in range(200):
        n = rng.integers(5, 60, 20)
        true = rng.beta(0.85 * strength, 0.15 * strength, 20)
        shrunk = beta_binomial(rng.binomial(n, true), n)
        hits += int(((shrunk.low <= true) & (true <= shrunk.high)).sum())
    assert hits / 4000 > least


def test_shrunk_shares_are_nearer_to_the_truth() -> None:
    rng, own, pulled = np.random.default_rng(9), 0.0, 0.0
    for _ in range(100):
        n = rng.integers(5, 40, 15)
        true = rng.beta(16, 4, 15)
        k = rng.binomial(n, true)
        own += float(((k / n - true) ** 2).sum())
        pulled += float(((beta_binomial(k, n).value - true) ** 2).sum())
    assert pulled < 0.7 * own


@given(seed=st.integers(0, 10**6), n_groups=st.integers(4, 25), p=st.floats(0.0, 1.0))
def test_shares_stay_within_the_unit_interval_and_mirror(seed: int, n_groups: int, p: float) -> None:
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 50, n_groups)
    k = rng.binomial(n, p)
    shrunk, mirrored = beta_binomial(k, n), beta_binomial(n - k, n)
    assert (shrunk.low >= 0.0).all()
    assert (shrunk.low <= shrunk.value).all()
    assert (shrunk.value <= shrunk.high).all()
    assert (shrunk.high <= 1.0).all()
    assert (shrunk.low < shrunk.high).all()
    np.testing.assert_allclose(mirrored.value, 1 - shrunk.value, atol=2e-3)


@given(seed=st.integers(0, 10**6), n_groups=st.integers(4, 40), log_strength=st.floats(-2, 8), p=st.floats(0.02, 0.98))
def test_mean_and_strength_are_the_mode_of_their_posterior(
    seed: int, n_groups: int, log_strength: float, p: float
) -> None:
    rng, strength = np.random.default_rng(seed), np.exp(log_strength)
    n = rng.integers(1, 60, n_groups)
    k = rng.binomial(n, rng.beta(strength * p, strength * (1 - p), n_groups))
    shrunk = beta_binomial(k, n)
    mode = special.logit(shrunk.mean), np.log(shrunk.mean * (1 - shrunk.mean) / shrunk.between**2 - 1)

    def density(logit_mean: float, log_m: float) -> float:
        m, size = special.expit(logit_mean), np.exp(log_m)
        likelihood = special.betaln(k + size * m, n - k + size * (1 - m)) - special.betaln(size * m, size * (1 - m))
        return float(likelihood.sum() + np.log(m * (1 - m) * size) - 2 * np.log(size + np.median(n)))

    best = density(*mode)
    for step in ((0.05, 0), (-0.05, 0), (0, 0.05), (0, -0.05), (0, 2), (0, -2), (1, 0), (-1, 0)):
        assert density(mode[0] + step[0], mode[1] + step[1]) < best + 1e-9


def test_a_group_without_items_gets_the_common_mean() -> None:
    shrunk = beta_binomial([8, 9, 7, 8, 0], [10, 10, 10, 10, 0])
    assert float(shrunk.value[4]) == pytest.approx(shrunk.mean)
    assert float(shrunk.weight[4]) == 0.0
    assert shrunk.high[4] - shrunk.low[4] > shrunk.high[0] - shrunk.low[0]


def test_the_spread_between_groups_is_found_again() -> None:
    """Beta(16, 4) has mean 0.8 and standard deviation sqrt(.8 * .2 / 21)."""
    rng = np.random.default_rng(6)
    n = np.full(3000, 50)
    shrunk = beta_binomial(rng.binomial(n, rng.beta(16, 4, 3000)), n)
    assert shrunk.mean == pytest.approx(0.8, abs=0.01)
    assert shrunk.between == pytest.approx(np.sqrt(0.16 / 21), abs=0.005)


def test_three_groups_teach_too_little() -> None:
    with pytest.raises(InputError, match="There are 3 groups") as caught:
        random_effects([0.1, 0.2, 0.3], [0.1, 0.1, 0.1])
    assert caught.value.code == "stats.too_few_groups"


def test_a_group_without_noise_is_refused() -> None:
    with pytest.raises(InputError, match="standard_errors is 0"):
        random_effects([0.1, 0.2, 0.3, 0.4], [0.1, 0.1, 0.0, 0.1])


def test_more_successes_than_items_are_refused() -> None:
    with pytest.raises(InputError, match="5 successes of 4"):
        beta_binomial([1, 2, 5, 3], [4, 4, 4, 4])


def test_groups_that_are_not_aligned_are_refused() -> None:
    with pytest.raises(ShapeMismatch, match=r"values \(4,\), standard_errors \(3,\)"):
        random_effects([1, 2, 3, 4], [1, 1, 1])
