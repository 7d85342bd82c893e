"""Parts of JSON that may be something else than they ought: an object or a list, or an empty one in its place."""

from collections.abc import Mapping
from typing import Any

from assay.core.canonical import LARGEST_SAFE_INTEGER


def object_in(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_in(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def exact_in(value: Any) -> Any:
    """The value with whole numbers beyond 2**53 as text: other readers of JSON would round such an id.

    Examples
    --------
    >>> exact_in({"id": 12345678901234567890, "n": [1, 2.5]})
    {'id': '12345678901234567890', 'n': [1, 2.5]}
    """
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_SAFE_INTEGER else str(value)
    if isinstance(value, Mapping):
        return {key: exact_in(each) for key, each in value.items()}
    return [exact_in(each) for each in value] if isinstance(value, (list, tuple)) else value
