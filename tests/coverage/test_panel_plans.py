"""Where a panel judged, corrected intervals hold the truth, the numbers are not off, and strata of agreement pay."""

import numpy as np
import pytest
from scipy.stats import binom
from tests.coverage.panel_plans import TRUTH, Found, replicates

TRUTHS = {**TRUTH, "difference": TRUTH["new"] - TRUTH["old"]}
LEAST_COVERAGE, RARE = 0.94, 1e-4


def check(found: list[Found]) -> None:
    for name, truth in TRUTHS.items():
        made = [each.pieces[name].estimate for each in found]
        assert all(each.interval is not None for each in made)
        held = sum(each.interval is not None and each.interval.low <= truth <= each.interval.high for each in made)
        assert held >= binom.ppf(RARE, len(made), LEAST_COVERAGE)
        values = np.array([each.value for each in made], float)
        assert abs(values.mean() - truth) <= 4.0 * values.std(ddof=1) / np.sqrt(values.size)


@pytest.mark.parametrize("right", [0.55, 0.85])
def test_intervals_hold_where_strata_tell_verdicts_and_agreement(right: float) -> None:
    found = [*replicates(60, right=right, seed=3)]
    assert min(each.strata for each in found) > 4
    check(found)


@pytest.mark.slow
@pytest.mark.parametrize("right", [0.55, 0.9])
@pytest.mark.parametrize("outputs", [80, 200])
def test_intervals_hold_often(right: float, outputs: int) -> None:
    check([*replicates(300, right=right, outputs=outputs, seed=4)])


@pytest.mark.slow
def test_knowing_how_far_the_panel_agrees_never_costs_precision() -> None:
    spreads = {
        of_panel: np.std(
            [each.pieces["new"].estimate.value for each in replicates(400, right=0.8, seed=5, of_panel=of_panel)]
        )
        for of_panel in (True, False)
    }
    assert spreads[True] <= 1.05 * spreads[False]
