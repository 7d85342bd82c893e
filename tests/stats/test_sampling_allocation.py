"""Items of strata: the best whole numbers, within bounds, and steadied spreads of a pilot."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError
from assay.stats.sampling.allocation import allocate, steadied_variance


def best_by_enumeration(measure: list[float], n: int, most: list[int]) -> float:
    """Least ``sum measure^2 / n_h`` over all whole numbers that add up to n."""
    choices = product(*(range(1, each + 1) for each in most))
    return min(sum(m * m / k for m, k in zip(measure, ks, strict=True)) for ks in choices if sum(ks) == n)


@pytest.mark.parametrize("seed", range(20))
def test_no_other_whole_numbers_give_a_smaller_variance(seed: int) -> None:
    random = np.random.default_rng(seed)
    measure, most = random.exponential(1.0, 4).tolist(), random.integers(2, 9, 4).tolist()
    n = int(random.integers(4, sum(most) + 1))
    found = allocate(measure, n, least=[1] * 4, most=most)
    assert found.sum() == n
    assert sum(m * m / k for m, k in zip(measure, found.tolist(), strict=True)) == pytest.approx(
        best_by_enumeration(measure, n, most)
    )


def test_neymans_allocation_is_that_of_cochran_where_it_is_whole() -> None:
    """n_h = n N_h S_h / sum N_h S_h (Cochran 1977, section 5.5): 100 of (6, 3, 1) in tenths."""
    assert allocate([600.0, 300.0, 100.0], 100, least=[2] * 3, most=[1000] * 3).tolist() == [60, 30, 10]


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=6), st.integers(0, 60))
def test_more_items_never_take_one_away(measure: list[float], extra: int) -> None:
    most = [20] * len(measure)
    n = min(len(measure) + extra, sum(most) - 1)
    smaller, larger = (allocate(measure, size, least=[1] * len(measure), most=most) for size in (n, n + 1))
    assert (larger >= smaller).all()
    assert larger.sum() == n + 1


def test_a_full_stratum_passes_its_share_on() -> None:
    assert allocate([1.0, 1.0, 1.0], 30, least=[2] * 3, most=[4, 100, 100]).tolist() == [4, 13, 13]


@pytest.mark.parametrize(("n", "least", "most"), [(3, [2, 2], [9, 9]), (19, [2, 2], [9, 9]), (5, [0, 2], [9, 9])])
def test_bounds_that_cannot_be_kept_are_refused(n: int, least: list[int], most: list[int]) -> None:
    with pytest.raises(InputError) as caught:
        allocate([1.0, 1.0], n, least=least, most=most)
    assert caught.value.code == "stats.out_of_range"


def test_a_stratum_without_pilot_variance_still_counts() -> None:
    found = steadied_variance([0.0, 0.25], [10, 10], 0.2)
    np.testing.assert_allclose(found, [0.2 / 11, (2.5 + 0.2) / 11])
