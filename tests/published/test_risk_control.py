"""Risk control: methods.md entry 15, after Bates et al. (2021), doi:10.1145/3478535, and Learn then test,
arXiv:2110.01052: Hoeffding-Bentkus p of an empirical risk of .05 against a true one of .1.
"""

import math

import pytest

from assay.stats.risk.bounds import exact_p, hoeffding_bentkus_p


def test_hoeffding_bentkus_of_fifty_errors_in_a_thousand() -> None:
    assert hoeffding_bentkus_p(50, 1000, 0.1) == pytest.approx(1.6297e-08, rel=5e-5)


def test_of_five_errors_in_a_hundred_the_exact_p_is_nearly_three_times_smaller() -> None:
    assert hoeffding_bentkus_p(5, 100, 0.1) == pytest.approx(0.156510, abs=5.1e-7)
    assert exact_p(5, 100, 0.1) == pytest.approx(0.057577, abs=5.1e-7)
    assert hoeffding_bentkus_p(5, 100, 0.1) / exact_p(5, 100, 0.1) == pytest.approx(math.e, abs=0.01)


def test_seven_errors_in_a_hundred_are_seven_though_the_rounded_share_says_eight() -> None:
    assert math.ceil(100 * (7 / 100)) == 8
    assert hoeffding_bentkus_p(7, 100, 0.1) == pytest.approx(min(1.0, math.e * exact_p(7, 100, 0.1)))
    assert hoeffding_bentkus_p(100 * (7 / 100), 100, 0.1) == hoeffding_bentkus_p(7, 100, 0.1)
