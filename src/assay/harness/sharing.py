"""What processes that call one endpoint share: its rates, and the number of calls at once.

Each endpoint has a folder in the user's cache. ``rates`` holds two numbers, the times by which all that was taken of
requests and of tokens will have been earned again (the generic cell rate algorithm); it is changed under a lock of the
file system. Each process holds a lock on a file of its own, so that the others count who lives and take an equal share
of the number at once. The system frees the locks of a process that is killed: nothing is left to clean up.

Times are those of the monotonic clock, which processes of one machine share; after a restart of the machine they are
found too far ahead and are begun anew. Where the system has no such locks a process keeps its rates alone.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from assay.core.canonical import content_hash
from assay.harness.chat import Endpoint
from assay.harness.locks import can_lock, lock, unlock

BURST_S = 1.0
"""Seconds of a rate that may be taken at once."""
TOO_FAR_S = 3_600.0
FORM = struct.Struct("<dd")


class Rates:
    """Requests and tokens per minute, within one process."""

    def __init__(self, requests: float | None, tokens: float | None) -> None:
        self._per_second = tuple(None if rate is None else rate / 60.0 for rate in (requests, tokens))
        self._own = (0.0, 0.0)

    @property
    def limited(self) -> bool:
        """Whether there is a rate at all."""
        return any(self._per_second)

    def take(self, tokens: float, now: float) -> float:
        """0 when a request of so many tokens was taken; else the seconds to wait before asking again."""
        if not self.limited:
            return 0.0
        with self._times() as times:
            earned = [min(max(at, now), now + TOO_FAR_S) for at in times]
            wait = max(at - now - BURST_S for at in earned)
            if wait > 0.0:
                return wait
            times[:] = [
                at + (0.0 if rate is None else n / rate)
                for at, rate, n in zip(earned, self._per_second, (1.0, tokens), strict=True)
            ]
        return 0.0

    def settle(self, tokens: float) -> None:
        """So many tokens more were used than were taken (fewer: a negative number)."""
        rate = self._per_second[1]
        if rate is not None and tokens:
            with self._times() as times:
                times[1] += tokens / rate

    @contextmanager
    def _times(self) -> Iterator[list[float]]:
        times = list(self._own)
        yield times
        self._own = (times[0], times[1])


class SharedRates(Rates):
    """The same for all processes that open one file."""

    def __init__(self, path: Path, requests: float | None, tokens: float | None) -> None:
        super().__init__(requests, tokens)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    @contextmanager
    def _times(self) -> Iterator[list[float]]:
        lock(self._file, wait=True)
        try:
            data = os.pread(self._file, FORM.size, 0)
            times = list(FORM.unpack(data)) if len(data) == FORM.size else [0.0, 0.0]
            yield times
            os.pwrite(self._file, FORM.pack(*times), 0)
        finally:
            unlock(self._file)


class Share:
    """The part of one process in an endpoint."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._own = folder, folder / f"{os.getpid()}-{name}.lives"
        self._file = _locked(self._own)

    def n_processes(self) -> int:
        """Those that live, this one among them."""
        return 1 + sum(path != self._own and _lives(path) for path in self.folder.glob("*.lives"))

    def close(self) -> None:
        """Leave the others the whole."""
        with suppress(OSError):
            self._own.unlink()
        os.close(self._file)


class Shared:
    """Rates and part of a run in an endpoint: shared where there is a folder for it, else its own."""

    def __init__(self, folder: Path | None, endpoint: Endpoint, rate: float | None, token_rate: float | None) -> None:
        self.rates, self.n_processes = Rates(rate, token_rate), 1
        self._asked = (rate, token_rate)
        about = {"url": endpoint.url, "provider": endpoint.provider, "model": endpoint.model}
        remote = folder is not None and endpoint.url and can_lock()
        self._folder = folder / content_hash(about)[:24] if folder is not None and remote else None
        self._share: Share | None = None

    def __enter__(self) -> Self:
        if self._folder is not None:
            with suppress(OSError):  # a folder that cannot be written: alone
                self._share = Share(self._folder, f"{id(self):x}")
                self.rates = SharedRates(self._folder / "rates", *self._asked)
                self.count()
        return self

    def __exit__(self, *_: object) -> None:
        if self._share is not None:
            self._share.close()
            self._share = None
        if isinstance(self.rates, SharedRates):
            self.rates.close()

    def count(self) -> None:
        """Look how many processes there are."""
        if self._share is not None:
            self.n_processes = self._share.n_processes()


def _locked(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        lock(file, wait=True)
        with suppress(OSError):
            if os.stat(path).st_ino == os.fstat(file).st_ino:
                return file
        os.close(file)  # somebody took it for one of the dead between the two


def _lives(path: Path) -> bool:
    """Whether a process holds the file; one that nobody holds is removed."""
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        if not lock(file):
            return True
        with suppress(OSError):
            path.unlink()
    finally:
        os.close(file)
    return False
