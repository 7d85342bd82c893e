"""A program on this machine that answers JSON lines: one is sent for a prompt, one comes back with the same ``id``.

Sent: ``{"id": 7, "prompt": TEXT, "messages": [...], "model": NAME}``, with ``temperature``, ``most_tokens`` and
``tools`` where they are given. Wanted: ``{"id": 7, "output": TEXT}``, and where it likes ``version``, ``tokens_in``,
``tokens_out``, ``tool_calls`` (``id``, ``name``, ``arguments``); or ``{"id": 7, "error": WORD}``, and where it likes
``words``, which say more.

The program sees of the environment only what `GIVEN` and ``ASSAY_CHILD_ENV`` name, so that it gets no secret which is
not meant for it. A line is bounded; a program that answers nothing for as long as a call may take is ended, with all
that it began, and started again, at most `MOST_STARTS` times.
"""

import asyncio
import os
import queue
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.core.errors import InputError
from assay.core.safe_text import neutral
from assay.harness.chat import Endpoint
from assay.harness.providers.over_http import LARGEST_ANSWER
from assay.harness.replies import concluded, counted, tool_call

GIVEN = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TEMP",
    "SYSTEMROOT",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "CUDA_VISIBLE_DEVICES",
)
"""Variables of the environment that a program sees."""
NAMED = "ASSAY_CHILD_ENV"
"""Environment variable: names of more of them, with commas between."""
MOST_STARTS, LONGEST_WORD = 20, 40
LASTING = ("refusal", "shape")
"""Failures after which the same call does no better."""
JSON_KINDS = {dict: "an object", list: "a list", int: "a number", float: "a number", bool: "a truth value"}
JSON_KINDS |= {type(None): "null"}
TAIL = 20
"""Lines of standard error that are remembered."""


def asked_line(settings: Endpoint, asked: Asked) -> dict[str, Any]:
    """What a program is told of a prompt, but for its id."""
    options = {"temperature": settings.temperature, "most_tokens": settings.most_tokens}
    told = {"prompt": asked.prompt, "messages": [dict(each) for each in asked.messages], "model": settings.model}
    tools = {"tools": [dict(each) for each in settings.tools]} if settings.tools else {}
    return told | {name: value for name, value in options.items() if value is not None} | tools


def line_said(reply: Reply) -> Answer:
    """What the line of a program says."""
    try:
        told = orjson.loads(reply.body)
    except ValueError:
        return Answer(None, "bad_json", True)
    if not isinstance(told, dict):
        return Answer(None, "shape", True, words="the line is no object")
    if told.get("error"):
        word, words = str(told["error"]), str(told.get("words") or "")
        if not word.isidentifier() or len(word) > LONGEST_WORD:
            word, words = "raised", words or word
        return Answer(None, word, word not in LASTING, words=neutral(words))
    try:
        calls = tuple(
            tool_call(each.get("id", place), each["name"], each.get("arguments"))
            for place, each in enumerate(told.get("tool_calls") or ())
        )
    except (KeyError, TypeError, AttributeError):
        return Answer(None, "shape", True, words="'tool_calls' is no list of objects with 'name'")
    version = None if told.get("version") is None else str(told["version"])
    ended = str(told.get("ended", ""))
    tokens = counted(told, "tokens_in", "tokens_out")
    found = concluded(told.get("output"), ended, calls, version=version, tokens=tokens)
    return found._replace(words=_lacking(told)) if found.why == "shape" else found


def _lacking(told: dict[str, Any]) -> str:
    """Why an object is no answer, without anything of what it holds."""
    if "output" not in told:
        return "there is no 'output'"
    return f"'output' is {JSON_KINDS.get(type(told['output']), 'no text')}, where a text is wanted"


class ChildCarrier:
    """Starts the program when it is first needed, and speaks with it by two threads."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._child: _Child | None = None
        self._starts, self._last_id, self._answered = 0, 0, 0

    async def carry(self, sent: Sent, seconds: float) -> Reply:
        """The line that answers.

        Raises
        ------
        TimeoutError
            After so many seconds; a program that answered nothing in that time is ended.
        ConnectionError
            When the program ended.
        InputError
            ``provider.child`` for a program that cannot be started, or ends again and again.
        """
        child = self._running()
        self._last_id += 1
        waiting, before = child.ask(self._last_id, sent.body), child.n_lines
        try:
            body = await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            if child.n_lines == before:
                child.end()
            raise
        except ConnectionError:
            self._check_start(child)
            raise
        self._answered += 1
        return Reply(200, {}, body)

    async def close(self) -> None:
        """End the program and what it began."""
        if self._child is not None:
            self._child.end()

    def _running(self) -> "_Child":
        if self._child is not None and self._child.lives:
            return self._child
        if self._starts >= MOST_STARTS:
            raise self._broken(f"ended {self._starts} times", self._child)
        self._starts += 1
        try:
            self._child = _Child(self._command, asyncio.get_running_loop())
        except OSError as error:
            raise self._broken(f"cannot be started ({error.strerror})", None) from None
        return self._child

    def _check_start(self, child: "_Child") -> None:
        """A program that ends before it ever answered will do so again."""
        if self._answered == 0 and not child.was_ended:
            raise self._broken(f"ended with {child.code()} before it answered", child) from None

    def _broken(self, how: str, child: "_Child | None") -> InputError:
        said = f" It said: {' / '.join(child.tail)[-400:]}" if child and child.tail else ""
        what = f"The program '{self._command[0][:100]}' {how}.{said}"
        return InputError(
            "provider.child", what, "Try it by hand: it reads a JSON object a line and writes one for each."
        )


class _Child:
    """One life of the program."""

    def __init__(self, command: Sequence[str], loop: asyncio.AbstractEventLoop) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(os.environ),
            start_new_session=True,
        )
        self._loop, self._waiting = loop, dict[int, "asyncio.Future[bytes]"]()
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.tail: deque[str] = deque(maxlen=TAIL)
        self.lives, self.was_ended, self.n_lines = True, False, 0
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._write, self._read, self._hear)]
        for thread in self._threads:
            thread.start()

    def ask(self, number: int, body: Mapping[str, Any]) -> "asyncio.Future[bytes]":
        """Send a line; its answer comes into the future."""
        waiting: asyncio.Future[bytes] = self._loop.create_future()
        self._waiting[number] = waiting
        waiting.add_done_callback(lambda _: self._waiting.pop(number, None))
        self._out.put(orjson.dumps({"id": number, **body}) + b"\n")
        return waiting

    def end(self) -> None:
        """Kill it and all that it began."""
        self.was_ended, self.lives = True, False
        self._out.put(None)
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()

    def code(self) -> int:
        """How it ended, once all was heard that it said."""
        self._threads[-1].join(1.0)
        return self._process.wait()

    def _write(self) -> None:
        pipe = self._process.stdin
        with suppress(OSError, ValueError):
            while pipe is not None and (line := self._out.get()) is not None:
                pipe.write(line)
                pipe.flush()
        if pipe is not None:
            with suppress(OSError):
                pipe.close()

    def _read(self) -> None:
        pipe = self._process.stdout
        while pipe is not None and (line := pipe.readline(LARGEST_ANSWER + 1)):
            if len(line) > LARGEST_ANSWER:
                break
            self._tell(self._came, line)
        if pipe is not None:
            pipe.close()
        self._tell(self._gone)
        self._process.wait()

    def _hear(self) -> None:
        pipe = self._process.stderr
        while pipe is not None and (line := pipe.readline(2_000)):
            self.tail.append(line.decode("utf-8", "replace").strip())
        if pipe is not None:
            pipe.close()

    def _tell(self, what: Any, *words: Any) -> None:
        with suppress(RuntimeError):  # the loop is over
            self._loop.call_soon_threadsafe(what, *words)

    def _came(self, line: bytes) -> None:
        self.n_lines += 1
        try:
            number = orjson.loads(line)["id"]
        except (ValueError, KeyError, TypeError):
            return
        waiting = self._waiting.get(number) if isinstance(number, int) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(line)

    def _gone(self) -> None:
        self.lives = False
        self._out.put(None)
        for waiting in list(self._waiting.values()):
            if not waiting.done():
                waiting.set_exception(ConnectionError("the program ended"))


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What of an environment a program sees."""
    names = {*GIVEN, *(word.strip() for word in given.get(NAMED, "").split(","))}
    return {name: value for name, value in given.items() if name in names}
