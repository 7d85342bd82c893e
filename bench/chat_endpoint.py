"""An OpenAI-compatible chat endpoint of fixed latency and seeded faults: ``python -m bench.chat_endpoint [OPTIONS]``.

It speaks only as much of HTTP as clients of the chat API need, in one process and with little CPU, so that what is
measured is the client. It prints its port, then serves until its input ends, or for ever with ``--port``.
``GET /stats`` tells what it has seen.
Faults: 429 (at once, with ``Retry-After: 1``), 500 and half a document (after the latency), and no answer at all.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.request import urlopen

QUESTION = re.compile(rb"What is (\d+) plus (\d+)\?")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
FAULTS = ("429", "500", "hang", "truncate")
MIX = ("--p429", ".02", "--p500", ".01", "--phang", ".005", "--ptruncate", ".005")
"""The faults that figures are quoted on."""


class Seen:
    """What was asked and how it was answered."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.random = options, random.Random(options.seed)
        self.counts: Counter[str] = Counter()
        self.questions: set[bytes] = set()
        self.in_flight, self.most = 0, 0

    def fault(self) -> str:
        """The next fault, or ``ok``."""
        drawn, edge = self.random.random(), 0.0
        for name in FAULTS:
            edge += getattr(self.options, f"p{name}")
            if drawn < edge:
                return name
        return "ok"

    def stats(self) -> bytes:
        """As JSON."""
        told = {**self.counts, "requests": self.counts.total(), "questions": len(self.questions)}
        return json.dumps({**told, "most_in_flight": self.most}).encode()


class Connection(asyncio.Protocol):
    """One connection; a client sends the next request when it has the answer of the last one."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.data, self.waits = seen, b"", 0

    def connection_made(self, transport: Any) -> None:
        """Keep what is written to."""
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        """What was in flight is not any more."""
        self.seen.in_flight -= self.waits
        self.waits = 0

    def data_received(self, data: bytes) -> None:
        """Answer a request that is whole."""
        self.data += data
        head, end, body = self.data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not end or len(body) < (int(length[1]) if length else 0):
            return
        self.data = b""
        if head.startswith(b"GET"):
            self.say(200, self.seen.stats())
        else:
            self.answer(body)

    def answer(self, body: bytes) -> None:
        """An answer after the latency, or a fault."""
        seen, found = self.seen, QUESTION.search(body)
        fault = seen.fault()
        seen.counts[fault] += 1
        seen.questions.add(found[0] if found else body)
        if fault == "429":
            self.say(429, b'{"error": {"message": "Rate limit reached"}}', b"Retry-After: 1\r\n")
            return
        self.waits += 1
        seen.in_flight += 1
        seen.most = max(seen.most, seen.in_flight)
        if fault == "hang":
            return
        right = str(int(found[1]) + int(found[2])) if found else "ok"
        choice = {"index": 0, "message": {"role": "assistant", "content": right}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}
        data = json.dumps({"id": "x", "model": "mock", "choices": [choice], "usage": usage}).encode()
        data = {"500": b'{"error": {}}', "truncate": data[: len(data) // 2]}.get(fault, data)
        asyncio.get_running_loop().call_later(self.seen.options.latency_ms / 1000, self.late, fault, data)

    def late(self, fault: str, data: bytes) -> None:
        """Say it, if somebody still waits."""
        if self.waits:
            self.waits -= 1
            self.seen.in_flight -= 1
            self.say(500 if fault == "500" else 200, data)

    def say(self, status: int, data: bytes, header: bytes = b"") -> None:
        """One response."""
        head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % (status, len(data))
        self.transport.write(head + header + b"\r\n" + data)


async def serve(options: argparse.Namespace) -> None:
    """Until the input ends."""
    loop, seen = asyncio.get_running_loop(), Seen(options)
    server = await loop.create_server(lambda: Connection(seen), "127.0.0.1", options.port, backlog=4096)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    if options.port:
        await server.serve_forever()
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


@contextlib.contextmanager
def endpoint(*words: str) -> Iterator[str]:
    """The address of one that runs in a process of its own, while it is needed."""
    command = [sys.executable, "-m", "bench.chat_endpoint", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        process.communicate()


def stats(url: str) -> dict[str, int]:
    """What the endpoint of an address has seen."""
    with urlopen(url.removesuffix("/v1") + "/stats") as reply:  # noqa: S310 - of this machine
        found: dict[str, int] = json.loads(reply.read())
    return found


def main(words: Sequence[str]) -> None:
    """Serve."""
    import uvloop

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=200.0)
    for name in FAULTS:
        parser.add_argument(f"--p{name}", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=7)
    uvloop.run(serve(parser.parse_args(words)))


if __name__ == "__main__":
    main(sys.argv[1:])
