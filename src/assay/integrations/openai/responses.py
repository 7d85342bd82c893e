"""The responses API; nothing is stored at the server.

Source: https://platform.openai.com/docs/api-reference/responses.
"""

from collections.abc import Iterator
from typing import Any

from assay.core.calls import Answer, Asked, Message, Reply, Sent
from assay.harness.chat import Endpoint
from assay.harness.replies import broken, concluded, counted, document, failed, text_of, told_error, tool_call


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
        told = document(data)
    except ValueError:
        return Answer(None, "bad_json", True)
    try:
        items = list(told["output"])
        calls = tuple(
            tool_call(each["call_id"], each["name"], each.get("arguments"))
            for each in items
            if each["type"] == "function_call"
        )
        parts = [part for each in items if each["type"] == "message" for part in each["content"]]
        text = text_of([part for part in parts if part["type"] == "output_text"])
        ended = str((told.get("incomplete_details") or {}).get("reason"))
    except (KeyError, TypeError, AttributeError):
        return told_error(told) or Answer(None, "shape", True)
    error = told_error(told)
    if error is not None or told.get("status") == "failed":
        return error or broken("")
    refused = any(part["type"] == "refusal" for part in parts)
    tokens = counted(told.get("usage"), "input_tokens", "output_tokens")
    return concluded(text, ended, calls, version=told.get("model"), tokens=tokens, refused=refused)
