"""Story: an ML engineer asks a system every item, whatever the endpoint does, and scores what it said."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.csv
import pytest
from tests.harness.mock_chat import mock_chat

from assay.harness.chat import Endpoint
from assay.workflows.system_runs import runs_of

Assay = Callable[..., Any]
SECRET = "sk-planted-secret-123"


@pytest.fixture
def sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    path = tmp_path / "sums.csv"
    rows = [f"s{n},{n},{n % 7},{n + n % 7}" for n in range(60)]
    path.write_text("\n".join(["id,a,b,right", *rows]) + "\n")
    return path


def words(url: str, sums: Path, *more: str) -> tuple[Any, ...]:
    template = ("--prompt", "What is {{ a }} plus {{ b }}?")
    files = ("--journal", sums.parent / "run.journal", "--out", sums.parent / "out.csv")
    return ("run", sums, "--url", url, "--model", "adder", *template, *files, *more)


def outputs(sums: Path) -> list[dict[str, Any]]:
    return list(pyarrow.csv.read_csv(sums.parent / "out.csv").to_pylist())


def test_every_item_is_answered_once_whatever_fails_and_then_scored(assay: Assay, sums: Path) -> None:
    kinds = {3: "429", 7: "500", 11: "truncate", 13: "shape", 17: "429"}
    with mock_chat(lambda n, prompt: kinds.get(n), seconds=0.005) as mock:
        said = assay(*words(mock.url, sums, "--at-once", "8", "--json"))
        assert said.code == 0, said.err
        found = said.json()["run"]
        assert (found["answered"], found["failures"], found["left"], found["retries"]) == (60, {}, 0, len(kinds))
        assert mock.n == 60 + len(kinds), "requests are items and faults"
        assert mock.most <= 8
        assert {row["output"] for row in outputs(sums)} == {n + n % 7 for n in range(60)}
        assert outputs(sums)[0]["version"] == "adder-2026"
        earlier = Counter(word for row in outputs(sums) for word in json.loads(row["earlier"] or "{}"))
        assert earlier["status_429"] == 2
        assert earlier.total() == len(kinds), "what was tried again says why"
        again = assay(*words(mock.url, sums, "--at-once", "8", "--json")).json()["run"]
        assert (again["new"], again["answered"], mock.n) == (0, 60, 60 + len(kinds))
    scored = assay(
        "score", sums.parent / "out.csv", "--output", "output", "--target", "right", "--scorer", "numeric", "--json"
    )
    assert scored.json()["estimates"][0]["value"] == 1.0


def test_what_cannot_be_had_is_given_up_by_its_kind_and_counts_as_wrong(assay: Assay, sums: Path) -> None:
    kinds = {"What is 1 plus 1?": "500", "What is 2 plus 2?": "401", "What is 3 plus 3?": "refusal"}
    kinds |= {"What is 4 plus 4?": "content_filter", "What is 5 plus 5?": "length"}
    with mock_chat(lambda n, prompt: kinds.get(prompt)) as mock:
        said = assay(*words(mock.url, sums, "--tries", "1", "--json"))
    assert said.json()["run"]["failures"] == {
        **{"status_500": 1, "status_401": 1, "refusal": 1, "content_filter": 1, "length": 1}
    }
    assert [row["output"] for row in outputs(sums)[:7]] == [0, None, None, None, None, None, 12]
    scored = assay("score", sums.parent / "out.csv", "--output", "output", "--target", "right", "--scorer", "numeric")
    assert "0.92" in scored.out


def test_a_hanging_call_ends_and_is_made_again(assay: Assay, sums: Path) -> None:
    with mock_chat(lambda n, prompt: "hang" if n == 5 else None) as mock:
        said = assay(*words(mock.url, sums, "--timeout", "0.3", "--json"))
        assert mock.faults["hang"] == 1
    assert (said.json()["run"]["answered"], said.json()["run"]["retries"] >= 1) == (60, True)


def test_attempts_are_asked_apart_and_a_run_that_is_out_of_time_says_how_to_go_on(assay: Assay, sums: Path) -> None:
    with mock_chat(seconds=0.01) as mock:
        said = assay(*words(mock.url, sums, "--attempts", "2", "--at-once", "2", "--most-seconds", "0.1"))
        assert "run the same command again" in said.out
        said = assay(*words(mock.url, sums, "--attempts", "2", "--json"))
        assert said.json()["run"]["answered"] == 120
        assert set(mock.asked.values()) == {2}
    assert [row["attempt"] for row in outputs(sums)[:4]] == [1, 2, 1, 2]


def test_the_key_goes_to_its_host_and_into_no_file_and_no_message(
    assay: Assay, sums: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", SECRET)
    with mock_chat(lambda n, prompt: "redirect" if n == 1 else None) as mock:
        said = assay(*words(mock.url, sums, "--key-env", "MY_KEY"))
        assert mock.keys == {f"Bearer {SECRET}": 60}, "a redirect is not followed"
    assert "status 302" in said.out
    assert SECRET not in said.out + said.err
    assert [path for path in sums.parent.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1?api_key=KEY", "http://me:KEY@127.0.0.1:9/v1"])
def test_a_key_in_the_address_is_refused_and_not_told(assay: Assay, sums: Path, url: str) -> None:
    said = assay(*words(url.replace("KEY", SECRET), sums))
    assert (said.code, "address.secret" in said.err, SECRET in said.out + said.err) == (3, True, False)
    assert [path for path in sums.parent.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


def test_mistakes_are_told_with_what_would_be_right(assay: Assay, sums: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("run", sums, "--url", "http://127.0.0.1:9/v1", "--model", "m", "--journal", sums.parent / "j")
    for more, told in (
        (("--prompt", "{{ nope }}"), "'nope' is undefined"),
        (("--prompt", "{{ a"), "cannot be read"),
        (("--prompt", "{{ ().__class__.__bases__ }}"), "fails on row 1"),
        (("--prompt", "x", "--key-env", "NOT_SET"), "NOT_SET"),
        (("--prompt", "x", "--attempts", "0"), "attempts"),
        ((), "--prompt"),
    ):
        said = assay(*asked, *more)
        assert (said.code, told in said.err) == (3, True), said.err
    monkeypatch.delenv("ASSAY_ALLOW_HOSTS")
    said = assay(*asked, "--prompt", "x")
    assert (said.code, "ASSAY_ALLOW_HOSTS" in said.err) == (3, True)


def test_a_torn_last_line_is_asked_again_and_an_altered_journal_is_refused(assay: Assay, sums: Path) -> None:
    journal = sums.parent / "run.journal"
    with mock_chat() as mock:
        assert assay(*words(mock.url, sums)).code == 0
        data = journal.read_bytes()
        journal.write_bytes(data[:-20])
        assert assay(*words(mock.url, sums, "--json")).json()["run"]["new"] == 1
        journal.write_bytes(data.replace(b'"tries":1', b'"tries":2', 1))
        said = assay(*words(mock.url, sums))
    assert (said.code, "not what was written" in said.err) == (3, True)


def test_a_journal_that_cannot_be_written_ends_the_run_and_the_same_command_goes_on(
    assay: Assay, sums: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = os.fsync, []

    def full(file: int) -> None:
        if os.fstat(file).st_ino == (sums.parent / "run.journal").stat().st_ino:
            written.append(file)
            if len(written) > 1:
                raise OSError(28, "No space left on device")
        real(file)

    with mock_chat(seconds=0.02) as mock:
        with monkeypatch.context() as broken:
            broken.setattr("assay.harness.journal.os.fsync", full)
            said = assay(*words(mock.url, sums, "--at-once", "2"))
        assert (said.code, "No space left" in said.err) == (3, True)
        assert mock.n < 60, "no call is made whose answer cannot be kept"
        assert assay(*words(mock.url, sums, "--json")).json()["run"]["answered"] == 60


def test_time_that_is_over_ends_tries_too_and_a_key_is_in_no_text_of_an_endpoint(assay: Assay, sums: Path) -> None:
    with mock_chat(lambda n, prompt: "500") as mock:
        said = assay(*words(mock.url, sums, "--most-seconds", "0.05", "--tries", "50", "--json"))
    assert (said.json()["run"]["left"], mock.n < 150) == (60, True)
    assert SECRET not in repr(Endpoint(url=mock.url, model="m", key=SECRET))


@pytest.mark.parametrize("place", ["--journal", "--tools", "the items"])
def test_a_table_takes_the_place_of_nothing_that_the_run_needs(assay: Assay, sums: Path, place: str) -> None:
    (sums.parent / "tools.csv").write_text("[]")
    out = {"--journal": sums.parent / "j.csv", "--tools": sums.parent / "tools.csv", "the items": sums}[place]
    more = () if place == "the items" else (place, out)
    before = out.read_bytes() if out.exists() else None
    said = assay("run", sums, "--url", "http://127.0.0.1:9/v1", "--model", "m", "--prompt", "x", "--out", out, *more)
    assert (said.code, "output.in_place" in said.err) == (3, True), said.err
    assert (out.read_bytes() if out.exists() else None) == before


def test_a_budget_ends_a_run_cleanly_and_a_larger_one_goes_on(assay: Assay, sums: Path) -> None:
    assert assay("init", sums.parent).code == 0
    priced = ("--price-in", "1000", "--price-out", "1000", "--at-once", "4", "--workspace", sums.parent, "--json")
    with mock_chat() as mock:  # an answer costs 0.006
        found = assay(*words(mock.url, sums, *priced, "--budget", "0.1")).json()["run"]
        assert (found["ended"], found["left"] > 40, found["cost"] <= 0.1, mock.n < 17) == ("budget", True, True, True)
        bounded = (*priced, "--most-tokens", "2000", "--budget", "0.1", "--json")
        said = assay(*words(mock.url, sums, *bounded)).json()["run"]
        assert (said["ended"], mock.n < 17) == ("budget", True), "one call may cost 2"
        found = assay(*words(mock.url, sums, *priced, "--budget", "5")).json()["run"]
        assert (found["ended"], found["left"], mock.n) == (None, 0, 60)
        assert found["cost"] == pytest.approx(0.36)
    assert sum(row["cost"] for row in outputs(sums)) == pytest.approx(0.36)
    (status,) = runs_of(sums.parent / ".assay", now="2026-11-27T03:00:00.000000Z")
    assert (status.state, status.done, status.total, status.cost) == ("done", 60, 60, pytest.approx(0.36))
    said = assay(*words("http://127.0.0.1:9", sums, "--budget", "1"))
    assert (said.code, "--price-in" in said.err) == (3, True)


def test_tools_are_answered_from_a_script_and_the_turns_are_kept(assay: Assay, sums: Path) -> None:
    (sums.parent / "tools.json").write_text('[{"name": "sum", "parameters": {"type": "object"}}]')
    (sums.parent / "script.csv").write_text("tool,arguments,answer\nsum,,it is 2 plus 2\n")
    tools = ("--tools", sums.parent / "tools.json", "--tool-script", sums.parent / "script.csv", "--json")
    endless = "What is 5 plus 5?"
    kinds = {"What is 3 plus 3?": "tool", endless: "tool"}

    def fault(n: int, prompt: str) -> str | None:
        return kinds.get(prompt)

    with mock_chat(fault) as mock:
        found = assay(*words(mock.url, sums, *tools, "--out", sums.parent / "out.jsonl")).json()["run"]
        assert (found["answered"], mock.n) == (60, 62)
    rows = [json.loads(line) for line in (sums.parent / "out.jsonl").read_text().splitlines()]
    turns = json.loads(rows[3]["turns"])
    assert (rows[3]["output"], rows[3]["tokens_in"], rows[3]["tries"]) == ("4", 10, 2)
    assert [(each["role"], each["content"]) for each in turns] == [("assistant", None), ("tool", "it is 2 plus 2")]
    (sums.parent / "script.csv").write_text(f"tool,arguments,answer\nsum,,{endless}\n")
    with mock_chat(fault) as mock:
        found = assay(*words(mock.url, sums, *tools, "--most-turns", "3")).json()["run"]
    assert found["failures"] == {"turns": 2}


def test_other_runs_take_answers_from_the_cache_and_ask_again_what_failed(assay: Assay, sums: Path) -> None:
    cache = ("--cache", sums.parent / "cache", "--json")
    with mock_chat(lambda n, prompt: "refusal" if n == 5 else None) as mock:
        assert assay(*words(mock.url, sums, *cache)).json()["run"]["failures"] == {"refusal": 1}
        (sums.parent / "run.journal").unlink()
        found = assay(*words(mock.url, sums, *cache)).json()["run"]
        assert (found["answered"], found["cached"], mock.n) == (60, 59, 61)
    with mock_chat(lambda n, prompt: "401" if n == 2 else None) as mock:
        assert assay(*words(mock.url, sums, "--json")).json()["run"]["failures"] == {"status_401": 1}
        found = assay(*words(mock.url, sums, "--again", "--json")).json()["run"]
        assert (found["answered"], mock.n) == (60, 61)


def test_an_endpoint_that_refuses_every_call_ends_the_run_and_nothing_is_given_up(assay: Assay, sums: Path) -> None:
    with mock_chat(lambda n, prompt: "401") as mock:
        said = assay(*words(mock.url, sums, "--at-once", "4"))
        assert ("Look at the address, the model and the key" in " ".join(said.out.split()), mock.n < 30) == (True, True)
    with mock_chat() as other:
        other_words = words(mock.url, sums, "--json")
        assert other.url != mock.url
        assert assay(*other_words, "--most-seconds", "0.05").json()["run"]["new"] == 0


def test_a_function_of_mine_is_a_system_too(assay: Assay, sums: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.py").write_text("def add(prompt):\n    a, b = prompt.split()\n    return str(int(a) + int(b))\n")
    asked = ("run", sums, "--provider", "python", "--set", "function=mine:add", "--prompt", "{{ a }} {{ b }}")
    files = ("--journal", sums.parent / "j", "--out", sums.parent / "out.csv", "--json")
    said = assay(*asked, *files)
    assert (said.code, "--allow-code" in said.err) == (3, True)
    assert assay(*asked, *files, "--allow-code").json()["run"]["answered"] == 60
    assert [row["output"] for row in outputs(sums)] == [row["right"] for row in outputs(sums)]


@pytest.mark.slow
def test_an_interrupted_run_waits_for_what_is_in_flight_and_two_processes_share_the_number_at_once(
    sums: Path, tmp_path: Path
) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with mock_chat(seconds=0.1) as mock:
        command = [
            sys.executable,
            "-m",
            "assay",
            *map(str, words(mock.url, sums, "--at-once", "8", "--attempts", "20", "--json")),
        ]
        other = [*command, "--journal", str(tmp_path / "other.journal")]
        both = [subprocess.Popen(each, env=environment, stdout=subprocess.PIPE, text=True) for each in (command, other)]
        while mock.n < 150:
            time.sleep(0.05)
        mock.most = 0
        while mock.n < 300:
            time.sleep(0.05)
        assert mock.most <= 9, "each has half of eight"
        for process in both:
            process.send_signal(signal.SIGINT)
        said = [process.communicate(timeout=30)[0] for process in both]
        runs = [json.loads(each)["run"] for each in said]
        assert [each["ended"] for each in runs] == ["interrupted"] * 2
        assert sum(each["answered"] for each in runs) == mock.n


@pytest.mark.slow
def test_a_run_that_is_killed_at_random_loses_nothing_and_repeats_at_most_what_was_in_flight(sums: Path) -> None:
    kills = 20
    with mock_chat(seconds=0.03) as mock:
        command = [
            sys.executable,
            "-m",
            "assay",
            *map(str, words(mock.url, sums, "--at-once", "4", "--attempts", "10")),
        ]
        for _ in range(kills):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seen, waited = mock.n, 0
            while mock.n < seen + 12 and process.poll() is None and waited < 2_000:
                waited += 1
                try:
                    process.wait(0.01)
                except subprocess.TimeoutExpired:
                    continue
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
            process.wait()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        repeated = mock.n - 600
    assert sum(row["output"] is not None for row in outputs(sums)) == 600
    assert 0 <= repeated <= kills * 8, "in flight, or answered and not yet kept"
