"""A person is erased from the command line: shown first, confirmed, done, and the workspace verifies."""

import json
from pathlib import Path

import pytest

from assay.access.passwords import Passwords
from assay.access.roles import Grant, Role
from assay.cli.main import outcome
from assay.store.keys import FOLDER_VARIABLE
from assay.workflows.people import invite, join
from assay.workflows.workspace import open_workspace

NAME = "Lena Plantedname"


def works_under_the_name(folder: Path) -> None:
    """At the terminal she gives her name, however she spells it; the ledger gets her pseudonym."""
    (folder / "posts.csv").write_text("id,post\np1,Hello\n")
    (folder / "kind.yaml").write_text("question: kind\nasks: Is it kind?\ntype: choice\noptions: [yes, no]\n")
    (folder / "kind.md").write_text("# Kind\n\n## 1. Praise is kind\n\nAll of it.\n")
    rules = ["--question", "kind", "--by", NAME.upper()]
    assert outcome(["import", "posts.csv", "--name", "posts", "--id", "id", "--by", NAME]) == 0
    assert outcome(["question", "add", "kind.yaml", "--dataset", "posts", "--by", NAME]) == 0
    assert outcome(["guideline", "add", "kind.md", *rules]) == 0
    assert outcome(["guideline", "approve", *rules]) == 3, "her own rules, also under another spelling"


def test_a_person_is_erased_and_the_workspace_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path)
    assert outcome(["init"]) == 0
    opened = open_workspace()
    link = invite(opened, [Grant(Role.LABELER)], mail="lena@example.org", actor="ops")
    invite(opened, [Grant(Role.REVIEWER)], mail="somebody@example.org", actor=NAME)
    join(opened, Passwords(memory_kib=64, passes=1), link.path.rpartition("/")[2], name=NAME, password="tractor velvet")
    opened.store.close()
    works_under_the_name(tmp_path)
    assert outcome(["backup", "before.tar"]) == 0
    capsys.readouterr()

    assert outcome(["erase", "person", NAME, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "would go" in told
    assert "backup.written" in told
    assert outcome(["erase", "person", NAME]) == 3
    assert "erase.not_confirmed" in capsys.readouterr().err

    assert outcome(["erase", "person", NAME, "--yes", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["judge"], done["done"], done["left"], done["files"]) == ("j1", True, [], [])
    assert outcome(["verify"]) == 0
    held = [
        path for path in (tmp_path / ".assay").rglob("*") if path.is_file() and b"planted" in path.read_bytes().lower()
    ]
    assert held == []
