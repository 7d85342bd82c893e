"""The interval of a paired difference with two pseudo-units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assay.stats.paired import adjusted_difference_interval


def bonett_price(n12: int, n21: int, n: int, side_alpha: float) -> tuple[float, float]:
    """Equation 4 of Bonett and Price (2012), doi:10.3102/1076998611411915."""
    p12, p21 = (n12 + 1) / (n + 2), (n21 + 1) / (n + 2)
    half = stats.norm.isf(side_alpha) * np.sqrt((p12 + p21 - (p12 - p21) ** 2) / (n + 2))
    return p12 - p21 - half, p12 - p21 + half


@given(b=st.integers(0, 40), c=st.integers(0, 40), agree=st.integers(0, 200), side_alpha=st.floats(0.001, 0.2))
def test_for_paired_accuracy_it_is_bonett_and_price(b: int, c: int, agree: int, side_alpha: float) -> None:
    n = max(b + c + agree, 1)
    units = np.repeat([1.0, -1.0, 0.0], [b, c, n - b - c])
    ends = adjusted_difference_interval(units.mean(), units.std() / np.sqrt(n), n, side_alpha)
    np.testing.assert_allclose(ends, bonett_price(b, c, n, side_alpha), atol=1e-12)


@given(d=st.floats(-1, 1), n=st.floats(0.5, 1e5), degrees=st.floats(1, 1e5))
def test_without_variance_it_still_has_a_width_that_mirrors(d: float, n: float, degrees: float) -> None:
    low, high = adjusted_difference_interval(d, 0.0, n, 0.025, degrees)
    assert low < high
    mirrored = adjusted_difference_interval(-d, 0.0, n, 0.025, degrees)
    np.testing.assert_allclose((mirrored.low, mirrored.high), (-high, -low), atol=1e-12)


def test_many_units_leave_the_plain_interval() -> None:
    ends = adjusted_difference_interval(0.1, 0.001, 1e6, 0.025)
    np.testing.assert_allclose(ends, (0.1 - 0.00196, 0.1 + 0.00196), atol=1e-5)


def test_it_takes_arrays() -> None:
    ends = adjusted_difference_interval([0.1, 0.2], [0.01, 0.02], [100.0, 50.0], 0.025, [9.0, np.inf])
    alone = adjusted_difference_interval(0.1, 0.01, 100, 0.025, 9)
    assert ends.low.shape == (2,)
    assert float(ends.low[0]) == pytest.approx(float(alone.low))
