"""Work of several threads in one transaction, so that all of them wait for the disk once, and share what it costs.

A thread that comes while another is writing leaves its work with the next transaction. Each piece is whole or not at
all, and all are durable before any of them is told so. Pieces hardly ever fail, so nothing is paid for it beforehand:
when one does, the transaction is taken back, the others are done again in another, and it is done in one after them,
so that it can be taken back alone. So a piece may be done more than once, and must give the same then.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Generic, TypeAlias, TypeVar, cast

MOST = 64
"""Pieces of work in one transaction."""
MOST_FAILING = 3
"""Pieces that may fail one after another before all that is left is done so that each can be taken back alone."""
Shared = TypeVar("Shared")
Result = TypeVar("Result")
Write: TypeAlias = Callable[[], AbstractContextManager[Shared]]
"""Opens a transaction of the only writer, and gives what pieces of work share."""
Aside: TypeAlias = Callable[[Shared], AbstractContextManager[object]]
"""Opens a part of it that is taken back alone when it fails."""


class _Piece(Generic[Shared, Result]):
    """One piece of work, and what came of it."""

    def __init__(self, work: Callable[[Shared], Result], woken: threading.Event) -> None:
        self.work = work
        self.woken = woken
        self.is_done = self.leads = False
        self.result: Result | None = None
        self.error: BaseException | None = None

    def wait(self) -> None:
        """Wait until it is done, or it is its turn to lead; the pieces of one thread are woken together."""
        while not (self.is_done or self.leads):
            self.woken.wait()
            self.woken.clear()


class Together(Generic[Shared]):
    """Shares the transactions of one database between threads; who comes first while nobody writes leads."""

    def __init__(self, write: Write[Shared], aside: Aside[Shared]) -> None:
        self._write, self._aside = write, aside
        self._lock = threading.Lock()
        self._waiting: list[_Piece[Shared, object]] = []
        self._is_led = False

    def run(self, work: Callable[[Shared], Result]) -> Result:
        """What ``work`` gives, durable; or what it raises, and then it changed nothing."""
        (found,) = self.run_all([work])
        if isinstance(found, BaseException):
            raise found
        return found

    def run_all(self, works: Sequence[Callable[[Shared], Result]]) -> list[Result | BaseException]:
        """As `run`, for several pieces that one thread brings: what each gives, or what it raises."""
        woken = threading.Event()
        pieces = [_Piece(work, woken) for work in works]
        if not pieces:
            return []
        with self._lock:
            self._waiting += cast(list[_Piece[Shared, object]], pieces)
            leads, self._is_led = not self._is_led, True
        for piece in pieces:
            if not leads:
                piece.wait()
            if not piece.is_done:
                self._lead()
            leads = False
        return [cast(Result, piece.result) if piece.error is None else piece.error for piece in pieces]

    def _lead(self) -> None:
        """Do what is waiting, the leader's own piece first, and hand over to the next that waits."""
        with self._lock:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._do(batch)
        except BaseException as error:
            for piece in batch:
                piece.error = None if piece.is_done else piece.error or error
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._is_led = following is not None
        for piece in batch:
            piece.is_done = True
            piece.woken.set()
        if following is not None:
            following.leads = True
            following.woken.set()

    def _do(self, batch: Sequence[_Piece[Shared, object]]) -> None:
        rest, apart = list(batch), list[_Piece[Shared, object]]()
        while rest and len(apart) < MOST_FAILING:
            failing = self._tried(rest)
            apart += failing
            rest = [each for each in rest if not (each.is_done or each in failing)]
        if apart or rest:
            self._do_apart([*rest, *apart])

    def _tried(self, batch: Sequence[_Piece[Shared, object]]) -> Sequence[_Piece[Shared, object]]:
        """Do all at once; gives those that failed: none, the first that did, or all when it is not known which."""
        is_begun, present = False, None
        try:
            with self._write() as shared:
                is_begun = True
                for present in batch:
                    present.result = present.work(shared)
                present = None
        except Exception:
            if not is_begun:
                raise
            return batch if present is None else [present]
        for piece in batch:
            piece.is_done = True
        return []

    def _do_apart(self, batch: Sequence[_Piece[Shared, object]]) -> None:
        """Do pieces of which some may fail, each so that it can be taken back alone."""
        with self._write() as shared:
            for piece in batch:
                try:
                    with self._aside(shared):
                        piece.result = piece.work(shared)
                except Exception as error:
                    piece.error = error
