"""JSON objects in what a model wrote: between prose, in fences, with a trailing comma or single quotes.

Only the form of the JSON is mended, never what it says: a field that stands twice is told, and what was cut off stays
cut off. Every step is linear in the length of the text, and nothing recurses deeper than `DEEPEST`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

MOST_OBJECTS = 50
DEEPEST = 20
TRAILING = re.compile(r",(\s*[}\]])")
SINGLE = re.compile(r"(?<=[{\[,:\s])'((?:[^'\\]|\\.|(?<=\w)'(?=\w))*)'(?=\s*[,:}\]])")
CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})


class Twice(Exception):
    """A field stands twice in one object."""


class Found(NamedTuple):
    """What was found."""

    objects: tuple[dict[str, Any], ...]
    """Objects that could be read, in order; none of them lies in another."""
    is_cut: bool
    """Whether one begins that does not end."""
    is_twice: bool
    """Whether a field stands twice in one of them."""
    outside: str = ""
    """The text without these objects, each a line apart."""
    behind: str = ""
    """The text behind the last of them."""


def found_json(text: str) -> Found:
    """Every JSON object of a text."""
    objects, is_twice, prose, told = [], False, [], 0
    at, is_cut = text.find("{"), False
    for _ in range(MOST_OBJECTS):
        if at < 0:
            break
        end = _end(text, at)
        if end is None:
            is_cut = True
            break
        try:
            made = _read(text[at:end])
        except Twice:
            is_twice, made = True, None
        if made is not None:
            objects.append(made)
            prose.append(text[told:at])
            told = end
        at = text.find("{", end)
    return Found(tuple(objects), is_cut, is_twice, "\n".join([*prose, text[told:]]), text[told:])


def _end(text: str, start: int) -> int | None:
    """Behind the bracket that closes the object; None where it is cut off or nested too deep."""
    depth, in_string, escaped = 0, False, False
    for at in range(start, len(text)):
        each = text[at]
        if escaped:
            escaped = False
        elif in_string:
            escaped, in_string = each == "\\", each != '"'
        elif each == '"':
            in_string = True
        elif each in "{[":
            depth += 1
            if depth > DEEPEST:
                return None
        elif each in "}]":
            depth -= 1
            if depth == 0:
                return at + 1
    return None


def _read(text: str) -> dict[str, Any] | None:
    for candidate in _mended(text):
        try:
            found = json.loads(
                candidate, strict=False, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_whole
            )
        except (ValueError, RecursionError):
            continue
        return found if isinstance(found, dict) else None
    return None


def _mended(text: str) -> Iterator[str]:
    yield text
    straight = text.translate(CURLY) if '"' not in text else text
    commas = TRAILING.sub(r"\1", straight)
    yield commas
    yield TRAILING.sub(r"\1", SINGLE.sub(lambda found: json.dumps(found[1].replace("\\'", "'")), commas))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len({name.casefold() for name, _ in pairs}) < len(pairs):
        raise Twice
    return made


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float(digits[:400])


def _refuse(word: str) -> Any:
    raise ValueError(word)
