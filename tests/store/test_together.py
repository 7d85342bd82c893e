"""Threads share a transaction; a piece that fails is taken back alone, and nothing is told before all is durable."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from assay.core.errors import WorkspaceError
from assay.store.database import Database
from assay.store.open import Store
from assay.store.tables.operational import JOB
from assay.store.together import Together

ON_BOTH_STORES = True


class Broken(Exception):
    """A piece of work fails."""


def begin(name: str, then: Callable[[], object] = lambda: None) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        job = {"run": name, "state": "running", "done": 0, "retries": 0, "started_at": "t", "changed_at": "t"}
        connection.execute(insert(JOB), job)
        then()
        return name

    return work


def fail() -> None:
    raise Broken


def begun(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(select(JOB.c.run)).scalars())


def all_at_once(shared: Together[Any], works: list[Callable[[Any], Any]]) -> list["Future[Any]"]:
    """The first holds the transaction until all others wait, so that they share the next one."""
    entered, go_on = threading.Event(), threading.Event()

    def first(_shared: object) -> None:
        entered.set()
        go_on.wait(20)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        leader = pool.submit(shared.run, first)
        assert entered.wait(20)
        futures = [pool.submit(shared.run, work) for work in works]
        while len(shared._waiting) < len(works):
            threading.Event().wait(0.001)
        go_on.set()
        leader.result(20)
        return futures


def test_what_many_threads_do_at_once_is_done_and_each_gets_its_own_result(empty: Store) -> None:
    names = [f"r{number}" for number in range(20)]
    futures = all_at_once(empty.database._together, [begin(name) for name in names])
    assert [each.result() for each in futures] == names
    assert begun(empty.database) == set(names)


def test_a_piece_that_fails_is_taken_back_alone(empty: Store) -> None:
    works = [begin("a"), begin("b", fail), begin("a"), begin("c")]
    first, broken, twice, last = all_at_once(empty.database._together, works)
    assert isinstance(broken.exception(), Broken)
    assert last.result() == "c"
    assert {type(each.exception()) for each in (first, twice)} == {type(None), IntegrityError}
    assert begun(empty.database) == {"a", "c"}


def test_when_one_fails_all_are_done_again_and_the_others_keep_what_they_did_last(empty: Store) -> None:
    times: list[str] = []
    works = [begin("a", lambda: times.append("a")), begin("b", fail)]
    first, broken = all_at_once(empty.database._together, works)
    assert first.result() == "a"
    assert isinstance(broken.exception(), Broken)
    assert times == ["a", "a"]
    assert begun(empty.database) == {"a"}


def test_when_the_transaction_fails_nobody_is_told_that_it_is_done(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_connection: Connection) -> None:
        raise Broken

    monkeypatch.setattr(empty.database.engine.dialect, "do_commit", refuse)
    with pytest.raises(Broken):
        empty.database.write_together(begin("a"))
    monkeypatch.undo()
    assert begun(empty.database) == set()
    assert empty.database.write_together(begin("a")) == "a"


def test_a_fault_of_the_database_is_told_in_our_words(empty: Store) -> None:
    impatient = type(empty.database)(*place(empty.database), busy_seconds=0.01)
    with empty.database.write(), pytest.raises(WorkspaceError) as caught:
        impatient.write_together(lambda connection: connection.execute(update(JOB).values(done=1)))
    impatient.close()
    assert caught.value.code == "workspace.busy"


def place(database: Any) -> tuple[Any]:
    from assay.store.postgres import database_url
    from assay.store.sqlite import SqliteDatabase

    return (database.path,) if isinstance(database, SqliteDatabase) else (database_url(),)
