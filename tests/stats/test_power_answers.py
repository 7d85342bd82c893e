"""Items, power and effect for clusters, slices, a machine judge and claims without failures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize, samplesize_proportions_2indep_onetail

from assay.core.errors import InputError
from assay.stats.clusters import design_effect
from assay.stats.mixed.prediction_powered import effective_n
from assay.stats.power.answer import MOST_ITEMS, answered, in_every_slice
from assay.stats.power.groups import TwoProportionsTest
from assay.stats.power.paired import ConnorTest, MeanDifferenceTest
from assay.stats.power.search import items_needed
from assay.stats.power.worth import Worth, unequal_design_effect
from assay.stats.power.zero_failure import zero_failure

CONNOR = ConnorTest(0.13)
WORTHS = {
    "plain": Worth(),
    "clusters": Worth(design_effect=2.2),
    "slice": Worth(share=0.1),
    "machine": Worth(correlation=0.9, machine_items=20_000),
    "all": Worth(1.5, 0.25, 0.6, 5_000),
}


@given(
    wanted=st.integers(1, 10**6),
    rho=st.floats(0, 1),
    machine=st.integers(0, 10**6),
    factor=st.floats(1, 20),
    share=st.floats(0.001, 1),
)
def test_items_are_the_fewest_worth_what_is_wanted(
    wanted: int, rho: float, machine: int, factor: float, share: float
) -> None:
    worth = Worth(factor, share, rho, machine)
    n = worth.items(wanted)
    assert worth.independent(n) >= wanted * (1 - 1e-6)
    assert n == 1 or worth.independent(n - 1) < wanted * (1 + 1e-6)


def test_a_machine_judge_multiplies_labels_as_the_formula_says() -> None:
    """methods.md (11): rho = .9 and N/n = 20 is worth 4.375 times, rho = .5 1.3125 times."""
    assert Worth(correlation=0.9, machine_items=2000).independent(100) == pytest.approx(437.5)
    assert Worth(correlation=0.5, machine_items=2000).independent(100) == pytest.approx(131.25)
    assert Worth(correlation=0.9, machine_items=2000).independent(100) == pytest.approx(effective_n(100, 2000, 0.9))
    assert Worth(correlation=-0.9, machine_items=2000).independent(100) == 100


def test_unequal_clusters_count_as_kish_says() -> None:
    sizes = np.asarray([2, 3, 5, 10])
    cv = float(sizes.std() / sizes.mean())
    weighted = float((sizes**2).sum() / sizes.sum())
    assert unequal_design_effect(float(sizes.mean()), 0.3, cv) == pytest.approx(design_effect(weighted, 0.3))
    assert unequal_design_effect(5, 0.3) == pytest.approx(2.2)


@pytest.mark.parametrize("worth", WORTHS.values(), ids=WORTHS)
def test_the_three_directions_agree(worth: Worth) -> None:
    by_effect = answered(CONNOR, worth, n=None, effect=0.03, power=0.8)
    by_items = answered(CONNOR, worth, n=by_effect.n, effect=0.03, power=0.8)
    assert by_items.power == by_effect.power >= 0.8
    assert answered(CONNOR, worth, n=by_effect.n - 1, effect=0.03, power=0.8).power < 0.8005
    assert answered(CONNOR, worth, n=by_effect.n, effect=None, power=0.8).effect == pytest.approx(0.03, rel=2e-3)


def test_every_slice_answers_at_the_items_of_the_smallest() -> None:
    slices = (("de", 0.2), ("fr", 0.1))
    found = in_every_slice(CONNOR, Worth(), slices, n=None, effect=0.03, power=0.8)
    assert {each.n for each in found} == {11_320}
    assert [each.n_independent for each in found] == [2264, 1132]
    assert all(each.power >= 0.8 for each in found)


def test_more_than_a_thousand_million_items_are_refused() -> None:
    with pytest.raises(InputError, match="would be needed, more than 1,000,000,000") as caught:
        answered(ConnorTest(0.1), Worth(share=0.001), n=None, effect=0.0005, power=0.8)
    assert caught.value.code == "stats.out_of_reach"
    assert MOST_ITEMS == 10**9
    with pytest.raises(InputError, match="items would not show"):
        answered(ConnorTest(0.1), Worth(), n=None, effect=1e-5, power=0.8)


def test_two_groups_need_what_statsmodels_says() -> None:
    arcsine = NormalIndPower().solve_power(proportion_effectsize(0.88, 0.85), alpha=0.05, power=0.8)
    assert items_needed(TwoProportionsTest(0.85, "arcsine"), 0.03).n_items == math.ceil(arcsine)
    pooled = samplesize_proportions_2indep_onetail(0.03, 0.85, 0.8, ratio=1, alpha=0.05)
    assert items_needed(TwoProportionsTest(0.85), 0.03).n_items == math.ceil(float(pooled))


def test_means_need_what_a_z_test_of_statsmodels_says() -> None:
    test = MeanDifferenceTest(1 / 9, 1 / 6, 1 / 6, 10, 10)
    n = NormalIndPower(ddof=0).solve_power(0.03 / math.sqrt(test.variance), alpha=0.05, power=0.8, ratio=0)
    assert items_needed(test, 0.03).n_items == math.ceil(n)


@pytest.mark.parametrize(("rate", "n"), [(0.10, 29), (0.05, 59), (0.02, 149), (0.01, 299)])
def test_claims_without_failure_in_three_directions(rate: float, n: int) -> None:
    """methods.md (3)."""
    assert zero_failure(rate=rate).n == n
    assert zero_failure(n=n).rate <= rate < zero_failure(n=n - 1).rate
    assert 1 - (1 - rate) ** (n - 1) < 0.95 <= (zero_failure(n=n, rate=rate).confidence)
    assert zero_failure(n=300).rate == pytest.approx(0.0099361, abs=5e-8)
    assert zero_failure(n=n, true_rate=0.001).chance == pytest.approx(0.999**n)
    assert zero_failure(n=n, true_rate=1.0).chance == 0.0


def test_a_claim_without_items_or_rate_is_refused() -> None:
    with pytest.raises(InputError):
        zero_failure(confidence=0.9)
