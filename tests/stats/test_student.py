"""Student intervals against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assay.core.errors import InputError
from assay.stats.student import student_interval


@given(
    value=st.floats(-5, 5), error=st.floats(0.01, 3), degrees=st.floats(0.5, 500), side_alpha=st.floats(0.0005, 0.25)
)
def test_student_interval_equals_scipy(value: float, error: float, degrees: float, side_alpha: float) -> None:
    oracle = stats.t.interval(1 - 2 * side_alpha, degrees, loc=value, scale=error)
    np.testing.assert_allclose(student_interval(value, error, side_alpha, degrees), oracle, rtol=1e-7, atol=1e-7)


def test_without_degrees_or_with_infinitely_many_the_quantile_is_normal() -> None:
    normal = student_interval([1.0, 2.0], 0.5, 0.025)
    np.testing.assert_allclose(normal.high, [1.979982, 2.979982], atol=1e-6)
    np.testing.assert_allclose(student_interval([1.0, 2.0], 0.5, 0.025, np.inf), normal, atol=1e-12)


def test_a_standard_error_of_zero_gets_no_interval() -> None:
    with pytest.raises(InputError, match="standard_error is 0"):
        student_interval([0.1, 0.2], [0.1, 0.0], 0.025)
