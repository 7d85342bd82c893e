"""What ought to happen with each item: calls of tools, the state at the end, and what is forbidden; one a line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.core.errors import did_you_mean
from assay.core.trace import Expected
from assay.datasets.json_parts import exact_in
from assay.datasets.json_records import read_records
from assay.datasets.problems import Problems, shown

KEYS = ("item", "calls", "state", "forbidden", "most_calls")
FIX = 'Write {"item": ID, "calls": [{"name": TOOL, "arguments": {...}}], "state": ..., "forbidden": [TOOL]} a line.'


def read_expected(path: Path) -> dict[str, Expected]:
    """The expectations of a file by item.

    Raises
    ------
    InputError
        ``trace.expected`` with every line that cannot be read, and those of reading JSON.
    """
    read, problems = read_records(path), Problems(str(path))
    found: dict[str, Expected] = {}
    for record in read.records:
        wrong = _wrong(record.value, found)
        if wrong:
            problems.add("trace.expected", wrong, FIX, line=record.line)
            continue
        made = _expected(record.value)
        found[made.item] = made
    problems.raise_any()
    return found


def _wrong(row: Mapping[str, Any], found: Mapping[str, Expected]) -> str | None:
    """What keeps a line from being an expectation."""
    unknown = next((key for key in row if key not in KEYS), None)
    if unknown is not None:
        return f"There is no key {shown(unknown)}. {did_you_mean(unknown, KEYS)}"
    if row.get("item") is None or str(row["item"]) in found:
        return "The line names no item." if row.get("item") is None else f"{shown(row['item'])} stands twice."
    calls, forbidden, most = row.get("calls"), row.get("forbidden", []), row.get("most_calls")
    if calls is not None and not (isinstance(calls, list) and all(map(_is_call, calls))):
        return "Its calls are no list of objects with a 'name'."
    if not isinstance(forbidden, list) or not all(isinstance(each, str) for each in forbidden):
        return "What is forbidden is no list of tools."
    if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 0):
        return "'most_calls' is no whole number from 0 up."
    return None


def _is_call(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), str)


def _expected(row: Mapping[str, Any]) -> Expected:
    calls = row.get("calls")
    return Expected(
        item=str(row["item"]),
        calls=None if calls is None else tuple((each["name"], exact_in(each.get("arguments"))) for each in calls),
        state=exact_in(row.get("state")),
        forbidden=frozenset(row.get("forbidden", ())),
        most_calls=row.get("most_calls"),
    )
