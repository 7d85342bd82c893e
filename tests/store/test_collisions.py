"""Two transactions of Postgres that wait for each other: one is taken back, told as busy, and a claim is made again."""

import threading
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from tests.store.conftest import NOW

from assay.core.errors import WorkspaceError
from assay.store import queue as queues
from assay.store.database import Collided
from assay.store.open import POSTGRES, Store
from assay.store.queueing.assignment import QueueItem

pytestmark = pytest.mark.parametrize("empty", [POSTGRES], indirect=True)


def fill(store: Store) -> None:
    store.queues.make("q", lease_seconds=60)
    store.queues.fill("q", [QueueItem("a", 0), QueueItem("b", 1)])


def test_a_claim_that_was_taken_back_is_made_again(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(empty)
    real, tried = queues.claiming.claim, []

    def collides(*given: Any, **asked: Any) -> Any:
        tried.append(1)
        if len(tried) < 3:
            raise OperationalError("", {}, psycopg.errors.DeadlockDetected("deadlock detected"))
        return real(*given, **asked)

    monkeypatch.setattr(queues.claiming, "claim", collides)
    found = empty.queues.claim("q", "ann", now=NOW, new_id=lambda: "one")
    assert found is not None
    assert (found.item, len(tried)) == ("a", 3)


def test_one_that_is_taken_back_again_and_again_is_told_as_busy(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(empty)

    def collides(*_: Any, **__: Any) -> Any:
        raise Collided("workspace.busy", "Two writers waited for each other.", "Try again.")

    monkeypatch.setattr(queues.claiming, "claim", collides)
    with pytest.raises(WorkspaceError) as refused:
        empty.queues.claim("q", "ann", now=NOW, new_id=lambda: "one")
    assert refused.value.code == "workspace.busy"


def lock(connection: Connection, item: str) -> None:
    connection.execute(text("SELECT 1 FROM queue_item WHERE item = :item FOR UPDATE"), {"item": item})


def test_a_real_deadlock_is_told_as_a_collision(empty: Store) -> None:
    fill(empty)
    ready, told = threading.Barrier(2, timeout=20), []

    def hold(first: str, second: str) -> None:
        try:
            with empty.database.operate() as connection:
                lock(connection, first)
                ready.wait()
                lock(connection, second)
        except Collided as error:
            told.append(error.code)

    threads = [threading.Thread(target=hold, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == ["workspace.busy"]
