"""Work of several threads in one transaction, so that all of them wait for the disk once.

A thread that comes while another is writing leaves its work with the next transaction. Each piece is whole or not at
all: one that fails is taken back alone (a savepoint), and all are durable before any of them is told so.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Generic, TypeAlias, TypeVar, cast

from sqlalchemy import Connection

MOST = 64
"""Pieces of work in one transaction."""
Result = TypeVar("Result")
Write: TypeAlias = Callable[[], AbstractContextManager[Connection]]
"""Opens a transaction of the only writer."""


class _Piece(Generic[Result]):
    """One piece of work, and what came of it."""

    def __init__(self, work: Callable[[Connection], Result]) -> None:
        self.work = work
        self.woken = threading.Event()
        self.is_done = False
        self.result: Result | None = None
        self.error: BaseException | None = None


class Together:
    """Shares the transactions of one database between threads; who comes first while nobody writes leads."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[_Piece[object]] = []
        self._is_led = False

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` gives, durable; or what it raises, and then it changed nothing."""
        piece = _Piece(work)
        with self._lock:
            self._waiting.append(cast(_Piece[object], piece))
            leads, self._is_led = not self._is_led, True
        if not leads:
            piece.woken.wait()
        if not piece.is_done:
            self._lead()
        if piece.error is not None:
            raise piece.error
        return cast(Result, piece.result)

    def _lead(self) -> None:
        """Do what is waiting, the leader's own piece first, and hand over to the next that waits."""
        with self._lock:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._do(batch)
        except BaseException as error:
            for piece in batch:
                piece.error = piece.error or error
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._is_led = following is not None
        for piece in batch:
            piece.is_done = True
            piece.woken.set()
        if following is not None:
            following.woken.set()

    def _do(self, batch: Sequence[_Piece[object]]) -> None:
        with self._write() as connection:
            if len(batch) == 1:
                batch[0].result = batch[0].work(connection)
                return
            for piece in batch:
                try:
                    with connection.begin_nested():
                        piece.result = piece.work(connection)
                except Exception as error:
                    piece.error = error
