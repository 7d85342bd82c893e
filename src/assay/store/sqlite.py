"""The SQLite file of a workspace: how it is opened, read and written.

WAL with synchronous=FULL, foreign keys on, a busy timeout, and ``BEGIN IMMEDIATE`` for writers:
several processes may use a workspace at once, and one that is killed leaves no lock behind (the system drops it).
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from assay.core.errors import AssayError, LedgerAltered, WorkspaceError
from assay.store.database import BUSY_SECONDS, Database

WRITER = "assay_writer"
NO_ROOM = ("is full", "disk I/O error")
"""What SQLite says where nothing more can be written; of its log and its index it says the second."""
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


class SqliteDatabase(Database):
    """A database in one file."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        engine = _engine(path, busy_seconds)
        super().__init__(engine)
        self._writers = engine.execution_options(**{WRITER: True})
        self.path = path
        self._line, self._busy_seconds = threading.Lock(), busy_seconds

    def forget_deleted(self) -> None:
        """Empty the write-ahead log, so that deleted bytes are nowhere in the files (pages are overwritten at once)."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def write_anew(self) -> None:
        """Write every page anew (VACUUM) and empty the write-ahead log: nothing is left in pages that were used once.

        Raises
        ------
        WorkspaceError
            ``workspace.busy`` while others read or write.
        """
        with self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, path: Path) -> None:
        """SQLite's own online backup."""
        with (
            closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as source,
            closing(sqlite3.connect(path)) as target,
        ):
            try:
                source.backup(target)
            except sqlite3.Error as error:
                raise self.fault(error) from error

    def fault(self, error: BaseException) -> AssayError:
        """Busy, unreadable, without room, or damaged."""
        text = str(error)
        operational = isinstance(error, (sqlite3.OperationalError, OperationalError))
        if operational and "locked" in text:
            return WorkspaceError(
                "workspace.busy",
                f"The workspace {self.path.parent} is being written by another process ({text}).",
                "Wait until it is done and try again.",
            )
        if operational and ("unable to open" in text or "readonly" in text):
            return WorkspaceError(
                "workspace.unreadable",
                f"The database {self.path} cannot be used ({text}).",
                "Check the folder and its permissions.",
            )
        if operational and any(words in text for words in NO_ROOM):
            return WorkspaceError(
                "workspace.no_room",
                f"The database {self.path} cannot be written ({text}).",
                "Make room on its disk; the same command then goes on. If there is room: assay verify.",
            )
        return LedgerAltered(
            "ledger.database",
            f"The database {self.path} cannot be used ({text}).",
            "See what is altered with: assay verify; then restore a backup: assay restore.",
        )

    @property
    def one_writer(self) -> bool:
        """A file has one writer, whatever it writes."""
        return True

    def take_turn(self, connection: Connection, turn: str, *, soon: bool = False) -> None:
        """``BEGIN IMMEDIATE`` has waited for every turn."""

    def take_turns_now(self, connection: Connection, turns: Sequence[str]) -> list[bool]:
        """As `take_turn`: all of them are this one's."""
        return [True] * len(turns)

    def _reader(self) -> Engine:
        return self.engine

    def _writer(self) -> Engine:
        return self._writers

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """SQLite lets writers ask again and again, and one among many busy threads may never be lucky."""
        if not self._line.acquire(timeout=self._busy_seconds):
            raise self.fault(sqlite3.OperationalError("locked by another thread"))
        try:
            yield
        finally:
            self._line.release()

    def _enter(self, connection: Connection) -> None:
        """``BEGIN IMMEDIATE`` has waited already."""


def _engine(path: Path, busy_seconds: float) -> Engine:
    """The connection that wrote last writes next: what another one writes makes it forget the pages that it holds."""
    engine = create_engine(f"sqlite:///{path}", pool_use_lifo=True, connect_args={"timeout": busy_seconds})

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get(WRITER, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine
