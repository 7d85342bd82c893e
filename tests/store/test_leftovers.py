"""What a killed write leaves is found, told from what may be under way, and removed without touching anything else."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assay.store.blobs import Blobs
from assay.store.durable import write_durably
from assay.store.leftovers import SAFE_AGE_S, find_leftovers, sweep

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def killed_write(path: Path, *, age_s: float) -> Path:
    """What a process leaves that is killed while it writes ``path``."""

    def pieces():
        yield b"half"
        (partial,) = path.parent.glob(f".{path.name}.*.partial")
        os.link(partial, partial.with_name("saved"))
        yield from ()
        names.append(partial)

    names: list[Path] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, pieces())
    path.with_name("saved").rename(names[0])
    path.unlink()
    os.utime(names[0], (NOW.timestamp() - age_s,) * 2)
    return names[0]


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    (tmp_path / "objects").mkdir()
    return Blobs(tmp_path / "objects")


def test_old_leftovers_are_swept_and_blobs_and_fresh_writes_stay(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put_bytes(b"kept")
    old = killed_write(tmp_path / "objects" / "ab" / "cd", age_s=SAFE_AGE_S + 1)
    top = killed_write(tmp_path / "workspace.json", age_s=SAFE_AGE_S * 100)
    fresh = killed_write(tmp_path / "objects" / "ab" / "ef", age_s=SAFE_AGE_S - 1)
    found = find_leftovers(tmp_path, now=NOW.isoformat())
    assert {each.path: each.is_old for each in found} == {old: True, top: True, fresh: False}
    sweep(found)
    assert [each.path for each in find_leftovers(tmp_path, now=NOW.isoformat())] == [fresh]
    assert blobs.read(name) == b"kept"
    assert list(blobs.names()) == [name]


@pytest.mark.parametrize("name", ["report.partial", ".notes.partial", ".x.0123456789abcdeX.partial"])
def test_files_of_other_names_are_not_taken_for_leftovers(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"mine")
    os.utime(tmp_path / name, (0, 0))
    assert find_leftovers(tmp_path, now=NOW.isoformat()) == []


def test_a_leftover_of_the_future_is_not_old(tmp_path: Path) -> None:
    killed_write(tmp_path / "objects" / "ab" / "cd", age_s=-1e6)
    assert [each.is_old for each in find_leftovers(tmp_path, now=NOW.isoformat())] == [False]
