"""Making and opening a workspace folder, and where its key is."""

import base64
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.core.errors import AssayError, InputError, LedgerAltered, NotPermitted, WorkspaceError
from assay.core.judgment import Judge, JudgeKind
from assay.store import open as opening
from assay.store.open import Store, create_store, open_store
from assay.store.verify import verify_store

NOW = "2026-11-22T14:05:00.000000Z"
JUDGE = Judge("m", JudgeKind.SYSTEM, "v1")


def make(folder: Path, keys: Path | None) -> Store:
    return create_store(folder, now=NOW, new_id=lambda: "w1", actor="ann", key_folder=keys)


def test_a_new_workspace_has_its_files_and_its_key_outside(tmp_path: Path) -> None:
    with make(tmp_path / "deep" / "work", tmp_path / "keys") as store:
        assert {path.name for path in store.folder.iterdir()} >= {"assay.db", "objects", "workspace.json"}
        assert json.loads((store.folder / "workspace.json").read_text()) == {
            "format": "assay-workspace/1",
            "workspace": "w1",
            "key": store.key_fingerprint,
            "allow_code": False,
            "folders": [],
        }
        assert store.key_file == tmp_path / "keys" / f"{store.key_fingerprint}.pem"
        assert stat.S_IMODE(store.key_file.stat().st_mode) == 0o600
        assert store.ledger.events("workspace.created")[0][1].subject == "w1"
        assert verify_store(store).outcome == "intact"


def test_the_database_keeps_what_was_acknowledged(empty: Store) -> None:
    with empty.database.read() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
    assert found == ["wal", 2, 1, 1]


def test_a_second_workspace_in_a_folder_is_refused(tmp_path: Path) -> None:
    make(tmp_path / "work", tmp_path / "keys").close()
    with pytest.raises(WorkspaceError) as caught:
        make(tmp_path / "work", tmp_path / "keys")
    assert caught.value.code == "workspace.exists"


def test_a_key_folder_inside_the_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted) as caught:
        make(tmp_path / "work", tmp_path / "work" / "keys")
    assert caught.value.code == "key.inside_workspace"
    assert not (tmp_path / "work").exists()


def test_the_key_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(tmp_path / "elsewhere"))
    with make(tmp_path / "work", None) as store:
        assert store.key_file is not None
        assert store.key_file.parent == tmp_path / "elsewhere"


@pytest.mark.parametrize("write", [bytes.hex, lambda seed: base64.b64encode(seed).decode()], ids=["hex", "base64"])
def test_a_key_of_the_environment_signs_and_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[bytes], str]
) -> None:
    monkeypatch.setenv("ASSAY_SIGNING_KEY", write(b"\x05" * 32))
    with make(tmp_path / "work", tmp_path / "keys") as store:
        assert store.key_file is None
        store.ledger.append("judge", [JUDGE], id="a", actor="ann", now=NOW)
        assert verify_store(store, key=store.key_fingerprint).outcome == "intact"
    assert not (tmp_path / "keys").exists()


def test_without_its_key_a_workspace_is_read_and_verified_but_not_appended_to(filled: Store) -> None:
    assert filled.key_file is not None
    fingerprint = filled.key_fingerprint
    filled.key_file.unlink()
    assert filled.documents.get("plan", "release").body == {"accept": 0.8}
    assert verify_store(filled, key=fingerprint).outcome == "intact"
    size = filled.ledger.size()
    for append in (
        lambda: filled.ledger.append("judge", [JUDGE], id="new", actor="ann", now=NOW),
        lambda: filled.documents.put("plan", "p", {}, actor="ann", now=NOW),
        filled.signer,
    ):
        with pytest.raises(WorkspaceError) as caught:
            append()
        assert caught.value.code == "key.missing"
        assert fingerprint in str(caught.value)
        assert "ASSAY_SIGNING_KEY" in str(caught.value)
    assert filled.ledger.size() == size


def test_a_key_file_with_another_key_is_said_so(filled: Store, tmp_path: Path) -> None:
    with make(tmp_path / "other", tmp_path / "keys") as other:
        assert other.key_file is not None
        assert filled.key_file is not None
        filled.key_file.write_bytes(other.key_file.read_bytes())
    with pytest.raises(InputError, match="another key"):
        filled.signer()


def test_an_interrupted_making_is_finished_with_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(Exception):
        pass

    def killed(*_arguments: object) -> None:
        raise Killed

    monkeypatch.setattr(opening, "write_durably", killed)
    with pytest.raises(Killed):
        make(tmp_path / "work", tmp_path / "keys")
    monkeypatch.undo()
    with pytest.raises(WorkspaceError, match="no workspace"):
        open_store(tmp_path / "work", key_folder=tmp_path / "keys")
    with create_store(
        tmp_path / "work", now=NOW, new_id=lambda: "w2", actor="ann", key_folder=tmp_path / "keys"
    ) as store:
        assert store.settings.workspace == "w1"
        assert store.ledger.size() == 1
        assert len(list((tmp_path / "keys").iterdir())) == 1
        assert verify_store(store).outcome == "intact"


def test_a_folder_without_workspace_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as caught:
        open_store(tmp_path)
    assert caught.value.code == "workspace.none"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "assay-workspace/9", "workspace": "w", "key": "k"}', '{"format": 1}', "[" * 100_000],
    ids=["empty", "list", "nothing", "newer", "type", "deep"],
)
def test_settings_that_cannot_be_read_are_said_so(filled: Store, tmp_path: Path, text: str) -> None:
    (filled.folder / "workspace.json").write_text(text)
    with pytest.raises(WorkspaceError) as caught:
        open_store(filled.folder)
    assert caught.value.code == "workspace.format"


def test_a_workspace_of_a_newer_schema_is_refused(filled: Store) -> None:
    with filled.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'schema_9'")
    with pytest.raises(WorkspaceError) as caught:
        open_store(filled.folder)
    assert caught.value.code == "workspace.schema"
    assert "schema_9" in str(caught.value)


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"not a database, " * 4096)])
def test_a_database_that_is_gone_or_no_database_is_altered(filled: Store, spoil: Callable[[Path], object]) -> None:
    filled.close()
    for left in filled.folder.glob("assay.db-*"):
        left.unlink()
    spoil(filled.folder / "assay.db")
    with pytest.raises(LedgerAltered) as caught:
        open_store(filled.folder)
    assert caught.value.code == "ledger.database"


def test_a_full_disk_is_no_damage_and_what_was_there_stands(filled: Store) -> None:
    before = filled.ledger.size()

    def write_much() -> None:
        with filled.database.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            connection.exec_driver_sql("CREATE TABLE much (text)")
            connection.exec_driver_sql("INSERT INTO much VALUES (zeroblob(10000000))")

    with pytest.raises(WorkspaceError, match="Make room") as caught:
        write_much()
    assert caught.value.code == "workspace.no_room"
    assert filled.ledger.size() == before


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AssayError) as caught:
        make(tmp_path / "file" / "work", tmp_path / "keys")
    assert caught.value.code == "workspace.unwritable"
