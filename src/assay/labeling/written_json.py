"""JSON that stands in a text column: read where it is some, and left alone where it is not."""

import json
from typing import Any

LONGEST = 5_000_000
"""A longer text is shown as it is written."""


def json_in(text: str, *, opening: str) -> Any:
    """The value of a text that begins with one of these signs; None where it is no JSON."""
    if len(text) > LONGEST or text.lstrip()[:1] not in tuple(opening):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def as_written(value: Any) -> str:
    """A value as people read it: a text as it is, nothing for null, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
