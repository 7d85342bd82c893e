"""Risk bounds: valid, exact where losses are 0 or 1, and in one order from the sharpest to the safest."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assay.core.errors import InputError
from assay.stats.proportion import upper_bound_exact, zero_failure_n
from assay.stats.risk.bounds import error_bound, exact_p, hoeffding_bentkus_p, hoeffding_bentkus_upper
from assay.stats.risk.first_crossing import largest_threshold
from assay.stats.risk.weighted import frame_weights, weighted_bound


@given(st.integers(1, 300), st.floats(0.01, 0.99), st.data())
def test_the_exact_p_is_the_binomial_tail(n: int, rate: float, data: st.DataObject) -> None:
    errors = data.draw(st.integers(0, n))
    assert exact_p(errors, n, rate) == pytest.approx(float(stats.binom.cdf(errors, n, rate)), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.4])
@pytest.mark.parametrize("n", [20, 150])
def test_hoeffding_and_bentkus_hold_over_all_samples(n: int, rate: float) -> None:
    """P(p <= alpha) <= alpha by enumeration over every count."""
    counts = np.arange(n + 1)
    chance = stats.binom.pmf(counts, n, rate)
    p = np.asarray([hoeffding_bentkus_p(int(k), n, rate) for k in counts])
    for alpha in (0.2, 0.1, 0.05, 0.01):
        assert chance[p <= alpha].sum() <= alpha


@pytest.mark.parametrize(("errors", "n"), [(0, 30), (5, 100), (50, 1000)])
def test_the_upper_bound_is_where_p_is_alpha_and_no_sharper_than_the_exact_one(errors: int, n: int) -> None:
    upper = hoeffding_bentkus_upper(errors, n, 0.05)
    assert hoeffding_bentkus_p(errors, n, upper) == pytest.approx(0.05, rel=1e-6)
    assert upper > error_bound(errors, n, 0.05) > error_bound(errors, n, 0.05, pool=2 * n)


def test_no_error_in_fifty_nine_says_less_than_a_twentieth_and_in_fifty_eight_not() -> None:
    assert zero_failure_n(0.05, 0.95) == 59
    assert error_bound(0, 59, 0.05) < 0.05 < error_bound(0, 58, 0.05)


def test_weights_that_are_all_equal_give_the_exact_bound() -> None:
    assert weighted_bound(3 / 80, np.full(80, 1 / 80), 0.05, whole=True) == pytest.approx(
        float(upper_bound_exact(3, 80, 0.05))
    )


def test_a_heavy_item_makes_the_bound_wider() -> None:
    even, uneven = np.full(100, 0.01), frame_weights(np.r_[np.full(50, 0.1), np.full(50, 0.05)])
    assert weighted_bound(0.0, uneven, 0.05, whole=True) > weighted_bound(0.0, even, 0.05, whole=True)
    assert weighted_bound(1.0, uneven, 0.05, whole=True) == 1.0


@pytest.mark.parametrize(
    ("errors", "holds_to", "threshold"),
    [([0, 0, 0, 0], 0, math.inf), ([0, 1, 0, 0], 0, 0.2), ([1, 0, 0, 0], 0, 0.1), ([0, 1, 0, 1], 1, 0.4)],
)
def test_the_machine_stops_at_the_first_error_too_many(errors: list[int], holds_to: int, threshold: float) -> None:
    assert largest_threshold([0.1, 0.2, 0.3, 0.4], errors, lambda total: total <= holds_to) == threshold


def test_where_not_even_no_error_would_do_the_machine_labels_nothing() -> None:
    assert largest_threshold([0.1, 0.2], [0, 0], lambda _: False) == -math.inf


def test_equal_uncertainties_stand_or_fall_together() -> None:
    assert largest_threshold([0.3, 0.3, 0.1], [0, 1, 0], lambda total: total < 1) == 0.3


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: hoeffding_bentkus_p(3, 2, 0.1), "stats.out_of_range"),
        (lambda: exact_p(1, 10, 1.0), "stats.out_of_range"),
        (lambda: weighted_bound(0.0, [0.2, 0.2], 0.05, whole=True), "stats.out_of_range"),
        (lambda: frame_weights([0.0, 0.5]), "stats.out_of_range"),
    ],
)
def test_what_cannot_be_is_refused(call: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        call()  # type: ignore[operator] - a case of the table
    assert caught.value.code == code
