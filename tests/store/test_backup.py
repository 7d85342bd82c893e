"""A backup is taken while others work, and restored only when everything in it verifies."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.core.errors import InputError, LedgerAltered, WorkspaceError
from assay.core.ledger import Soundness
from assay.store.backup import backup, restore
from assay.store.open import Store, open_store
from assay.store.verify import verify_store

NOW = "2026-11-22T18:00:00.000000Z"
TARGETS = ["copy", "copy.tar"]


@pytest.mark.parametrize("name", TARGETS)
def test_a_restored_workspace_holds_the_same_records_and_goes_on(filled: Store, tmp_path: Path, name: str) -> None:
    made = backup(filled, tmp_path / name, now=NOW)
    assert made.head == filled.ledger.head()
    found = restore(tmp_path / name, tmp_path / "new", key_folder=filled.keys.folder)
    assert found.outcome is Soundness.INTACT
    with open_store(tmp_path / "new", key_folder=filled.keys.folder) as restored:
        assert restored.ledger.entries() == filled.ledger.entries()
        assert restored.documents.history("plan", "release") == filled.documents.history("plan", "release")
        assert list(restored.blobs.names()) == list(filled.blobs.names())
        restored.documents.put("plan", "next", {}, actor="ann", now=NOW)
        assert verify_store(restored, head=made.head).outcome is Soundness.INTACT
    assert sorted(path.name for path in tmp_path.iterdir() if "partial" in path.name) == []


@pytest.mark.parametrize("name", TARGETS)
def test_the_signing_key_is_not_in_a_backup(filled: Store, tmp_path: Path, name: str) -> None:
    backup(filled, tmp_path / name, now=NOW)
    files = [path for path in (tmp_path / name).rglob("*") if path.is_file()] or [tmp_path / name]
    assert all(b"PRIVATE KEY" not in path.read_bytes() for path in files)


def test_a_backup_is_taken_while_others_write(filled: Store, tmp_path: Path) -> None:
    with filled.database.write() as connection:
        connection.exec_driver_sql("UPDATE job SET done = done")
        made = backup(filled, tmp_path / "copy", now=NOW)
    assert made.head == filled.ledger.head()


def test_a_backup_never_overwrites(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_text("mine")
    with pytest.raises(WorkspaceError) as caught:
        backup(filled, tmp_path / "there.tar", now=NOW)
    assert caught.value.code == "backup.exists"
    assert (tmp_path / "there.tar").read_text() == "mine"


def test_a_restore_never_overwrites(filled: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "copy", now=NOW)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").write_text("mine")
    with pytest.raises(WorkspaceError) as caught:
        restore(tmp_path / "copy", tmp_path / "used", key_folder=filled.keys.folder)
    assert caught.value.code == "workspace.exists"
    (tmp_path / "empty").mkdir()
    assert restore(tmp_path / "copy", tmp_path / "empty", key_folder=filled.keys.folder).outcome is Soundness.INTACT


def test_a_place_that_cannot_be_written_is_said_so(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkspaceError) as caught:
        backup(filled, tmp_path / "file" / "copy", now=NOW)
    assert caught.value.code == "backup.unwritable"


def spoil_blob(folder: Path) -> None:
    path = next(path for path in (folder / "objects").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes() + b" ")


def spoil_database(folder: Path) -> None:
    path = folder / "assay.db"
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def remove_blob(folder: Path) -> None:
    next(path for path in (folder / "objects").rglob("*") if path.is_file()).unlink()


def link_settings(folder: Path) -> None:
    (folder / "workspace.json").rename(folder / "elsewhere")
    (folder / "workspace.json").symlink_to(folder / "elsewhere")


@pytest.mark.parametrize("spoil", [spoil_blob, spoil_database, remove_blob, link_settings])
def test_a_spoiled_backup_is_not_restored(filled: Store, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    backup(filled, tmp_path / "copy", now=NOW)
    spoil(tmp_path / "copy")
    with pytest.raises(LedgerAltered) as caught:
        restore(tmp_path / "copy", tmp_path / "new", key_folder=filled.keys.folder)
    assert caught.value.code == "backup.altered"
    assert not (tmp_path / "new").exists()


def test_every_byte_of_a_packed_backup_that_is_restored_is_covered(filled: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "copy.tar", now=NOW)
    sound = (tmp_path / "copy.tar").read_bytes()
    for position in range(5000, len(sound), len(sound) // 25):
        (tmp_path / "bad.tar").write_bytes(sound[:position] + bytes([sound[position] ^ 1]) + sound[position + 1 :])
        try:
            restore(tmp_path / "bad.tar", tmp_path / f"new{position}", key_folder=filled.keys.folder)
        except (LedgerAltered, InputError):
            assert not (tmp_path / f"new{position}").exists()
            continue
        with open_store(tmp_path / f"new{position}", key_folder=filled.keys.folder) as restored:
            assert restored.ledger.entries() == filled.ledger.entries()


def test_a_backup_of_an_altered_workspace_is_not_restored_and_says_why(filled: Store, tmp_path: Path) -> None:
    with filled.database.write() as connection:
        connection.exec_driver_sql("UPDATE judgment SET label = 'no' WHERE position = 1")
    backup(filled, tmp_path / "copy", now=NOW)
    with pytest.raises(LedgerAltered, match="entry 6, judgment 1"):
        restore(tmp_path / "copy", tmp_path / "new", key_folder=filled.keys.folder)
    assert not (tmp_path / "new").exists()


def test_a_restore_is_held_against_a_pinned_head(filled: Store, tmp_path: Path) -> None:
    backup(filled, tmp_path / "copy", now=NOW)
    filled.documents.put("plan", "later", {}, actor="ann", now=NOW)
    with pytest.raises(LedgerAltered, match="later ones were removed"):
        restore(tmp_path / "copy", tmp_path / "new", key_folder=filled.keys.folder, head=filled.ledger.head())


def tar_of(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def listed(*names: str) -> bytes:
    head = {"size": 1, "root": "r", "at": "t", "key": "k", "signature": "s"}
    files = [{"name": name, "sha256": "0" * 64, "bytes": 3} for name in names]
    return json.dumps({"format": "assay-backup/1", "created_at": "t", "head": head, "files": files}).encode()


def named(name: str, *, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    return info


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no tar at all" * 1000,
        tar_of((named("other"), b"")),
        tar_of((named("backup.json"), b"[")),
        tar_of((named("backup.json"), b"[" * 100_000)),
        tar_of((named("backup.json"), b'{"format": "assay-backup/9"}')),
        tar_of((named("backup.json"), listed("../evil"))),
        tar_of((named("backup.json"), listed("/etc/passwd"))),
        tar_of((named("backup.json"), listed("objects/ab/../../evil"))),
        tar_of((named("backup.json"), listed("assay.db"))),
        tar_of((named("backup.json"), listed("assay.db")), (named("assay.db", kind=tarfile.SYMTYPE), b"")),
        tar_of((named("backup.json"), listed("assay.db")), (named("assay.db"), b"larger than it said")),
    ],
    ids=["empty", "text", "other", "broken", "deep", "newer", "up", "absolute", "hidden", "missing", "link", "larger"],
)
def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "copy.tar").write_bytes(data)
    with pytest.raises((InputError, LedgerAltered)):
        restore(tmp_path / "in" / "copy.tar", tmp_path / "new" / "deep", key_folder=tmp_path / "keys")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_source_that_is_not_there_or_has_no_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for source in (tmp_path / "none.tar", tmp_path / "folder"):
        with pytest.raises(InputError) as caught:
            restore(source, tmp_path / "new", key_folder=tmp_path / "keys")
        assert caught.value.code == "backup.unreadable"
