"""What a gate looks at, now and with more items."""

import pytest

from assay.core.estimate import Rule, Spread
from assay.gates.measured import Measured, standard_error

STEPS = tuple(0.2 + index / 1000 for index in range(101))


@pytest.mark.parametrize(
    ("value", "spread", "error"),
    [
        pytest.param(0.8, Spread(Rule.WILSON, 0.03, 100.0), 0.03, id="as told"),
        pytest.param(0.8, Spread(Rule.WILSON, None, 100.0), 0.04, id="of a share of its units"),
        pytest.param(0.6, Spread(Rule.WILSON, None, 100.0, low=-1.0), 0.08, id="of a wider range"),
        pytest.param(0.25, Spread(Rule.REPLICATES, None, None, quantiles=STEPS), 0.0341345, id="of its replicates"),
        pytest.param(0.25, Spread(Rule.REPLICATES, None, None, quantiles=(0.25,)), 0.0, id="of one replicate"),
        pytest.param(0.25, Spread(Rule.NONE), None, id="not told"),
        pytest.param(2.0, Spread(Rule.STUDENT, None, 10.0, high=float("inf")), None, id="of no bounds"),
    ],
)
def test_standard_error_comes_from_what_the_spread_tells(value, spread, error):
    assert standard_error(value, spread) == (error if error is None else pytest.approx(error))


def test_four_times_the_items_halve_the_error():
    spread = Spread(Rule.STUDENT, 0.04, 100.0, 9.0, -1.0, 1.0)
    grown = Measured(0.5, spread, 100).grown(4.0, -1.0)
    assert (grown.n, grown.spread.standard_error, grown.spread.n_units) == (400, 0.02, 400.0)
    assert grown.spread.degrees == 39.0
    assert grown.value == pytest.approx(0.48)


def test_replicates_grow_towards_their_value():
    grown = Measured(0.25, Spread(Rule.REPLICATES, 0.03, 50.0, quantiles=STEPS), 50).grown(4.0, 1.0)
    assert grown.value == pytest.approx(0.25 + 0.015)
    assert grown.spread.quantiles[0] == pytest.approx(0.225 + 0.015)
    assert grown.spread.quantiles[-1] == pytest.approx(0.275 + 0.015)


def test_a_drifted_value_stays_in_its_range():
    assert Measured(0.99, Spread(Rule.WILSON, 0.05, 4.0), 4).grown(1.0, 3.0).value == 1.0


def test_without_an_interval_there_are_no_ends():
    nothing = Measured(0.5, Spread(Rule.NONE), 5)
    assert nothing.low(0.025) is nothing.high(0.025) is None
