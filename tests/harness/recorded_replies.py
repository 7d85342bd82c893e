"""What each API answers, as its documentation shows it: one reply for each thing that can come of a call."""

import json
from typing import Any, NamedTuple

Body = dict[str, Any]
USAGE = (12, 3)
VERSIONS = {
    "openai": "gpt-5-mini-2026-08-07/fp_44709d6fcb",
    "azure": "gpt-5-mini-2026-08-07/fp_44709d6fcb",
    "openai-responses": "gpt-5-mini-2026-08-07",
    "anthropic": "claude-haiku-5-20260801",
    "http": "7",
}
"""What the provider reports itself to be."""


class Reply(NamedTuple):
    """What a server says."""

    body: Any
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def chat(message: Body, ended: str = "stop") -> Body:
    return {
        "id": "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG",
        "object": "chat.completion",
        "created": 1764201000,
        "model": "gpt-5-mini-2026-08-07",
        "choices": [
            {"index": 0, "message": {"role": "assistant", **message}, "logprobs": None, "finish_reason": ended}
        ],
        "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15},
        "system_fingerprint": "fp_44709d6fcb",
    }


def response(output: list[Body], **more: Any) -> Body:
    about = {"id": "resp_67ccd2bed1ec8190", "object": "response", "status": "completed", "error": None}
    usage = {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15}
    return {
        **about,
        "incomplete_details": None,
        "model": "gpt-5-mini-2026-08-07",
        "output": output,
        "usage": usage,
        **more,
    }


def said(kind: str, text: str) -> Body:
    part = {"type": kind, "refusal" if kind == "refusal" else "text": text}
    return {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [part]}


def message(content: list[Body], ended: str = "end_turn") -> Body:
    about = {"id": "msg_013Zva2CMHLNnXjNJJKqJ2EF", "type": "message", "role": "assistant"}
    usage = {"input_tokens": 12, "output_tokens": 3}
    return {**about, "model": "claude-haiku-5-20260801", "content": content, "stop_reason": ended, "usage": usage}


CALL = {"id": "call_1", "name": "weather", "arguments": '{"city":"Paris"}'}
CHAT_CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Paris"}'}}
CHAT = {
    "answer": Reply(chat({"content": "Paris", "refusal": None})),
    "refusal": Reply(chat({"content": None, "refusal": "I can't help with that."})),
    "content_filter": Reply(chat({"content": ""}, "content_filter")),
    "length": Reply(chat({"content": "Par"}, "length")),
    "shape": Reply({"object": "list", "data": []}),
    "tool_calls": Reply(chat({"content": None, "tool_calls": [CHAT_CALL]}, "tool_calls")),
}
AZURE_FILTER = {
    "error": {
        "message": "The response was filtered due to the prompt triggering content management policy.",
        "code": "content_filter",
        "status": 400,
        "innererror": {"code": "ResponsibleAIPolicyViolation"},
    }
}
REPLIES: dict[str, dict[str, Reply]] = {
    "openai": CHAT,
    "azure": {**CHAT, "content_filter": Reply(AZURE_FILTER, 400)},
    "openai-responses": {
        "answer": Reply(response([{"type": "reasoning", "id": "rs_1", "summary": []}, said("output_text", "Paris")])),
        "refusal": Reply(response([said("refusal", "I can't help with that.")])),
        "content_filter": Reply(
            response([], status="incomplete", incomplete_details={"reason": "content_filter"}),
        ),
        "length": Reply(
            response(
                [said("output_text", "Par")], status="incomplete", incomplete_details={"reason": "max_output_tokens"}
            )
        ),
        "shape": Reply({"object": "response", "output": [{"text": "Paris"}]}),
        "tool_calls": Reply(
            response(
                [
                    {
                        "type": "function_call",
                        "id": "fc_1",
                        "call_id": "call_1",
                        **{k: CALL[k] for k in ("name", "arguments")},
                    }
                ]
            )
        ),
    },
    "anthropic": {
        "answer": Reply(message([{"type": "text", "text": "Paris"}])),
        "refusal": Reply(message([], "refusal")),
        "length": Reply(message([{"type": "text", "text": "Par"}], "max_tokens")),
        "shape": Reply({"type": "message", "content": [{"text": "Paris"}]}),
        "tool_calls": Reply(
            message(
                [
                    {"type": "text", "text": "Let me look."},
                    {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Paris"}},
                ],
                "tool_use",
            )
        ),
    },
    "http": {
        "answer": Reply({"results": [{"said": "Paris"}], "about": {"v": 7, "in": 12, "out": 3}}),
        "shape": Reply({"results": []}),
    },
}
EVERYWHERE = {
    "status_429": Reply({"error": {"message": "Rate limit reached"}}, 429, (("Retry-After", "7"),)),
    "status_500": Reply({"error": {"type": "api_error", "message": "Internal server error"}}, 500),
    "status_503": Reply(b"<html>upstream connect error</html>", 503),
    "status_401": Reply({"error": {"message": "Incorrect API key provided: {key}"}}, 401),
    "bad_json": Reply(b'data: {"choices": [{"delta": {"content": "Pa"}}]}\n\ndata: [DONE]\n\n'),
    "status_302": Reply(b"", 302, (("Location", "http://127.0.0.1:9/elsewhere"),)),
}
"""What every server can say; the stream is one that nobody asked for."""
PASSING = {"status_429", "status_500", "status_503", "bad_json", "shape"}
