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
    """Make sure that the tables are those that this version works on.

    Raises
    ------
    WorkspaceError
        ``workspace.older`` when an older version of Assay made them and `upgrade_schema` was not asked for yet;
        ``workspace.schema`` when a newer one did, or nobody.
    """
    found = known_schema(database)
    if found != SCHEMA:
        what = f"The workspace has the older schema '{found}', this version of Assay works on '{SCHEMA}'."
        raise WorkspaceError("workspace.older", what, "Take it up to it, with a backup made first: assay upgrade.")


def known_schema(database: Database) -> str:
    """The schema of a database, if this version can work on it or take it up.

    Raises
    ------
    WorkspaceError
        ``workspace.schema``.
    """
    with database.read() as connection:
        found = schema_of(connection)
    if found is None or found not in KNOWN:
        raise WorkspaceError(
            "workspace.schema",
            f"The workspace has schema '{found}', this version of Assay reads {', '.join(KNOWN)}.",
            "Install a newer version of Assay, or restore the workspace from a backup.",
        )
    return found


def upgrade_schema(database: Database) -> None:
    """Take the tables up to the newest schema, in one transaction: all of it, or nothing on an error."""
    with database.write() as connection:
        migrate(connection)
