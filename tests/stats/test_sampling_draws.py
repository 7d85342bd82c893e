"""Draws: each item with its probability, in random order, the same from the same tickets."""

import numpy as np
import pytest
from scipy import stats

from assay.core.errors import InputError
from assay.stats.sampling.active import lure_weights
from assay.stats.sampling.draws import draw_simple, draw_stratified
from assay.stats.sampling.unequal import draw_unequal, inclusion_probabilities


def test_a_larger_simple_sample_begins_with_the_smaller_one() -> None:
    tickets = np.random.default_rng(1).random(100)
    assert draw_simple(tickets, 60)[:25].tolist() == draw_simple(tickets, 25).tolist()


def test_each_stratum_gives_what_it_should() -> None:
    random = np.random.default_rng(2)
    strata = random.integers(0, 3, 90)
    found = draw_stratified(random.random(90), strata, [5, 7, 2])
    assert np.bincount(strata[found]).tolist() == [5, 7, 2]
    assert np.unique(found).size == 14


def test_any_beginning_of_the_order_holds_about_the_same_share_of_each_stratum() -> None:
    random = np.random.default_rng(3)
    strata = np.repeat([0, 1, 2], 100)
    drawn = strata[draw_stratified(random.random(300), strata, [60, 30, 10])]
    for done in range(1, 101):
        assert np.abs(np.bincount(drawn[:done], minlength=3) - done * np.asarray([0.6, 0.3, 0.1])).max() <= 1.0


def test_every_set_of_a_simple_sample_is_equally_likely() -> None:
    random = np.random.default_rng(4)
    counts = np.zeros((5, 5))
    for _ in range(4000):
        first, second = sorted(draw_simple(random.random(5), 2).tolist())
        counts[first, second] += 1
    assert stats.chisquare(counts[np.triu_indices(5, 1)]).pvalue > 0.001


def test_inclusion_probabilities_are_proportional_but_for_the_certain() -> None:
    found = inclusion_probabilities([1.0, 2.0, 3.0, 4.0, 100.0, 50.0], 4)
    assert found[4:].tolist() == [1.0, 1.0]
    np.testing.assert_allclose(found[:4], 2 * np.asarray([1, 2, 3, 4]) / 10)
    assert found.sum() == pytest.approx(4)


def test_equal_sizes_are_a_simple_sample() -> None:
    np.testing.assert_allclose(inclusion_probabilities([3.0] * 8, 2), 0.25)


def test_all_items_are_certain_when_all_are_asked_for() -> None:
    assert inclusion_probabilities([1.0, 5.0, 2.0], 3).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("n", [1, 7, 15])
def test_an_item_is_drawn_as_often_as_its_probability_says(n: int) -> None:
    random = np.random.default_rng(n)
    probability = inclusion_probabilities(random.lognormal(0.0, 1.0, 24), n)
    counts, runs = np.zeros(24), 4000
    for _ in range(runs):
        found = draw_unequal(probability, random.random(24), random.random(24))
        assert found.size == n
        counts[found] += 1
    uncertain = probability < 1.0
    expected = runs * probability[uncertain]
    # the drawn are negatively dependent: the sum is at most chi-square with as many degrees as there are items
    distance = ((counts[uncertain] - expected) ** 2 / (expected * (1.0 - probability[uncertain]))).sum()
    assert stats.chi2.sf(distance, uncertain.sum()) > 0.001
    assert (counts[~uncertain] == runs).all()


def test_pairs_are_drawn_less_often_than_independent_ones() -> None:
    random = np.random.default_rng(5)
    probability = inclusion_probabilities(random.lognormal(0.0, 0.5, 8), 3)
    both, runs = np.zeros((8, 8)), 8000
    for _ in range(runs):
        found = draw_unequal(probability, random.random(8), random.random(8))
        both[np.ix_(found, found)] += 1
    pairs = np.triu_indices(8, 1)
    independent = np.outer(probability, probability)[pairs]
    assert (both[pairs] / runs <= independent + 4.0 * np.sqrt(independent / runs)).all()


def test_sizes_of_nothing_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        inclusion_probabilities([1.0, 0.0], 1)
    assert caught.value.code == "stats.out_of_range"


def test_active_evaluation_is_right_on_average() -> None:
    """N = 8 losses, M = 4 steps that draw in proportion to a guess among those left; 6,000 runs."""
    random = np.random.default_rng(6)
    loss, guess = random.random(8), random.uniform(0.2, 1.0, 8)
    values = []
    for _ in range(6000):
        left, chances, losses = list(range(8)), [], []
        for _ in range(4):
            shares = guess[left] / guess[left].sum()
            place = int(random.choice(len(left), p=shares))
            chances.append(float(shares[place]))
            losses.append(loss[left.pop(place)])
        values.append(float((lure_weights(chances, 8) * losses).mean()))
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert abs(np.mean(values) - loss.mean()) < 3.0 * error


def test_weights_are_one_where_all_that_were_left_were_equally_likely() -> None:
    np.testing.assert_allclose(lure_weights([1 / 9, 1 / 8, 1 / 7], 9), 1.0)
    assert lure_weights([0.2, 0.9], 2).tolist() == [1.0, 1.0]
