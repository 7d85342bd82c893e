"""JSON in an output: whether it is there, and which of its fields are right."""

import json
import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn

from assay.harness.scorers.score import Score, best

FENCE = "```"
INLINE = re.compile(r"```(?:[ \t]*json\b)?(.*?)```", re.DOTALL | re.IGNORECASE)
"""A fenced block whose fences do not stand on lines of their own."""
OPENS = ("{", "[", '"')
"""How JSON begins that may hold a fence in a text."""
LONGEST = 1_000_000
"""Characters of an output beyond which it is not read."""


def is_json(output: str, targets: Sequence[str]) -> Score:
    """Whether the output is JSON, alone or in one fenced block; targets are not looked at."""
    found, why = read_json(output)
    return Score(float(found is not None), "it is JSON" if found is not None else why)


def json_fields(output: str, targets: Sequence[str]) -> Score:
    """Share of the target's fields (of all levels) that the output has with the same value; the best target counts."""
    found, why = read_json(output)
    if found is None:
        return Score(0.0, why)
    scores = []
    for target in targets:
        wanted, problem = read_json(target)
        scores.append(
            Score(None, f"the target is no JSON: {problem}") if wanted is None else _shared(found[0], wanted[0])
        )
    return best(scores)


def _shared(said: Any, wanted: Any) -> Score:
    fields, given = dict(_leaves(wanted)), dict(_leaves(said))
    if not fields:
        return Score(float(_same(said, wanted)), "the target has no fields")
    right = [path for path, value in fields.items() if path in given and _same(given[path], value)]
    return Score(len(right) / len(fields), f"{len(right)} of {len(fields)} fields are right")


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: a truth value is no number."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _leaves(value: Any) -> list[tuple[tuple[str | int, ...], Any]]:
    found: list[tuple[tuple[str | int, ...], Any]] = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, Mapping) and each:
            waiting += [((*path, key), inner) for key, inner in each.items()]
        elif isinstance(each, list) and each:
            waiting += [((*path, place), inner) for place, inner in enumerate(each)]
        elif path:
            found.append((path, each))
    return found


def read_json(text: str) -> tuple[tuple[Any] | None, str]:
    """What the text says as JSON, and why it says nothing."""
    if len(text) > LONGEST:
        return None, f"it has {len(text):,} characters"
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    fenced = fenced_blocks(text)
    blocks = [block for name, block in fenced if name == "json"] or [block for _, block in fenced]
    if not blocks and text.lstrip()[:1] not in OPENS:
        blocks = INLINE.findall(text)
    if len(blocks) > 1:
        return None, f"it has {len(blocks)} fenced blocks"
    try:
        given = blocks[0] if blocks else text
        return (json.loads(given, parse_constant=_refuse, parse_float=_finite),), ""
    except (ValueError, RecursionError) as error:
        return None, f"it is no JSON: {str(error)[:80]}"


def fenced_blocks(text: str) -> list[tuple[str, str]]:
    """Language and text of each fenced block; a fence begins a line, and the one that closes stands alone on it."""
    found: list[tuple[str, str]] = []
    name = ""
    inside: list[str] | None = None
    for line in text.splitlines():
        bare = line.strip()
        if inside is None and bare.startswith(FENCE) and FENCE not in bare[3:]:
            name, inside = bare.strip("`").strip().lower(), []
        elif inside is not None and bare == FENCE:
            found.append((name, "\n".join(inside)))
            inside = None
        elif inside is not None:
            inside.append(line)
    return found


def _finite(digits: str) -> float:
    found = float(digits)
    return found if isfinite(found) else _refuse(digits)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name[:20]} is no number of JSON")
