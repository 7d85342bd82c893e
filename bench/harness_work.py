"""A run of a system, by ``python -m bench.harness_work WAY FOLDER [URL]``; the ways are those of `WAYS`.

The endpoint answers after 200 ms and runs in a process of its own (`bench.chat_endpoint`), or at URL, such as that of
another mock. The journal is on; a run of 500 that does not count goes before. The limit is items x latency / at once:
what a client would take that costs nothing. The note tells the share of it that was reached, CPU per call, and for the
faults (2 % 429, 1 % 500, 0.5 % hang, 0.5 % truncated) what was lost and asked too often. For ``memory`` the endpoint
answers at once, and the peak of 100,000 items is told beside that of 1,000. It prints one line of JSON in the form of
`bench.clock.apart`.
"""

import json
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from assay.harness.chat import Endpoint
from assay.harness.runner import Limits
from assay.workflows.run_system import Ran, run_system
from bench.chat_endpoint import MIX, endpoint, stats
from bench.clock import peak_mb

LATENCY_S, TEMPLATE = 0.2, "What is {{ a }} plus {{ b }}?"
N_ITEMS = {"at-64": 4_000, "at-256": 10_000, "faults-64": 4_000, "faults-256": 10_000}
WAYS = {
    "at-64": "64 at once",
    "at-256": "256 at once",
    "faults-64": "64 at once, 4 % faults",
    "faults-256": "256 at once, 4 % faults",
    "memory": "memory, an endpoint without latency",
}
WARM, SMALL, LARGE = 500, 1_000, 100_000


class Timed(NamedTuple):
    """One run."""

    ran: Ran
    """What it came to."""
    seconds: float
    """Wall time."""
    cpu: float
    """CPU time of this process."""


def items(folder: Path, n: int, start: int) -> Path:
    """A file of so many sums, from a number on."""
    path = folder / f"sums_{start}_{n}.csv"
    rows = [f"s{k},{k},{k % 7}" for k in range(start, start + n)]
    path.write_text("\n".join(["id,a,b", *rows]) + "\n", encoding="utf-8")
    return path


def timed(url: str, path: Path, at_once: int) -> Timed:
    """A run of a file in a fresh journal."""
    journal = path.with_suffix(".journal")
    journal.unlink(missing_ok=True)
    limits = Limits(at_once=at_once)
    wall, cpu = time.perf_counter(), time.process_time()
    ran = run_system(path, Endpoint(url=url, model="mock"), template=TEMPLATE, journal=journal, limits=limits)
    return Timed(ran, time.perf_counter() - wall, time.process_time() - cpu)


def speed(way: str, folder: Path, url: str | None, n: int) -> dict[str, Any]:
    """How near to the limit a run of ``n`` items comes."""
    at_once = int(way.partition("-")[2])
    faults = MIX if way.startswith("faults") else ()
    with nullcontext(url) if url else endpoint("--latency-ms", str(LATENCY_S * 1000), *faults) as address:
        timed(str(address), items(folder, WARM, 10_000_000), at_once)
        before = stats(str(address))
        found = timed(str(address), items(folder, n, 0), at_once)
        after = stats(str(address))
    limit = n * LATENCY_S / at_once
    lost = n - found.ran.n_answered
    note = f"{limit / found.seconds:.0%} of the limit, {found.cpu / n * 1000:.2f} ms CPU a call, {lost} lost"
    if faults:
        asked = after["requests"] - before["requests"]
        failed = sum(after.get(name, 0) - before.get(name, 0) for name in ("429", "500", "hang", "truncate"))
        note += f", {asked - n - failed:+d} requests beside items and faults"
    return {"seconds": found.seconds, "cpu": found.cpu, "peak_mb": peak_mb(), "note": note}


def memory(folder: Path, url: str | None) -> dict[str, Any]:
    """How the peak grows from few items to many."""
    with nullcontext(url) if url else endpoint("--latency-ms", "0") as address:
        timed(str(address), items(folder, SMALL, 0), 64)
        small = peak_mb()
        found = timed(str(address), items(folder, LARGE, 0), 64)
    note = f"{peak_mb() - small:.0f} MB more than for {SMALL:,} items; {found.cpu / LARGE * 1000:.2f} ms CPU a call"
    return {"seconds": found.seconds, "cpu": found.cpu, "peak_mb": peak_mb(), "note": note}


if __name__ == "__main__":
    os.environ["ASSAY_ALLOW_HOSTS"] = "127.0.0.1"
    way, folder, url = sys.argv[1], Path(sys.argv[2]), next(iter(sys.argv[3:]), None)
    asked = int(next(iter(sys.argv[4:]), N_ITEMS.get(way, LARGE)))
    found = memory(folder, url) if way == "memory" else speed(way, folder, url, asked)
    sys.stdout.write(json.dumps(found) + "\n")
