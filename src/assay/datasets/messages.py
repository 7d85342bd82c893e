"""Messages of a conversation as one text, whichever way a tool writes them."""

from collections.abc import Iterator, Mapping
from typing import Any


def messages_text(value: Any) -> str:
    """A text as it is; messages one after the other, each after its role.

    Examples
    --------
    >>> messages_text([{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": [{"text": "4"}]}])
    'user: 2+2?\\nassistant: 4'
    """
    if isinstance(value, str):
        return value
    given = value if isinstance(value, list) else []
    lines = [f"{each.get('role', '')}: {content_text(each)}" for each in given if isinstance(each, Mapping)]
    return "\n".join(lines)


def content_text(message: Mapping[str, Any]) -> str:
    """The texts of one message, parted by blanks; parts that are no text are left out."""
    content = message.get("content", message.get("parts"))
    if isinstance(content, list):
        return " ".join(_texts(content))
    return "" if content is None else str(content)


def n_beside_text(value: Any) -> int:
    """How many parts of messages are no text, such as images: `messages_text` leaves them out.

    Examples
    --------
    >>> n_beside_text([{"role": "user", "content": [{"type": "text", "text": "This?"}, {"image": "data:..."}]}])
    1
    """
    given = value if isinstance(value, list) else []
    contents = [each.get("content", each.get("parts")) for each in given if isinstance(each, Mapping)]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return len(parts) - sum(1 for _ in _texts(parts))


def _texts(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping):
            text = part.get("text", part.get("content"))
            if isinstance(text, str) and text:
                yield text
