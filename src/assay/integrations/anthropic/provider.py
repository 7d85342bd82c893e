"""The messages API.

Source: https://docs.anthropic.com/en/api/messages.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from assay.core.calls import Answer, Asked, Message, Reply, Sent
from assay.harness.chat import Endpoint
from assay.harness.replies import concluded, counted, document, failed, told_error, tool_call

VERSION = "2023-06-01"
"""Of the API."""
MOST_TOKENS = 4096
"""Where none is given: the API wants a number."""


class Anthropic:
    """Messages."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings = settings

    def sent(self, asked: Asked) -> Sent:
        """The conversation; the system message is a field of its own."""
        settings = self.settings
        system = "\n\n".join(str(each["content"]) for each in asked.messages if each["role"] == "system")
        body: dict[str, Any] = {
            "model": settings.model,
            "max_tokens": settings.most_tokens or MOST_TOKENS,
            "messages": _together([_message(each) for each in asked.messages if each["role"] != "system"]),
        }
        if system:
            body["system"] = system
        if settings.temperature is not None:
            body["temperature"] = settings.temperature
        if settings.tools:
            body["tools"] = [_tool(each) for each in settings.tools]
        headers = {"anthropic-version": VERSION} | ({"x-api-key": settings.key} if settings.key else {})
        return Sent(address=settings.url.rstrip("/") + "/messages", body=body, headers=headers)

    def read(self, reply: Reply) -> Answer:
        """The blocks of text, and those that use a tool."""
        return failed(reply) or _said(reply.body)


def _tool(tool: Any) -> dict[str, Any]:
    told = {name: value for name, value in tool.items() if name != "parameters"}
    return told | {"input_schema": tool.get("parameters") or {"type": "object"}}


def _message(message: Message) -> dict[str, Any]:
    if message["role"] == "tool":
        result = {"type": "tool_result", "tool_use_id": message["id"], "content": message["content"]}
        return {"role": "user", "content": [result]}
    if not message.get("tool_calls"):
        return {"role": message["role"], "content": message["content"]}
    text = [{"type": "text", "text": message["content"]}] if message.get("content") else []
    uses = [
        {"type": "tool_use", "id": each["id"], "name": each["name"], "input": _object(each["arguments"])}
        for each in message["tool_calls"]
    ]
    return {"role": "assistant", "content": [*text, *uses]}


def _object(arguments: str) -> Any:
    try:
        found = orjson.loads(arguments)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _together(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Results of tools in one message: the API wants user and assistant in turn."""
    found: list[dict[str, Any]] = []
    for each in messages:
        last = found[-1] if found else None
        lists = last is not None and isinstance(last["content"], list) and isinstance(each["content"], list)
        if last is not None and lists and last["role"] == each["role"] == "user":
            last["content"] = [*last["content"], *each["content"]]
        else:
            found.append(each)
    return found


def _said(data: bytes) -> Answer:
    try:
        told = document(data)
    except ValueError:
        return Answer(None, "bad_json", True)
    try:
        blocks, ended = list(told["content"]), str(told.get("stop_reason"))
        texts = [block["text"] for block in blocks if block["type"] == "text"]
        calls = tuple(
            tool_call(block["id"], block["name"], block.get("input")) for block in blocks if block["type"] == "tool_use"
        )
        version, usage = told.get("model"), told.get("usage")
    except (KeyError, TypeError, AttributeError):
        return told_error(told) or Answer(None, "shape", True)
    text = "".join(map(str, texts)) if texts or ended == "end_turn" else None
    tokens = counted(usage, "input_tokens", "output_tokens")
    return concluded(text, ended, calls, version=version, tokens=tokens, refused=ended == "refusal")
