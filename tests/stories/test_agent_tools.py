"""Story: an annotation agent looks something up before it labels; its tools and what they answer are of its version."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]
QUESTION = 'question: late\nasks: Is the parcel late?\ntype: choice\noptions: ["yes", "no"]\nshow: [parcel]\n'
TOOLS = """\
tools:
  - name: track
    description: Where a parcel is.
    parameters: '{"type": "object", "properties": {"parcel": {"type": "string"}}}'
script:
  - {tool: track, arguments: '{"parcel": "p1"}', answer: lost since Monday}
  - {tool: track, answer: delivered}
"""


class Endpoint(ThreadingHTTPServer):
    """Calls the tool with the parcel that it is shown, then answers by what the tool said; ``loops`` never answers."""

    daemon_threads = True
    loops = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def reply(self, body: dict[str, Any]) -> dict[str, Any]:
        self.bodies.append(body)
        told = [each["content"] for each in body["messages"] if each["role"] == "tool"]
        if told and not self.loops:
            answer = {"answer": "yes" if "lost" in told[-1] else "no", "rationale": f"track said: {told[-1]}"}
            return {"finish_reason": "stop", "message": {"role": "assistant", "content": json.dumps(answer)}}
        shown = next(each["content"] for each in body["messages"] if each["role"] == "user")
        parcel = "p1" if "p1" in shown else "p2"
        function = {"name": "track", "arguments": json.dumps({"parcel": parcel})}
        call = {"id": "c1", "type": "function", "function": function}
        return {"finish_reason": "tool_calls", "message": {"role": "assistant", "content": None, "tool_calls": [call]}}


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        data = json.dumps({"model": "m-1", "choices": [self.server.reply(body)]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def agent(url: str, more: str = TOOLS) -> str:
    head = f"agent: 1\nname: tracker\nquestion: late\nurl: {url}\nmodel: m-1\n"
    Path("tracker.yaml").write_text(head + more, encoding="utf-8")
    return "tracker.yaml"


@pytest.fixture
def desk(assay: Assay, monkeypatch: pytest.MonkeyPatch) -> Assay:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    Path("parcels.csv").write_text("id,parcel\n1,p1\n2,p2\n", encoding="utf-8")
    Path("late.yaml").write_text(QUESTION, encoding="utf-8")
    for words in (
        ("init",),
        ("import", "parcels.csv", "--name", "parcels", "--id", "id", "--text", "parcel"),
        ("question", "add", "late.yaml", "--dataset", "parcels"),
    ):
        said = assay(*words)
        assert said.code == 0, said.err
    return assay


def test_an_agent_calls_its_tool_then_answers_and_the_calls_are_kept_with_its_reasons(desk: Assay) -> None:
    with endpoint() as seen:
        said = desk("agent", "run", "--agent", agent(seen.url), "--dataset", "parcels", "--json")
        assert said.code == 0, said.err
        assert len(seen.bodies) == 4
        assert [each["function"]["name"] for each in seen.bodies[0]["tools"]] == ["track"]
    why = desk("judge", "reasons", "tracker", "--dataset", "parcels", "--json").json()["judge_reasons"]["reasons"]
    found = {each["item"]: each for each in why}
    assert {item: each["said"] for item, each in found.items()} == {"1": "yes", "2": "no"}
    assert json.loads(found["1"]["detail"]) == [
        {"tool": "track", "arguments": '{"parcel": "p1"}', "answer": "lost since Monday"}
    ]
    assert "delivered" in found["2"]["detail"]


def test_other_tools_or_answers_are_another_version_and_are_asked_anew(desk: Assay) -> None:
    with endpoint() as seen:
        for more in (TOOLS, TOOLS, TOOLS.replace("delivered", "lost too")):
            assert desk("agent", "run", "--agent", agent(seen.url, more), "--dataset", "parcels").code == 0
        assert len(seen.bodies) == 8
    listed = desk("agent", "list", "--json").json()["agents"]
    assert len({each["version"] for each in listed}) == 2


def test_an_agent_that_only_calls_tools_comes_to_no_answer(desk: Assay) -> None:
    with endpoint() as seen:
        seen.loops = True
        file = agent(seen.url, TOOLS + "most_turns: 2\n")
        assert desk("agent", "run", "--agent", file, "--dataset", "parcels").code == 0
    why = desk("judge", "reasons", "tracker", "--dataset", "parcels", "--json").json()["judge_reasons"]["reasons"]
    assert {(each["status"], each["why"]) for each in why} == {("failed", "turns")}
    assert all(len(json.loads(each["detail"])) == 2 for each in why)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("script:\n  - {tool: track, answer: here}\n", "no tools"),
        (TOOLS.replace("- {tool: track, answer", "- {tool: trak, answer"), "'trak'"),
        (TOOLS.replace('\'{"type"', '\'["type"'), "holds no JSON object"),
        (TOOLS.replace("name: track", "nam: track"), "There is no field 'nam'"),
        (TOOLS + "kind: rubric\ncriteria: [a, b]\n", "is not for an agent of kind rubric"),
    ],
)
def test_mistakes_in_tools_are_told_with_their_lines(desk: Assay, more: str, told: str) -> None:
    said = desk("agent", "run", "--agent", agent("http://127.0.0.1:9/v1", more), "--dataset", "parcels")
    assert (said.code, told in said.err) == (3, True), said.err


def test_a_judge_has_no_tools(desk: Assay) -> None:
    file = Path(agent("http://127.0.0.1:9/v1"))
    file.write_text(file.read_text("utf-8").replace("agent: 1", "judge: 1"), encoding="utf-8")
    said = desk("judge", "run", "--judge", file, "--dataset", "parcels")
    assert (said.code, "is not for a judge" in said.err) == (3, True), said.err
