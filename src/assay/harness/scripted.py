"""A scripted environment: what each call of a tool is answered, from a table.

A row has the tool, the arguments as JSON (empty for any) and the answer. A call is answered by the row with its very
arguments, whatever the order of their keys, else by the row for any; a call that no row knows is told so, as a tool
would, and counts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from assay.core.calls import Answer, Message, ToolCall
from assay.core.canonical import canonical_json, content_hash
from assay.core.errors import InputError

ANY = None
UNKNOWN = "error: nothing is scripted for this call"
MOST_TURNS = 10


class Scripted:
    """Answers calls of tools.

    Raises
    ------
    InputError
        ``tools.script`` with the row that cannot be read.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], *, most_turns: int = MOST_TURNS) -> None:
        self.most_turns = most_turns
        self.digest = content_hash([most_turns, *({name: str(row[name]) for name in sorted(row)} for row in rows)])
        self._answers: dict[tuple[str, bytes | None], str] = {}
        for line, row in enumerate(rows, 1):
            try:
                tool, given = str(row["tool"]), row.get("arguments")
                arguments = _same(given if isinstance(given, str) else orjson.dumps(given).decode()) if given else ANY
                self._answers[tool, arguments] = str(row["answer"])
            except (KeyError, ValueError):
                what = f"Row {line} of the scripted tools cannot be read."
                fix = "Give the columns tool, arguments (JSON, or empty for any) and answer."
                raise InputError("tools.script", what, fix, line=line) from None

    def answer(self, call: ToolCall) -> str:
        """What a call is answered."""
        try:
            arguments = _same(call.arguments)
        except ValueError:
            return "error: the arguments are no JSON"
        found = self._answers.get((call.name, arguments))
        return found if found is not None else self._answers.get((call.name, ANY), UNKNOWN)

    def turn(self, answer: Answer, text: str | None = None) -> tuple[Message, ...]:
        """The messages that a turn adds: the model's calls, and the answer of each."""
        calls = [each._asdict() for each in answer.tool_calls]
        results = [{"role": "tool", "id": each.id, "content": self.answer(each)} for each in answer.tool_calls]
        return ({"role": "assistant", "content": text, "tool_calls": calls}, *results)


def _same(arguments: str) -> bytes:
    """Arguments in the one form that equal ones have."""
    return canonical_json(orjson.loads(arguments))
