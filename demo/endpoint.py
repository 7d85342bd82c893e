"""An OpenAI-compatible endpoint on this machine, behind which the judges of `demo.judges` answer.

``python -m demo.endpoint assay judge run ...`` serves it while the command runs, at http://127.0.0.1:27937/v1 and
with leave to call it, and ends with the command's exit code. The name of the model says which judge answers.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from demo.judges import answer

PORT = 27937
SECONDS = 60
"""How long to wait for the port."""
Answering = Callable[..., str]
"""From model, system message, user's message and ``nth`` to what is said."""


class Seen:
    """What the endpoint has seen."""

    def __init__(self) -> None:
        self.url, self.n = "", 0
        self.asked: Counter[tuple[str, str]] = Counter()
        self.keys: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.lock = threading.Lock()


class _Server(ThreadingHTTPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 256


@contextmanager
def served(said: Answering = answer, *, port: int = 0, status: Callable[[int], int] = lambda n: 200) -> Iterator[Seen]:
    """The endpoint, while it is served; ``status`` of the n-th request."""
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        protocol_version, wbufsize, disable_nagle_algorithm = "HTTP/1.1", 65_536, True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            messages = {each["role"]: each["content"] for each in body["messages"]}
            system, user = messages.get("system", ""), messages["user"]
            with seen.lock:
                seen.n += 1
                number = seen.n
                seen.asked[body["model"], user] += 1
                nth = seen.asked[body["model"], user]
                seen.keys[self.headers.get("Authorization", "")] += 1
                seen.bodies.append(body)
            self._reply(status(number), _told(body["model"], said(body["model"], system, user, nth=nth), user))

        def _reply(self, status: int, told: dict[str, Any]) -> None:
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = _bound(Handler, port)
    seen.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main(arguments: Sequence[str]) -> int:
    """Run a command while the endpoint is served."""
    if not arguments:
        print("Name a command: python -m demo.endpoint assay judge run ...")
        return 3
    os.environ["ASSAY_ALLOW_HOSTS"] = "127.0.0.1"
    with served(port=PORT):
        if arguments[0] == "assay":
            from assay.cli.main import outcome

            return outcome(list(arguments[1:]))
        return subprocess.run(list(arguments), check=False).returncode


def _told(model: str, text: str, user: str) -> dict[str, Any]:
    """The answer of a server; tokens are counted as four characters each."""
    return {
        "model": f"{model}-2026-11",
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": len(user) // 4, "completion_tokens": len(text) // 4},
    }


def _bound(handler: type[BaseHTTPRequestHandler], port: int) -> _Server:
    """The server at a port; where another holds it for a while, that is waited for."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            return _Server(("127.0.0.1", port), handler)
        except OSError:
            if not port or time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
