"""Quantiles with intervals between two values: published ranks, coverage, and samples that are too small."""

import numpy as np
import pytest
from scipy import stats

from assay.core.errors import InputError
from assay.stats.order_statistics import quantile_interval, woodruff_interval


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [(6, 1, 6), (10, 2, 9), (20, 6, 15), (25, 8, 18), (50, 18, 33)],
    ids=str,
)
def test_ranks_for_the_median_are_those_of_the_sign_test_tables(n: int, low: int, high: int) -> None:
    """Ranks that tables of the sign test print for a 95 % interval of the median."""
    found = quantile_interval(range(1, n + 1), 0.5, 0.025)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
@pytest.mark.parametrize("n", [5, 80, 400])
def test_the_ranks_err_no_more_than_asked_and_the_next_ones_would(n: int, share: float) -> None:
    found = quantile_interval(range(1, n + 1), share, 0.025)
    binomial = stats.binom(n, share)
    low = int(found.low or 0)
    assert binomial.cdf(low - 1) <= 0.025 < binomial.cdf(low)
    high = int(found.high or n + 1)
    assert binomial.sf(high - 1) <= 0.025
    assert high == 1 or binomial.sf(high - 2) > 0.025


def test_a_sample_too_small_has_no_end_there() -> None:
    assert quantile_interval(range(71), 0.95, 0.025).high is None
    assert quantile_interval(range(72), 0.95, 0.025).high is not None
    assert quantile_interval([7.0], 0.5, 0.025) == (7.0, None, None)


def test_values_of_clusters_have_a_wider_interval_and_the_same_value() -> None:
    values = np.arange(100.0)
    alone = woodruff_interval(values, 0.5, 0.025, n_effective=100.0, degrees=99.0)
    together = woodruff_interval(values, 0.5, 0.025, n_effective=20.0, degrees=19.0)
    assert alone.value == together.value == 49.0
    assert together.low is not None
    assert together.high is not None
    assert alone.low is not None
    assert alone.high is not None
    assert together.low < alone.low < alone.high < together.high


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="share"):
        quantile_interval([1.0, 2.0], 1.0, 0.025)


def test_of_independent_values_woodruffs_ends_are_near_the_exact_ones() -> None:
    values = np.arange(1.0, 1001.0)
    for share in (0.1, 0.5, 0.9):
        exact = quantile_interval(values, share, 0.025)
        near = woodruff_interval(values, share, 0.025, n_effective=1000.0, degrees=np.inf)
        assert near.low == pytest.approx(exact.low, abs=3.0)
        assert near.high == pytest.approx(exact.high, abs=3.0)
