"""The database of one workspace, SQLite or Postgres: one consistent view to read, one writer at a time."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, IntegrityError

from assay.core.errors import AssayError, WorkspaceError
from assay.store.together import Result, Together

BUSY_SECONDS = 30.0
"""How long a writer waits for another one."""


class Collided(WorkspaceError):
    """Two transactions waited for each other, and this one was taken back whole: it may be done again."""


class Database(ABC):
    """What the store asks of a database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._together = Together(self.write, Connection.begin_nested)
        self._views = threading.local()
        self.access_changes = 0
        """How often this process changed accounts, roles or sessions: what was read of them before may be old."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; sees nothing that is committed later."""
        view: Connection | None = getattr(self._views, "open", None)
        if view is not None:
            with self.faults():
                yield view
            return
        with self._transaction(self._reader()) as connection:
            yield connection

    @contextmanager
    def one_view(self) -> Iterator[None]:
        """Every `read` of this thread in the block sees one view, and none of them pays for a transaction of its own.

        Nothing is to be written in it: what is read after that would be as before.
        """
        if getattr(self._views, "open", None) is not None:
            yield
            return
        with self.read() as connection:
            self._views.open, self._views.seen = connection, {}
            try:
                yield
            finally:
                self._views.open, self._views.seen = None, {}

    def seen(self, key: Hashable, look: Callable[[], Result]) -> Result:
        """What ``look`` gives; within `one_view` it is looked for once, as nothing changes there."""
        if getattr(self._views, "open", None) is None:
            return look()
        if key not in self._views.seen:
            self._views.seen[key] = look()
        return cast(Result, self._views.seen[key])

    def note_seen(self, found: Mapping[Hashable, object]) -> None:
        """Note what was read for many at once, so that `seen` need not look for it; nothing outside of a view."""
        if getattr(self._views, "open", None) is not None:
            self._views.seen.update(found)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that no other writer can enter; durable on return, nothing at all on an error.

        Raises
        ------
        WorkspaceError
            ``workspace.busy`` when another process writes for longer than `BUSY_SECONDS`.
        LedgerAltered
            ``ledger.database`` when the database cannot be read.
        """
        with self._in_line(), self._transaction(self._writer()) as connection:
            self._enter(connection)
            yield connection

    def write_together(self, work: Callable[[Connection], Result]) -> Result:
        """Do ``work`` in a transaction as of `write`, which it may share with work of other threads.

        See `assay.store.together`: it may be done twice, must be done with the connection when it returns, and what it
        raises takes back its own changes only.
        """
        with self.faults():
            return self._together.run(work)

    @contextmanager
    def operate(self, *, turn: str | None = None, soon: bool = False) -> Iterator[Connection]:
        """One short transaction on operational tables alone; on Postgres it waits for no writer of the ledger.

        Those with the same ``turn`` come one after another. ``soon``: on Postgres it need not wait for the disk; it is
        durable with the next transaction that does, which is before any that rests on it, or within a second.

        Raises
        ------
        WorkspaceError
            ``workspace.busy`` as in `write`.
        """
        with self._in_line(), self._transaction(self._writer()) as connection:
            if turn is not None:
                self.take_turn(connection, turn, soon=soon)
            yield connection

    @contextmanager
    def change_access(self, *, turn: str | None = None) -> Iterator[Connection]:
        """As `operate`, for accounts, roles and sessions."""
        try:
            with self.operate(turn=turn) as connection:
                yield connection
        finally:
            self.access_changes += 1

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @abstractmethod
    def forget_deleted(self) -> None:
        """Let go of the bytes of deleted rows as far as the database can."""

    @abstractmethod
    def copy_to(self, path: Path) -> None:
        """Write one state of all tables into a new SQLite file, while others may write."""

    @abstractmethod
    def fault(self, error: BaseException) -> AssayError:
        """What a fault of the database means for a user."""

    @property
    @abstractmethod
    def one_writer(self) -> bool:
        """Whether operational transactions come one at a time with those of the ledger."""

    @abstractmethod
    def take_turn(self, connection: Connection, turn: str, *, soon: bool = False) -> None:
        """Wait until no other transaction has this turn; ``soon`` as in `operate`."""

    @abstractmethod
    def take_turns_now(self, connection: Connection, turns: Sequence[str]) -> list[bool]:
        """Which of the turns no other transaction has, and this one has now; the transaction is as with ``soon``."""

    @abstractmethod
    def _reader(self) -> Engine: ...

    @abstractmethod
    def _writer(self) -> Engine: ...

    @abstractmethod
    def _enter(self, connection: Connection) -> None:
        """Wait until this is the only writer."""

    def _in_line(self) -> AbstractContextManager[object]:
        """Writers of this process come one after another where the database does not see to it."""
        return nullcontext()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with self.faults(), engine.begin() as connection:
            yield connection

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Tell faults of the database in our words; that it refuses a row for what is there already, as it is."""
        try:
            yield
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise self.fault(error.orig or error) from error
        except UnicodeDecodeError as error:
            raise self.fault(error) from error
