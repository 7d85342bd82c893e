"""The child process in which a function of the user's runs: ``python -m`` this file, ``module:function BATCH THREADS``.

It reads a JSON object a line and writes one for each; what the function prints goes to standard error. A function that
is async gets every prompt at once, another one a prompt at a time in each of THREADS threads. Where BATCH is above 1,
each of THREADS threads gives it a list of at most so many prompts that had come by then, async or not. It returns a
text, or an object with ``output`` and, where it likes, ``version``, ``tokens_in``, ``tokens_out`` and ``tool_calls``;
what it returns is awaited where it can be. A function with a parameter ``messages`` gets the conversation.
"""

import asyncio
import inspect
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Set
from importlib import import_module
from typing import Any, BinaryIO

import orjson

from assay.core.loops import run_in_loop
from assay.harness.providers.raised import RAISED, failure

Line = dict[str, Any]


class Unfit(Exception):
    """What a function gave to a list of prompts is no list of answers; its words say why."""


def main(function: str, batch: int, threads: int) -> None:
    """Answer until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.path.insert(0, os.getcwd())
    module, _, name = function.partition(":")
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    answer(found, out, batch=batch, threads=threads)


def answer(function: Callable[..., Any], out: BinaryIO, *, batch: int, threads: int) -> None:
    """Answer every line of standard input by a function."""
    lines: queue.SimpleQueue[Line | None] = queue.SimpleQueue()
    lock, key = threading.Lock(), "messages" if "messages" in _parameters(function) else "prompt"
    beside = _LoopBeside()

    def write(line: Line, given: Any) -> None:
        data = _line(line, given)
        with lock:
            out.write(data + b"\n")
            out.flush()

    def work() -> None:
        while (line := lines.get()) is not None:
            taken, ended = _more(lines, line, batch)
            for each, given in zip(taken, _given(function, taken, key, beside, together=batch > 1), strict=True):
                write(each, given)
            if ended:
                break
        lines.put(None)

    if batch == 1 and _is_async(function):
        run_in_loop(lambda: _all_at_once(function, key, write))
        return
    pool = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for thread in pool:
        thread.start()
    for data in sys.stdin.buffer:
        lines.put(orjson.loads(data))
    lines.put(None)
    for thread in pool:
        thread.join()


def _more(lines: "queue.SimpleQueue[Line | None]", first: Line, most: int) -> tuple[list[Line], bool]:
    """The first line and those that are there by now; and whether there will be no more."""
    taken = [first]
    while len(taken) < most:
        try:
            line = lines.get_nowait()
        except queue.Empty:
            break
        if line is None:
            return taken, True
        taken.append(line)
    return taken, False


def _given(
    function: Callable[..., Any], lines: list[Line], key: str, beside: "_LoopBeside", *, together: bool
) -> list[Any]:
    """What a function gives for some lines: of each its answer, or the failure."""
    try:
        if not together:
            return [beside.settled(function(lines[0][key]))]
        given = beside.settled(function([line[key] for line in lines]))
        return [beside.settled(each) for each in _answers(given, len(lines))]
    except Unfit as error:
        return [{"error": "shape", "words": str(error)}] * len(lines)
    except RAISED as error:
        return [failure(error)] * len(lines)


def _answers(given: Any, n: int) -> list[Any]:
    """One answer a prompt.

    Raises
    ------
    Unfit
        For what is no list of that length.
    """
    if isinstance(given, (str, bytes, Mapping, Set)) or not isinstance(given, Iterable):
        raise Unfit(f"a list of {n} prompts got a value of type {_kind(given)}, where a list of {n} answers is wanted")
    answers = list(given)
    if len(answers) != n:
        raise Unfit(f"a list of {n} prompts got {len(answers)} answers")
    return answers


def _line(line: Line, given: Any) -> bytes:
    """The line of an answer; one that no JSON can hold is the failure ``shape``, and says which part it is."""
    told = dict(given) if isinstance(given, Mapping) else {"output": given}
    if told.get("version") is not None:
        told["version"] = str(told["version"])
    for name, value in told.items():
        try:
            orjson.dumps({name: value}, option=orjson.OPT_SERIALIZE_NUMPY)
        except TypeError:
            words = f"'{str(name)[:60]}' is of type {_kind(value)}, which is neither a text nor JSON"
            told = {"error": "shape", "words": words}
            break
    return orjson.dumps({**told, "id": line["id"]}, option=orjson.OPT_SERIALIZE_NUMPY)


def _kind(value: Any) -> str:
    return type(value).__name__[:60]


async def _all_at_once(function: Callable[..., Any], key: str, write: Callable[[Line, Any], None]) -> None:
    async def one(line: Line) -> None:
        try:
            given = await _all_of(function(line[key]))
        except RAISED as error:
            given = failure(error)
        write(line, given)

    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        while data := await loop.run_in_executor(None, sys.stdin.buffer.readline):
            group.create_task(one(orjson.loads(data)))


async def _all_of(found: Any) -> Any:
    """What is there once nothing is left to wait for."""
    while inspect.isawaitable(found):
        found = await found
    return found


class _LoopBeside:
    """A loop in a thread of its own, begun when the first thing is to be awaited: clients may hold on to one loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def settled(self, found: Any) -> Any:
        """What the thread of a function waits for, if it is to be awaited."""
        if not inspect.isawaitable(found):
            return found
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(_all_of(found), self._loop).result()


def _is_async(function: Callable[..., Any]) -> bool:
    """Whether it is ``async def``, or an object that is called by one."""
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)


def _parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
