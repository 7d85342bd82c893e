"""A process that is killed at any point leaves a workspace that opens, verifies and is finished by the same command."""

import contextlib
import os
import random
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.core.ledger import Soundness
from assay.store.keys import Keyring
from assay.store.open import open_store
from assay.store.verify import verify_folder

SCRIPT = Path(__file__).with_name("append_until_killed.py")
SEED = b"\x01" * 32
KILLED = -9


@pytest.fixture(autouse=True)
def fixed_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SIGNING_KEY", SEED.hex())


@pytest.fixture(scope="module")
def work() -> Callable[[Path], None]:
    found: Callable[[Path], None] = runpy.run_path(str(SCRIPT))["work"]
    return found


@pytest.fixture
def undisturbed(work: Callable[[Path], None], tmp_path: Path) -> Any:
    """Entries and newest head of the same work, not interrupted."""
    work(tmp_path / "undisturbed")
    return result(tmp_path / "undisturbed")


def result(folder: Path) -> Any:
    with open_store(folder / "work", key_folder=folder / "keys") as store:
        return store.ledger.entries(), store.ledger.head(), list(store.blobs.names())


def check_and_finish(folder: Path, work: Callable[[Path], None], undisturbed: Any) -> int:
    """What a user does next; gives the number of entries that were there."""
    size = 0
    if (folder / "work" / "workspace.json").exists():
        assert verify_folder(folder / "work", keys=Keyring(folder / "keys")).findings == ()
        with open_store(folder / "work", key_folder=folder / "keys") as store:
            size = store.ledger.size()
    work(folder)
    assert verify_folder(folder / "work", keys=Keyring(folder / "keys")).outcome is Soundness.INTACT
    assert result(folder) == undisturbed
    work(folder)
    assert result(folder) == undisturbed
    return size


COUNT = """
import runpy, sys
from pathlib import Path

calls, work = 0, runpy.run_path(sys.argv[1])["work"]

def count(*_arguments):
    global calls
    calls += 1

sys.setprofile(count)
work(Path(sys.argv[2]))
sys.setprofile(None)
print(calls)
"""


def calls_of(folder: Path) -> int:
    """How many calls the whole work takes."""
    command = [sys.executable, "-c", COUNT, str(SCRIPT), str(folder)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.slow
def test_work_killed_at_20_calls_is_finished_by_the_same_command(
    tmp_path: Path, work: Callable[[Path], None], undisturbed: Any
) -> None:
    total, draw, sizes = calls_of(tmp_path / "counted"), random.Random(20), []
    for number in range(20):
        folder = tmp_path / f"killed-{number}"
        calls = draw.randrange(1, total)
        ended = subprocess.run([sys.executable, str(SCRIPT), str(folder), str(calls)], check=False)
        assert ended.returncode == KILLED, f"call {calls} of {total}"
        sizes.append(check_and_finish(folder, work, undisturbed))
    assert len(set(sizes)) > 4, sizes


@pytest.mark.slow
def test_work_killed_at_20_moments_is_finished_by_the_same_command(
    tmp_path: Path, work: Callable[[Path], None], undisturbed: Any
) -> None:
    """By the clock, so also inside of a commit or a write."""
    draw, killed = random.Random(21), 0
    for number in range(20):
        folder = tmp_path / f"killed-{number}"
        child = subprocess.Popen([sys.executable, str(SCRIPT), str(folder)], stdout=subprocess.PIPE)
        with child, contextlib.suppress(subprocess.TimeoutExpired):
            assert child.stdout is not None
            child.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=draw.uniform(0.0, 0.8))
            child.kill()
        killed += child.returncode == KILLED
        check_and_finish(folder, work, undisturbed)
    assert killed > 5


def test_work_killed_once_is_finished_by_the_same_command(
    tmp_path: Path, work: Callable[[Path], None], undisturbed: Any
) -> None:
    folder = tmp_path / "killed"
    ended = subprocess.run([sys.executable, str(SCRIPT), str(folder), "150000"], check=False)
    assert ended.returncode in (KILLED, os.EX_OK)
    check_and_finish(folder, work, undisturbed)
