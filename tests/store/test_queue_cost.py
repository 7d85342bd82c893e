"""What a claim costs grows neither with the queue nor with what the judge has done: in steps of SQLite, not in time.

All items of the judge still need others, so each of them is claimable and none is for him: the worst case.
"""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from tests.store.said import statements

from assay.core.judgment import Judgment, Status
from assay.store.open import POSTGRES, Store
from assay.store.queueing.assignment import Assignment, Need, QueueItem
from assay.store.queueing.claiming import claim
from assay.store.queueing.cursor import Cursor
from assay.store.queueing.search import shape_of, take_first, walk_values
from assay.store.submit import Next, submit
from assay.store.tables.operational import ASSIGNMENT

NOW, THEN = "2026-11-26T09:00:00.000000Z", "2026-11-26T09:10:00.000000Z"
NUMBERS = itertools.count()


def worked(store: Store, n_done: int) -> str:
    """A queue in which ann has answered ``n_done`` items, each of which needs two more, and 50 are ahead."""
    queue = f"q{n_done}"
    store.queues.make(queue, lease_seconds=600)
    store.queues.fill(queue, [QueueItem(f"i{n:06d}", n, needed=3) for n in range(n_done + 50)])
    with store.database.operate() as connection:
        rows = [done(queue, number) for number in range(n_done)]
        connection.execute(insert(ASSIGNMENT), rows)
    return queue


def done(queue: str, number: int) -> dict[str, Any]:
    item = f"i{number:06d}"
    who = {"id": f"{queue}:{number}", "queue": queue, "item": item, "round": 1, "judge": "ann", "lane": "any"}
    times = {"claimed_at": NOW, "leased_until": THEN, "answered_at": NOW}
    place = {"turn": number + 1, "after_rank": 0, "after_place": number, "after_item": item, "seen": number + 10**6}
    return {**who, **times, **place, "state": "answered"}


def steps(store: Store, work: Callable[[Connection], object]) -> int:
    """Steps of the machine, counted by tens."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 10
        return 0

    with store.database.operate() as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(count, 10)
        try:
            work(connection)
        finally:
            raw.set_progress_handler(None, 0)
    return counted


def next_of(queue: str, judge: str) -> Callable[[Connection], object]:
    def ask(connection: Connection) -> object:
        return claim(connection, queue, judge, now=NOW, new_id=lambda: f"new{next(NUMBERS)}", most_open=100)

    return ask


@pytest.fixture
def queues(empty: Store) -> tuple[str, str]:
    return worked(empty, 100), worked(empty, 10_000)


def test_a_claim_ahead_costs_the_same_after_100_and_after_10000_answers(empty: Store, queues: tuple[str, str]) -> None:
    few, many = (steps(empty, next_of(queue, "ann")) for queue in queues)
    assert 0 < many <= few * 1.1


def test_a_claim_of_what_was_freed_costs_the_same(empty: Store, queues: tuple[str, str]) -> None:
    costs = []
    for queue in queues:
        empty.queues.set_needs(queue, [Need(f"i{n:06d}", priority=1) for n in range(60)])
        costs.append(steps(empty, next_of(queue, "ann")))
    assert 0 < costs[1] <= costs[0] * 1.1


def test_asking_when_nothing_is_left_walks_once_and_then_costs_the_same(empty: Store, queues: tuple[str, str]) -> None:
    costs = []
    for queue in queues:
        for _ in range(50):
            steps(empty, next_of(queue, "ann"))
        walked = steps(empty, next_of(queue, "ann"))
        costs.append((walked, steps(empty, next_of(queue, "ann"))))
    assert costs[1][0] > 10 * costs[0][0]
    assert costs[1][1] <= costs[0][1] * 1.1


def test_a_newcomer_pays_no_more(empty: Store, queues: tuple[str, str]) -> None:
    few, many = (steps(empty, next_of(queue, "new")) for queue in queues)
    assert 0 < many <= few * 1.1


def test_no_statement_of_an_answer_and_the_next_item_reads_a_whole_table(empty: Store) -> None:
    queue = worked(empty, 100)
    held = empty.queues.claim(queue, "ann", now=NOW, new_id=lambda: "first")
    then = Next(lambda: f"new{next(NUMBERS)}", ("any", "zh"))
    for _ in range(5):
        assert held is not None
        held = submit(empty, held.id, answers, judge="ann", now=NOW, then=then).next
    assert held is not None
    with statements(empty) as said:
        submit(empty, held.id, answers, judge="ann", now=NOW, then=then)
    asked = [each for each in said if each[0].startswith(("SELECT", "UPDATE"))]
    assert len(asked) == 6
    with empty.database.read() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all() for sql, values in asked]
    steps_of = [row.detail for plan in plans for row in plan]
    assert [each for each in steps_of if re.match(r"SCAN (?!key|anon|CONSTANT|\(subquery)", each)] == []


@pytest.mark.parametrize("empty", [POSTGRES], indirect=True)
def test_postgres_reads_a_few_rows_also_before_it_knows_how_large_the_tables_are(empty: Store) -> None:
    queue = worked(empty, 2_000)
    cursor = Cursor("any", 2_000, 0, 1_999, "i001999", 10**6)
    for version in (10**6, 10**6 + 1):
        statement = take_first(shape_of([cursor], version)).compile(dialect=empty.database.engine.dialect)
        values = statement.construct_params(walk_values(queue, "ann", [cursor]))
        with empty.database.operate() as connection:
            asked = f"EXPLAIN (ANALYZE, COSTS OFF) {statement}"
            plan = connection.exec_driver_sql(asked, values).scalars().all()
        passed = [int(found[1]) for line in plan if (found := re.search(r"Removed by .*: (\d+)", line))]
        assert sum(passed) < 10, "\n".join(plan)
        assert "Seq Scan" not in "\n".join(plan)
        assert "pk_queue_item" in "\n".join(plan)


def answers(assignment: Assignment) -> list[Judgment]:
    common = (assignment.item, "h", "q", assignment.judge, "1", None, Status.GIVEN, "")
    return [Judgment(*common, label="yes")]
