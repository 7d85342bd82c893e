"""All extension points on one screen: small Protocols that plugins and our own features implement alike."""

from typing import Protocol


class Clock(Protocol):
    """Gives the time, so that nothing else reads a clock."""

    def __call__(self) -> str:
        """Now, UTC, ISO 8601 to the microsecond with ``Z``: ``2026-11-22T14:05:00.000000Z``."""
        ...


class NewId(Protocol):
    """Gives a fresh id, so that nothing else draws randomness for one."""

    def __call__(self) -> str:
        """A new id, unique, text without blanks."""
        ...


class Progress(Protocol):
    """Hears how far long work has come."""

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """``done`` of ``total`` (None when unknown) of ``what`` is ready."""
        ...
