"""All extension points on one screen: small Protocols that plugins and our own features implement alike."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.core.trace import Traces


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


class Exchange(Protocol):
    """Reads and writes the files of one outside tool."""

    def read(self, path: Path, how: Reading) -> Brought:
        """Items, questions and judgments of a file; every problem of it is raised at once."""
        ...

    def write(self, given: Outgoing) -> Written:
        """A file that the tool reads, and what could not be carried."""
        ...


class Provider(Protocol):
    """Speaks the API of one kind of system."""

    def sent(self, asked: Asked) -> Sent:
        """What is sent for a prompt; `Sent.address` without ``http`` is a word for what runs on this machine."""
        ...

    def read(self, reply: Reply) -> Answer:
        """What a reply says; a failure is an answer without a text."""
        ...


class Carrier(Protocol):
    """Takes what is sent to where it goes, and brings the reply."""

    async def carry(self, sent: Sent, seconds: float) -> Reply:
        """The reply; ``TimeoutError`` after so many seconds, ``OSError`` for a connection that broke."""
        ...

    async def close(self) -> None:
        """End what was opened."""
        ...


class TraceReader(Protocol):
    """Reads traces of systems from the files of one convention."""

    def read(self, path: Path) -> Traces:
        """The traces of a file, and what could not be carried."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors, so that what is alike lies near."""

    def __call__(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text, all of one length."""
        ...
