"""How evenly somebody works: false alarms at or below the level for people, and scripts are found."""

import numpy as np
import pytest
from scipy import stats

from assay.stats.pace import Moments, log_seconds, spread_interval, times_as_fast


def test_the_interval_of_a_spread_is_the_chi_square_one() -> None:
    low, high = spread_interval(np.array([0.2, 0.5]), 30, 0.025)
    ends = stats.chi2(29).ppf([0.975, 0.025])
    assert low == pytest.approx(np.array([0.2, 0.5]) * np.sqrt(29 / ends[0]))
    assert high == pytest.approx(np.array([0.2, 0.5]) * np.sqrt(29 / ends[1]))
    assert spread_interval(0.0, 30, 0.025) == (0.0, 0.0)


@pytest.mark.parametrize("kind", ["lognormal", "gamma", "uniform"])
def test_people_who_spread_by_the_least_or_more_are_called_scripts_no_more_often_than_told(kind: str) -> None:
    rng, n, trials, least = np.random.default_rng(5), 50, 4_000, 0.3
    if kind == "gamma":
        shape = 11.6  # the logarithm of a gamma of this shape spreads by 0.3
        seconds = rng.gamma(shape, 1.0, (trials, n))
    elif kind == "uniform":
        seconds = np.exp(rng.uniform(0.0, least * np.sqrt(12.0), (trials, n)))
    else:
        seconds = rng.lognormal(2.0, least, (trials, n))
    spread = log_seconds(seconds).std(axis=1, ddof=1)
    alarms = float((spread_interval(spread, n, 0.025).high < least).mean())
    assert alarms <= 0.025 + 3 * (0.025 * 0.975 / trials) ** 0.5


def test_a_script_that_waits_two_to_three_seconds_is_found() -> None:
    rng = np.random.default_rng(6)
    spread = log_seconds(rng.uniform(2.0, 3.0, (500, 50))).std(axis=1, ddof=1)
    assert float((spread_interval(spread, 50, 0.025).high < 0.3).mean()) > 0.99


def test_a_change_of_pace_is_welchs() -> None:
    rng = np.random.default_rng(7)
    before, now = rng.normal(3.0, 0.6, 80), rng.normal(2.0, 0.4, 40)
    moments = [Moments(np.array([each.size * 1.0]), np.array([each.mean()]), np.array([each.var(ddof=1)]))
               for each in (before, now)]  # fmt: skip
    value, (low, high) = times_as_fast(*moments, 0.025)
    welch = stats.ttest_ind(before, now, equal_var=False).confidence_interval(0.95)
    assert value[0] == pytest.approx(np.exp(before.mean() - now.mean()))
    assert (low[0], high[0]) == pytest.approx((np.exp(welch.low), np.exp(welch.high)))
