"""Parts of JSON that may be something else than they ought: an object or a list, or an empty one in its place."""

from collections.abc import Mapping
from typing import Any


def object_in(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_in(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []
