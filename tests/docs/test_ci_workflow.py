"""The workflow for GitHub Actions is safe for forks, and its commands do what it says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

FILE = Path(__file__).parents[2] / "docs/ci/assay.yml"
TEXT = FILE.read_text(encoding="utf-8")
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
EVENTS = WORKFLOW[True]  # YAML 1.1 reads the key ``on`` as true
JOBS = WORKFLOW["jobs"]


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in JOBS.items():
        yield from ((name, step) for step in job["steps"])


def test_it_starts_on_pull_requests_and_publishes_after_itself() -> None:
    assert set(EVENTS) == {"pull_request", "workflow_run"}
    assert EVENTS["workflow_run"] == {"workflows": [WORKFLOW["name"]], "types": ["completed"]}


def test_no_job_gives_files_of_a_stranger_a_token_that_writes() -> None:
    code = re.sub(r"^\s*#.*$", "", TEXT, flags=re.MULTILINE)
    assert "pull_request_target" not in code
    writing = [name for name, job in JOBS.items() if "write" in job.get("permissions", {}).values()]
    assert writing == ["publish"]
    uses = [step.get("uses", "") for name, step in steps() if name == "publish"]
    assert not [each for each in uses if each.startswith("actions/checkout")]


def test_permissions_are_read_by_default() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert JOBS["evaluate"]["permissions"] == {"contents": "read"}


def test_each_job_runs_on_its_event_only() -> None:
    assert JOBS["evaluate"]["if"] == "github.event_name == 'pull_request'"
    assert JOBS["publish"]["if"].strip().startswith("github.event_name == 'workflow_run'")


def test_the_job_that_reads_a_strangers_files_has_no_secret() -> None:
    assert "secrets." not in TEXT
    keeps = [step["with"].get("persist-credentials") for _, step in steps() if "checkout" in step.get("uses", "")]
    assert keeps == [False, False]


def test_no_script_is_put_together_from_what_a_stranger_wrote() -> None:
    assert not [step["name"] for _, step in steps() if "${{" in step.get("run", "")]


def test_actions_have_a_version_and_the_file_says_to_pin_them_by_hash() -> None:
    used = [step["uses"] for _, step in steps() if "uses" in step]
    assert [each for each in used if not re.fullmatch(r"actions/[a-z-]+@(v\d+|[0-9a-f]{40})", each)] == []
    assert "replace each tag by the full commit hash" in " ".join(TEXT.replace("#", "").split())


def test_every_job_ends_in_bounded_time() -> None:
    assert all(job["timeout-minutes"] <= 20 for job in JOBS.values())


PLAN = """\
assay: 1
name: release
purpose: Decide whether the new model replaces the old one.
tier: low
author: mina
dataset: items
positive: "yes"
systems:
  baseline: {name: old, predictions: old.csv}
  candidate: {name: new, predictions: new.csv}
metrics: [accuracy]
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: accuracy, margin: 0.05}
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the checkout steps and the first step leave: the pull request in the folder, the base branch in ``base``."""
    tmp_path = tmp_path_factory.mktemp("runner")
    for folder in (tmp_path / "work/release", tmp_path / "work/base/release"):
        folder.mkdir(parents=True)
        (folder / "plan.yaml").write_text(PLAN)
    ids = [f"i{n}" for n in range(400)]
    labels = ["yes" if n % 3 else "no" for n in range(400)]
    base = tmp_path / "work/base/release"
    pq.write_table(pa.table({"item": ids, "label": labels, "country": ["DE", "FR"] * 200}), base / "items.parquet")
    wrong = ["no" if label == "yes" else "yes" for label in labels]
    write_answers(
        tmp_path, "old", [w if n % 10 == 0 else label for n, (label, w) in enumerate(zip(labels, wrong, strict=True))]
    )
    write_answers(
        tmp_path, "new", [w if n % 25 == 0 else label for n, (label, w) in enumerate(zip(labels, wrong, strict=True))]
    )
    done = run("Workspace with the plan locked as the base branch has it", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path


@pytest.fixture
def runner(prepared: Path, tmp_path: Path) -> Path:
    """A runner of its own."""
    shutil.copytree(prepared, tmp_path / "runner")
    return tmp_path / "runner"


def write_answers(folder: Path, system: str, answers: list[str]) -> None:
    rows = [f"i{n},{answer}" for n, answer in enumerate(answers)]
    (folder / f"work/release/{system}.csv").write_text("\n".join(["item,prediction", *rows]) + "\n")


def run(name: str, runner: Path) -> subprocess.CompletedProcess[str]:
    """One step as GitHub runs it: ``bash -e`` in the folder of the checkout."""
    step = next(step for _, step in steps() if step["name"] == name)
    place = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(runner / "temp"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
    }
    (runner / "temp").mkdir(exist_ok=True)
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        cwd=runner / "work" / step.get("working-directory", "."),
        env=os.environ | place,
        capture_output=True,
        text=True,
        check=False,
    )


DECIDE = "The locked plan decides"


def test_a_better_candidate_ships_and_the_result_is_kept(runner: Path) -> None:
    decided = run(DECIDE, runner)
    assert decided.returncode == 0, decided.stdout + decided.stderr
    assert {path.name for path in (runner / "work/result").iterdir()} == {"report.html", "summary.md", "assay.xml"}
    assert "Ship" in (runner / "summary").read_text()


def test_a_worse_candidate_is_held_and_the_result_is_kept(runner: Path) -> None:
    write_answers(runner, "new", ["yes"] * 400)
    assert run(DECIDE, runner).returncode == 1
    assert "Hold" in (runner / "summary").read_text()


@pytest.mark.parametrize("change", [("margin: 0.05", "margin: 0.5"), ("role: core", "role: core, min_items: 2")])
def test_a_plan_changed_in_the_pull_request_is_refused(runner: Path, change: tuple[str, str]) -> None:
    plan = runner / "work/release/plan.yaml"
    plan.write_text(PLAN.replace(*change))
    decided = run(DECIDE, runner)
    assert decided.returncode == 3, decided.stdout + decided.stderr
    assert "amend" in decided.stderr
    assert not (runner / "work/result/report.html").exists()
