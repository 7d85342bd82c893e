"""Intervals of a proportion: printed values.

Wilson (0.49016, 0.94332) and Clopper-Pearson (0.44390, 0.97479) for 8 of 10: methods.md entry 3.
Newcombe (1998), Two-sided confidence intervals for the single proportion: comparison of seven methods,
Stat. Med. 17:857-872, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I:
81/263, 15/148, 0/20 and 1/29, score method (3), the same with continuity correction (4) and exact method (5).
"""

import numpy as np
import pytest

from assay.stats.clusters import design_effect
from assay.stats.proportion import clopper_pearson, upper_bound_exact, wilson_interval, zero_failure_n

NEWCOMBE_SCORE = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0, 0.1611),
    (1, 29): (0.0061, 0.1718),
}
NEWCOMBE_CORRECTED = {
    (81, 263): (0.2535, 0.3682),
    (15, 148): (0.0598, 0.1644),
    (0, 20): (0.0, 0.2005),
    (1, 29): (0.0018, 0.1963),
}
NEWCOMBE_EXACT = {
    (81, 263): (0.2527, 0.3676),
    (15, 148): (0.0578, 0.1617),
    (0, 20): (0.0, 0.1684),
    (1, 29): (0.0009, 0.1776),
}


@pytest.mark.parametrize(("case", "printed"), NEWCOMBE_SCORE.items())
def test_wilson_is_newcombes_score_interval(case: tuple[int, int], printed: tuple[float, float]) -> None:
    k, n = case
    np.testing.assert_allclose(wilson_interval(k / n, n, 0.025), printed, atol=5.1e-5)


@pytest.mark.parametrize(("case", "printed"), NEWCOMBE_CORRECTED.items())
def test_half_a_step_is_newcombes_continuity_correction(case: tuple[int, int], printed: tuple[float, float]) -> None:
    k, n = case
    np.testing.assert_allclose(wilson_interval(k / n, n, 0.025, correction=0.5 / n), printed, atol=5.1e-5)


@pytest.mark.parametrize(("case", "printed"), NEWCOMBE_EXACT.items())
def test_clopper_pearson_is_newcombes_exact_interval(case: tuple[int, int], printed: tuple[float, float]) -> None:
    np.testing.assert_allclose(clopper_pearson(*case, 0.025), printed, atol=5.1e-5)


def test_eight_of_ten() -> None:
    np.testing.assert_allclose(wilson_interval(0.8, 10, 0.025), (0.49016, 0.94332), atol=5e-6)
    np.testing.assert_allclose(clopper_pearson(8, 10, 0.025), (0.44390, 0.97479), atol=5e-6)


@pytest.mark.parametrize(("rate", "n"), [(0.10, 29), (0.05, 59), (0.02, 149), (0.01, 299)])
def test_items_without_failure_that_certify_a_rate(rate: float, n: int) -> None:
    assert zero_failure_n(rate, 0.95) == n


def test_no_failure_in_three_hundred() -> None:
    """One-sided 0.99361 %, two-sided 1.2221 % ("rule of three": 1 %); 0 of 30 proves less than 9.5 %."""
    assert float(upper_bound_exact(0, 300, 0.05)) == pytest.approx(0.0099361, abs=5e-8)
    assert float(upper_bound_exact(0, 300, 0.025)) == pytest.approx(0.012221, abs=5e-7)
    assert float(upper_bound_exact(0, 30, 0.05)) == pytest.approx(0.095, abs=5e-4)


def test_five_items_a_cluster_with_correlation_three_tenths_cost_more_than_double() -> None:
    """methods.md entry 4: DEFF 2.2."""
    assert design_effect(5, 0.3) == pytest.approx(2.2)
