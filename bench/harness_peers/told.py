"""What a peer is measured by: wall and CPU time of its run, and whether every question was answered."""

import json
import sys
import time
from collections.abc import Callable

from bench.clock import peak_mb

LATENCY_S = 0.2


def question(number: int) -> str:
    """The question of an item."""
    return f"What is {number} plus {number % 7}?"


def answer(number: int) -> str:
    """What is right."""
    return str(number + number % 7)


def tell(run: Callable[[int], int], n: int, at_once: int, asking: Callable[[], float] | None = None) -> None:
    """Measure a run of so many items, which gives how many were answered, after one of ten that does not count.

    ``asking`` gives the seconds of the last run in which it waited for answers, where a peer does that apart.
    """
    run(10)
    wall, cpu = time.perf_counter(), time.process_time()
    answered = run(n)
    seconds, used = time.perf_counter() - wall, time.process_time() - cpu
    share = n * LATENCY_S / at_once / seconds
    note = f"{share:.0%} of the limit, {used / n * 1000:.1f} ms CPU a call, {n - answered} lost"
    if asking is not None:
        note += f"; its request phase {n * LATENCY_S / at_once / asking():.0%} of the limit"
    told = {"seconds": seconds, "cpu": used, "peak_mb": peak_mb(), "note": note}
    sys.stdout.write("\n" + json.dumps(told) + "\n")
