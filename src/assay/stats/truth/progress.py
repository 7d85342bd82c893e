"""How far an iteration has come, told to whoever listens; it changes nothing of the result."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Heard = Callable[[int, int], None]
"""Told the steps that were made, and the most there can be."""

_HEARD: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextmanager
def heard(listener: Heard | None) -> Iterator[None]:
    """Steps made inside are told to ``listener``."""
    before = _HEARD.set(listener)
    try:
        yield
    finally:
        _HEARD.reset(before)


def tell(done: int, most: int) -> None:
    """One more step was made."""
    listener = _HEARD.get()
    if listener is not None:
        listener(done, most)
