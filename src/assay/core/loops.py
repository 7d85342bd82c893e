"""An event loop for one piece of work, also where the thread runs a loop already, as in a notebook."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_in_loop(
    make: Callable[[], Coroutine[Any, Any, Result]],
    *,
    run: Callable[[Coroutine[Any, Any, Result]], Result] = asyncio.run,  # noqa: TID251 - the one place
) -> Result:
    """What the coroutine of ``make`` returns, run in this thread, or in one of its own where a loop runs here."""
    if not _in_a_loop():
        return run(make())
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: run(make())).result()


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
