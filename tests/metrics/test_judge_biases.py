"""Biases of judges: against arithmetic by hand, SciPy, and how often their intervals hold."""

import numpy as np
import pytest
from scipy import stats

from assay.metrics.judge_biases import above, length_gap, longer_side, mean_difference, side_excess
from assay.metrics.pairwise import LEFT, RIGHT, TIE, UNREAD


def codes(*each: int) -> np.ndarray:
    return np.asarray(each, np.int64)


def test_a_side_wins_more_often_with_the_judge_than_with_people() -> None:
    said, right = codes(LEFT, LEFT, RIGHT, TIE, UNREAD), codes(LEFT, RIGHT, RIGHT, LEFT, LEFT)
    found = side_excess("first_excess", said, right, codes(*[LEFT] * 5), items=np.arange(5), system=None, level=0.95)
    assert (found.value, found.n) == (pytest.approx((0 + 1 + 0 - 0.5) / 4), 4)


def test_the_longer_side_is_none_where_lengths_are_equal_or_missing() -> None:
    longer = longer_side(np.array([3.0, 1.0, 2.0, np.nan]), np.array([1.0, 3.0, 2.0, 1.0]))
    assert longer.tolist() == [LEFT, RIGHT, -1, -1]


def test_a_judge_is_as_much_above_another_answer_as_their_accuracies_part() -> None:
    right = codes(0, 0, 1, 1, -1)
    found = above(
        "above_constant", codes(0, 0, 1, 0, 0), right, codes(*[0] * 5), items=np.arange(5), system=None, level=0.95
    )
    assert (found.value, found.n) == (pytest.approx(3 / 4 - 2 / 4), 4)


def test_the_gap_between_long_and_short_outputs_is_welchs() -> None:
    random = np.random.default_rng(3)
    length, excess = random.permutation(40).astype(float), random.choice([-1.0, 0.0, 1.0], 40)
    found = length_gap(excess, length, items=np.arange(40), system=None, level=0.95)
    long = length > np.median(length)
    oracle = stats.ttest_ind(excess[long], excess[~long], equal_var=False).confidence_interval(0.95)
    assert found.interval is not None
    assert found.value == pytest.approx(excess[long].mean() - excess[~long].mean())
    np.testing.assert_allclose(found.interval, oracle, atol=1e-12)


def test_rows_of_one_item_say_less_than_as_many_items() -> None:
    values = np.repeat(np.random.default_rng(4).choice([-1.0, 0.0, 1.0], 30), 4)
    apart = mean_difference("first_excess", values, clusters=np.arange(120))
    together = mean_difference("first_excess", values, clusters=np.repeat(np.arange(30), 4))
    assert apart.interval is not None
    assert together.interval is not None
    assert together.value == apart.value
    assert together.interval.high - together.interval.low > 1.5 * (apart.interval.high - apart.interval.low)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_verdicts_give_a_reason_and_no_interval(n: int) -> None:
    found = mean_difference("first_excess", np.zeros(n), clusters=np.arange(n))
    assert (found.value, found.interval) == (None, None)
    assert found.reason in ("no_items", "too_few_items")


@pytest.mark.slow
@pytest.mark.parametrize(("bias", "n"), [(0.0, 60), (0.2, 60), (0.5, 300)])
def test_the_interval_of_a_bias_holds_the_truth_as_often_as_it_says(bias: float, n: int) -> None:
    random, held, draws = np.random.default_rng(5), 0, 2000
    for _ in range(draws):
        right, shown = random.integers(0, 2, n), random.integers(0, 2, n)
        own = np.where(random.random(n) < 0.85, right, 1 - right)
        said = np.where(random.random(n) < bias, shown, own)
        found = side_excess("first_excess", said, right, shown, items=np.arange(n), system=None, level=0.95)
        assert found.interval is not None
        held += found.interval.low <= bias / 2 <= found.interval.high
    assert held / draws > 0.95 - 3 * np.sqrt(0.95 * 0.05 / draws)
