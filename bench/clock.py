"""Time and memory of one piece of work, in a process of its own."""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

REPEATS = 3
ADDITIONS = 20_000_000


class Measured(NamedTuple):
    """Medians over the repeats; ``seconds`` is None when the time limit came first."""

    seconds: float | None
    cpu: float | None
    peak_mb: float | None
    note: str = ""


def time_here(work: Callable[[], Any], *, warm: int = 1, repeats: int = REPEATS) -> dict[str, float]:
    """Median wall and CPU seconds of ``work``, after ``warm`` runs that do not count, and peak memory."""
    for _ in range(warm):
        work()
    walls, cpus = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {"seconds": statistics.median(walls), "cpu": statistics.median(cpus), "peak_mb": peak_mb()}


def gauge() -> str:
    """How fast the machine is just now: rented cores of one kind differ twofold, so figures need it beside them."""
    took = time_here(_additions)["seconds"]
    return f"{ADDITIONS / 1_000_000:.0f} million additions in a loop of Python take {took:.2f} s"


def _additions() -> None:
    total = 0
    for n in range(ADDITIONS):
        total += n


def peak_mb() -> float:
    """Most memory that this process has held; on Linux without what its parent held, which ``getrusage`` counts in."""
    status = Path("/proc/self/status")
    if status.exists():
        told = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(module: str, *words: str, limit: float = 75.0, python: str = sys.executable) -> Measured:
    """Run ``python -m module words`` with a time limit; it prints what `time_here` gave as JSON."""
    try:
        ended = subprocess.run(
            [python, "-m", module, *words], capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return Measured(None, None, None, f"over {limit:.0f} s (stopped)")
    if ended.returncode:
        return Measured(None, None, None, f"failed: {ended.stderr.strip().splitlines()[-1][:120]}")
    return Measured(**json.loads(ended.stdout.splitlines()[-1]))
