"""Commands killed or stopped at any point: the workspace opens and verifies, and the same command finishes the work."""

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.csv
import pytest
from demo.loans import loans
from tests.stories.segments_of_200 import ROWS

from assay.store.open import open_store

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("segments_of_200.py")
N = 2400
MOST_TRIES, EARLIER = 12, 0.6
SEED = 20261122
KILLS = {"init": 2, "import": 9, "evaluate": 9}
"""Kills of each command, 20 in all, one at a random moment of each equal part of the time that it takes."""
FIRST, AGAIN, LOCKED = (f"2026-11-22T{hour}:00:00.000000Z" for hour in (10, 11, 12))
IMPORT = (
    "import", "loans.csv", "--name", "loans", "--id", "item", "--label", "label", "--prediction", "old=pred_a",
    "--score", "old=score_a", "--slice", "country", "--cluster", "user", "--sensitive", "email", "--by", "mina",
)  # fmt: skip
LOCK = ("plan", "lock", "plan.yaml", "--by", "mina")
EVALUATE = ("evaluate", "plan.yaml", "--json")
PLAN = """\
assay: 1
name: loan-release
purpose: Decide whether the new model replaces the old one for loan decisions.
tier: low
author: mina
dataset: loans
positive: repaid
cluster: user
systems:
  baseline: {name: old}
  candidate: {name: new, predictions: new.csv, label: pred_b, score: score_b}
metrics: [accuracy, auroc]
slices:
  - by: country
checks: [duplicates]
gates:
  - {name: no worse overall, kind: non_inferiority, role: core, metric: accuracy, margin: 0.02}
"""


class Child(NamedTuple):
    """How a command ended in a process of its own."""

    code: int
    seconds: float
    said: str


class Children:
    """Starts commands in processes of their own, one at a time."""

    def __init__(self, keys: Path, said: Path) -> None:
        self.keys, self.said = keys, said
        self.server = subprocess.Popen(
            [sys.executable, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

    def run(
        self, words: tuple[str, ...], *, now: str, until: float | None = None, by: signal.Signals = signal.SIGKILL
    ) -> Child:
        """The command in the working folder; it gets the signal after ``until`` seconds of work."""
        stdin, stdout = self.server.stdin, self.server.stdout
        assert stdin is not None
        assert stdout is not None
        environment = {"ASSAY_NOW": now, "ASSAY_KEY_FOLDER": str(self.keys)}
        asked = {"words": words, "folder": str(Path.cwd()), "environment": environment, "out": str(self.said)}
        stdin.write(json.dumps(asked).encode() + b"\n")
        process, begun = int(stdout.readline()), time.perf_counter()
        if until is not None and not select.select([stdout], [], [], until)[0]:
            os.kill(process, by)
        code = int(stdout.readline())
        return Child(code, time.perf_counter() - begun, self.said.read_text())

    def close(self) -> None:
        """End the process that starts them."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.close()
        self.server.wait(60)
        self.server.stdout.close()


class Done(NamedTuple):
    """What uninterrupted commands leave."""

    children: Children
    seconds: dict[str, float]
    """How long each command worked."""
    evidence: dict[str, Any]
    """Without its run block."""
    judgments: Counter[tuple[str, str]]
    """How many judgments there are by system and question."""
    folders: dict[str, Path]
    """The folder as it was before each command."""
    code: int
    """Exit code of evaluate."""


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    """Every command once, with a copy of the folder before each."""
    top = tmp_path_factory.mktemp("uninterrupted")
    children = Children(top / "keys", top / "said.txt")
    with pytest.MonkeyPatch.context() as patched:
        (top / "work").mkdir()
        patched.chdir(top / "work")
        write_files()
        seconds, folders = {}, {}
        child = Child(0, 0.0, "")
        for words in (("init",), IMPORT, LOCK, EVALUATE):
            folders[words[0]] = shutil.copytree(Path.cwd(), top / f"before-{words[0]}")
            child = children.run(words, now=LOCKED if words is LOCK else FIRST)
            seconds[words[0]] = child.seconds
            assert child.code == 0 or words is EVALUATE, child.said
        yield Done(children, seconds, substance(child.said), judgments(Path(".assay")), folders, child.code)
    children.close()


@pytest.fixture
def done(uninterrupted: Done, monkeypatch: pytest.MonkeyPatch) -> Done:
    """The same keys and segments in this process."""
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(uninterrupted.children.keys))
    monkeypatch.setattr("assay.store.outputs.MOST_ROWS", ROWS)
    monkeypatch.setattr("assay.workflows.bring_in.MOST_ROWS", ROWS)
    return uninterrupted


def write_files() -> None:
    """The data, the candidate's answers and the plan beside them."""
    table = loans(N)
    table = table.append_column("email", pa.array([f"{number}@example.org" for number in range(N)]))
    pyarrow.csv.write_csv(table, "loans.csv")
    pyarrow.csv.write_csv(table.select(["item", "pred_b", "score_b"]), "new.csv")
    Path("plan.yaml").write_text(PLAN)


def lock(assay: Callable[..., Any]) -> None:
    """Lock the plan, at the same time in every folder."""
    said = assay(*LOCK, now=LOCKED)
    assert said.code == 0, said.err


def substance(said: str) -> dict[str, Any]:
    """An evidence without its run block."""
    return {name: value for name, value in json.loads(said).items() if name != "run"}


def judgments(workspace: Path) -> Counter[tuple[str, str]]:
    """How many judgments by system and question; each item once."""
    store = open_store(workspace)
    parts = [store.ledger.segment(entry) for entry in store.ledger.entries() if entry.kind == "judgment"]
    store.database.close()
    every = pa.concat_tables(parts).select(["judge", "question", "item"]).to_pylist()
    seen = Counter((row["judge"], row["question"], row["item"]) for row in every)
    assert set(seen.values()) == {1}, "no judgment twice"
    return Counter((judge, question) for judge, question, _ in seen.elements())


def moments(done: Done, command: str) -> Iterator[float]:
    """Random moments of a command's work, one in each of equal parts."""
    drawn, n = random.Random(f"{SEED}{command}"), KILLS[command]
    for part in range(n):
        yield (part + drawn.random()) / n * done.seconds[command]


def unfinished(folder: Path) -> list[Path]:
    """Files beside the plan and the data that a killed command left."""
    known = {"loans.csv", "new.csv", "plan.yaml", ".assay"}
    return [path for path in folder.iterdir() if path.name not in known]


def test_20_kills_leave_a_workspace_that_verifies_and_the_same_command_finishes_with_the_same_evidence(
    done: Done, assay: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert done.judgments == {(judge, question): N for judge in ("old", "new") for question in ("label", "score")}
    for command, words in (("init", ("init",)), ("import", IMPORT), ("evaluate", EVALUATE)):
        for number, moment in enumerate(moments(done, command)):
            folder = tmp_path / f"{command}-{number}"
            killed_after = kill(done, command, words, moment, folder, monkeypatch)
            monkeypatch.setenv("ASSAY_NOW", AGAIN)
            finished_again(command, assay, done, at=f"{command} killed after {killed_after:.3f} s")
            shutil.rmtree(folder)


def kill(
    done: Done, command: str, words: tuple[str, ...], moment: float, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> float:
    """Kill the command at the moment, or earlier where this machine had finished it by then; when it was killed."""
    for _ in range(MOST_TRIES):
        shutil.copytree(done.folders[command], folder)
        monkeypatch.chdir(folder)
        if done.children.run(words, now=FIRST, until=moment).code == -signal.SIGKILL:
            return moment
        shutil.rmtree(folder)
        moment *= EARLIER
    raise AssertionError(f"{command} was finished {MOST_TRIES} times before it could be killed")


def finished_again(command: str, assay: Callable[..., Any], done: Done, *, at: str) -> None:
    """The workspace verifies, the same command and those after it finish, and the evidence is that of ``done``."""
    is_made = Path(".assay/workspace.json").exists()
    if command != "init" or is_made:
        found = assay("verify", "--json")
        assert found.json()["outcome"] == "intact", at
        assert found.json()["unsequenced"] == 0, at
    if not is_made:
        assert assay("init").code == 0, at
    if command != "evaluate":
        imported = assay(*IMPORT)
        assert imported.code == 0, (at, imported.err)
        lock(assay)
    again = assay(*EVALUATE, now=AGAIN)
    assert again.code == done.code, (at, again.err)
    assert substance(again.out) == done.evidence, at
    assert again.json()["looks"] == 1, at
    assert again.json()["run"]["retries"] in ((0, 1) if command == "evaluate" else (0,)), at
    assert judgments(Path(".assay")) == done.judgments, at
    assert assay("verify").code == 0, at
    assert unfinished(Path.cwd()) == [], at


@pytest.mark.parametrize("command", ["import", "evaluate"])
def test_a_stopped_command_says_so_and_is_taken_up_again(
    done: Done, command: str, assay: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = {"import": IMPORT, "evaluate": EVALUATE}[command]
    for share in (0.5, 0.3, 0.15, 0.05):  # a machine that got faster may be done before it is stopped
        monkeypatch.chdir(shutil.copytree(done.folders[command], tmp_path / f"{command}-{share}"))
        stopped = done.children.run(words, now=FIRST, until=share * done.seconds[command], by=signal.SIGINT)
        if stopped.said.startswith("Stopped"):
            break
    monkeypatch.setenv("ASSAY_NOW", AGAIN)
    assert stopped.said == "Stopped. What was acknowledged is kept; the same command takes it up again.\n"
    assert stopped.code == 3
    finished_again(command, assay, done, at=f"{command} stopped")


def test_an_evaluation_taken_up_again_counts_its_retries_and_one_that_is_done_does_not(
    done: Done, assay: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(shutil.copytree(done.folders["evaluate"], tmp_path / "evaluate"))

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        with monkeypatch.context() as broken:
            broken.setattr("assay.workflows.evaluate.story.assess_all", stopped)
            assert assay(*EVALUATE, now=AGAIN).code == 3
    finished, again = assay(*EVALUATE, now=AGAIN).json(), assay(*EVALUATE, now=LOCKED).json()
    assert finished["run"]["retries"] == 2
    assert again == finished, "a run that is done is not run again"
