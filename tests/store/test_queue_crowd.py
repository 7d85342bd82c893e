"""Many at one queue at once, with aborts, double tabs, retries, late answers and a leaping clock."""

import pytest
from tests.store.crowd import check, drain, work

from assay.store.open import Store

ON_BOTH_STORES = True

WANTED = ("abort", "twice", "long after", "leap", "give back")


def test_16_threads_over_assign_lose_and_count_twice_nothing(empty: Store) -> None:
    crowd = work(empty, n_deeds=2_000, n_threads=16, n_items=400, seed=1)
    assert min(crowd.deeds[each] for each in WANTED) > 3, crowd.deeds
    check(crowd)
    drain(crowd)
    check(crowd)


@pytest.mark.slow
def test_100000_claims_and_accepts_by_32_clients_over_assign_lose_and_count_twice_nothing(empty: Store) -> None:
    check(work(empty, n_deeds=100_000, n_threads=32, n_items=20_000, seed=2))
