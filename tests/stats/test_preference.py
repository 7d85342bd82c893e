"""Strengths, win rates at equal length and repetitions: when they are defined, and what they recover."""

import numpy as np
import pytest
from scipy import special

from assay.core.errors import InputError
from assay.stats.agreement.orders import order_kappa
from assay.stats.preference.bradley_terry import bradley_terry
from assay.stats.preference.length import at_equal_length
from assay.stats.preference.repeats import same_again


def played(seed: int, strength: np.ndarray, *, n_items: int, judges: int = 1, shared: float = 0.0) -> tuple:
    """Random pairs of systems; ``shared`` is the spread of what all judges of an item have in common."""
    rng = np.random.default_rng(seed)
    left = rng.integers(0, strength.size, n_items)
    right = (left + rng.integers(1, strength.size, n_items)) % strength.size
    common = rng.normal(0.0, shared, n_items) if shared else np.zeros(n_items)
    share = special.expit(strength[left] - strength[right] + common)
    won = rng.random((n_items, judges)) < share[:, None]
    repeat = np.repeat(np.arange(n_items), judges)
    return left[repeat], right[repeat], won.ravel().astype(float), repeat


def test_simulated_strengths_are_recovered() -> None:
    truth = np.array([0.0, 0.5, -1.0, 1.2])
    left, right, won, items = played(1, truth, n_items=40_000)
    found = bradley_terry(left, right, won, n_systems=4, clusters=items)
    assert found.value == pytest.approx(truth, abs=4 * found.sandwich_error.max())
    assert found.sandwich_error == pytest.approx(found.information_error, rel=0.05)


def test_what_judges_of_an_item_share_widens_the_sandwich_and_not_the_information() -> None:
    truth = np.array([0.0, 0.5, -1.0])
    left, right, won, items = played(2, truth, n_items=500, judges=5, shared=2.0)
    found = bradley_terry(left, right, won, n_systems=3, clusters=items)
    assert (found.sandwich_error[1:] > 1.5 * found.information_error[1:]).all()


@pytest.mark.slow
def test_the_sandwich_over_items_covers_when_judges_of_an_item_depend() -> None:
    # of two systems; the marginal strength is that of the mean share
    rng = np.random.default_rng(0)
    share = special.expit(0.8 + rng.normal(0.0, 1.5, 400_000)).mean()
    truth, hits = float(special.logit(share)), []
    for seed in range(1_000):
        left, right, won, items = played(seed, np.array([0.8, 0.0]), n_items=60, judges=4, shared=1.5)
        found = bradley_terry(left, right, won, n_systems=2, clusters=items, reference=1)
        hits.append(abs(found.value[0] - truth) < 2.0 * found.sandwich_error[0])
    assert np.mean(hits) > 0.93


@pytest.mark.parametrize(
    ("left", "right", "share"),
    [([0, 0], [1, 1], [1, 1]), ([0, 2], [1, 3], [0.5, 0.5]), ([], [], [])],
    ids=["one never lost", "two islands", "nothing"],
)
def test_strengths_are_undefined_where_nothing_ties_the_systems_together(
    left: list[int], right: list[int], share: list[float]
) -> None:
    assert bradley_terry(left, right, share, n_systems=4 if 2 in left else 2) is None


def test_a_tie_counts_half_for_each_side() -> None:
    tied = bradley_terry([0, 0, 0], [1, 1, 1], [0.5, 0.5, 1], n_systems=2)
    halves = bradley_terry([0] * 6, [1] * 6, [1, 0, 1, 0, 1, 1], n_systems=2)
    assert tied.value == pytest.approx(halves.value, abs=1e-9)


def test_the_reference_moves_every_strength_alike() -> None:
    left, right, won, items = played(3, np.array([0.0, 0.5, -1.0]), n_items=300)
    first = bradley_terry(left, right, won, n_systems=3, clusters=items)
    third = bradley_terry(left, right, won, n_systems=3, clusters=items, reference=2)
    assert third.value - third.value[0] == pytest.approx(first.value, abs=1e-9)
    with pytest.raises(InputError, match="system 5"):
        bradley_terry(left, right, won, n_systems=3, reference=5)


def lengthy(seed: int, n: int, *, intercept: float, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """Wins of a candidate whose answers are longer by 300 characters on average."""
    rng = np.random.default_rng(seed)
    apart = rng.normal(300.0, 500.0, n)
    share = special.expit(intercept + slope * np.tanh(apart / apart.std()))
    return (rng.random(n) < share).astype(float), apart


@pytest.mark.parametrize("slope", [0.0, 1.5, -0.8])
def test_a_planted_effect_of_length_is_found_and_taken_out(slope: float) -> None:
    won, apart = lengthy(5, 40_000, intercept=0.3, slope=slope)
    found = at_equal_length(won, apart)
    assert found.slope == pytest.approx(slope, abs=4 * found.slope_error)
    assert found.intercept == pytest.approx(0.3, abs=4 * found.intercept_error)
    assert found.win_rate == pytest.approx(special.expit(0.3), abs=0.015)
    assert (won.mean() - found.win_rate > 0.05) == (slope == 1.5)


def test_the_error_at_equal_length_is_the_spread_over_samples() -> None:
    made = [at_equal_length(*lengthy(seed, 400, intercept=0.3, slope=1.0)) for seed in range(300)]
    spread = np.std([each.intercept for each in made], ddof=1)
    assert np.mean([each.intercept_error for each in made]) == pytest.approx(spread, rel=0.12)


def test_rows_that_stand_twice_do_not_make_the_length_effect_surer() -> None:
    won, apart = lengthy(6, 200, intercept=0.2, slope=1.0)
    once = at_equal_length(won, apart)
    twice = at_equal_length(np.tile(won, 2), np.tile(apart, 2), clusters=np.tile(np.arange(200), 2))
    assert twice == pytest.approx(once)


@pytest.mark.parametrize(
    ("won", "apart"),
    [
        ([1, 1, 1, 1], [1, 2, 3, 4]),
        ([1, 0, 1, 0], [5, 5, 5, 5]),
        ([0, 0, 1, 1], [-2, -1, 1, 2]),
        ([1, 0], [1, 2]),
        ([], []),
    ],
    ids=["all won", "one length", "length decides all", "two rows", "nothing"],
)
def test_without_anything_to_compare_there_is_no_win_rate_at_equal_length(won: list[int], apart: list[int]) -> None:
    assert at_equal_length(won, apart) is None


def test_repetitions_are_of_one_judge_on_one_item() -> None:
    codes, judges, items = np.array([0, 0, 1, 1, 0, 1]), np.array([7, 7, 7, 8, 8, 7]), np.array([1, 1, 1, 1, 2, 3])
    share, where = same_again(codes, judges, items)
    assert (share.tolist(), where.tolist()) == ([pytest.approx(1 / 3)], [1])


def test_a_judge_who_repeats_at_random_repeats_half_of_two_answers() -> None:
    rng = np.random.default_rng(4)
    share, _ = same_again(rng.integers(0, 2, 30_000), np.zeros(30_000, int), np.repeat(np.arange(10_000), 3))
    assert share.mean() == pytest.approx(0.5, abs=0.02)


def test_order_kappa_of_rows_that_stand_twice_is_no_surer() -> None:
    rng = np.random.default_rng(3)
    first = rng.integers(0, 2, 80)
    second = np.where(rng.random(80) < 0.8, first, 1 - first)
    once = order_kappa(first, second, np.arange(80))
    twice = order_kappa(np.tile(first, 2), np.tile(second, 2), np.tile(np.arange(80), 2))
    assert (twice.value, twice.low, twice.high) == pytest.approx((once.value, once.low, once.high))


@pytest.mark.parametrize(
    ("first", "second", "items", "reason"),
    [
        ([0, 1], [0, 1], [4, 4], "one_item"),
        ([0, 0, 0], [0, 0, 0], [0, 1, 2], "single_label"),
        ([], [], [], "no_items"),
        ([0, 1, 0, 1], [0, 1, 1, 1], [0, 1, 2, 3], "few_varied_items"),
    ],
)
def test_order_kappa_has_a_reason_where_it_has_no_interval(
    first: list[int], second: list[int], items: list[int], reason: str
) -> None:
    found = order_kappa(np.array(first, int), np.array(second, int), np.array(items, int))
    assert (found.low, found.high, found.reason) == (None, None, reason)
