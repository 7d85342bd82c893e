"""A workspace on Postgres: the same tables and the same rules, for teams.

Readers see one state (REPEATABLE READ, READ ONLY). Writers come one at a time by an advisory lock that ends with their
transaction; once inside, they see all that was committed before (READ COMMITTED). Text compares by code point
(collation C), as in SQLite. No extension is used, and the address, which may hold a password, comes from the
environment alone and is shown without it.
"""

import os
import weakref
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ARRAY,
    URL,
    BigInteger,
    Connection,
    Engine,
    bindparam,
    create_engine,
    event,
    func,
    literal_column,
    make_url,
    select,
)
from sqlalchemy import text as sql
from sqlalchemy.exc import ArgumentError, DisconnectionError

from assay.core.errors import AssayError, InputError, LedgerAltered, WorkspaceError
from assay.store.clock import seconds_passed
from assay.store.copying import copy_to_sqlite
from assay.store.database import BUSY_SECONDS, Collided, Database
from assay.store.prepared import rows_of
from assay.store.tables import derived, ledger, operational, outside
from assay.store.tables.views import views_of_schema_4

URL_VARIABLE = "ASSAY_DATABASE_URL"
"""Environment variable with the address, such as postgresql://user:password@host/database."""
WRITER_LOCK = 0x61737361
"""Number of the advisory lock of writers."""
_HOLD = select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger)).label("held"))
_GO_ON = func.set_config(literal_column("'synchronous_commit'"), literal_column("'off'"), literal_column("true"))
_HOLD_AND_GO_ON = _HOLD.add_columns(_GO_ON.label("off"))
"""The same, for a transaction that does not wait until it is on the disk."""
_LOCKS = func.unnest(bindparam("locks", type_=ARRAY(BigInteger))).table_valued("lock").render_derived()
_HOLD_WHAT_IS_FREE = select(func.pg_try_advisory_xact_lock(_LOCKS.c.lock).label("held"), _GO_ON.label("off"))
"""Each of some locks if nobody has it, in their order."""
PLANS_S = 2.0
"""A connection makes the plans of its statements anew after so long. The server keeps the first ones until it counts
the tables again, up to a minute later: one made while a table was almost empty reads it whole when it has grown."""
POOLED = 16
"""Connections that are kept open; as many again are made when all are in use, and closed after it."""
NOT_AVAILABLE = ("55P03", "57014")
"""States of a lock that was waited for in vain."""
COLLIDED = ("40P01", "40001")
"""States of a transaction that was taken back because another one stood in its way, and it in the other's."""


class PostgresDatabase(Database):
    """A database of its own on a Postgres server."""

    def __init__(self, url: URL, *, busy_seconds: float = BUSY_SECONDS) -> None:
        engine = _engine(url, busy_seconds)
        super().__init__(engine)
        self._readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writers = engine.execution_options(isolation_level="READ COMMITTED")
        self.place = url.render_as_string(hide_password=True)
        weakref.finalize(self, self.engine.dispose)

    def forget_deleted(self) -> None:
        """Let the server reuse the pages of erasable tables; its write-ahead log and archive keep them longer."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in (*ledger.SEALED_TABLES, *operational.ACCESS_TABLES, *outside.OUTSIDE_TABLES):
                connection.execute(sql(f'VACUUM "{table.name}"'))

    def copy_to(self, path: Path) -> None:
        """One state of all tables, row by row in the order of their keys."""
        with self.read() as connection:
            copy_to_sqlite(connection, path)

    def fault(self, error: BaseException) -> AssayError:
        """Busy, not reachable, not allowed, or damaged."""
        from psycopg import DataError

        state, text = getattr(error, "sqlstate", None), str(error).strip().splitlines()[0] if str(error) else ""
        if isinstance(error, DataError):
            what = f"Postgres cannot keep a value ({text})."
            return InputError("record.not_valid", what, "Leave characters out that no text may hold, such as NUL.")
        if state in COLLIDED:
            what = f"Two writers of {self.place} waited for each other ({text})."
            return Collided("workspace.busy", what, "Try again.")
        if state in NOT_AVAILABLE:
            what = f"The database {self.place} is being written by another process ({text})."
            return WorkspaceError("workspace.busy", what, "Wait until it is done and try again.")
        if state is None or state.startswith(("08", "28", "3D", "57P")):
            what = f"The database {self.place} cannot be reached ({text})."
            return WorkspaceError("workspace.unreadable", what, f"Check the server and the address in {URL_VARIABLE}.")
        if state == "42501":
            what = f"The role of {URL_VARIABLE} may not do this ({text})."
            return WorkspaceError("workspace.role", what, "Use the owner's role, or grant what init grants.")
        what = f"The database {self.place} cannot be used ({text})."
        return LedgerAltered("ledger.database", what, "See what is altered with: assay verify.")

    @property
    def one_writer(self) -> bool:
        """Rows are held one by one; only the ledger has one writer."""
        return False

    def take_turn(self, connection: Connection, turn: str, *, soon: bool = False) -> None:
        """By an advisory lock of the turn's own, which ends with the transaction."""
        rows_of(connection, _HOLD_AND_GO_ON if soon else _HOLD, {"lock": _number(turn)})

    def take_turns_now(self, connection: Connection, turns: Sequence[str]) -> list[bool]:
        """By the same locks, none of which is waited for."""
        return [
            row.held for row in rows_of(connection, _HOLD_WHAT_IS_FREE, {"locks": [_number(each) for each in turns]})
        ]

    def _reader(self) -> Engine:
        return self._readers

    def _writer(self) -> Engine:
        return self._writers

    def _enter(self, connection: Connection) -> None:
        rows_of(connection, _HOLD, {"lock": WRITER_LOCK})


def _number(turn: str) -> int:
    """Of the lock of a turn."""
    return int.from_bytes(sha256(turn.encode()).digest()[:8], signed=True)


def database_url() -> URL:
    """The address in the environment.

    Raises
    ------
    WorkspaceError
        ``workspace.address`` when there is none, or it is none of Postgres; what it holds is not shown.
    """
    given = os.environ.get(URL_VARIABLE, "")
    fix = f"Set {URL_VARIABLE} to postgresql://user:password@host:port/database."
    if not given:
        raise WorkspaceError("workspace.address", f"This workspace is on Postgres, and {URL_VARIABLE} is not set.", fix)
    try:
        url = make_url(given)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("postgresql", "postgres"):
        raise WorkspaceError("workspace.address", f"{URL_VARIABLE} holds no address of Postgres.", fix)
    return url.set(drivername="postgresql+psycopg")


def grant_service(connection: Connection, role: str) -> None:
    """Let a role read and append, and change only what is operational, derived or sealed; never the ledger.

    Raises
    ------
    InputError
        ``workspace.no_role`` when there is no such role.
    """
    known = connection.execute(sql("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first()
    if known is None:
        fix = f"Make it first: CREATE ROLE {role} LOGIN PASSWORD '...'."
        raise InputError("workspace.no_role", f"The server has no role '{role}'.", fix)
    quoted = connection.dialect.identifier_preparer.quote(role)
    grants: tuple[tuple[str, Any], ...] = (
        ("SELECT, INSERT", ledger.LEDGER_TABLES),
        ("SELECT, INSERT, DELETE, MAINTAIN", ledger.SEALED_TABLES),
        ("SELECT, INSERT, UPDATE, DELETE, MAINTAIN", (*operational.OPERATIONAL_TABLES, *derived.DERIVED_TABLES)),
    )
    for rights, tables in grants:
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.execute(sql(f"GRANT {rights} ON {names} TO {quoted}"))
    views = ", ".join(views_of_schema_4("postgresql"))
    connection.execute(sql(f"GRANT SELECT ON alembic_version, {views} TO {quoted}"))


def _engine(url: URL, busy_seconds: float) -> Engine:
    try:
        import psycopg  # noqa: F401 - asked for here, so that its absence is told in our words
    except ImportError:
        what = "This workspace is on Postgres, whose driver is not installed."
        raise WorkspaceError("workspace.driver", what, "Install it: pip install 'assay[postgres]'.") from None
    options = f"-c lock_timeout={int(busy_seconds * 1000)} -c timezone=UTC"
    arguments = {"options": options, "connect_timeout": 10}
    pool = {"pool_size": POOLED, "max_overflow": POOLED, "pool_use_lifo": True}
    engine = create_engine(url, connect_args=arguments, **pool)
    event.listen(engine, "checkout", _try_and_plan_anew)
    return engine


def _try_and_plan_anew(connection: Any, record: Any, _proxy: Any) -> None:
    """Every `PLANS_S`, which also tells whether the connection is still there: one that was lost is replaced."""
    now = seconds_passed()
    if not connection.closed and now - record.info.get("planned_at", -PLANS_S) < PLANS_S:
        return
    try:
        connection.autocommit = True
        connection.execute("DISCARD PLANS")
        connection.autocommit = False
    except Exception as error:
        raise DisconnectionError from error
    record.info["planned_at"] = now
