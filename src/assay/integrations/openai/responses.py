"""The responses API; nothing is stored at the server.

Source: https://platform.openai.com/docs/api-reference/responses.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from assay.core.calls import Answer, Asked, Message, Reply, Sent, ToolCall
from assay.harness.chat import Endpoint, concluded, counted, failed

ENDS = {"max_output_tokens": "length", "content_filter": "content_filter"}
"""Its words for an answer that is not whole, and ours."""


class OpenAiResponses:
    """Responses."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings = settings

    def sent(self, asked: Asked) -> Sent:
        """The conversation as input items."""
        settings = self.settings
        body: dict[str, Any] = {
            "model": settings.model,
            "input": [item for message in asked.messages for item in _items(message)],
            "store": False,
        }
        if settings.tools:
            body["tools"] = [{"type": "function", **each} for each in settings.tools]
        options = {"temperature": settings.temperature, "max_output_tokens": settings.most_tokens}
        body |= {name: value for name, value in options.items() if value is not None}
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        return Sent(address=settings.url.rstrip("/") + "/responses", body=body, headers=headers)

    def read(self, reply: Reply) -> Answer:
        """The text of its messages, and its calls of functions."""
        return failed(reply) or _said(reply.body)


def _items(message: Message) -> Iterator[dict[str, Any]]:
    if message["role"] == "tool":
        yield {"type": "function_call_output", "call_id": message["id"], "output": message["content"]}
        return
    if message.get("content"):
        yield {"role": message["role"], "content": message["content"]}
    for call in message.get("tool_calls") or ():
        about = {"call_id": call["id"], "name": call["name"], "arguments": call["arguments"]}
        yield {"type": "function_call", **about}


def _said(data: bytes) -> Answer:
    try:
        told = orjson.loads(data)
    except ValueError:
        return Answer(None, "bad_json", True)
    try:
        items = list(told["output"])
        calls = tuple(
            ToolCall(str(each["call_id"]), str(each["name"]), str(each.get("arguments") or "{}"))
            for each in items
            if each["type"] == "function_call"
        )
        parts = [part for each in items if each["type"] == "message" for part in each["content"]]
        texts = [part["text"] for part in parts if part["type"] == "output_text"]
        ended = ENDS.get(str((told.get("incomplete_details") or {}).get("reason")), "")
        error = told.get("error")
    except (KeyError, TypeError, AttributeError):
        return Answer(None, "shape", True)
    if error or told.get("status") == "failed":
        return Answer(None, "server_error", True)
    refused = any(part["type"] == "refusal" for part in parts)
    tokens = counted(told.get("usage"), "input_tokens", "output_tokens")
    text = "".join(map(str, texts)) if texts else None
    return concluded(text, ended, calls, version=told.get("model"), tokens=tokens, refused=refused)
