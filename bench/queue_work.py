"""Submit-and-next at a queue, run by ``python -m bench.queue_work ITEMS FOLDER [STORE [THREADS [CYCLES]]]``.

Threads answer and get their next item, each as a judge of its own. A cycle is counted from the answer that is sent
until the next item is there, answer and entry of the ledger durable. Afterwards the tables are counted: has an item
more answers than it needs, is an answer lost, is one kept twice? It prints one line of JSON.
"""

import itertools
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple, Protocol

from sqlalchemy import func, select

from assay.core.judgment import Judgment, Status
from assay.store.clock import system_now
from assay.store.open import POSTGRES, SQLITE, Store, create_store
from assay.store.postgres import URL_VARIABLE
from assay.store.queueing.assignment import Assignment, QueueItem, State
from assay.store.submit import Next, submit
from assay.store.tables.ledger import LOG_ENTRY
from assay.store.tables.operational import ASSIGNMENT, QUEUE_ITEM
from bench.clock import peak_mb
from bench.ledger_work import NOW

THREADS, CYCLES, WARM = 32, 8_000, 640
OVERLAP, CHUNK = 3, 100_000


class Timed(Protocol):
    """What took its time."""

    @property
    def seconds(self) -> float:
        """How long."""


class Cycle(NamedTuple):
    """One answer that was acknowledged."""

    id: str
    """Its assignment."""
    seconds: float
    """Until it was durable and the next item there."""


def answers(assignment: Assignment) -> Sequence[Judgment]:
    """One judgment."""
    common = (assignment.item, "0" * 64, "label", assignment.judge, "1", None, Status.GIVEN, "")
    return [Judgment(*common, label="yes", seconds=4.5, sample="drawn")]


def filled(folder: Path, n_items: int, kind: str = SQLITE) -> Store:
    """A fresh workspace with a queue of so many items."""
    if kind == POSTGRES:
        from tests.postgres_support import server

        name = server.make_database()
        os.environ[URL_VARIABLE] = server.address(name).render_as_string(hide_password=False)
    home, places = Path(mkdtemp(dir=folder)), {"database": kind}
    keys = home / "keys"
    store = create_store(home / ".assay", now=NOW, new_id=lambda: "id0", actor="bench", key_folder=keys, **places)
    store.queues.make("q", lease_seconds=600)
    for start in range(0, n_items, CHUNK):
        numbers = range(start, min(start + CHUNK, n_items))
        store.queues.fill("q", [QueueItem(f"item-{n:08d}", n, needed=OVERLAP) for n in numbers])
    return store


def client(store: Store, judge: str, cycles: int) -> list[Cycle]:
    """The cycles of one judge."""
    numbers, took = itertools.count(), []
    then = Next(lambda: f"{judge}:{time.monotonic_ns()}:{next(numbers)}")
    held = store.queues.claim("q", judge, now=system_now(), new_id=then.new_id)
    for _ in range(cycles):
        if held is None:
            raise SystemExit("the queue is empty")
        begun = time.perf_counter()
        done = submit(store, held.id, answers, judge=judge, now=system_now(), then=then)
        took.append(Cycle(held.id, time.perf_counter() - begun))
        held = done.next
    return took


def crowd(store: Store, cycles: int, threads: int) -> tuple[float, list[Cycle]]:
    """Seconds in all, and the cycles of all threads."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        parts = [pool.submit(client, store, f"judge-{n}", cycles // threads) for n in range(threads)]
        took = [each for part in parts for each in part.result()]
    return time.perf_counter() - begun, took


def told(seconds: float, took: Sequence[Timed]) -> str:
    """Rate and tail in words for the page."""
    ranked = statistics.quantiles([each.seconds for each in took], n=100)
    return f"{len(took) / seconds:,.0f} a second, p50 {ranked[49] * 1e3:.0f} ms, p99 {ranked[98] * 1e3:.0f} ms"


def counted(store: Store, ids: Sequence[str], queue: str = "q") -> str:
    """How many items have more answers than they need, how many answers are lost, and how many are kept twice."""
    answered = (ASSIGNMENT.c.queue == queue) & (ASSIGNMENT.c.state == State.ANSWERED.value)
    with store.database.read() as connection:
        kept = Counter(connection.execute(select(LOG_ENTRY.c.id).where(LOG_ENTRY.c.kind == "judgment")).scalars())
        per_item = select(ASSIGNMENT.c.item, func.count().label("n")).where(answered).group_by(ASSIGNMENT.c.item)
        had = per_item.subquery()
        here = (QUEUE_ITEM.c.queue == queue) & (QUEUE_ITEM.c.item == had.c.item)
        too_many = here & (had.c.n > QUEUE_ITEM.c.needed)
        over = connection.execute(select(func.count()).select_from(had.join(QUEUE_ITEM, too_many))).scalar_one()
        n_answered = connection.execute(select(func.count()).where(answered)).scalar_one()
    lost = sum(id not in kept for id in ids) + max(0, len(ids) - n_answered)
    twice = sum(each > 1 for each in kept.values()) + max(0, n_answered - len(kept))
    return f"{over} over-assigned, {lost} lost, {twice} counted twice"


def measure(n_items: int, folder: Path, kind: str, threads: int, cycles: int) -> dict[str, float | str]:
    """Cycles after some that do not count; in the form of `bench.clock.apart`."""
    with filled(folder, n_items, kind) as store:
        _, warm = crowd(store, WARM, threads)
        cpu = time.process_time()
        seconds, took = crowd(store, cycles, threads)
        cpu = time.process_time() - cpu
        found = counted(store, [each.id for each in (*warm, *took)])
    note = f"{told(seconds, took)}; {found}"
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak_mb(), "note": note}


if __name__ == "__main__":
    words = sys.argv[1:]
    kind, threads, cycles = (*words[2:], *(SQLITE, THREADS, CYCLES)[len(words) - 2 :])
    found = measure(int(words[0]), Path(words[1]), str(kind), int(threads), int(cycles))
    sys.stdout.write(json.dumps(found) + "\n")
