"""The demo as a newcomer runs it, and its gates tested on themselves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_demo_decides_and_an_identical_system_would_hardly_ever_fail(tmp_path: Path) -> None:
    made = run("demo", str(tmp_path / "out"), folder=ROOT)
    assert made.returncode == 0, made.stderr + made.stdout[-2000:]
    assert made.stdout.rstrip().endswith("report.html")
    folder = tmp_path / "out"
    assert (folder / "report.html").stat().st_size > 10_000
    keys = {"ASSAY_KEY_FOLDER": str(folder / "keys")}
    tested = run("assay", "gate", "plan.yaml", "--self-test", "--json", folder=folder, **keys)
    assert tested.returncode == 0, tested.stderr
    found = json.loads(tested.stdout)
    assert found["draws"] == 1000
    assert found["any_fail"]["interval"][0] <= found["alpha"]
    assert found["is_within_alpha"]
    for gate in found["gates"]:
        assert gate["fail"]["interval"][0] <= found["alpha"], gate["gate"]
