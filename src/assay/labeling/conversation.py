"""A text that holds a conversation: a JSON list of turns, each with a role and a content."""

from typing import Any, NamedTuple

from assay.labeling.written_json import json_in

MOST_TURNS = 2_000
LONGEST_ROLE = 40


class Turn(NamedTuple):
    """What one side said."""

    role: str
    """Who: user, assistant, system, tool."""
    content: str
    """What."""


def turns_of(text: str) -> tuple[Turn, ...]:
    """The turns of a conversation; none where the text is something else."""
    value = json_in(text, opening="[")
    if not isinstance(value, list) or len(value) > MOST_TURNS:
        return ()
    turns = [_turn(each) for each in value]
    return tuple(turn for turn in turns if turn is not None) if all(turns) else ()


def _turn(value: Any) -> Turn | None:
    role, content = (value.get("role"), value.get("content")) if isinstance(value, dict) else (None, None)
    text = _joined(content) if isinstance(content, list) else content
    if not isinstance(role, str) or not isinstance(text, str) or not 1 <= len(role) <= LONGEST_ROLE:
        return None
    return Turn(role, text)


def _joined(parts: list[Any]) -> str | None:
    """The texts of a content in several parts; None where one is something else."""
    texts = [each.get("text") for each in parts if isinstance(each, dict)]
    said = [each for each in texts if isinstance(each, str)]
    return "\n".join(said) if len(said) == len(parts) else None
