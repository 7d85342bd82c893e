"""What is wrong with a line of a JSONL file, found by the slow and careful way."""

import json
from collections import Counter
from typing import Any

import numpy as np
import orjson

from assay.datasets.limits import Limits
from assay.datasets.problems import Problems, shown

QUOTE, COLON = 34, 58


def check_line(text: bytes, line: int, problems: Problems, limits: Limits, *, is_last: bool) -> dict[str, Any]:
    """The object on one line; an empty one, and a problem, when there is none."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        _bad_json(text, line, error, problems, is_last=is_last)
        return {}
    if not isinstance(value, dict):
        kind = "an array" if isinstance(value, list) else f"the bare value {problems.passage(text.decode())}"
        fix = 'Write one object a line, such as {"id": "a", "label": "yes"}.'
        problems.add("input.json_not_object", f"The line holds {kind}, not an object.", fix, line=line)
        return {}
    if depth_and_members(value)[0] > limits.max_depth:
        _too_deep(line, problems, limits)
        return {}
    doubled = _doubled(text)
    if doubled:
        what = f"The key {shown(doubled[0])} stands twice in one object."
        problems.add("input.duplicate_key", what, "Keep one of the two.", line=line)
    return value


def duplicate_keys(batch: list[bytes], rows: list[dict[str, Any]], max_depth: int) -> bool:
    """Whether some object of the batch may hold a key twice, or is nested deeper than allowed.

    Outside of texts each member has exactly one colon; a parsed object has fewer members than that when a key was
    given twice. Counting both over the whole batch costs a few passes over its bytes.
    """
    members, joined = sum(map(len, rows)), b"\n".join(batch)
    flat = joined.count(b"{") == len(rows) and b"[" not in joined
    for row in () if flat else rows:
        for value in row.values():
            if type(value) in (dict, list):
                depth, count = depth_and_members(value)
                if depth >= max_depth:
                    return True
                members += count
    return _colons(joined) != members


def depth_and_members(value: Any) -> tuple[int, int]:
    """How deep a JSON value is nested (0 for a bare one), and how many members its objects have; not recursive."""
    deepest, members = 0, 0
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if isinstance(each, (dict, list)):
            deepest = max(deepest, depth + 1)
            members += len(each) if isinstance(each, dict) else 0
            inner = each.values() if isinstance(each, dict) else each
            waiting.extend((member, depth + 1) for member in inner if isinstance(member, (dict, list)))
    return deepest, members


def exact_numbers(text: bytes) -> dict[str, Any]:
    """The object on a line with whole numbers of any size kept exactly."""
    found: dict[str, Any] = json.loads(text)
    return found


def _colons(text: bytes) -> int:
    """Colons outside of texts; ``text`` is known to be valid JSON."""
    if b"\\" in text:
        text = text.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    values = np.frombuffer(text, np.uint8)
    quotes, colons = np.flatnonzero(values == QUOTE), np.flatnonzero(values == COLON)
    return int(np.count_nonzero(np.searchsorted(quotes, colons) % 2 == 0))


def _doubled(text: bytes) -> list[str]:
    doubled: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(members)
        if len(found) != len(members):
            doubled.extend(key for key, count in Counter(key for key, _ in members).items() if count > 1)
        return found

    json.loads(text, object_pairs_hook=pairs)
    return doubled


def _bad_json(text: bytes, line: int, error: orjson.JSONDecodeError, problems: Problems, *, is_last: bool) -> None:
    if "depth limit" in error.msg or "recursion" in error.msg:
        problems.add("input.json_depth", "The line is nested too deep to read.", "Flatten the object.", line=line)
        return
    why, fix = error.msg, "Write one complete JSON object a line."
    if is_last and not text.rstrip().endswith(b"}"):
        why, fix = f"{why}; the file seems to have been cut off here", "Export it again."
    elif any(word in text for word in (b"NaN", b"Infinity")):
        fix = "JSON has no NaN and no Infinity: write null where there is no value."
    elif "infinity" in why:
        fix = "The number is beyond what a double holds: write it as text, or null."
    what = f"The line is not JSON ({why}, column {error.colno:,}): {problems.passage(text.decode())}."
    problems.add("input.bad_json", what, fix, line=line)


def _too_deep(line: int, problems: Problems, limits: Limits) -> None:
    what = f"The object is nested deeper than {limits.max_depth} levels."
    problems.add("input.json_depth", what, "Flatten it, or write the nested part as one text.", line=line)
