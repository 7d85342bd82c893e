"""Submit-and-next at a queue on SQLite, run by ``python -m bench.queue_work ITEMS FOLDER [CYCLES]``.

Eight threads answer and get their next item, each as a judge of its own. A cycle is counted from the answer that is
sent until the next item is there, answer and entry of the ledger durable. It prints one line of JSON.
"""

import itertools
import json
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assay.core.judgment import Judgment, Status
from assay.store.clock import system_now
from assay.store.open import Store
from assay.store.queueing.assignment import Assignment, QueueItem
from assay.store.submit import Next, submit
from bench.clock import peak_mb
from bench.ledger_work import store_in

THREADS, CYCLES, WARM = 8, 4_000, 400
OVERLAP = 3


def answers(assignment: Assignment) -> Sequence[Judgment]:
    """One judgment."""
    common = (assignment.item, "0" * 64, "label", assignment.judge, "1", None, Status.GIVEN, "")
    return [Judgment(*common, label="yes", seconds=4.5, sample="drawn")]


def filled(folder: Path, n_items: int) -> Store:
    """A fresh workspace with a queue of so many items."""
    store = store_in(folder)
    store.queues.make("q", lease_seconds=600)
    store.queues.fill("q", [QueueItem(f"item-{n:08d}", n, needed=OVERLAP) for n in range(n_items)])
    return store


def client(store: Store, judge: str, cycles: int) -> list[float]:
    """Seconds of each cycle of one judge."""
    numbers, took = itertools.count(), []
    then = Next(lambda: f"{judge}:{time.monotonic_ns()}:{next(numbers)}")
    held = store.queues.claim("q", judge, now=system_now(), new_id=then.new_id)
    for _ in range(cycles):
        if held is None:
            raise SystemExit("the queue is empty")
        begun = time.perf_counter()
        held = submit(store, held.id, answers, judge=judge, now=system_now(), then=then).next
        took.append(time.perf_counter() - begun)
    return took


def crowd(store: Store, cycles: int) -> tuple[float, list[float]]:
    """Seconds in all, and of each cycle, of all threads."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        parts = [pool.submit(client, store, f"judge-{n}", cycles // THREADS) for n in range(THREADS)]
        took = [each for part in parts for each in part.result()]
    return time.perf_counter() - begun, took


def told(seconds: float, took: Sequence[float]) -> str:
    """Rate and tail in words for the page."""
    ranked = statistics.quantiles(took, n=100)
    return f"{len(took) / seconds:,.0f} a second, p50 {ranked[49] * 1e3:.0f} ms, p99 {ranked[98] * 1e3:.0f} ms"


def measure(n_items: int, folder: Path, cycles: int) -> dict[str, float | str]:
    """Cycles after some that do not count; in the form of `bench.clock.apart`."""
    with filled(folder, n_items) as store:
        crowd(store, WARM)
        cpu = time.process_time()
        seconds, took = crowd(store, cycles)
        cpu = time.process_time() - cpu
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak_mb(), "note": told(seconds, took)}


if __name__ == "__main__":
    asked = int(sys.argv[3]) if len(sys.argv) > 3 else CYCLES
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), Path(sys.argv[2]), asked)) + "\n")
