"""A system that is called: where it is and what is asked of it, and what an answer of the chat API says.

The key goes into the header of the one host that it is for, and into nothing that is kept or told.
Source: the chat completions API, https://platform.openai.com/docs/api-reference/chat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.core.addresses import check_holds_no_secret
from assay.core.calls import Answer, Asked, Message, ToolCall
from assay.core.errors import InputError
from assay.harness.replies import concluded, counted, document, text_of, told_error, tool_call

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


def said(data: bytes) -> Answer:
    """What the body of an answer of the chat API says."""
    try:
        told = document(data)
    except ValueError:
        return Answer(None, "bad_json", True)
    try:
        choice = told["choices"][0]
        ended, message = choice.get("finish_reason"), choice["message"]
        content, usage = message.get("content"), told.get("usage")
        calls = tuple(_tool_call(each) for each in message.get("tool_calls") or ())
    except (KeyError, IndexError, TypeError, AttributeError):
        return told_error(told) or Answer(None, "shape", True)
    version = "/".join(str(told[name]) for name in ("model", "system_fingerprint") if told.get(name)) or None
    tokens = counted(usage, "prompt_tokens", "completion_tokens")
    error = told_error(told) or told_error(choice)
    if error is not None:
        return error._replace(tokens=tokens)
    refused = bool(message.get("refusal")) or _has_refusal(content)
    return concluded(text_of(content), str(ended), calls, version=version, tokens=tokens, refused=refused)


def _has_refusal(content: Any) -> bool:
    """Whether a part of a content is a refusal."""
    return isinstance(content, list) and any(isinstance(each, dict) and each.get("refusal") for each in content)


def _tool_call(told: Any) -> ToolCall:
    function = told["function"]
    return tool_call(told.get("id", ""), function["name"], function.get("arguments"))


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
