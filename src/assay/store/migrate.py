"""The schema of the database: made and changed by migrations, inside the caller's transaction."""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from assay.core.errors import WorkspaceError
from assay.store.database import Database

SCHEMA = "schema_4"
"""Newest schema that this version of Assay knows."""
KNOWN = ("schema_1", "schema_2", "schema_3", "schema_4")
"""Schemas that it can take to the newest one, oldest first."""

VERSION = table("alembic_version", column("version_num"))


def migrate(connection: Connection, *, to: str = SCHEMA) -> None:
    """Make the tables, or change those of an older schema; nothing when they are those of ``to`` already."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def schema_of(connection: Connection) -> str | None:
    """The schema that the database has; None when it has none yet."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    return connection.execute(select(VERSION.c.version_num)).scalar()


def check_schema(database: Database) -> None:
    """Make sure that the tables are those that this version reads, taking older ones up to them.

    Raises
    ------
    WorkspaceError
        ``workspace.schema`` when a newer version of Assay made them, or nobody did.
    """
    with database.read() as connection:
        found = schema_of(connection)
    if found == SCHEMA:
        return
    if found not in KNOWN:
        raise WorkspaceError(
            "workspace.schema",
            f"The workspace has schema '{found}', this version of Assay reads {', '.join(KNOWN)}.",
            "Install a newer version of Assay, or restore the workspace from a backup.",
        )
    with database.write() as connection:
        migrate(connection)
