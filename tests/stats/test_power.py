"""Items needed and power: against statsmodels, and against playing the game many times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import power_proportions_2indep

from assay.core.errors import InputError
from assay.stats.clusters import design_effect
from assay.stats.enumeration import McNemarTest, NoMoreThanTest, WilsonThresholdTest
from assay.stats.paired import mcnemar
from assay.stats.power.groups import TwoProportionsTest
from assay.stats.power.paired import ConnorTest, MeanDifferenceTest, NonInferiorityTest
from assay.stats.power.search import Powered, items_needed, smallest_effect
from assay.stats.proportion import CORRECTED_FROM, QUARTER_STEP, wilson_interval, zero_failure_n

CASES = {
    "mean difference": (MeanDifferenceTest(1 / 9, 1 / 6, 1 / 6, 4, 2), 0.03),
    "connor": (ConnorTest(0.13), 0.03),
    "mcnemar mid-p": (McNemarTest(0.2), -0.08),
    "mcnemar exact": (McNemarTest(0.2, "exact"), 0.08),
    "non-inferiority": (NonInferiorityTest(0.1, 0.02), -0.002),
    "two proportions": (TwoProportionsTest(0.85), 0.05),
    "two proportions unpooled": (TwoProportionsTest(0.85, "unpooled"), 0.05),
    "two proportions arcsine": (TwoProportionsTest(0.85, "arcsine"), 0.05),
    "wilson at least": (WilsonThresholdTest(0.9), 0.94),
    "wilson at most": (WilsonThresholdTest(0.1, at_least=False), 0.05),
    "no more than": (NoMoreThanTest(0.05), 0.01),
}


@pytest.mark.parametrize(("test", "effect"), CASES.values(), ids=CASES)
def test_items_needed_are_the_fewest_from_which_power_lasts(test: Powered, effect: float) -> None:
    answer = items_needed(test, effect)
    assert answer.test == test.name
    assert test.power(answer.n_items, effect) >= 0.8
    assert test.power(answer.n_items - 1, effect) < 0.8
    assert all(test.power(answer.n_items + more, effect) >= 0.8 for more in range(3 * test.ripple + 3))


@pytest.mark.parametrize(("test", "effect"), CASES.values(), ids=CASES)
def test_the_smallest_effect_is_found_with_the_power_asked_for_and_nothing_smaller_is(
    test: Powered, effect: float
) -> None:
    found = smallest_effect(test, 700).effect
    nearer = found + (test.null - found) * 1e-3
    assert test.power(700, found) >= 0.8 - 1e-9
    assert test.power(700, nearer) < 0.8


@pytest.mark.parametrize(("test", "effect"), CASES.values(), ids=CASES)
def test_more_power_and_clusters_need_more_items(test: Powered, effect: float) -> None:
    plain = items_needed(test, effect)
    assert items_needed(test, effect, power=0.9).n_items > plain.n_items
    clustered = items_needed(test, effect, design_effect=design_effect(5, 0.3))
    assert clustered.n_items == pytest.approx(2.2 * plain.n_items, abs=1)
    assert smallest_effect(test, clustered.n_items, design_effect=2.2).effect == pytest.approx(
        smallest_effect(test, plain.n_items).effect, rel=0.05
    )


@pytest.mark.parametrize(
    ("test", "effect"),
    [
        (ConnorTest(0.13), 0.0),
        (NonInferiorityTest(0.1, 0.02), -0.03),
        (WilsonThresholdTest(0.9), 0.88),
        (WilsonThresholdTest(0.1, at_least=False), 0.12),
        (NoMoreThanTest(0.05), 0.06),
    ],
)
def test_an_effect_that_does_not_pass_needs_no_number_of_items(test: Powered, effect: float) -> None:
    with pytest.raises(InputError, match="items would not show") as caught:
        items_needed(test, effect, most=200_000)
    assert caught.value.code == "stats.out_of_reach"


def test_two_items_show_nothing() -> None:
    with pytest.raises(InputError, match="2 items show no effect at all"):
        smallest_effect(McNemarTest(0.1), 2)


def test_a_difference_larger_than_the_discordance_is_refused() -> None:
    with pytest.raises(InputError, match=r"cannot come from a discordance of 0\.05"):
        items_needed(ConnorTest(0.05), 0.06)


@pytest.mark.parametrize("form", ["mid_p", "exact", "chi2", "chi2_corrected"])
@pytest.mark.parametrize(("n", "psi", "effect"), [(25, 0.4, 0.25), (60, 0.3, 0.15)])
def test_mcnemar_power_is_that_of_all_tables(form: str, n: int, psi: float, effect: float) -> None:
    """Every pair (b, c) with its trinomial chance, tested one by one."""
    b, c = (grid.ravel() for grid in np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij"))
    b, c = b[b + c <= n], c[b + c <= n]
    chance = stats.multinomial.pmf(
        np.stack([b, c, n - b - c], axis=1), n, [(psi + effect) / 2, (psi - effect) / 2, 1 - psi]
    )
    p_value = getattr(mcnemar(b, c), {"chi2": "chi2_p", "chi2_corrected": "corrected_p"}.get(form, form))
    expected = chance[p_value <= 0.05].sum()
    assert McNemarTest(psi, form).power(n, effect) == pytest.approx(expected, abs=1e-9)


def test_connor_agrees_with_playing() -> None:
    rng, n = np.random.default_rng(2), items_needed(ConnorTest(0.15), 0.05).n_items
    b, c, _ = rng.multinomial(n, [0.10, 0.05, 0.85], size=20_000).T
    assert (mcnemar(b, c).chi2_p <= 0.05).mean() == pytest.approx(0.8, abs=0.015)


@given(baseline=st.floats(0.1, 0.85), effect=st.floats(0.02, 0.1), n=st.integers(50, 3000))
def test_two_proportions_agree_with_statsmodels(baseline: float, effect: float, n: int) -> None:
    """One-sided at half the error: the two-sided power of statsmodels also counts significance the wrong way round."""
    oracle = power_proportions_2indep(effect, baseline, n, alpha=0.025, alternative="larger", return_results=True)
    assert TwoProportionsTest(baseline).power(n, effect) == pytest.approx(float(oracle.power), abs=1e-9)


@given(n=st.integers(1, 300), threshold=st.floats(0.05, 0.95), share=st.floats(0.01, 0.99), at_least=st.booleans())
def test_wilson_power_sums_the_counts_whose_interval_passes(
    n: int, threshold: float, share: float, at_least: bool
) -> None:
    k = np.arange(n + 1)
    low, high = wilson_interval(k / n, n, 0.025, correction=QUARTER_STEP / n if n >= CORRECTED_FROM else 0.0)
    passes = low >= threshold + 1e-12 if at_least else high <= threshold - 1e-12
    expected = stats.binom.pmf(k, n, share)[passes].sum()
    test = WilsonThresholdTest(threshold, at_least=at_least)
    if np.abs(np.concatenate([low, high]) - threshold).min() > 1e-9:
        assert test.power(n, share) == pytest.approx(expected, abs=1e-9)


@given(rate=st.floats(0.005, 0.5))
def test_zero_failures_are_first_allowed_at_the_certifying_number(rate: float) -> None:
    n = zero_failure_n(rate, 0.95)
    test = NoMoreThanTest(rate)
    assert test.failures_allowed(n + 1) is not None
    assert n < 3 or test.failures_allowed(n - 2) is None
    assert test.power(n + 1, 0.0) == 1.0


def test_power_with_zero_failures_is_the_chance_of_none() -> None:
    test = NoMoreThanTest(0.01)
    assert test.failures_allowed(300) == 0
    assert test.power(300, 0.002) == pytest.approx(0.998**300)


def test_large_plans_stay_quick() -> None:
    assert 0.79 < McNemarTest(0.1).power(items_needed(ConnorTest(0.1), 0.002).n_items, 0.002) < 0.81
