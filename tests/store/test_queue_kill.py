"""A process that is killed while its threads answer loses no answer that it acknowledged."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from assay.core.ledger import Soundness
from assay.store.open import Store
from assay.store.queueing.assignment import QueueItem, State
from assay.store.tables.operational import ASSIGNMENT, QUEUE_ITEM
from assay.store.verify import verify_store

SCRIPT = Path(__file__).with_name("submit_until_killed.py")


def killed_after(folder: Path, seed: int, seconds: float) -> set[str]:
    """Ids that the process acknowledged before it was killed."""
    command = [sys.executable, str(SCRIPT), str(folder), str(seed)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    told, _ = child.communicate()
    return set(told.splitlines())


def check(store: Store, acknowledged: set[str]) -> None:
    """What was told is kept and counted once; what was not told is kept and counted, or neither."""
    with store.database.read() as connection:
        states = {row.id: row.state for row in connection.execute(select(ASSIGNMENT.c.id, ASSIGNMENT.c.state))}
        taken = sum(connection.execute(select(QUEUE_ITEM.c.taken)).scalars())
    counted = {id for id, state in states.items() if state == State.ANSWERED}
    assert {entry.id for entry in store.ledger.entries()[1:]} == counted >= acknowledged
    assert taken == len(states)


def kill_and_check(store: Store, n_kills: int) -> int:
    """Kill again and again, each time a process that goes on; gives the number of answers."""
    draw = random.Random(4)
    store.queues.make("q", lease_seconds=600)
    store.queues.fill("q", [QueueItem(f"i{n}", n, needed=2) for n in range(10_000)])
    acknowledged: set[str] = set()
    for number in range(n_kills):
        acknowledged |= killed_after(store.folder.parent, number, draw.uniform(0.1, 1.0))
        check(store, acknowledged)
    assert verify_store(store).outcome is Soundness.INTACT
    return len(acknowledged)


def test_a_kill_in_the_middle_of_submits_loses_no_acknowledged_answer(empty: Store) -> None:
    assert kill_and_check(empty, 1) > 0


@pytest.mark.slow
def test_20_kills_in_the_middle_of_submits_lose_no_acknowledged_answer(empty: Store) -> None:
    assert kill_and_check(empty, 20) > 500
