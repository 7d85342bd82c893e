"""Intervals of a proportion: against statsmodels and scipy, and the laws they obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from assay.core.errors import InputError, ShapeMismatch
from assay.stats.proportion import (
    QUARTER_STEP,
    clopper_pearson,
    hypergeometric_upper,
    lower_bound_exact,
    upper_bound_exact,
    wilson_interval,
    zero_failure_n,
)

SIDE_ALPHA = st.floats(0.0005, 0.25)


@st.composite
def successes_of_n(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 400))
    return draw(st.integers(0, n)), n


@given(case=successes_of_n(), side_alpha=SIDE_ALPHA)
def test_wilson_equals_statsmodels(case: tuple[int, int], side_alpha: float) -> None:
    k, n = case
    oracle = proportion_confint(k, n, alpha=2 * side_alpha, method="wilson")
    np.testing.assert_allclose(wilson_interval(k / n, n, side_alpha), oracle, atol=1e-10)


@given(case=successes_of_n(), side_alpha=SIDE_ALPHA)
def test_clopper_pearson_equals_statsmodels(case: tuple[int, int], side_alpha: float) -> None:
    k, n = case
    oracle = proportion_confint(k, n, alpha=2 * side_alpha, method="beta")
    np.testing.assert_allclose(clopper_pearson(k, n, side_alpha), oracle, atol=1e-9)


@given(
    share=st.floats(0.0, 1.0),
    n=st.floats(0.2, 1e6),
    side_alpha=SIDE_ALPHA,
    degrees=st.none() | st.floats(1.0, 1e6) | st.just(float("inf")),
)
def test_wilson_contains_the_share_within_the_unit_interval_and_has_a_width(
    share: float, n: float, side_alpha: float, degrees: float | None
) -> None:
    low, high = wilson_interval(share, n, side_alpha, degrees)
    assert 0.0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1.0
    assert low < high


@given(share=st.floats(0.0, 1.0), n=st.floats(0.5, 1e5), degrees=st.floats(1.0, 200.0))
def test_wilson_mirrors_at_one_half_and_is_wider_with_few_degrees(share: float, n: float, degrees: float) -> None:
    low, high = wilson_interval(share, n, 0.025, degrees)
    mirrored = wilson_interval(1.0 - share, n, 0.025, degrees)
    np.testing.assert_allclose((mirrored.low, mirrored.high), (1 - high, 1 - low), atol=1e-9)
    normal = wilson_interval(share, n, 0.025)
    assert high - low >= normal.high - normal.low - 1e-12


@pytest.mark.parametrize("n", [30, 47, 100, 300])
def test_a_quarter_of_a_step_covers_nearly_every_truth_by_94_percent(n: int) -> None:
    """Counted out over 500 truths: Wilson alone falls below on 15 % of them at 30 items, the corrected one on 1 %."""
    k, truths = np.arange(n + 1), np.linspace(0.02, 0.98, 500)
    covered = []
    for correction in (0.0, QUARTER_STEP / n):
        low, high = wilson_interval(k / n, n, 0.025, correction=correction)
        inside = (low[:, None] <= truths) & (truths <= high[:, None])
        covered.append((stats.binom.pmf(k[:, None], n, truths) * inside).sum(axis=0))
    alone, corrected = covered
    assert (corrected >= alone - 1e-12).all()
    assert (corrected < 0.94).mean() <= 0.01
    assert corrected.mean() < 0.97


def test_one_call_gives_the_same_as_many_calls() -> None:
    share, n, degrees = np.array([0.0, 0.3, 1.0]), np.array([5.0, 17.5, 400.0]), np.array([4.0, np.inf, 20.0])
    together = wilson_interval(share, n, 0.025, degrees)
    alone = [wilson_interval(p, m, 0.025, d) for p, m, d in zip(share, n, degrees, strict=True)]
    np.testing.assert_array_equal(together.low, [one.low for one in alone])
    np.testing.assert_array_equal(together.high, [one.high for one in alone])
    without = wilson_interval(0.3, 17.5, 0.025)
    np.testing.assert_allclose((together.low[1], together.high[1]), without, atol=1e-12)


@pytest.mark.parametrize(
    ("share", "n", "side_alpha", "told"),
    [
        (0.5, 0.0, 0.025, "n is 0"),
        (0.5, -3.0, 0.025, "n is -3"),
        (1.01, 10, 0.025, "share is 1.01"),
        ([0.2, float("nan")], 10, 0.025, "share holds nan"),
        (0.5, 10, 0.0, "side_alpha is 0"),
        (0.5, 10, 0.5, "side_alpha is 0.5"),
    ],
)
def test_what_cannot_be_an_interval_is_refused_with_the_value(
    share: float, n: float, side_alpha: float, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        wilson_interval(share, n, side_alpha)


def test_a_single_cluster_has_no_degrees_and_no_interval() -> None:
    with pytest.raises(InputError, match="degrees is 0"):
        wilson_interval(0.5, 10, 0.025, 0)


def test_arrays_that_do_not_fit_are_refused_with_their_shapes() -> None:
    with pytest.raises(ShapeMismatch, match=r"share \(2,\), n \(3,\)"):
        wilson_interval([0.1, 0.2], [1, 2, 3], 0.025)


def test_more_successes_than_items_are_refused() -> None:
    with pytest.raises(InputError, match="events is 11 of n 10"):
        clopper_pearson(11, 10, 0.025)


@given(case=successes_of_n(), error=st.floats(0.001, 0.4))
def test_exact_bounds_solve_the_binomial_tail(case: tuple[int, int], error: float) -> None:
    k, n = case
    upper, lower = float(upper_bound_exact(k, n, error)), float(lower_bound_exact(k, n, error))
    assert (upper == 1.0) == (k == n)
    assert (lower == 0.0) == (k == 0)
    if k < n:
        assert stats.binom.cdf(k, n, upper) == pytest.approx(error, rel=1e-6)
    if k > 0:
        assert stats.binom.sf(k - 1, n, lower) == pytest.approx(error, rel=1e-6)


@given(rate=st.floats(0.001, 0.9), confidence=st.floats(0.5, 0.999))
def test_zero_failure_n_is_the_fewest_that_certify(rate: float, confidence: float) -> None:
    n = zero_failure_n(rate, confidence)
    assert (1 - rate) ** n <= (1 - confidence) * (1 + 1e-9)
    assert n == 1 or (1 - rate) ** (n - 1) > (1 - confidence) * (1 - 1e-9)


def test_zero_failure_n_takes_no_item_too_many_where_the_power_is_exact() -> None:
    assert zero_failure_n(0.5, 0.875) == 3


@given(pool=st.integers(1, 120), data=st.data(), error=st.sampled_from([0.01, 0.05, 0.2]))
def test_the_bound_of_a_pool_is_the_largest_count_not_refused(pool: int, data: st.DataObject, error: float) -> None:
    n = data.draw(st.integers(1, pool))
    events = data.draw(st.integers(0, n))
    bound = int(hypergeometric_upper(events, n, pool, error))
    assert events <= bound <= pool - n + events
    assert bound == events or stats.hypergeom.cdf(events, pool, bound, n) > error
    if bound < pool - n + events:
        assert stats.hypergeom.cdf(events, pool, bound + 1, n) <= error
    assert bound / pool <= float(upper_bound_exact(events, n, error)) + 1e-9


def test_a_pool_seen_whole_leaves_no_doubt() -> None:
    np.testing.assert_array_equal(hypergeometric_upper([0, 3], 20, 20, 0.05), [0, 3])
