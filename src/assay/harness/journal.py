"""What a run has had answered: one line a call, with its checksum, kept before the run goes on.

A process that is killed leaves at most a torn last line, which is cut off when the journal is opened again; the same
command then asks only what is not in it.
"""

import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from assay.core.errors import InputError, WorkspaceError

CHECKSUM = 8
"""Hexadecimal digits before each record."""


class Journal:
    """A journal that is open for one process; ``answers`` are by key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.answers: dict[str, dict[str, Any]] = {}
        try:
            self._file = path.open("a+b", buffering=0)
        except OSError as error:
            what = f"The journal cannot be opened: {error.strerror}."
            raise InputError("run.journal", what, "Name another file: --journal FILE.", file=str(path)) from None
        try:
            self._lock()
            self._read()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def keep(self, records: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Records with their keys, on disk when this returns.

        Raises
        ------
        WorkspaceError
            ``run.journal`` when they cannot be written.
        """
        kept, lines = list(records), []
        for key, record in kept:
            body = orjson.dumps({"key": key, **record})
            lines.append(b"%08x %s\n" % (zlib.crc32(body), body))
        try:
            self._append(b"".join(lines))
        except OSError as error:
            what = f"The journal cannot be written: {error.strerror}."
            raise WorkspaceError("run.journal", what, "Make room for it; the same command then goes on.") from None
        self.answers.update(kept)

    def _append(self, data: bytes) -> None:
        """All of it, or nothing: what was written before a fault is cut off again."""
        begun, left = self._file.seek(0, os.SEEK_END), memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(begun)
            raise

    def _lock(self) -> None:
        """One process at a time; where the system has no such lock, its user sees to it."""
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            what = "Another process is running with this journal."
            raise InputError("run.journal", what, "Wait for it, or name another file.", file=str(self.path)) from None

    def _read(self) -> None:
        self._file.seek(0)
        data, at = self._file.read(), 0
        while (end := data.find(b"\n", at)) >= 0:
            line = data[at:end]
            record = _record(line)
            if record is None:
                if data.find(b"\n", end + 1) >= 0:
                    what = f"Record {len(self.answers) + 1} of the journal is not what was written."
                    fix = "Restore the file, or begin anew with another one."
                    raise InputError("run.journal", what, fix, file=str(self.path))
                break
            self.answers[str(record.pop("key"))] = record
            at = end + 1
        if at < len(data):
            self._file.truncate(at)


def _record(line: bytes) -> dict[str, Any] | None:
    body = line[CHECKSUM + 1 :]
    if line[:CHECKSUM] != b"%08x" % zlib.crc32(body):
        return None
    found = orjson.loads(body)
    return found if isinstance(found, dict) and "key" in found else None
