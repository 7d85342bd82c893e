"""A workspace that the first issue made opens after `assay upgrade`, and its backup is what it was."""

import json
import shutil
from pathlib import Path

import pytest

from assay.cli.main import outcome
from assay.store.keys import FOLDER_VARIABLE

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize("schema", ["schema_1", "schema_3"])
def test_a_workspace_of_an_older_version_opens_after_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], schema: str
) -> None:
    made = Path(shutil.copytree(FIXTURES / f"workspace_{schema}", tmp_path / "made"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(made / "keys"))
    at = ["--workspace", str(made / "work")]

    assert outcome(["people", "list", *at]) == 3
    assert "assay upgrade" in capsys.readouterr().err

    assert outcome(["upgrade", "--dry-run", *at]) == 0
    assert "It would go through" in capsys.readouterr().out
    assert outcome(["people", "list", *at]) == 3

    assert outcome(["upgrade", "--backup", str(tmp_path / "before.tar"), *at]) == 0
    told = capsys.readouterr().out
    assert f"has {schema}; this version of Assay works on schema_4" in told
    assert outcome(["people", "list", *at]) == 0
    assert outcome(["verify", *at]) == 0
    capsys.readouterr()

    assert outcome(["upgrade", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out)["upgraded"] is False

    assert outcome(["restore", str(tmp_path / "before.tar"), str(tmp_path / "again")]) == 0
    assert outcome(["people", "list", "--workspace", str(tmp_path / "again")]) == 3
    assert "assay upgrade" in capsys.readouterr().err
