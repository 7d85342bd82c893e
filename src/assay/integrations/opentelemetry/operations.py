"""What a span is about: by the name of its operation, or by what stood in its place before there was one.

The conventions have ``gen_ai.operation.name`` since 1.27. Older spans say it by what they carry, OpenLLMetry by
``llm.request.type`` and ``traceloop.span.kind``, and the AI SDK of Vercel by ``ai.operationId``.

References
----------
OpenLLMetry, https://github.com/traceloop/openllmetry (package opentelemetry-semantic-conventions-ai, 0.4).
AI SDK, Telemetry, https://ai-sdk.dev/docs/ai-sdk-core/telemetry.
"""

from assay.datasets.spans import Span, first_of

OPERATION = "gen_ai.operation.name"
CALLS = ("chat", "text_completion", "generate_content")
AGENTS = ("invoke_agent", "invoke_workflow")
TOOL, RETRIEVAL = "execute_tool", "retrieval"
OLDER = {
    "llm.request.type": {"completion": "text_completion", "unknown": ""},
    "traceloop.span.kind": {"workflow": "invoke_workflow", "agent": "invoke_agent", "tool": TOOL, "unknown": ""},
    "ai.operationId": {
        "ai.toolcall": TOOL,
        **{f"ai.{name}": "invoke_agent" for name in ("generatetext", "streamtext", "generateobject", "streamobject")},
        **{f"ai.{name}.dogenerate": "chat" for name in ("generatetext", "generateobject")},
        **{f"ai.{name}.dostream": "chat" for name in ("streamtext", "streamobject")},
    },
}
"""Attributes of OpenLLMetry and of the AI SDK, with what their values are called since; others are called the same."""
MAKERS, MODELS = ("gen_ai.system", "gen_ai.provider.name"), ("gen_ai.request.model", "gen_ai.response.model")
SAID = ("gen_ai.prompt", "gen_ai.completion", "gen_ai.input.messages", "gen_ai.output.messages")
ANSWERED = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "gen_ai.response.finish_reasons")
TOLD = ("gen_ai.choice", "gen_ai.user.message", "gen_ai.content.prompt", "gen_ai.content.completion")
"""Events that a call of a model has."""
TOOL_NAME, TOOL_CALL = (
    "gen_ai.tool.name",
    ("gen_ai.tool.call.id", "gen_ai.tool.call.arguments", "gen_ai.tool.arguments"),
)


def operation_of(span: Span) -> str | None:
    """The operation as it is called since 1.27; "" for a span with ``gen_ai`` that does not say it; None for others."""
    own = span.attributes
    if own.get(OPERATION):
        return str(own[OPERATION])
    for name, words in OLDER.items():
        if own.get(name):
            value = str(own[name]).lower()
            return words.get(value, value)
    if own.get(TOOL_NAME) and first_of(own, TOOL_CALL) is not None:
        return TOOL
    if first_of(own, MAKERS) and first_of(own, MODELS) and _is_answered(span):
        return CALLS[0]
    return "" if any(name.startswith("gen_ai.") for name in own) else None


def _is_answered(span: Span) -> bool:
    """Whether something was said to a model or by it."""
    by_attribute = any(name in ANSWERED or name.startswith(SAID) for name in span.attributes)
    return by_attribute or any(name in TOLD for name, _ in span.events)
