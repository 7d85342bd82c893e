"""Claims and answers of a crowd that misbehaves, run by ``python -m bench.crowd_work OPERATIONS FOLDER [STORE]``.

It is the crowd of the tests: 32 threads that abort, come twice, come late, hold two windows, and a clock that leaps
over their leases. Afterwards every table is counted and the ledger verified; what is wrong stops it. It prints one
line of JSON.
"""

import json
import sys
import time
from pathlib import Path

from tests.store.crowd import check, work

from assay.store.open import SQLITE
from bench.clock import peak_mb
from bench.queue_work import filled

THREADS, ITEMS_EACH, SEED = 32, 5, 3
"""Clients, operations to an item, and the seed of what they do."""


def measure(n_operations: int, folder: Path, kind: str) -> dict[str, float | str]:
    """The crowd at work, then the count; in the form of `bench.clock.apart`."""
    store = filled(folder, 0, kind)
    begun, cpu = time.perf_counter(), time.process_time()
    crowd = work(store, n_deeds=n_operations, n_threads=THREADS, n_items=n_operations // ITEMS_EACH, seed=SEED)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    check(crowd)
    store.close()
    done = crowd.deeds["claim"] + crowd.deeds["accept"]
    told = ", ".join(f"{count:,} {name}" for name, count in sorted(crowd.deeds.items()))
    note = f"{done / seconds:,.0f} a second ({told}); 0 over-assigned, 0 lost, 0 counted twice"
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak_mb(), "note": note}


if __name__ == "__main__":
    words = sys.argv[1:]
    found = measure(int(words[0]), Path(words[1]), words[2] if len(words) > 2 else SQLITE)
    sys.stdout.write(json.dumps(found) + "\n")
