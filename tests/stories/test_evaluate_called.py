"""Story: an evaluation lead asks whether the new prompt is better, and the plan calls both systems."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.harness.mock_chat import MockChat, mock_chat

from assay.workflows.workspace import open_workspace

Assay = Callable[..., Any]
N = 100
IMPORT = ("sums.csv", "--name", "sums", "--id", "id", "--label", "label", "--slice", "kind")
SECRET = "sk-planted-secret-456"
PLAN = """\
assay: 1
name: adder
purpose: Decide whether the new prompt adds better.
tier: low
dataset: sums
systems:
  baseline:
    name: old
    outputs: old.csv
  candidate:
    name: new
    call: {url: "URL", model: adder, tries: 3, at_once: 4, prompt: "What is {{ a }} plus {{ b }}?"}
scoring: {scorer: numeric, target: right}
slices:
  - by: kind
checks: []
gates:
  - {name: better, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.02}
"""


@pytest.fixture
def sums(assay: Assay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with sums in it, in the working folder."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    rows = [f"s{n},{n},{n % 7},{n + n % 7},{n % 3},{'odd' if n % 2 else 'even'}" for n in range(N)]
    Path("sums.csv").write_text("\n".join(["id,a,b,right,label,kind", *rows]) + "\n")
    told = [f"s{n},It is {n + n % 7 + (n % 10 == 0)}" for n in range(N)]
    Path("old.csv").write_text("\n".join(["id,output", *told]) + "\n")
    assert assay("init").code == 0
    said = assay("import", *IMPORT)
    assert said.code == 0, said.err
    return Path.cwd()


def locked(assay: Assay, mock: MockChat, *changes: tuple[str, str], by: str = "mina") -> None:
    text = PLAN.replace("URL", mock.url)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path("plan.yaml").write_text(text)
    checked = assay("plan", "check", "plan.yaml")
    assert checked.code == 0, checked.err
    said = assay("plan", "lock", "plan.yaml", "--by", by)
    assert said.code == 0, said.err


def evaluated(assay: Assay, *words: str) -> dict[str, Any]:
    said = assay("evaluate", "plan.yaml", "--json", *words)
    assert said.code in (0, 1, 2), said.err
    return dict(said.json())


def evaluated_anew(assay: Assay) -> dict[str, Any]:
    """The evidence of the same plan in a new workspace."""
    shutil.rmtree(".assay")
    for words in (("init",), ("import", *IMPORT), ("plan", "lock", "plan.yaml", "--by", "mina")):
        said = assay(*words)
        assert said.code == 0, said.err
    return evaluated(assay)


def overall(found: dict[str, Any]) -> dict[str, float]:
    return {each["system"]: each["value"] for each in found["estimates"] if not each["slice"]}


CODE = """\
import os


def answer(prompt):
    words = prompt.rstrip("?").split()
    return f"It is {int(words[2]) + int(words[4])}; {os.environ.get('MY_KEY')}"
"""


def test_code_of_a_plan_runs_only_where_the_workspace_allows_it_and_sees_no_secret(
    assay: Assay, sums: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", SECRET)
    monkeypatch.setenv("PYTHONPATH", str(sums))
    Path("adding.py").write_text(CODE)
    called = 'provider: python, model: adding, set: ["function=adding:answer"]'
    Path("plan.yaml").write_text(PLAN.replace('url: "URL", model: adder', called))
    for words in (("plan", "check"), ("plan", "lock", "--by", "mina"), ("evaluate",), ("evaluate", "--exploratory")):
        said = assay(*words, "plan.yaml")
        assert (said.code, "would run code" in said.err, "assay init --allow-code" in said.err) == (3, True, True), (
            said.err
        )
    shutil.rmtree(".assay")
    assert assay("init", "--allow-code").code == 0
    assert assay("import", *IMPORT).code == 0
    assert assay("plan", "lock", "plan.yaml", "--by", "mina").code == 0
    assert overall(evaluated(assay)) == {"old": pytest.approx(0.9), "new": 1.0}
    shown = assay("system", "show", "new")
    assert (shown.code, SECRET in shown.out) == (0, False)
    assert all(SECRET.encode() not in each.read_bytes() for each in Path(".assay").rglob("*") if each.is_file())


def test_a_plan_calls_its_systems_scores_what_they_say_and_decides(
    assay: Assay, sums: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", SECRET)
    monkeypatch.setenv("ASSAY_KEYS", "elsewhere.example=MY_KEY")
    with mock_chat() as mock:
        locked(assay, mock)
        found = evaluated(assay)
        assert (mock.n, set(mock.keys)) == (N, {""}), "a key goes to no host that it is not bound to"
        assert (evaluated(assay), mock.n) == (found, N), "the same command asks nothing again"
    assert overall(found) == {"old": pytest.approx(0.9), "new": 1.0}
    assert [each["outcome"] for each in found["verdicts"]] == ["PASS"]
    calls = found["run"]["calls"]
    assert [(each["system"], each["n_answered"], each["tokens_in"]) for each in calls] == [("new", N, 5 * N)]
    assert {each["slice"][0][1] for each in found["estimates"] if each["slice"]} == {"even", "odd"}
    bundled = assay("bundle", "plan.yaml", "--out", "release.assay")
    assert bundled.code == 0, bundled.err
    assert assay("verify", "release.assay", "--key", bundled.out.split("key")[1].split()[0]).code in (0, 2)
    for words in (("release.assay",), ("plan.yaml",)):
        replayed = assay("replay", *words)
        assert replayed.code == 0, replayed.out + replayed.err
    assert assay("gate", "plan.yaml").code == 0
    assert assay("verify").code in (0, 2)
    outputs_tell_nobody_who_said_them()


def outputs_tell_nobody_who_said_them() -> None:
    """Outputs are items under their prompts, judged by the scorer."""
    workspace = open_workspace()
    outputs = workspace.dataset("outputs of adder")
    table = workspace.table(outputs)
    assert table.column_names == ["output_id", "kind", "output"]
    assert table.num_rows == 2 * N
    assert not any("old" in str(row) or "new" in str(row) for row in table.to_pylist())
    parents = {row.rpartition("#")[0] for row in table["output_id"].to_pylist()}
    assert parents == {f"s{n}" for n in range(N)}
    votes = workspace.votes("outputs of adder").table
    assert (votes.num_rows, set(votes["judge"].to_pylist())) == (2 * N, {"numeric"})


def test_what_the_server_says_of_failures_and_a_change_of_version_are_told(assay: Assay, sums: Path) -> None:
    with mock_chat(lambda n, prompt: "400" if "plus 3" in prompt else "later" if n > N // 2 else None) as mock:
        locked(assay, mock)
        said = assay("evaluate", "plan.yaml", "--report", "report.html")
    told = " ".join(said.out.split())
    assert "prompts with 'status 400', and said: no, says adder" in told
    assert "while it was asked: its answers are not those of one version." in told
    assert "no, says adder" in Path("report.html").read_text(encoding="utf-8")
    shown = " ".join(assay("system", "show", "new").out.split())
    assert "of status 400: no, says adder" in shown
    assay("system", "show", "new", "--out", "rows.jsonl")
    assert '"words":"no, says adder' in Path("rows.jsonl").read_text(encoding="utf-8")


def test_what_is_missing_is_bounded_and_what_a_system_did_itself_is_wrong(assay: Assay, sums: Path) -> None:
    kinds = {f"What is {n} plus {n % 7}?": "401" for n in range(60, 80)} | {"What is 81 plus 4?": "refusal"}
    with mock_chat(lambda n, prompt: kinds.get(prompt)) as mock:
        locked(assay, mock, ("non_inferiority", "threshold"), ("margin: 0.02", "accept: 0.6"))
        found = evaluated(assay)
        (missing,) = found["missing"]
        assert (missing["system"], missing["n"], missing["n_missing"], missing["n_own"]) == ("new", N, 20, 1)
        assert missing["bounds"] == [
            {"metric": "pass_rate", "worst": pytest.approx((N - 21) / N), "best": pytest.approx((N - 1) / N)}
        ]
        assert found["run"]["calls"][0]["failures"] == [["status_401", 20], ["refusal", 1]]
        assert [each["outcome"] for each in found["verdicts"]] == ["PASS"], "it holds at the worst too"
        Path("plan.yaml").write_text(Path("plan.yaml").read_text().replace("accept: 0.6", "accept: 0.9"))
        hanging = evaluated(assay, "--exploratory")
        assert [(each["outcome"], each["reason"]) for each in hanging["verdicts"]] == [
            ("INCONCLUSIVE", "missing_answers")
        ]
        assert assay("gate", "plan.yaml").code == 2
        told = assay("report", "plan.yaml", "--out", "report.html")
        assert told.code == 0, told.err
        kinds.clear()
        asked = mock.n
        shutil.rmtree(".assay/runs")
        mended = evaluated(assay, "--exploratory", "--again")
        assert (mended.get("missing", []), overall(mended)["new"]) == ([], 1.0)
        assert mock.n == asked + 21, "what was answered is on the ledger"


def test_answers_of_a_menu_are_judgments_and_others_are_no_guess(assay: Assay, sums: Path) -> None:
    Path("old_classes.csv").write_text("\n".join(["id,prediction", *(f"s{n},{n % 2}" for n in range(N))]) + "\n")
    asked = "{% if a == 7 %}Say hello.{% else %}What is {{ a % 3 }} plus 0?{% endif %}"
    with mock_chat() as mock:
        locked(
            assay,
            mock,
            ("scoring: {scorer: numeric, target: right}\n", ""),
            ("pass_rate", "accuracy"),
            ("    outputs: old.csv", "    predictions: old_classes.csv"),
            ("What is {{ a }} plus {{ b }}?", asked),
        )
        found = evaluated(assay)
    assert overall(found)["new"] == pytest.approx((N - 1) / N)
    (missing,) = found["missing"]
    assert (missing["system"], missing["n_missing"], missing["n_own"], missing["bounds"]) == ("new", 0, 1, [])


def test_several_attempts_are_clustered_by_their_prompt(assay: Assay, sums: Path) -> None:
    with mock_chat() as mock:
        call = f'    call: {{url: "{mock.url}", model: other, attempts: 2, prompt: "What is {{{{ a }}}} plus 0?"}}'
        locked(assay, mock, ("tries: 3", "attempts: 2, tries: 3"), ("    outputs: old.csv", call))
        found = evaluated(assay)
        assert mock.n == 4 * N
    estimate = next(each for each in found["estimates"] if each["system"] == "old" and not each["slice"])
    assert (estimate["n"], estimate["n_effective"]) == (2 * N, pytest.approx(N, rel=0.05))


def test_a_run_that_stopped_goes_on_and_its_evidence_is_that_of_one_that_did_not(assay: Assay, sums: Path) -> None:
    with mock_chat(seconds=0.002) as mock:
        locked(assay, mock, ("at_once: 4", "most_tokens: 1, at_once: 2"))
        whole = Path("plan.yaml").read_text()
        Path("plan.yaml").write_text(whole + "budget: {minutes: 0.0015}\n")
        stopped = assay("evaluate", "plan.yaml")
        assert (stopped.code, "still to be had" in stopped.err) == (3, True), stopped.err
        first = mock.n
        assert 0 < first < N
        priced = whole.replace("at_once: 2", "at_once: 2, price_out: 1000000")
        Path("plan.yaml").write_text(priced + f"budget: {{money: {first + 8}, currency: USD}}\n")
        stopped = assay("evaluate", "plan.yaml")
        told = " ".join(stopped.err.split())
        assert (stopped.code, "left of the money of the budget" in told) == (3, True), told
        assert first < mock.n <= first + 10
        Path("plan.yaml").write_text(whole)
        found = evaluated(assay)
        assert mock.n == N, "nothing was asked twice"
        other = evaluated_anew(assay)
    for each in (found, other):
        each.pop("run")
        each["lock"].pop("locked_at")
    assert found == other


def test_a_key_goes_to_its_host_and_into_no_file(assay: Assay, sums: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", SECRET)
    monkeypatch.setenv("ASSAY_KEYS", "127.0.0.1=MY_KEY")
    with mock_chat() as mock:
        locked(assay, mock)
        found = evaluated(assay)
        assert mock.keys == {f"Bearer {SECRET}": N}
    assert SECRET not in json.dumps(found)
    assert [each for each in sums.rglob("*") if each.is_file() and SECRET.encode() in each.read_bytes()] == []


def test_mistakes_of_a_call_are_told_by_plan_check(assay: Assay, sums: Path) -> None:
    for old, new, code in (
        ("{{ b }}", "{{ c }}", "prompt.column"),
        ("{{ b }}", "{{ label }}", "prompt.column"),
        ("{{ b }}", "{{ b", "prompt.template"),
        ("numeric", "numerical", "scorer.unknown"),
        (", target: right", "", "scorer.target"),
        ("target: right", "target: wrong", "plan.unknown_column"),
        ("model: adder", "provider: opnai, model: adder", "provider.unknown"),
    ):
        Path("plan.yaml").write_text(PLAN.replace("URL", "http://127.0.0.1:9/v1").replace(old, new))
        said = assay("plan", "check", "plan.yaml")
        assert (said.code, code in said.err) == (3, True), said.err


def until(mock: MockChat, seen: int, process: subprocess.Popen[bytes], *, pieces: int) -> None:
    """Wait until the endpoint was asked so many times, or the process ended; then so many hundredths of a second."""
    left = pieces
    for _ in range(6_000):
        if process.poll() is not None or (mock.n >= seen and left <= 0):
            return
        left -= mock.n >= seen
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.01)


@pytest.mark.slow
def test_an_evaluation_killed_20_times_at_random_loses_nothing_and_its_evidence_is_the_same(
    assay: Assay, sums: Path
) -> None:
    random, at_once = Random(5), 4
    command = [sys.executable, "-m", "assay", "evaluate", "plan.yaml"]
    with mock_chat(seconds=0.02) as mock:
        locked(assay, mock)
        for kill in range(20):
            goal = mock.n + random.randrange(1, 8) if kill < 15 else N
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                until(mock, goal, process, pieces=random.randrange(1, 60) if kill >= 15 else 0)
                process.send_signal(signal.SIGINT if kill == 3 else signal.SIGKILL)
                process.wait()
        found = evaluated(assay)
        assert 0 <= mock.n - N <= 20 * at_once * 2, "in flight, or answered and not yet kept"
        assert [each["n_answered"] for each in found["run"]["calls"]] == [N]
        whole = evaluated_anew(assay)
    assert assay("verify").code in (0, 2)
    for each in (found, whole):
        each.pop("run")
        each["lock"].pop("locked_at")
    assert found == whole
