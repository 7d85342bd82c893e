"""Content-addressed blobs: whole or not at all, once for the same bytes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assay.core.errors import LedgerAltered, WorkspaceError
from assay.store.blobs import Blobs

DATA = b"some bytes" * 1000
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    (tmp_path / "objects").mkdir()
    return Blobs(tmp_path / "objects")


def files(blobs: Blobs) -> list[str]:
    return [str(path.relative_to(blobs.folder)) for path in blobs.folder.rglob("*") if path.is_file()]


def test_bytes_and_files_are_kept_under_their_hash(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(DATA)
    assert blobs.put_bytes(DATA) == blobs.put_file(tmp_path / "file") == NAME
    assert files(blobs) == [f"{NAME[:2]}/{NAME[2:]}"]
    assert blobs.path(NAME).read_bytes() == blobs.read(NAME) == DATA
    assert blobs.has(NAME)
    assert list(blobs.names()) == [NAME]


def test_the_same_bytes_from_many_threads_are_one_blob(blobs: Blobs) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(blobs.put_bytes, [DATA] * 32)) == {NAME}
    assert files(blobs) == [f"{NAME[:2]}/{NAME[2:]}"]


def test_what_an_interrupted_put_left_is_not_a_blob(blobs: Blobs) -> None:
    blobs.put_bytes(DATA)
    (blobs.folder / NAME[:2] / f".{NAME[2:]}.0123.partial").write_bytes(DATA[:10])
    assert list(blobs.names()) == [NAME]
    assert blobs.put_bytes(DATA) == NAME


def test_a_cut_blob_is_made_whole_by_putting_it_again(blobs: Blobs) -> None:
    blobs.put_bytes(DATA)
    blobs.path(NAME).write_bytes(DATA[:10])
    with pytest.raises(LedgerAltered) as caught:
        blobs.read(NAME)
    assert caught.value.code == "blob.altered"
    blobs.put_bytes(DATA)
    assert blobs.read(NAME) == DATA


def test_an_unknown_blob_is_missing(blobs: Blobs) -> None:
    assert not blobs.has(NAME)
    with pytest.raises(WorkspaceError) as caught:
        blobs.path(NAME)
    assert caught.value.code == "blob.missing"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 62 + "/b"])
def test_a_name_never_leads_out_of_the_folder(blobs: Blobs, name: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        blobs.path(name)
    assert caught.value.code == "blob.name"


def test_an_error_while_writing_leaves_no_file(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    from assay.store import durable

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        blobs.put_bytes(DATA)
    assert files(blobs) == []
