"""Rogan and Gladen's correction: printed values and the best mix of a calibration."""

import numpy as np
import pytest

from assay.stats.mixed.transported import CARRIES_TOO_LITTLE, best_positive_share, rogan_gladen


def test_share_of_a_judge_with_error_rates_from_elsewhere() -> None:
    """Lee et al. (2025), arXiv:2511.21140, code UW-Madison-Lee-Lab/LLM-judge-reporting @082884d."""
    found = rogan_gladen(0.80, 1000, sensitivity=0.90, n_positive=100, specificity=0.85, n_negative=100)
    assert found.value == pytest.approx(0.866667, abs=5e-7)
    assert (round(found.low, 4), round(found.high, 4)) == (0.7982, 0.9581)
    assert round((found.low + found.high) / 2, 4) == pytest.approx(0.8782, abs=1.1e-4)  # .8731 + .0051


def test_standard_error_by_the_delta_method() -> None:
    """Rogan and Gladen (1978), doi:10.1093/oxfordjournals.aje.a112510: p .62 of 2000, .9 of 200, .8 of 200.

    var = (.62 x .38 / 2000 + .36 x .09 / 200 + .16 x .16 / 200) / .49 = .00083230
    """
    found = rogan_gladen(0.62, 2000, sensitivity=0.9, n_positive=200, specificity=0.8, n_negative=200)
    assert (round(found.value, 4), round(found.standard_error, 6)) == (0.6, 0.028849)


def test_best_mix_of_a_calibration_is_where_the_variance_is_least() -> None:
    """Their rule for q0, q1 near 1 puts .766 of the items on the positive side; the least variance is at .845."""
    theta, q1, q0 = 0.866667, 0.90, 0.85
    mix = np.linspace(0.01, 0.99, 9801)
    variance = theta**2 * q1 * (1 - q1) / mix + (1 - theta) ** 2 * q0 * (1 - q0) / (1 - mix)
    approximate = 1 / (1 + (1 / 0.80 - 1) * np.sqrt((1 - q0) / (1 - q1)))
    assert round(approximate, 3) == 0.766
    assert round(best_positive_share(theta, sensitivity=q1, specificity=q0), 3) == 0.845
    assert mix[np.argmin(variance)] == pytest.approx(0.845, abs=5e-4)


def test_a_judge_that_carries_too_little_gives_no_value() -> None:
    found = rogan_gladen(0.5, 1000, sensitivity=0.55, n_positive=100, specificity=0.6, n_negative=100)
    assert (found.value, found.low, found.reason) == (None, None, CARRIES_TOO_LITTLE)
