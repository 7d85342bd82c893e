"""A workspace of schema 1 opens, verifies and goes on in every later version.

It was made by tests/fixtures/make_workspace_schema_1.py; what is asserted here was printed then.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from tests.postgres_support import server as postgres
from tests.store.taken_up import open_taken_up

from assay.core.encode import from_plain, to_plain
from assay.core.errors import WorkspaceError
from assay.core.item import DatasetVersion, ReferenceSet
from assay.core.judgment import Judge, JudgeKind, Judgment, Status
from assay.core.ledger import Soundness
from assay.store.answers import AnswersOf
from assay.store.backup import FORMAT, Backup, restore
from assay.store.bundle_file import Member
from assay.store.copying import copy_rows
from assay.store.facts import facts_table
from assay.store.judgments import judgments_of
from assay.store.keys import Keyring
from assay.store.migrate import SCHEMA, migrate
from assay.store.open import POSTGRES, Store, open_store, read_settings, write_settings
from assay.store.postgres import URL_VARIABLE, PostgresDatabase, database_url
from assay.store.queueing.assignment import QueueItem
from assay.store.sealed import unseal_column
from assay.store.sqlite import SqliteDatabase
from assay.store.tables.derived import DERIVED_TABLES
from assay.store.verify import verify_folder, verify_store

FIXTURE = Path(__file__).parent.parent / "fixtures" / "workspace_schema_1"
FIRST_KEY = "fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889"
SECOND_KEY = "5c29b78f10a35a49a6231d08ee840a04bcc3a37a4f9d46df327dec56b8a9b7c9"
HEAD = "13:82c8499cb4afbef0f2a476ca24ca2ea1af0775c2e264152c4aadf0f64fbc0f1e"
NOW = "2027-01-01T00:00:00.000000Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(FIXTURE, tmp_path / "own")
    with open_taken_up(tmp_path / "own" / "work", key_folder=tmp_path / "own" / "keys") as opened:
        yield opened


@pytest.mark.parametrize("key", [FIRST_KEY, SECOND_KEY])
def test_it_verifies_by_its_keys_and_head(store: Store, key: str) -> None:
    found = verify_store(store, key=key, head=HEAD)
    assert found.findings == ()
    assert (found.outcome, found.n_entries, found.n_records) == (Soundness.INTACT, 13, 35)


def test_it_verifies_as_it_is_before_a_later_version_takes_it_to_its_own_schema(tmp_path: Path) -> None:
    work = Path(shutil.copytree(FIXTURE, tmp_path / "own")) / "work"
    keys = Keyring(tmp_path / "own" / "keys")
    for _ in range(2):
        assert verify_folder(work, key=FIRST_KEY, head=HEAD, keys=keys).findings == ()
        assert schema_in(work) == "schema_1"
    open_taken_up(work, key_folder=keys.folder).close()
    assert schema_in(work) == SCHEMA
    assert verify_folder(work, key=FIRST_KEY, head=HEAD, keys=keys).findings == ()


@pytest.mark.parametrize("change", ["DROP INDEX ix_document_name", "CREATE TABLE queue (name TEXT)", "DROP TABLE job"])
def test_a_table_that_its_schema_did_not_have_is_found(tmp_path: Path, change: str) -> None:
    work = Path(shutil.copytree(FIXTURE, tmp_path / "own")) / "work"
    with closing(sqlite3.connect(work / "assay.db")) as connection:
        connection.execute(change)
    assert verify_folder(work, key=FIRST_KEY).outcome is Soundness.ALTERED


def schema_in(work: Path) -> str:
    with closing(sqlite3.connect(work / "assay.db")) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_it_takes_queues(store: Store) -> None:
    store.queues.make("q", lease_seconds=600)
    store.queues.fill("q", [QueueItem("loan-0", 0)])
    held = store.queues.claim("q", "ann", now=NOW, new_id=lambda: "a1")
    assert held is not None
    assert verify_store(store, key=FIRST_KEY, head=HEAD).outcome is Soundness.INTACT


def test_its_backup_goes_to_a_server_and_is_taken_to_the_newest_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of a backup is of schema 1: it was made by an earlier version, as here by hand."""
    made = Path(shutil.copytree(FIXTURE, tmp_path / "own"))
    packed = backup_of_schema_1(made, tmp_path)
    name = postgres.make_database()
    monkeypatch.setenv(URL_VARIABLE, postgres.address(name).render_as_string(hide_password=False))
    restore(packed, tmp_path / "server", database=POSTGRES, key_folder=made / "keys")
    with open_store(tmp_path / "server", key_folder=made / "keys") as server:
        assert verify_store(server, key=FIRST_KEY, head=HEAD).outcome is Soundness.INTACT
    postgres.drop_database(name)


def backup_of_schema_1(made: Path, folder: Path) -> Path:
    """A backup in a folder, with the list of files that the command writes."""
    target = folder / "backup"
    shutil.copytree(made / "work", target)
    files = sorted(path for path in target.rglob("*") if path.is_file())
    members = [
        Member(path.relative_to(target).as_posix(), sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in files
    ]
    with open_taken_up(Path(shutil.copytree(made, folder / "other")) / "work", key_folder=made / "keys") as store:
        head = store.ledger.head()
    listed = Backup(FORMAT, NOW, head, tuple(members))
    (target / "backup.json").write_text(json.dumps(to_plain(listed)))
    return target


def test_a_server_of_schema_1_verifies_and_is_taken_to_the_newest_with_its_service_role(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Path(shutil.copytree(FIXTURE, tmp_path / "own"))
    work, keys = made / "work", made / "keys"
    name, role = postgres.make_database(), "assay_service_1"
    postgres.make_role(role)
    owner, service = (postgres.address(name, user=user).render_as_string(hide_password=False) for user in (None, role))
    monkeypatch.setenv(URL_VARIABLE, owner)
    move_to_server_of_schema_1(work, role)
    assert verify_folder(work, key=FIRST_KEY, head=HEAD).findings == ()
    monkeypatch.setenv(URL_VARIABLE, service)
    with pytest.raises(WorkspaceError) as caught:
        open_taken_up(work, key_folder=keys)
    assert caught.value.code == "workspace.role"
    monkeypatch.setenv(URL_VARIABLE, owner)
    open_taken_up(work, key_folder=keys).close()
    monkeypatch.setenv(URL_VARIABLE, service)
    with open_store(work, key_folder=keys) as store:
        test_it_takes_queues(store)
    postgres.drop_database(name)


def move_to_server_of_schema_1(work: Path, role: str) -> None:
    """What an earlier version made: tables of schema 1, and a role that may change jobs."""
    source, target = SqliteDatabase(work / "assay.db"), PostgresDatabase(database_url())
    with source.read() as kept, target.write() as connection:
        migrate(connection, to="schema_1")
        copy_rows(kept, connection)
        connection.execute(sql(f'GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO "{role}"'))
        changeable = ", ".join(("job", *(table.name for table in DERIVED_TABLES)))
        connection.execute(sql(f'GRANT UPDATE, DELETE ON {changeable} TO "{role}"'))
    source.close()
    target.close()
    write_settings(work, replace(read_settings(work), database=POSTGRES))


def test_it_goes_on(store: Store) -> None:
    entry = store.ledger.append("judge", [Judge("later", JudgeKind.SCORER, "v1")], id="later", actor="ann", now=NOW)
    assert entry.seq == 13
    assert verify_store(store, key=FIRST_KEY, head=HEAD).outcome is Soundness.INTACT


def test_its_records_are_read(store: Store) -> None:
    assert [each.body for each in store.documents.history("plan", "release")] == [
        {"accept": 0.9, "purpose": "Grüße"},
        {"accept": 0.8},
    ]
    assert store.ledger.judges() == (Judge("model-b", JudgeKind.SYSTEM, "v1"),)
    [(_, by_hand)] = store.ledger.read("judgment", Judgment)
    assert (by_hand.label, by_hand.confidence, by_hand.recorded_at) == ("yes", 0.5, "2026-11-22T14:05:00.000000Z")
    entry = store.ledger.entry("run-1")
    assert entry is not None
    answers = judgments_of(store.ledger.segment(entry))
    assert [each.status for each in answers] == [Status.REFUSED, *[Status.GIVEN] * 11]
    assert [event.name for _, event in store.ledger.events()] == [
        "workspace.created",
        "subject.erased",
        "key.rotated",
    ]
    job = store.jobs.find("run-1")
    assert job is not None
    assert job.total == 12


def test_its_facts_are_joined(store: Store) -> None:
    document = store.documents.get("dataset", "loans")
    manifest = from_plain(DatasetVersion, document.body)
    reference = from_plain(ReferenceSet, store.documents.get("reference", document.version).body)
    table = facts_table(
        store,
        manifest,
        reference.table,
        [AnswersOf("b", "model-b", "v1", "run-1")],
        ["country", "age"],
        version=document.version,
        position=13,
    )
    assert table["__item"].to_pylist() == [f"loan-{number}" for number in range(12)]
    assert table["__reference"].to_pylist() == ["yes", "no"] * 6
    assert table["__answer:b"].to_pylist() == [None, *["yes", "yes", "no"] * 3, "no", "no"]
    assert table["country"].to_pylist() == ["DE", "FR", "FI"] * 4


def test_its_sealed_values_open_but_for_the_erased_one(store: Store) -> None:
    version = store.documents.get("dataset", "loans").version
    assert unseal_column(store, dataset=version, column="origin") == {"loan-0": "a", "loan-1": "b"}
