"""The loop that runs go in: the quickest one that this system has."""

from collections.abc import Callable, Coroutine
from typing import Any

from assay.core.loops import run_in_loop


def run_quickly(make: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The coroutine of ``make``, in uvloop where it exists."""
    try:
        import uvloop
    except ImportError:
        run_in_loop(make)
        return
    run_in_loop(make, run=uvloop.run)
