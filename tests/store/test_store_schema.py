"""The migration makes the tables that the code speaks, on SQLite and (compiled) on Postgres."""

import importlib.resources
import os
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

from assay.store.migrate import KNOWN, SCHEMA
from assay.store.open import Store, create_store
from assay.store.tables import derived, ledger, operational
from assay.store.tables.metadata import METADATA
from assay.store.tables.views import make_tables_and_views

MADE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version' ORDER BY name"
TABLES = (
    *ledger.LEDGER_TABLES,
    *ledger.SEALED_TABLES,
    *operational.OPERATIONAL_TABLES,
    *derived.DERIVED_TABLES,
)


def test_every_table_is_of_one_of_the_three_kinds() -> None:
    assert {table.name for table in TABLES} == set(METADATA.tables)
    assert len(TABLES) == len(METADATA.tables)


def test_the_migration_makes_exactly_the_tables_of_the_code(empty: Store) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        make_tables_and_views(connection)
    with empty.database.read() as made, engine.connect() as wanted:
        assert compare_metadata(MigrationContext.configure(made), METADATA) == []
        assert made.exec_driver_sql(MADE).all() == wanted.exec_driver_sql(MADE).all()
    engine.dispose()


def test_the_newest_migration_is_the_schema_that_the_code_expects() -> None:
    with importlib.resources.as_file(importlib.resources.files("assay.store") / "migrations") as folder:
        assert ScriptDirectory(folder).get_heads() == [SCHEMA] == [KNOWN[-1]]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_postgres_can_run_every_table(table: Table) -> None:
    dialect = postgresql.dialect()
    text = str(CreateTable(table).compile(dialect=dialect))
    assert "STRICT" not in text
    assert " REAL" not in text
    for index in table.indexes:
        assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))
    for column in table.columns:
        assert column.type.compile(dialect=dialect) in ('TEXT COLLATE "C"', "BIGINT", "DOUBLE PRECISION", "BYTEA")


def test_sqlite_tables_are_strict(empty: Store) -> None:
    with empty.database.read() as connection:
        strict = connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE strict = 1").scalars().all()
    assert set(METADATA.tables) <= set(strict)


@pytest.mark.parametrize(
    ("status", "answers"),
    [
        ("given", {}),
        ("given", {"label": "yes", "number": 1.0}),
        ("abstained", {"label": "yes"}),
        ("failed", {"structure": "{}"}),
    ],
    ids=["given without answer", "two answers", "abstained with label", "failed with structure"],
)
def test_the_database_itself_refuses_a_judgment_with_the_wrong_answers(
    filled: Store, status: str, answers: dict[str, object]
) -> None:
    wanted = ("item", "item_hash", "question", "judge", "judge_version", "recorded_at")
    row = {"seq": 0, "position": 0, "status": status, "attempt": 1, **dict.fromkeys(wanted, "x"), **answers}
    with pytest.raises(IntegrityError, match="one_answer"), filled.database.write() as connection:
        connection.execute(ledger.JUDGMENT.insert(), row)


def test_no_configuration_file_of_the_working_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = /nowhere\n")
    monkeypatch.chdir(tmp_path)
    before = set(os.listdir(tmp_path))
    store = create_store(Path("work"), now="t", new_id=lambda: "w", actor="ann", key_folder=tmp_path.parent / "k")
    with store:
        assert store.ledger.size() == 1
    assert set(os.listdir(tmp_path)) - before == {"work"}
