"""A chat endpoint on 127.0.0.1 that answers sums and fails as it is told to: for the tests alone."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SUM = re.compile(r"(\d+) plus (\d+)")
Fault = Callable[[int, str], str | None]
"""From the number of the request and its prompt to one of its faults: a status, hang, truncate, refusal, tool."""


class MockChat:
    """What the endpoint has seen."""

    def __init__(self, fault: Fault, seconds: float) -> None:
        self.fault, self.seconds = fault, seconds
        self.asked: Counter[str] = Counter()
        self.seen: list[dict[str, Any]] = []  # what it was sent
        self.keys: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.lock, self.n, self.in_flight, self.most = threading.Lock(), 0, 0, 0
        self.url = ""


class CrowdServer(ThreadingHTTPServer):
    """One that many may connect to at once: beyond five waiting ones the kernel lets the next try for a second."""

    daemon_threads = True
    request_queue_size = 256


@contextmanager
def mock_chat(fault: Fault = lambda n, prompt: None, *, seconds: float = 0.0) -> Iterator[MockChat]:
    """The endpoint, while it is served."""
    mock = MockChat(fault, seconds)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            prompt = body["messages"][-1]["content"]
            with mock.lock:
                mock.n += 1
                mock.in_flight += 1
                mock.most = max(mock.most, mock.in_flight)
                mock.asked[prompt] += 1
                mock.seen.append(body)
                mock.keys[self.headers.get("Authorization", "")] += 1
                said = mock.fault(mock.n, prompt)
                mock.faults[said or "none"] += 1
            time.sleep(mock.seconds)
            with mock.lock:
                mock.in_flight -= 1
            self._answer(said, prompt, body["model"])

        def _answer(self, said: str | None, prompt: str, model: str) -> None:
            found = SUM.search(prompt)
            text = str(int(found[1]) + int(found[2])) if found else "no sum"
            told = {
                "model": f"{model}-2026",
                "choices": [{"message": {"role": "assistant", "content": text}}],
                "usage": {"prompt_tokens": 5, "completion_tokens": 1},
            }
            data, status = json.dumps(told).encode(), 200
            match said:
                case "429" | "500" | "401":
                    data, status = b"{}", int(said)
                case "400" | "402" | "404":
                    data, status = json.dumps({"error": {"message": f"no, says {model}"}}).encode(), int(said)
                case "later":
                    data = json.dumps({**told, "model": f"{model}-2027"}).encode()
                case "truncate":
                    data = data[: len(data) // 2]
                case "shape":
                    data = b'{"choices": []}'
                case "refusal":
                    message = {"content": None, "refusal": "I cannot."}
                    data = json.dumps({"choices": [{"message": message}]}).encode()
                case "tool":
                    call = {"id": "c1", "function": {"name": "sum", "arguments": json.dumps({"of": prompt})}}
                    told["choices"] = [{"message": {"content": None, "tool_calls": [call]}}]
                    data = json.dumps(told).encode()
                case "content_filter" | "length":
                    message = {"message": {"content": ""}, "finish_reason": said}
                    data = json.dumps({"choices": [message]}).encode()
                case "hang":
                    time.sleep(1.0)
                case "redirect":
                    status = 302
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            if status == 429:
                self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = CrowdServer(("127.0.0.1", 0), Handler)
    mock.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield mock
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
