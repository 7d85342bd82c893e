"""All tables of a workspace from one database into another, in the order of their keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, func, insert, inspect, select

from assay.core.errors import WorkspaceError
from assay.store.migrate import SCHEMA, VERSION, migrate, schema_of
from assay.store.tables.metadata import METADATA
from assay.store.tables.views import make_tables_and_views

BATCH = 10_000
"""Rows that are held at a time."""


def copy_to_sqlite(source: Connection, path: Path) -> None:
    """A new SQLite file with the tables and the rows of ``source``, in the schema that it has."""
    engine, schema = create_engine(f"sqlite:///{path}"), schema_of(source)
    try:
        with engine.begin() as target:
            if schema == SCHEMA:
                _make_newest(target)
            else:
                migrate(target, to=schema or SCHEMA)
            copy_rows(source, target)
    finally:
        engine.dispose()


def copy_into_empty(source: Connection, target: Connection) -> None:
    """Make the tables in an empty database and copy every row.

    Raises
    ------
    WorkspaceError
        ``workspace.not_empty`` when a workspace is there already.
    """
    migrate(target)
    if target.execute(select(func.count()).select_from(METADATA.tables["log_entry"])).scalar_one():
        what = "The database holds a workspace already."
        raise WorkspaceError("workspace.not_empty", what, "Name an empty database.")
    copy_rows(source, target)


def copy_rows(source: Connection, target: Connection) -> None:
    """Every row of every table that ``source`` has; tables that others point to come first."""
    there = set(inspect(source).get_table_names())
    for table in (each for each in METADATA.sorted_tables if each.name in there):
        for rows in _batches(source, table):
            target.execute(insert(table), rows)


def _make_newest(target: Connection) -> None:
    make_tables_and_views(target)
    target.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    target.execute(insert(VERSION), {"version_num": SCHEMA})


def _batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = source.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key.columns))
    for part in found.mappings().partitions():
        yield [dict(row) for row in part]
