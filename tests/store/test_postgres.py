"""What is Postgres' own: roles, addresses, an outsider who changes rows, copies to and from a file."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy import text as sql
from sqlalchemy.exc import ProgrammingError
from tests.postgres_support import server as postgres
from tests.store.conftest import LATER, NOW, fill, judgment

from assay.core.errors import AssayError, InputError, WorkspaceError
from assay.core.judgment import Judge, JudgeKind
from assay.core.ledger import Soundness
from assay.store.backup import backup, restore
from assay.store.open import POSTGRES, Store, create_store, open_store
from assay.store.postgres import URL_VARIABLE, PostgresDatabase, database_url
from assay.store.tables import derived, ledger, operational
from assay.store.tables.views import views_of_schema_4
from assay.store.verify import verify_folder, verify_store

ROLE = "assay_service"


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database, whose address is in the environment."""
    name = postgres.make_database()
    _point(monkeypatch, name)
    yield name
    postgres.drop_database(name)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    """A filled workspace on Postgres, which a service role may use."""
    postgres.make_role(ROLE)
    places = {"key_folder": tmp_path / "keys", "database": POSTGRES, "service_role": ROLE}
    with create_store(tmp_path / "work", now=NOW, new_id=lambda: "w1", actor="ann", **places) as made:
        fill(made)
        yield made


@pytest.fixture
def outsider(database: str) -> Iterator[Engine]:
    """Somebody who may write the tables and is not Assay."""
    engine = create_engine(postgres.address(database))
    yield engine
    engine.dispose()


def _point(monkeypatch: pytest.MonkeyPatch, name: str, *, user: str | None = None) -> None:
    monkeypatch.setenv(URL_VARIABLE, postgres.address(name, user=user).render_as_string(hide_password=False))


CHANGES = {
    "a changed answer": "UPDATE judgment SET label = 'no' WHERE position = 0",
    "a removed judgment": "DELETE FROM judgment WHERE position = 2",
    "an added judgment": (
        "INSERT INTO judgment SELECT seq, position + 1, item, item_hash, question, judge, judge_version, "
        "guideline_version, status, recorded_at, label, number, text, structure, confidence, order_shown, attempt, "
        "seconds, cost_minor, currency, sample, run, observed_at, supersedes FROM judgment WHERE position = 2"
    ),
    "a changed actor": "UPDATE log_entry SET actor = 'eve' WHERE seq = 1",
    "a changed document": "UPDATE document SET body = '{}' WHERE position = 0",
    "a changed root in a head": "UPDATE head SET root = repeat('0', 64) WHERE size = 2",
    "a changed node of the tree": "UPDATE tree_node SET hash = decode(repeat('00', 32), 'hex') WHERE position = 0",
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_an_outsider_changes_is_found(store: Store, outsider: Engine, name: str) -> None:
    assert verify_store(store).outcome is Soundness.INTACT
    with outsider.begin() as connection:
        assert connection.execute(sql(CHANGES[name])).rowcount >= 1
    found = verify_store(store)
    assert found.outcome is Soundness.ALTERED
    assert found.findings


def test_the_service_role_appends_and_reads(
    store: Store, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _point(monkeypatch, database, user=ROLE)
    with open_store(tmp_path / "work", key_folder=tmp_path / "keys") as service:
        service.ledger.append("judgment", [judgment("i001")], id="by-service", actor="bob", now=LATER)
        service.documents.put("plan", "release", {"accept": 0.7}, actor="bob", now=LATER)
        assert service.documents.get("plan", "release").body == {"accept": 0.7}
        assert verify_store(service).outcome is Soundness.INTACT


@pytest.mark.parametrize("table", [table.name for table in ledger.LEDGER_TABLES])
def test_the_service_role_can_change_and_remove_nothing_of_the_ledger(store: Store, database: str, table: str) -> None:
    engine = create_engine(postgres.address(database, user=ROLE))
    first = next(column.name for column in ledger.METADATA.tables[table].columns)
    for statement in (f'UPDATE "{table}" SET "{first}" = "{first}"', f'DELETE FROM "{table}"', f'TRUNCATE "{table}"'):
        with pytest.raises(ProgrammingError, match="permission denied"), engine.begin() as connection:
            connection.execute(sql(statement))
    engine.dispose()


def test_every_table_is_granted_or_withheld_on_purpose(store: Store, database: str) -> None:
    query = "SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE grantee = :role"
    with store.database.read() as connection:
        rows = connection.execute(sql(query), {"role": ROLE}).all()
    changeable = {name for name, right in rows if right == "UPDATE"}
    assert changeable == {table.name for table in (*operational.OPERATIONAL_TABLES, *derived.DERIVED_TABLES)}
    read_alone = {"alembic_version", *views_of_schema_4("postgresql")}
    assert {name for name, right in rows if right == "SELECT"} == {*ledger.METADATA.tables, *read_alone}


def test_many_writers_take_their_turns(store: Store) -> None:
    before = store.ledger.size()

    def append(number: int) -> int:
        judge = Judge(f"judge-{number}", JudgeKind.LABELER, "v1")
        return store.ledger.append("judge", [judge], id=f"many-{number}", actor="ann", now=NOW).seq

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(append, range(40)))
    assert numbers == list(range(before, before + 40))
    assert verify_store(store).outcome is Soundness.INTACT


def test_a_backup_is_a_workspace_in_a_folder_and_goes_back_to_a_server(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(store, tmp_path / "monday.tar", now=LATER)
    keys = {"key_folder": tmp_path / "keys"}
    assert restore(tmp_path / "monday.tar", tmp_path / "embedded", **keys).outcome is Soundness.INTACT
    other = postgres.make_database()
    _point(monkeypatch, other)
    restore(tmp_path / "monday.tar", tmp_path / "server", database=POSTGRES, **keys)
    assert not list((tmp_path / "server").glob("assay.db*"))
    with open_store(tmp_path / "embedded", **keys) as embedded, open_store(tmp_path / "server", **keys) as server:
        assert [entry.root for entry in embedded.ledger.entries()] == [entry.root for entry in server.ledger.entries()]
        server.ledger.append("judgment", [judgment("i002")], id="after", actor="bob", now=LATER)
        assert verify_store(server).outcome is Soundness.INTACT
        with pytest.raises(WorkspaceError) as caught:
            restore(tmp_path / "monday.tar", tmp_path / "again", database=POSTGRES, **keys)
        assert caught.value.code == "workspace.not_empty"
        assert not (tmp_path / "again").exists()
    postgres.drop_database(other)


def test_another_workspaces_database_is_refused(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = postgres.make_database()
    _point(monkeypatch, other)
    places = {"key_folder": tmp_path / "keys", "database": POSTGRES}
    create_store(tmp_path / "other", now=NOW, new_id=lambda: "w2", actor="ann", **places).close()
    with pytest.raises(WorkspaceError) as caught:
        open_store(tmp_path / "work", key_folder=tmp_path / "keys")
    assert caught.value.code == "workspace.other"
    postgres.drop_database(other)


@pytest.mark.parametrize("held", ["", "not an address", "sqlite:///x", "mysql://u:secret@h/d"])
def test_an_address_that_is_none_is_refused_and_not_shown(held: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, held)
    with pytest.raises(WorkspaceError) as caught:
        database_url()
    assert caught.value.code == "workspace.address"
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_said_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, "postgresql://ann:geheim@127.0.0.1:1/none")
    silent = PostgresDatabase(database_url())
    with pytest.raises(WorkspaceError) as caught, silent.read():
        raise AssertionError("it answered")
    silent.close()
    assert caught.value.code == "workspace.unreadable"
    assert "geheim" not in str(caught.value)


def test_a_database_without_tables_is_refused(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = postgres.make_database()
    _point(monkeypatch, bare)
    with pytest.raises(WorkspaceError) as caught:
        open_store(tmp_path / "work", key_folder=tmp_path / "keys")
    assert caught.value.code == "workspace.schema"
    postgres.drop_database(bare)


def test_a_role_that_is_not_there_is_named(database: str, tmp_path: Path) -> None:
    places = {"key_folder": tmp_path / "keys", "database": POSTGRES, "service_role": "nobody"}
    with pytest.raises(InputError, match="no role 'nobody'"):
        create_store(tmp_path / "work", now=NOW, new_id=lambda: "w1", actor="ann", **places)


def test_a_value_that_postgres_cannot_hold_is_refused_and_nothing_is_kept(store: Store) -> None:
    size = store.ledger.size()
    with pytest.raises(AssayError) as caught:
        store.ledger.append("judgment", [judgment("i001", label="a\x00b")], id="nul", actor="ann", now=NOW)
    assert caught.value.code == "record.not_valid"
    assert store.ledger.size() == size


def test_names_sort_by_code_point_as_on_sqlite(store: Store) -> None:
    for name in ("b", "B", "é", "a", "Z"):
        store.documents.put("card", name, {}, actor="ann", now=NOW)
    with store.database.read() as connection:
        found = connection.execute(sql("SELECT name FROM document WHERE kind = 'card' ORDER BY name")).scalars().all()
    assert found == ["B", "Z", "a", "b", "é"]


def test_verify_needs_no_open_workspace(store: Store, tmp_path: Path) -> None:
    assert verify_folder(tmp_path / "work").n_records == verify_store(store).n_records
