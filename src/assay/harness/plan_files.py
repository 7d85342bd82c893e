"""Files beside a plan that say how a system is asked: its conversation, examples, tools and their script."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from assay.core.errors import InputError, PlanError
from assay.core.plan import Call
from assay.harness.prompts import Template, Wording
from assay.harness.scripted import Scripted


class FileRows(NamedTuple):
    """The rows of a small file."""

    rows: Sequence[Mapping[str, Any]]
    """In file order."""
    lines: Sequence[int] | None = None
    """The line each begins on; None for a file without lines."""


class Beside(NamedTuple):
    """How files in the folder of a plan are read; none is read outside of it."""

    folder: Path
    """Where they are, for messages."""
    text: Callable[[str], str]
    """The text of a file."""
    rows: Callable[[str], FileRows]
    """The rows of a file."""
    sha256: Callable[[str], str]
    """Hash of the bytes of a file."""


class Means(NamedTuple):
    """How items become what a system is asked, and what answers its tools."""

    wording: Wording
    """From an item to a text or messages."""
    tools: tuple[Mapping[str, Any], ...] = ()
    """Tools that it may call."""
    script: Scripted | None = None
    """What they answer."""


def means_of(call: Call, files: Beside) -> Means:
    """How a system of a plan is asked, by the files that the plan was read with.

    Raises
    ------
    PlanError
        ``plan.file_changed`` for a file that is not what it was.
    InputError
        ``prompt.*``, ``tools.*`` and ``input.*``, with file and line.
    """
    for name, sha256 in _files(call):
        if files.sha256(name) != sha256:
            what = f"'{name}' was changed after the plan was read or locked."
            fix = "Take it back, or amend the plan in the open: assay plan amend."
            raise PlanError("plan.file_changed", what, fix, file=str(files.folder / name))
    tools: tuple[Mapping[str, Any], ...] = ()
    if call.tools is not None:
        tools = checked_tools(files.text(call.tools), file=str(files.folder / call.tools))
    return Means(_wording(call, files), tools, _script(call, files))


def _files(call: Call) -> Iterator[tuple[str, str | None]]:
    pairs = (
        *((call.conversation, call.conversation_sha256), (call.shots, call.shots_sha256)),
        *((call.tools, call.tools_sha256), (call.tool_script, call.tool_script_sha256)),
    )
    return ((name, sha256) for name, sha256 in pairs if name is not None)


def _wording(call: Call, files: Beside) -> Wording:
    if call.messages is not None:
        return Wording(column=call.messages)
    if call.conversation is not None:
        file = str(files.folder / call.conversation)
        with _in_file(file):
            return Wording(conversation=listed(files.text(call.conversation), file=file))
    _note_template(call, files)
    if call.shots is None:
        return Wording(call.prompt)
    found = files.rows(call.shots)
    with _in_file(str(files.folder / call.shots), found.lines):
        return Wording(call.prompt, shots=found.rows, shot_answer=call.shot_answer)


def _note_template(call: Call, files: Beside) -> None:
    """Mistakes of a template are those of its own file, or of the plan; not those of examples."""
    if call.prompt_file is None:
        Template(call.prompt)
        return
    with _in_file(str(files.folder / call.prompt_file), range(1, call.prompt.count("\n") + 2)):
        Template(call.prompt)


def _script(call: Call, files: Beside) -> Scripted | None:
    if call.tool_script is None:
        return None
    found = files.rows(call.tool_script)
    with _in_file(str(files.folder / call.tool_script), found.lines):
        return Scripted(found.rows, most_turns=call.most_turns)


@contextmanager
def _in_file(file: str, lines: Sequence[int] | None = None) -> Iterator[None]:
    """Mistakes inside are told of a file; the number of a row becomes its line."""
    try:
        yield
    except InputError as error:
        raise InputError.gather(
            each
            if each.file
            else replace(each, file=file, line=int(lines[each.line - 1]) if each.line and lines is not None else None)
            for each in error.problems
        ) from None


def listed(text: str, *, file: str) -> list[Any]:
    """The list that the text of a JSON file holds.

    Raises
    ------
    InputError
        ``input.json_list`` when it does not.
    """
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        what = f"It is no JSON: {error}."
        raise InputError("input.json_list", what, "Write a JSON list.", file=file, line=error.lineno) from None
    if not isinstance(found, list):
        raise InputError("input.json_list", "It holds no list.", "Write a JSON list.", file=file)
    return found


def checked_tools(text: str, *, file: str) -> tuple[Mapping[str, Any], ...]:
    """The tools that the text of a JSON file lists.

    Raises
    ------
    InputError
        ``input.json_list``; ``tools.list`` with the place of one without a name.
    """
    found = listed(text, file=file)
    for place, each in enumerate(found, 1):
        if not isinstance(each, dict) or not isinstance(each.get("name"), str) or not each["name"]:
            fix = 'Write {"name": NAME, "description": TEXT, "parameters": JSON SCHEMA}.'
            raise InputError("tools.list", f"Tool {place} has no name.", fix, file=file)
    return tuple(found)
