"""The SQLite file of a workspace: how it is opened, read and written.

WAL with synchronous=FULL, foreign keys on, a busy timeout, and ``BEGIN IMMEDIATE`` for writers:
several processes may use a workspace at once, and one that is killed leaves no lock behind (the system drops it).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from assay.core.errors import AssayError, LedgerAltered, WorkspaceError

BUSY_SECONDS = 30.0
WRITER = "assay_writer"
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


class Database:
    """The database of one workspace."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.engine = _engine(path, busy_seconds)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; sees nothing that is committed later."""
        with self._transaction(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that no other writer can enter; durable on return, nothing at all on an error.

        Raises
        ------
        WorkspaceError
            ``workspace.busy`` when another process writes for longer than the busy timeout.
        LedgerAltered
            ``ledger.database`` when the file cannot be read as a database.
        """
        with self._transaction(self.engine.execution_options(**{WRITER: True})) as connection:
            yield connection

    def forget_deleted(self) -> None:
        """Empty the write-ahead log, so that deleted bytes are nowhere in the files (pages are overwritten at once)."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise database_fault(error.orig or error, self.path) from error
        except UnicodeDecodeError as error:
            raise database_fault(error, self.path) from error


def database_fault(error: BaseException, path: Path) -> AssayError:
    """What a fault of the database means for a user."""
    text = str(error)
    if isinstance(error, (sqlite3.OperationalError, OperationalError)) and "locked" in text:
        return WorkspaceError(
            "workspace.busy",
            f"The workspace {path.parent} is being written by another process ({text}).",
            "Wait until it is done and try again.",
        )
    if isinstance(error, (sqlite3.OperationalError, OperationalError)) and (
        "unable to open" in text or "readonly" in text
    ):
        return WorkspaceError(
            "workspace.unreadable",
            f"The database {path} cannot be used ({text}).",
            "Check the folder and its permissions.",
        )
    return LedgerAltered(
        "ledger.database",
        f"The database {path} cannot be used ({text}).",
        "See what is altered with: assay verify; then restore a backup: assay restore.",
    )


def _engine(path: Path, busy_seconds: float) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_seconds})

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
