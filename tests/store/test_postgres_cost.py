"""What Postgres is asked for answers that come at once, and how long it keeps the plans of its statements."""

from typing import Any

import pytest
from sqlalchemy import event
from tests.store.test_queue import Desk, items
from tests.store.test_queue_cost import worked
from tests.store.test_submit_together import sent

from assay.store import postgres
from assay.store.clock import seconds_passed
from assay.store.open import POSTGRES, Store
from assay.store.submit import Next, submit_all

pytestmark = pytest.mark.parametrize("empty", [POSTGRES], indirect=True)


def test_postgres_is_asked_no_more_transactions_for_sixteen_answers_than_for_two(empty: Store) -> None:
    desk = Desk(empty, items(200))
    begun = 0

    def count(_connection: object) -> None:
        nonlocal begun
        begun += 1

    found = []
    for n in (2, 16):
        held = [desk.held(f"j{number}") for number in range(n)]
        event.listen(empty.database.engine, "begin", count)
        submit_all(empty, [sent(desk, each) for each in held])
        event.remove(empty.database.engine, "begin", count)
        found.append(begun)
        begun = 0
    assert found[0] == found[1] == 2


def test_plans_that_were_made_for_an_empty_table_are_made_anew(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [seconds_passed()]
    monkeypatch.setattr(postgres, "seconds_passed", lambda: passed[0])
    desk = Desk(empty, items(40))
    held = desk.held("ann")
    for _ in range(20):
        following = desk.submit(held, then=Next(desk.new_id)).next
        assert following is not None
        held = following
    worked(empty, 3_000)
    assert "Seq Scan on assignment" in plan_of(empty, "SELECT queue.lease_seconds%")
    passed[0] += postgres.PLANS_S
    assert "Seq Scan on assignment" not in plan_of(empty, "SELECT queue.lease_seconds%")


def plan_of(store: Store, words: str) -> str:
    """How the server does a statement that a connection has prepared."""
    with store.database.operate() as connection:
        driver: Any = connection.connection.driver_connection
        known = "SELECT name, cardinality(parameter_types) FROM pg_prepared_statements WHERE statement LIKE %s"
        ((name, n),) = driver.execute(known, (words,)).fetchall()
        rows = driver.execute(f"EXPLAIN EXECUTE {name}({', '.join(['NULL'] * n)})").fetchall()
    return "\n".join(row[0] for row in rows)
