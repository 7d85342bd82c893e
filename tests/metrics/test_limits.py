"""One rule from spread to interval, for one number and for many, and its inverse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.core.estimate import Rule, Spread
from assay.metrics.limits import limits, side_p_value

QUANTILES = tuple(np.linspace(0.02, 0.11, 201).tolist())
SPREADS = {
    "wilson": (0.8, Spread(Rule.WILSON, 0.13, 10.0)),
    "wilson of whole counts": (0.8, Spread(Rule.WILSON, 0.05, 60.0, correction=0.25 / 60)),
    "wilson of clusters": (0.8, Spread(Rule.WILSON, 0.13, 10.0, 9.0)),
    "wilson on -1 to 1": (0.3, Spread(Rule.WILSON, 0.1, 80.0, 40.0, low=-1.0)),
    "student": (0.5, Spread(Rule.STUDENT, 0.1, 30.0, 29.0, high=36.0)),
    "paired": (0.02, Spread(Rule.PAIRED, 0.01, 400.0, None, low=-1.0)),
    "paired on -2 to 2": (-0.1, Spread(Rule.PAIRED, 0.05, 400.0, 50.0, low=-2.0, high=2.0)),
    "replicates": (0.06, Spread(Rule.REPLICATES, 0.02, 100.0, None, quantiles=QUANTILES)),
}


def test_wilson_gives_the_published_interval_of_eight_in_ten() -> None:
    found = limits(0.8, Spread(Rule.WILSON, 0.1, 10.0), 0.025)
    assert found is not None
    assert found == pytest.approx((0.49016, 0.94332), abs=5e-6)


@pytest.mark.parametrize("name", SPREADS)
def test_a_higher_level_gives_a_wider_interval_that_holds_the_value(name: str) -> None:
    value, spread = SPREADS[name]
    before = None
    for side_alpha in (0.2, 0.05, 0.025, 0.005, 0.0005):
        found = limits(value, spread, side_alpha)
        assert found is not None
        assert spread.low <= found.low < found.high <= spread.high
        assert found.low <= value <= found.high
        if before is not None:
            assert found.low <= before.low
            assert found.high >= before.high
        before = found


@pytest.mark.parametrize("name", SPREADS)
@pytest.mark.parametrize("side_alpha", [0.1, 0.025, 0.01])
def test_the_one_sided_p_of_an_end_is_the_error_of_that_end(name: str, side_alpha: float) -> None:
    value, spread = SPREADS[name]
    found = limits(value, spread, side_alpha)
    assert found is not None
    assert side_p_value(value, spread, found.low, "lower") == pytest.approx(side_alpha, rel=1e-6)
    assert side_p_value(value, spread, found.high, "upper") == pytest.approx(side_alpha, rel=1e-6)


@given(st.floats(0, 1), st.floats(1.5, 1e6), st.floats(0.001, 0.2), st.floats(0.0, 1.0))
def test_p_is_at_most_alpha_exactly_when_the_end_reaches_the_threshold(
    value: float, n: float, side_alpha: float, threshold: float
) -> None:
    spread = Spread(Rule.WILSON, 0.1, n)
    found = limits(value, spread, side_alpha)
    p = side_p_value(value, spread, threshold, "lower")
    assert found is not None
    assert p is not None
    if abs(p - side_alpha) > 1e-9 and abs(found.low - threshold) > 1e-12:
        assert (p <= side_alpha) == (found.low >= threshold)


def test_a_spread_without_rule_allows_no_interval_and_no_p() -> None:
    assert limits(0.5, Spread(Rule.NONE), 0.025) is None
    assert side_p_value(0.5, Spread(Rule.NONE), 0.4, "lower") is None


def test_a_side_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="no side 'left'"):
        side_p_value(0.5, Spread(Rule.WILSON, 0.1, 10.0), 0.4, "left")


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_value_at_an_end_of_its_range_still_has_a_wide_interval(value: float) -> None:
    found = limits(value, Spread(Rule.WILSON, 0.0, 30.0), 0.025)
    assert found is not None
    assert found.high - found.low > 0.1


def test_thresholds_beyond_the_range_are_always_or_never_reached() -> None:
    value, spread = SPREADS["wilson"]
    assert side_p_value(value, spread, 0.0, "lower") == pytest.approx(0.0, abs=1e-200)
    assert side_p_value(value, spread, 1.0, "lower") == 1.0
    assert math.isclose(side_p_value(value, spread, 0.8, "lower") or 0.0, 0.5)
