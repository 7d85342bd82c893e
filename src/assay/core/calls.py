"""What is asked of a system and what it answered, in the same words whatever its API is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Message = Mapping[str, Any]
"""``{"role": "system" | "user" | "assistant" | "tool", "content": text}``; of an assistant also ``tool_calls``, a list
of `ToolCall` as objects; of a tool also ``id``, that of the call which it answers."""


class ToolCall(NamedTuple):
    """A call of a tool that a model asks for."""

    id: str
    """By which its answer names it."""
    name: str
    """Of the tool."""
    arguments: str
    """JSON as the model wrote it, which may be broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing to ask a system."""

    messages: tuple[Message, ...]
    """The conversation so far, the system message first where there is one."""

    @property
    def prompt(self) -> str:
        """Text of the last message of a user."""
        return next((str(each["content"]) for each in reversed(self.messages) if each["role"] == "user"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What goes out for it."""

    address: str
    """Where it goes: an address of the web, or a word for what is on this machine."""
    body: Any
    """Plain JSON, without a secret: with the address it is all that the answer depends on."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of HTTP; the secret is here and nowhere else."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    """Of HTTP; 200 for what is on this machine."""
    headers: Mapping[str, str]
    """Of HTTP."""
    body: bytes
    """As it came."""


class Answer(NamedTuple):
    """What a call came to."""

    text: str | None
    """The answer; None where there is none."""
    why: str
    """Word of the failure; empty for an answer: ``status_429``, ``timeout``, ``reset``, ``bad_json``, ``shape``,
    ``refusal``, ``content_filter``, ``length``, ``tool_calls``."""
    passes: bool
    """Whether the same call may do better."""
    wait: float | None = None
    """Seconds to wait before the next try, as the server asks."""
    version: str | None = None
    """What the server says that it is."""
    tokens: tuple[int | None, int | None] = (None, None)
    """Tokens read and written, as the server counts them."""
    tool_calls: tuple[ToolCall, ...] = ()
    """Calls of tools that it asks for."""
    words: str = ""
    """What is wrong with what came, where more can be said than the word of the failure."""
