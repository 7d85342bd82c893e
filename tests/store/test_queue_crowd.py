"""Many at one queue at once, with aborts, double tabs, retries, late answers and a leaping clock."""

import pytest
from tests.store.crowd import check, drain, work

from assay.store.open import SQLITE, Store

ON_BOTH_STORES = True

WANTED = ("abort", "twice", "long after", "leap", "give back")


def test_16_threads_over_assign_lose_and_count_twice_nothing(empty: Store) -> None:
    crowd = work(empty, n_deeds=2_000, n_threads=16, n_items=400, seed=1)
    assert min(crowd.deeds[each] for each in WANTED) > 3, crowd.deeds
    check(crowd)
    drain(crowd)
    check(crowd)


@pytest.mark.slow
def test_many_claims_and_accepts_over_assign_lose_and_count_twice_nothing(empty: Store) -> None:
    """100,000 on SQLite; 20,000 on Postgres, where each is some 17 round trips to a server on the same two cores."""
    n_deeds = 100_000 if empty.settings.database == SQLITE else 20_000
    check(work(empty, n_deeds=n_deeds, n_threads=16, n_items=n_deeds // 5, seed=2))
