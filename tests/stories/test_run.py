"""Story: an ML engineer asks a system every item, whatever the endpoint does, and scores what it said."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.csv
import pytest
from tests.harness.mock_chat import mock_chat

from assay.harness.chat import Endpoint

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
