"""Reading the tables by their rows alone: no index is used, so a broken or forged one hides nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine

from assay.store.migrate import KNOWN, SCHEMA, migrate
from assay.store.tables import derived, ledger, operational
from assay.store.tables.views import make_tables_and_views
from assay.store.verifying.findings import Findings

MOST_MESSAGES = 100
TABLES = (
    *ledger.LEDGER_TABLES,
    *ledger.SEALED_TABLES,
    *operational.OPERATIONAL_TABLES,
    *derived.DERIVED_TABLES,
)


class Scan:
    """A read-only connection that sees one state of the database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """Every row of a table in the order of its rowids, values as they are kept."""
        names = [column.name for column in table.columns]
        listed = ", ".join(f'"{name}"' for name in names)
        query = f'SELECT {listed} FROM "{table.name}" NOT INDEXED ORDER BY rowid'  # noqa: S608 - names of our own tables
        for row in self._connection.execute(query):
            yield dict(zip(names, row, strict=True))

    def messages(self, pragma: str) -> list[str]:
        """What a checking pragma says, a line each."""
        return [", ".join(map(str, row)) for row in self._connection.execute(pragma)]

    def made_by(self) -> dict[str, tuple[Any, ...]]:
        """The statements that made tables and indexes, by name."""
        return _made_by(self._connection)


@contextmanager
def open_scan(path: Path) -> Iterator[Scan]:
    """A scan of a database file, which is not changed; raises sqlite3 errors as they are."""
    with closing(sqlite3.connect(_uri(path), timeout=30.0, isolation_level=None, uri=True)) as connection:
        connection.text_factory = lambda octets: octets.decode("utf-8", "surrogateescape")
        for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        yield Scan(connection)


def _uri(path: Path) -> str:
    """Opens a file that is there and never makes one."""
    return f"{path.resolve().as_uri()}?mode=rw"


def check_database(scan: Scan, findings: Findings) -> None:
    """Let SQLite check its pages and references, and compare the tables with those of the schema."""
    with findings.faults_of("the file"):
        for message in scan.messages(f"PRAGMA integrity_check({MOST_MESSAGES})"):
            if message != "ok":
                findings.add("database", "the file", message)
    with findings.faults_of("references between tables"):
        for message in scan.messages("PRAGMA foreign_key_check"):
            findings.add("database", "references between tables", f"a row points nowhere: {message}")
    with findings.faults_of("the schema"):
        _check_schema(scan, findings)


def _check_schema(scan: Scan, findings: Findings) -> None:
    version = scan.messages("SELECT version_num FROM alembic_version")
    if len(version) != 1 or version[0] not in KNOWN:
        findings.add("database", "the schema", f"its version is {version}, expected one of {', '.join(KNOWN)}")
    found, wanted = scan.made_by(), _wanted(version[0] if version and version[0] in KNOWN else SCHEMA)
    for name in sorted(found.keys() | wanted.keys(), key=str):
        if found.get(name) != wanted.get(name):
            state = "is missing" if name not in found else "was added" if name not in wanted else "was changed"
            findings.add("database", "the schema", f"{name} {state}")


@cache
def _wanted(schema: str) -> dict[str, tuple[Any, ...]]:
    """Tables, indexes and views as they are in a workspace of this schema that was not taken to a newer one yet."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            if schema == SCHEMA:
                make_tables_and_views(connection)
            else:
                migrate(connection, to=schema)
            raw = connection.connection.driver_connection
            return _made_by(raw) if isinstance(raw, sqlite3.Connection) else {}
    finally:
        engine.dispose()


def _made_by(connection: sqlite3.Connection) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute("SELECT name, type, tbl_name, sql FROM sqlite_master ORDER BY rowid").fetchall()
    return {row[0]: tuple(row[1:]) for row in rows if "alembic_version" not in str(row[2])}
