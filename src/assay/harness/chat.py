"""One call of an OpenAI-compatible chat endpoint: what is sent, what an answer says, and which failures pass.

The key goes into the header of the one host that it is for, and into nothing that is kept or told.
Source: the chat completions API, https://platform.openai.com/docs/api-reference/chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

if TYPE_CHECKING:
    from aiohttp import ClientSession

LARGEST_ANSWER = 10_000_000
"""Octets of an answer that are read."""
PASSING = frozenset([408, 409, 425, 429, 500, 502, 503, 504, 529])
"""Statuses after which the same call may do better."""
NOT_WHOLE = ("content_filter", "length")
"""Why an answer ended that is none, or only the beginning of one."""
LONGEST_WAIT = 60.0
"""Seconds that a server can make us wait for the next try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a system is, and what is asked of it."""

    url: str
    """Address of the API, to which ``/chat/completions`` is added."""
    model: str
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

    @property
    def address(self) -> str:
        """Where calls go."""
        return self.url.rstrip("/") + "/chat/completions"

    def body(self, prompt: str) -> dict[str, Any]:
        """What is sent for a prompt."""
        messages = [{"role": "system", "content": self.system}] if self.system else []
        sent: dict[str, Any] = {"model": self.model, "messages": [*messages, {"role": "user", "content": prompt}]}
        options = {"temperature": self.temperature, "max_tokens": self.most_tokens}
        return sent | {name: value for name, value in options.items() if value is not None}


class Answer(NamedTuple):
    """What a call came to."""

    text: str | None
    """The answer; None where there is none."""
    why: str
    """Word of the failure; empty for an answer: ``status_429``, ``timeout``, ``reset``, ``bad_json``, ``shape``."""
    passes: bool
    """Whether the same call may do better."""
    wait: float | None = None
    """Seconds to wait before the next try, as the server asks."""
    version: str | None = None
    """What the server says that it is."""
    tokens: tuple[int | None, int | None] = (None, None)
    """Tokens read and written, as the server counts them."""


async def ask(session: "ClientSession", endpoint: Endpoint, prompt: str) -> Answer:
    """One try; a failure is an answer without a text."""
    import aiohttp

    headers = {"Content-Type": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    limit = aiohttp.ClientTimeout(total=endpoint.seconds)
    try:
        async with session.post(
            endpoint.address,
            data=orjson.dumps(endpoint.body(prompt)),
            headers=headers,
            timeout=limit,
            allow_redirects=False,
        ) as reply:
            data = await _read(reply.content)
            if reply.status != 200:
                wait = _seconds(reply.headers)
                return Answer(None, f"status_{reply.status}", reply.status in PASSING, wait)
    except TimeoutError:
        return Answer(None, "timeout", True)
    except (aiohttp.ClientError, OSError):
        return Answer(None, "reset", True)
    return said(data)


def said(data: bytes) -> Answer:
    """What the body of an answer says."""
    try:
        told = orjson.loads(data)
    except ValueError:
        return Answer(None, "bad_json", True)
    try:
        ended, message = told["choices"][0].get("finish_reason"), told["choices"][0]["message"]
        text, usage = message["content"], told.get("usage") or {}
    except (KeyError, IndexError, TypeError, AttributeError):
        return Answer(None, "shape", True)
    if ended in NOT_WHOLE:
        return Answer(None, str(ended), False)
    if not isinstance(text, str):
        return Answer(None, "refusal" if message.get("refusal") else "shape", False)
    counts = [
        usage.get(name) if isinstance(usage, Mapping) else None for name in ("prompt_tokens", "completion_tokens")
    ]
    version = "/".join(str(told[name]) for name in ("model", "system_fingerprint") if told.get(name))
    read, written = (count if isinstance(count, int) else None for count in counts)
    return Answer(text, "", False, None, version or None, (read, written))


async def _read(content: Any) -> bytes:
    found = b""
    while len(found) <= LARGEST_ANSWER and (piece := await content.read(65_536)):
        found += piece
    return found


def _seconds(headers: Mapping[str, str]) -> float | None:
    try:
        wait = float(headers.get("Retry-After", ""))
    except ValueError:
        return None
    return min(max(wait, 0.0), LONGEST_WAIT)
