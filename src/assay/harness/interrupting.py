"""An interruption of a run: the first one ends it cleanly, the second one at once."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interruptible(stop: Callable[[], None]) -> Iterator[None]:
    """While this lasts, the first interruption calls ``stop``; the second one ends the process as ever."""
    loop, signals = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stopped() -> None:
        for each in signals:
            loop.remove_signal_handler(each)
        stop()

    try:
        for each in signals:
            loop.add_signal_handler(each, stopped)
    except NotImplementedError:  # a system without such handlers: an interruption ends the run at once
        yield
        return
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
