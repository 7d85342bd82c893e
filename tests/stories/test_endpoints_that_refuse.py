"""Story: the endpoint is not there, knows no such model, or its account ran dry: why is told, and nothing is lost."""

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.harness.mock_chat import mock_chat

from assay.harness.keeping import IN_A_ROW
from assay.harness.providers.over_http import _why_unreached
from assay.reports.run_status import run_shown
from assay.workflows.system_runs import runs_of

Assay = Callable[..., Any]
N = 3 * IN_A_ROW


@pytest.fixture
def sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    path = tmp_path / "sums.csv"
    path.write_text("a\n" + "\n".join(str(n) for n in range(N)) + "\n")
    return path


def words(url: str, sums: Path, *more: str) -> tuple[Any, ...]:
    what = ("--prompt", "What is {{ a }} plus 1?", "--journal", sums.parent / "run.journal")
    return ("run", sums, "--url", url, "--model", "adder", "--at-once", "8", *what, *more)


def text(said: Any) -> str:
    return " ".join(said.out.split())


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("redirect", "status 302: it leads to another address, and no redirect is followed"),
        ("401", "status 401"),
        ("402", "status 402: no, says adder"),
        ("404", "status 404: no, says adder"),
    ],
)
def test_an_endpoint_that_refuses_every_call_ends_the_run_with_its_reason(
    assay: Assay, sums: Path, fault: str, told: str
) -> None:
    assert assay("init", sums.parent).code == 0
    with mock_chat(lambda n, prompt: fault) as mock:
        said = assay(*words(mock.url, sums), "--workspace", sums.parent)
        assert said.code == 3
        (status,) = runs_of(sums.parent / ".assay", now="2026-11-27T03:00:00.000000Z")
        assert run_shown(status).why.startswith(f"The endpoint refused every call ({told}). With the right address")
        assert f"The endpoint refuses every call ({told})." in text(said)
        assert mock.n < N, "it is not asked on and on"
        found = assay(*words(mock.url, sums, "--json")).json()["run"]
        assert (found["ended"], found["refusal"], found["left"]) == ("refused", told, N)


def test_where_nothing_listens_the_run_ends_and_says_so(assay: Assay, sums: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # a port of which nobody listens
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        said = assay(*words(url, sums, "--tries", "1"))
    assert said.code == 3
    assert "The endpoint refuses every call (unreached: nothing listens there)." in text(said)
    with mock_chat() as mock:
        assert f"{N} of {N} prompts are answered." in text(assay(*words(mock.url, sums)))


def test_an_account_that_runs_dry_on_the_way_ends_the_run_and_nothing_is_given_up(assay: Assay, sums: Path) -> None:
    is_dry = [True]
    with mock_chat(lambda n, prompt: "402" if is_dry[0] and n > N // 3 else None) as mock:
        said = assay(*words(mock.url, sums, "--json"))
        assert said.code == 3
        found = said.json()["run"]
        assert (found["ended"], found["failures"]) == ("refused", {})
        assert found["left"] == N - found["answered"]
        is_dry[0] = False
        again = assay(*words(mock.url, sums, "--json"))
        assert (again.code, again.json()["run"]["answered"]) == (0, N)


def test_refusals_between_answers_are_of_their_prompts(assay: Assay, sums: Path) -> None:
    with mock_chat(lambda n, prompt: "402" if n % 3 == 0 else None) as mock:
        found = assay(*words(mock.url, sums, "--json")).json()["run"]
        assert (found["ended"], found["failures"], found["left"]) == (None, {"status_402": N // 3}, 0)


def test_why_no_connection_was_made_is_told_in_words() -> None:
    class Fault(Exception):
        def __init__(self, inner: Exception) -> None:
            self.os_error = inner

    untrusted = ssl.SSLCertVerificationError()
    untrusted.verify_message = "self-signed certificate"
    for inner, told in (
        (socket.gaierror(-2, "Name or service not known"), "the name of its host is not known"),
        (untrusted, "its certificate is not trusted (self-signed certificate)"),
        (ssl.SSLError(1, "wrong version number"), "it speaks no TLS"),
        (ConnectionRefusedError(111, "Connection refused"), "nothing listens there"),
        (OSError(113, "No route to host"), "No route to host"),
    ):
        assert _why_unreached(Fault(inner)) == told


def test_prompts_that_ask_the_same_are_told_apart_from_those_of_the_journal(assay: Assay, sums: Path) -> None:
    with mock_chat() as mock:
        what = ("run", sums, "--url", mock.url, "--model", "adder", "--journal", sums.parent / "run.journal")
        said = text(assay(*what, "--prompt", "What is 1 plus 1?"))
        assert f"{N - 1} ask the same as another one, and share its answer." in said
        assert ("already" in said, mock.n) == (False, 1)
        assert "1 of them were in" in text(assay(*what, "--prompt", "What is 1 plus 1?"))
