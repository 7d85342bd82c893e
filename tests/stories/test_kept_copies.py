"""A workspace copied while another process writes to it, and made again elsewhere."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.csv
import pytest
from demo.loans import loans
from tests.stories.segments_of_200 import ROWS

from assay.store.open import open_store

SCRIPT = Path(__file__).with_name("segments_of_200.py")
NOW = "2026-11-22T10:00:00.000000Z"


@pytest.fixture
def ready(
    assay: Callable[..., Any], loans_csv: Path, plan_text: str, import_options: tuple[str, ...]
) -> Callable[..., Any]:
    """A workspace with the loans and a locked plan."""
    Path("plan.yaml").write_text(plan_text.replace("tier: standard", "tier: low").replace("reviewers: [lead]\n", ""))
    for words in (("init",), ("import", loans_csv, *import_options), ("plan", "lock", "plan.yaml", "--by", "mina")):
        said = assay(*words, now=NOW)
        assert said.code == 0, said.err
    return assay


def substance(said: str) -> dict[str, Any]:
    """An evidence without its run block."""
    return {name: value for name, value in json.loads(said).items() if name != "run"}


@pytest.mark.slow
def test_a_backup_made_while_another_process_imports_gives_the_same_evidence_elsewhere(
    ready, import_options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyarrow.csv.write_csv(loans(seed=6), tmp_path / "more.csv")
    more = ("import", str(tmp_path / "more.csv"), "--name", "more", *import_options[2:])
    asked = {"words": more, "folder": str(Path.cwd()), "environment": {}, "out": str(tmp_path / "said.txt")}
    before = open_store(Path(".assay")).ledger.size()
    with subprocess.Popen(
        [sys.executable, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as by:
        assert by.stdin is not None
        assert by.stdout is not None
        by.stdin.write(json.dumps(asked).encode() + b"\n")
        importing = int(by.stdout.readline())
        while open_store(Path(".assay")).ledger.size() < before + 2:
            os.kill(importing, 0)
        made = ready("backup", "copy.tar", "--json")
        assert int(by.stdout.readline()) == 0, (tmp_path / "said.txt").read_text()
        by.stdin.close()
    here = ready("evaluate", "plan.yaml", "--json")
    shutil.copytree(Path.cwd(), tmp_path / "elsewhere", ignore=shutil.ignore_patterns(".assay"))
    monkeypatch.chdir(tmp_path / "elsewhere")

    restored = ready("restore", "copy.tar", ".", "--head", made.json()["head"])
    assert restored.code == 0, restored.err
    assert restored.out.startswith("Workspace made in .assay.\nIntact, signed by a key you know.")
    assert ready("verify").code == 0
    there = ready("evaluate", "plan.yaml", "--json")
    assert there.code == here.code, there.err
    assert substance(there.out) == substance(here.out)
    monkeypatch.setattr("assay.store.outputs.MOST_ROWS", ROWS)
    monkeypatch.setattr("assay.workflows.bring_in.MOST_ROWS", ROWS)
    assert ready(*more).code == 0, "the import that the backup caught half done is finished"
    assert ready("verify").code == 0


def test_a_backup_says_what_is_in_it_and_how_to_use_it_and_the_log_notes_it(ready) -> None:
    said = ready("backup", "copy.tar", "--by", "mina")
    size = open_store(Path(".assay")).ledger.head().size - 1
    assert said.code == 0, said.err
    assert f"the log up to {size:,} entries" in said.out
    assert "The signing key is not in it" in said.out
    assert "assay restore copy.tar FOLDER --head" in said.out
    ((entry, event),) = open_store(Path(".assay")).ledger.events("backup.written")
    assert (entry.actor, event.body) == ("mina", {"file": "copy.tar"})


def test_a_backup_is_made_without_the_key_and_its_restoring_says_that_the_key_is_unknown(
    ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(tmp_path / "no-keys"))
    assert ready("backup", "copy", "--json").json()["files"] > 3
    restored = ready("restore", "copy", "elsewhere", "--json")
    assert restored.code == 2, restored.err
    assert restored.json()["outcome"] == "unknown_key"
    assert restored.json()["workspace"] == "elsewhere/.assay"
    trusted = ready("restore", "copy", "again", "--key", open_store(Path(".assay")).key_fingerprint)
    assert trusted.code == 0, trusted.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("backup", "plan.yaml"), "backup.exists"),
        (("restore", "plan.yaml", "elsewhere"), "backup.unreadable"),
        (("restore", "nothing.tar", "elsewhere"), "backup.unreadable"),
        (("restore", "plan.yaml", "."), "workspace.exists"),
    ],
)
def test_what_cannot_be_kept_or_made_is_refused(ready, words: tuple[str, ...], code: str) -> None:
    said = ready(*words, "--json")
    assert said.code == 3
    assert said.json()["problems"][0]["code"] == code
    assert not list(Path("elsewhere").glob("*"))
