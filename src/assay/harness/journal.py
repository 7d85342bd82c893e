"""What a run has had answered: one line a call, with its checksum, kept before the run goes on.

A process that is killed leaves at most a torn last line, which is cut off when the journal is opened again; the same
command then asks only what is not in it. In memory is where each answer lies, not the answer: it is read when it is
asked for.
"""

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import orjson

from assay.core.errors import InputError, WorkspaceError
from assay.harness.locks import can_lock, lock

CHECKSUM = 8
"""Hexadecimal digits before each record."""
HASH = 64
"""Digits of a key that is a hash; such a key is its own digest."""
BEGINS = b'{"key":"'
HEXADECIMAL = b"0123456789abcdef"
MOST_SHOWN = 10
"""Damaged lines that a message names."""


class Answers(Mapping[str, dict[str, Any]]):
    """Records by key, read from the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[int, int] = {}

    def __getitem__(self, key: str) -> dict[str, Any]:
        self._file.seek(self._places[_digest(key)])
        record: dict[str, Any] = orjson.loads(self._file.readline()[CHECKSUM + 1 :])
        del record["key"]
        return record

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and _digest(key) in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        for place in list(self._places.values()):
            self._file.seek(place)
            yield str(orjson.loads(self._file.readline()[CHECKSUM + 1 :])["key"])

    def lies(self, digest: int, at: int) -> None:
        """Note where the record of a key begins; a later one of the same key counts."""
        self._places[digest] = at


class Journal:
    """A journal that is open for one process; ``answers`` are by key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("a+b", buffering=0)
            self._reader = path.open("rb")
        except OSError as error:
            what = f"The journal cannot be opened: {error.strerror}."
            raise InputError("run.journal", what, "Name another file: --journal FILE.", file=str(path)) from None
        self.answers = Answers(self._reader)
        try:
            self._lock()
            self._read()
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def keep(self, records: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Records with their keys, on disk when this returns.

        Raises
        ------
        WorkspaceError
            ``run.journal`` when they cannot be written.
        """
        lines, digests = [], []
        for key, record in records:
            body = orjson.dumps({"key": key, **record})
            lines.append(b"%08x %s\n" % (zlib.crc32(body), body))
            digests.append(_digest(key))
        try:
            at = self._append(b"".join(lines))
        except OSError as error:
            what = f"The journal cannot be written: {error.strerror}."
            raise WorkspaceError("run.journal", what, "Make room for it; the same command then goes on.") from None
        for digest, line in zip(digests, lines, strict=True):
            self.answers.lies(digest, at)
            at += len(line)

    def _append(self, data: bytes) -> int:
        """All of it, or nothing: what was written before a fault is cut off again. Gives where it begins."""
        begun, left = self._file.seek(0, os.SEEK_END), memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(begun)
            raise
        return begun

    def _close(self) -> None:
        self._file.close()
        self._reader.close()

    def _lock(self) -> None:
        """One process at a time; where the system has no such lock, its user sees to it."""
        is_ours = True
        with suppress(OSError):  # a file system without locks
            is_ours = not can_lock() or lock(self._file.fileno())
        if not is_ours:
            what = "Another process is running with this journal."
            raise InputError("run.journal", what, "Wait for it, or name another file.", file=str(self.path))

    def _read(self) -> None:
        """Note what the file has; what a process that was killed left torn at its end is cut off."""
        self._reader.seek(0)
        at, whole, n_ended, is_ours, torn, damaged = 0, 0, 0, True, list[int](), list[int]()
        for number, line in enumerate(self._reader, start=1):
            key = _key(line) if line.endswith(b"\n") else None
            if key is None:
                is_ours = is_ours and _may_be_torn(line)
                n_ended += line.endswith(b"\n") and bool(line.strip(b"\0\n"))
                torn.append(number)
            else:
                damaged += torn
                torn, n_ended = [], 0
                self.answers.lies(_digest(key), at)
                whole = at + len(line)
            at += len(line)
        if not self.answers and not is_ours:
            what = "The file is no journal: its lines are not what a run writes."
            raise InputError("run.journal", what, "Name another file: --journal FILE.", file=str(self.path))
        if damaged or n_ended > 1:  # one write is torn at one place: what is more was altered
            raise self._damaged(damaged + torn * (n_ended > 1))
        if torn:
            self._file.truncate(whole)

    def _damaged(self, lines: list[int]) -> InputError:
        """What is wrong with lines before a good one: no run that was killed leaves these."""
        shown = ", ".join(map(str, lines[:MOST_SHOWN])) + (", ..." if len(lines) > MOST_SHOWN else "")
        named, them = ("Line", "it") if len(lines) == 1 else ("Lines", "them")
        what = f"{named} {shown} of the journal: not what was written ({len(self.answers):,} records are whole)."
        fix = f"Restore the file; or take {them} out, then the rest stays and is not asked again."
        return InputError("run.journal", what, fix, file=str(self.path), line=lines[0])


def _key(line: bytes) -> str | None:
    """The key of a whole line; None for one that is not what was written."""
    body = line[CHECKSUM + 1 : -1]
    if line[:CHECKSUM] != b"%08x" % zlib.crc32(body):
        return None
    end = len(BEGINS) + HASH
    if body.startswith(BEGINS) and body[end : end + 1] == b'"' and body[len(BEGINS) : end].isalnum():
        return body[len(BEGINS) : end].decode()
    found = orjson.loads(body)
    return str(found["key"]) if isinstance(found, dict) and "key" in found else None


def _may_be_torn(line: bytes) -> bool:
    """Whether a line can be the beginning of a record, or what a machine without power leaves of one."""
    checksum, rest = line[:CHECKSUM], line[CHECKSUM : CHECKSUM + 1 + len(BEGINS)]
    return not line.strip(b"\0") or (all(each in HEXADECIMAL for each in checksum) and (b" " + BEGINS).startswith(rest))


def _digest(key: str) -> int:
    """16 octets that stand for a key, as a number, which takes less room."""
    if len(key) == HASH:
        try:
            return int.from_bytes(bytes.fromhex(key)[:16])
        except ValueError:
            pass
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest())
