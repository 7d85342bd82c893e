"""The child process in which a function of the user's runs: ``python -m`` this file, ``module:function BATCH THREADS``.

It reads a JSON object a line and writes one for each; what the function prints goes to standard error. A function that
is async gets every prompt at once, another one a prompt at a time in each of THREADS threads, or a list of at most
BATCH prompts that had come by then. It returns a text, or an object with ``output`` and, where it likes, ``version``,
``tokens_in``, ``tokens_out`` and ``tool_calls``. A function with a parameter ``messages`` gets the conversation.
"""

import inspect
import os
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, BinaryIO

import orjson

from assay.core.loops import run_in_loop

Line = dict[str, Any]


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

    def write(line: Line, given: Any) -> None:
        told = given if isinstance(given, Mapping) else {"output": given}
        with lock:
            out.write(orjson.dumps({**told, "id": line["id"]}, default=str) + b"\n")
            out.flush()

    def work() -> None:
        while (line := lines.get()) is not None:
            taken, ended = _more(lines, line, batch)
            _call(function, taken, key, write, together=batch > 1)
            if ended:
                break
        lines.put(None)

    if inspect.iscoroutinefunction(function):
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


def _call(
    function: Callable[..., Any], lines: list[Line], key: str, write: Callable[[Line, Any], None], *, together: bool
) -> None:
    try:
        found = function([line[key] for line in lines]) if together else [function(lines[0][key])]
        given = list(found)
        if len(given) != len(lines):
            raise ValueError(f"{len(lines)} prompts got {len(given)} answers")
    except Exception as error:
        _tell(error)
        given = [{"error": "raised"}] * len(lines)
    for line, each in zip(lines, given, strict=True):
        write(line, each)


async def _all_at_once(function: Callable[..., Any], key: str, write: Callable[[Line, Any], None]) -> None:
    import asyncio

    async def one(line: Line) -> None:
        try:
            given = await function(line[key])
        except Exception as error:
            _tell(error)
            given = {"error": "raised"}
        write(line, given)

    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        while data := await loop.run_in_executor(None, sys.stdin.buffer.readline):
            group.create_task(one(orjson.loads(data)))


def _tell(error: Exception) -> None:
    sys.stderr.write(f"{type(error).__name__}: {str(error)[:500]}\n")


def _parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
