"""The main job, told with the ``assay`` command."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from demo.benchmark import Benchmark
from demo.plan import APPROVER, AUTHOR
from demo.train import BASELINE, CANDIDATE

DONE, HOLD, NOT_YET = 0, 1, 2
KEY = "KEY"
"""Stands for the fingerprint that ``init`` prints: the one an auditor is given."""
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class StepFailed(Exception):
    """A command of the story ended with an exit code that the story does not expect."""


class Step(NamedTuple):
    """One command of the story."""

    arguments: tuple[str, ...]
    """After ``assay``."""
    expected: tuple[int, ...] = (DONE,)
    """Exit codes that are no failure."""


def steps(benchmark: Benchmark, answers: Path, plan: Path) -> tuple[Step, ...]:
    """What a team does, from an empty folder to a bundle that anyone can verify."""
    name = benchmark.name
    columns = [f"--slice={','.join(benchmark.kept)}"]
    for system in (BASELINE, CANDIDATE):
        columns += [f"--prediction={system}={system}", f"--score={system}={system}_score"]
    return (
        Step(("init", ".", "--by", AUTHOR)),
        Step(("import", answers.name, "--name", name, "--id", "item", "--label", "label", *columns, "--by", AUTHOR)),
        Step(("plan", "check", plan.name)),
        Step(("plan", "approve", plan.name, "--by", APPROVER)),
        Step(("plan", "lock", plan.name, "--by", AUTHOR)),
        Step(("evaluate", plan.name, "--by", AUTHOR), (DONE, HOLD, NOT_YET)),
        Step(("report", plan.name, "--out", "report.html")),
        Step(("bundle", plan.name, "--out", f"{name}.assay")),
        Step(("verify", f"{name}.assay", "--key", KEY)),
    )


class Told(NamedTuple):
    """What the story came to."""

    code: int
    """Exit code of ``evaluate``."""
    summary: str
    """First lines of what it said: the recommendation and why."""


def tell(told: Sequence[Step], folder: Path) -> Told:
    """Run each command in the folder, showing it and what it says.

    Raises
    ------
    StepFailed
        When a command ends otherwise than expected.
    """
    came_to, key = Told(DONE, ""), ""
    for step in told:
        arguments = [key if each == KEY else each for each in step.arguments]
        say(f"\n$ assay {shlex.join(arguments)}")
        code, said = run(arguments, folder)
        if code not in step.expected:
            raise StepFailed(f"assay {arguments[0]} ended with exit code {code}")
        if step.arguments[0] == "init" and (found := FINGERPRINT.search(said)):
            key = found.group()
        if step.arguments[0] == "evaluate":
            came_to = Told(code, said.partition("\n\n")[0].strip())
    return came_to


def run(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    """One command in the folder, its output shown as it comes; the exit code and the output come back."""
    place = {"ASSAY_KEY_FOLDER": str((folder / "keys").resolve())}
    command = [sys.executable, "-m", "assay", *arguments]
    with subprocess.Popen(command, cwd=folder, env=os.environ | place, stdout=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            say(line.rstrip("\n"))
    return process.returncode, "".join(lines)


def fresh(folder: Path) -> None:
    """An empty folder, whatever an earlier demo left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def say(text: str) -> None:
    """Print at once, so that lines stand in order with those of the commands."""
    print(text, flush=True)
