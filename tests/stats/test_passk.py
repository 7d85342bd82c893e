"""Several attempts at one item: against counting all draws, and against simulation."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.stats.passk import AttemptVariance, attempt_variance, interval_share_left, pass_at_k, pass_hat_k


@given(n=st.integers(1, 8), data=st.data())
def test_both_count_all_ways_to_draw_k_attempts(n: int, data: st.DataObject) -> None:
    c, k = data.draw(st.integers(0, n)), data.draw(st.integers(1, n))
    outcomes = [True] * c + [False] * (n - c)
    draws = list(combinations(outcomes, k))
    assert float(pass_at_k(n, c, k)) == pytest.approx(np.mean([any(draw) for draw in draws]))
    assert float(pass_hat_k(n, c, k)) == pytest.approx(np.mean([all(draw) for draw in draws]))


def test_many_items_are_one_call() -> None:
    np.testing.assert_allclose(pass_hat_k([8, 10, 4], [6, 10, 0], 2), [15 / 28, 1.0, 0.0])


def test_fewer_attempts_than_k_are_refused() -> None:
    with pytest.raises(InputError, match="An item has 3 attempts"):
        pass_at_k([8, 3], [1, 1], 4)


def test_more_passes_than_attempts_are_refused() -> None:
    with pytest.raises(InputError, match="passed 5 of 4"):
        pass_hat_k(4, 5, 1)


def test_the_parts_of_the_variance_are_found_again() -> None:
    """Item shares Beta(3, 1): variance 3 / 80, mean of p (1 - p) 3 / 20."""
    rng = np.random.default_rng(5)
    share = rng.beta(3, 1, 40_000)
    found = attempt_variance(np.full(40_000, 4), rng.binomial(4, share))
    assert found.between == pytest.approx(3 / 80, abs=0.002)
    assert found.within == pytest.approx(3 / 20, abs=0.002)


def test_more_attempts_cut_the_interval_by_the_part_within_items_only() -> None:
    """Miller (2024), section 3.1: omega^2 = 1/9 and sigma^2 = 1/6: 4 attempts leave sqrt(.1528 / .2778)."""
    left = interval_share_left(AttemptVariance(1 / 9, 1 / 6), 1, 4)
    assert left == pytest.approx(np.sqrt((1 / 9 + 1 / 24) / (1 / 9 + 1 / 6)))
    assert interval_share_left(AttemptVariance(0.0, 0.0), 1, 4) == 1.0


def test_one_item_shows_no_variance_between_items() -> None:
    with pytest.raises(InputError, match="There is one item"):
        attempt_variance([4], [2])
