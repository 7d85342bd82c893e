"""A system that is called: where it is and what is asked of it, and what an answer of the chat API says.

The key goes into the header of the one host that it is for, and into nothing that is kept or told.
Source: the chat completions API, https://platform.openai.com/docs/api-reference/chat.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from assay.core.addresses import check_holds_no_secret
from assay.core.calls import Answer, Asked, Message, Reply, ToolCall
from assay.core.errors import InputError
from assay.core.safe_text import neutral

PASSING = frozenset([408, 409, 425, 429, 500, 502, 503, 504, 529])
"""Statuses after which the same call may do better."""
OF_KEYS = frozenset([401, 403, 407])
"""Statuses whose words may be about a key, and say it: nothing of them is kept."""
NOT_WHOLE = ("content_filter", "length")
"""Why an answer ended that is none, or only the beginning of one."""
LONGEST_WAIT = 60.0
"""Seconds that a server can make us wait for the next try."""
MOST_COUNTED, LONGEST_VERSION = 2**40, 200
"""Tokens, and characters of a version, that a server can tell of."""
LONGEST_WHY = 300
"""Characters of what it says of a refused request."""
TOKENS_FIELD = "tokens_field"
"""Setting: the field that bounds an answer, where it is not ``max_tokens``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a system is, and what is asked of it."""

    url: str = ""
    """Address of the API, to which the provider adds its own part; empty for what runs on this machine."""
    model: str = ""
    """Name of the model."""
    key: str | None = field(default=None, repr=False)
    """The secret; None for an endpoint without one."""
    temperature: float | None = None
    """As the API has it; None leaves it to the server."""
    most_tokens: int | None = None
    """Most tokens of an answer; None leaves it to the server."""
    system: str | None = None
    """The system message."""
    seconds: float = 60.0
    """Longest wait for one answer."""
    provider: str = "openai"
    """Name of the adapter, see `harness.providers.named`."""
    tools: tuple[Mapping[str, Any], ...] = ()
    """Tools that the model may ask for: ``name``, ``description``, and ``parameters`` as a JSON schema."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the adapter's own, such as ``api_version``; no secret."""

    def __post_init__(self) -> None:
        """Check the address.

        Raises
        ------
        InputError
            ``address.secret`` for one that may hold a secret.
        """
        check_holds_no_secret(self.url)

    @property
    def address(self) -> str:
        """Where calls of the chat API go."""
        return self.url.rstrip("/") + "/chat/completions"

    def asked(self, prompt: str, *, messages: Iterable[Message] = ()) -> Asked:
        """A prompt as a conversation, after the system message; or the messages, which may bring their own."""
        given = tuple(messages) or ({"role": "user", "content": prompt},)
        own = self.system and not any(each["role"] == "system" for each in given)
        return Asked(messages=({"role": "system", "content": self.system}, *given) if own else given)

    def body(self, prompt: str) -> dict[str, Any]:
        """What the chat API is sent for a prompt."""
        return self.chat(self.asked(prompt))

    def chat(self, asked: Asked) -> dict[str, Any]:
        """What the chat API is sent for a conversation."""
        sent: dict[str, Any] = {"model": self.model, "messages": [_chat_message(each) for each in asked.messages]}
        if self.tools:
            sent["tools"] = [{"type": "function", "function": dict(each)} for each in self.tools]
        options = {"temperature": self.temperature, str(self.more.get(TOKENS_FIELD, "max_tokens")): self.most_tokens}
        return sent | {name: value for name, value in options.items() if value is not None}

    def setting(self, name: str) -> str:
        """A setting that the adapter cannot do without.

        Raises
        ------
        InputError
            ``provider.setting`` when it is not given.
        """
        value = self.more.get(name)
        if not isinstance(value, str) or not value:
            what = f"The provider '{self.provider}' needs its setting '{name}'."
            raise InputError("provider.setting", what, f"Give it: --set {name}=...")
        return value


def failed(reply: Reply) -> Answer | None:
    """The failure that a status of HTTP tells; None for a reply that is to be read."""
    if reply.status == 200:
        return None
    words = "" if reply.status in PASSING or reply.status in OF_KEYS else _why(reply.body)
    return Answer(None, f"status_{reply.status}", reply.status in PASSING, waiting(reply.headers), words=words)


def _why(body: bytes) -> str:
    """What a server says of a refused request, in short: ``error.message`` or ``message`` of its JSON."""
    try:
        told = orjson.loads(body)
    except ValueError:
        return ""
    error = told.get("error", told) if isinstance(told, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    said = neutral(message) if isinstance(message, str) else ""
    # cut between words: half a secret that the server says back would not be known for one
    return said if len(said) <= LONGEST_WHY else said[:LONGEST_WHY].rpartition(" ")[0]


def waiting(headers: Mapping[str, str]) -> float | None:
    """Seconds that ``Retry-After`` (or OpenAI's ``retry-after-ms``) asks for, within bounds; None without one."""
    found = {name.lower(): value for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            wait = float(found.get(name, "")) / unit
        except ValueError:
            continue
        if not math.isnan(wait):
            return min(max(wait, 0.0), LONGEST_WAIT)
    return _until(found.get("retry-after", ""), found.get("date", ""))


def _until(then: str, now: str) -> float | None:
    """Seconds between two dates of HTTP, both by the server's clock."""
    try:
        wait = (parsedate_to_datetime(then) - parsedate_to_datetime(now)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait, 0.0), LONGEST_WAIT)


def said(data: bytes) -> Answer:
    """What the body of an answer of the chat API says."""
    try:
        told = orjson.loads(data)
    except ValueError:
        return Answer(None, "bad_json", True)
    try:
        choice = told["choices"][0]
        ended, message = choice.get("finish_reason"), choice["message"]
        text, usage = message.get("content"), told.get("usage")
        calls = tuple(_tool_call(each) for each in message.get("tool_calls") or ())
    except (KeyError, IndexError, TypeError, AttributeError):
        return Answer(None, "shape", True)
    version = "/".join(str(told[name]) for name in ("model", "system_fingerprint") if told.get(name)) or None
    tokens = counted(usage, "prompt_tokens", "completion_tokens")
    return concluded(text, str(ended), calls, version=version, tokens=tokens, refused=bool(message.get("refusal")))


def concluded(
    text: Any,
    ended: str,
    calls: tuple[ToolCall, ...],
    *,
    version: Any,
    tokens: tuple[int | None, int | None],
    refused: bool = False,
) -> Answer:
    """The answer that a text, the word of its end and calls of tools make, whichever API told them."""
    version = version[:LONGEST_VERSION] if isinstance(version, str) else None
    why = ended if ended in NOT_WHOLE else "refusal" if refused else "tool_calls" if calls else ""
    if not why and not isinstance(text, str):
        return Answer(None, "shape", False, None, version, tokens)
    return Answer(None if why else text, why, False, None, version, tokens, calls)


def counted(usage: Any, read: str, written: str) -> tuple[int | None, int | None]:
    """Tokens read and written under their names in an object of counts; None for what is not told."""
    found = usage if isinstance(usage, Mapping) else {}
    told = (found.get(read), found.get(written))
    first, second = (count if isinstance(count, int) and 0 <= count <= MOST_COUNTED else None for count in told)
    return first, second


def _tool_call(told: Any) -> ToolCall:
    function = told["function"]
    return ToolCall(str(told.get("id", "")), str(function["name"]), str(function.get("arguments") or "{}"))


def _chat_message(message: Message) -> dict[str, Any]:
    if message["role"] == "tool":
        return {"role": "tool", "tool_call_id": message["id"], "content": message["content"]}
    if not message.get("tool_calls"):
        return dict(message)
    calls = [
        {"id": each["id"], "type": "function", "function": {"name": each["name"], "arguments": each["arguments"]}}
        for each in message["tool_calls"]
    ]
    return {**message, "tool_calls": calls}
