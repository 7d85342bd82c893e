"""One source for each loop: compiled by numba for large work, run as it stands for small work.

A kernel is a plain Python function over arrays. Importing numba and its compiled code takes half a second, which is
more than a few thousand rows take without it. Which way is taken depends on the size of the work alone, so that the
same data always take the same way, but for work that says it is repeated many times; both give the same bits, because
numba keeps the order of operations and IEEE arithmetic (no ``fastmath``).
Compiled kernels release the GIL, so threads run them side by side. Machine code is kept beside the source
(``cache=True``) or, where that folder cannot be written, in the user's cache folder.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

LARGE_WORK = 2_000
"""Loop steps from which on a kernel is compiled."""
THREADED_WORK = 100_000
"""Loop steps from which on threads are worth their start, which takes longer than a compiled loop of fewer."""

Task = TypeVar("Task")
Result = TypeVar("Result")

_REPEATED: ContextVar[bool] = ContextVar("repeated", default=False)


@contextmanager
def repeated_work() -> Iterator[None]:
    """Kernels run compiled inside, however small each run is: for work of many small runs, such as the self-test."""
    before = _REPEATED.set(True)
    try:
        yield
    finally:
        _REPEATED.reset(before)


class Kernel:
    """A loop over arrays that runs compiled when there is much to do."""

    def __init__(self, function: Callable[..., None]) -> None:
        self._plain = function
        self._compiled: Callable[..., None] | None = None
        self._lock = Lock()
        self.__doc__ = function.__doc__

    def __call__(self, *arguments: Any, work: int) -> None:
        """Run over ``arguments``; ``work`` is about how many loop steps that takes."""
        run = self._plain if work < LARGE_WORK and not _REPEATED.get() else self.compiled()
        run(*arguments)

    def compiled(self) -> Callable[..., None]:
        """The compiled function, made on first use."""
        with self._lock:
            if self._compiled is None:
                from numba import njit

                self._compiled = njit(nogil=True, cache=True)(self._plain)
            return self._compiled


def in_threads(run: Callable[[Task], Result], tasks: Iterable[Task], *, work: int) -> list[Result]:
    """Results of ``run`` over ``tasks``, in their order; side by side when the ``work`` is large."""
    waiting: Sequence[Task] = list(tasks)
    n_threads = min(os.cpu_count() or 1, len(waiting))
    if n_threads < 2 or work < THREADED_WORK:
        return [run(task) for task in waiting]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(run, waiting))
