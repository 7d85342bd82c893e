"""What was said to a model and by it, whichever version of the conventions a span follows.

====================  ==================================================================================
since 1.37            ``gen_ai.input.messages``, ``gen_ai.output.messages``, ``gen_ai.system_instructions``
1.28 to 1.36          events ``gen_ai.user.message``, ``gen_ai.choice`` and so on
before                ``gen_ai.prompt``, ``gen_ai.completion``, on the span or on events
OpenLLMetry           ``gen_ai.prompt.0.content``, ``gen_ai.completion.0.content`` and so on
AI SDK                ``ai.prompt.messages``, ``ai.response.text``, ``ai.response.toolCalls``
====================  ==================================================================================

References
----------
OpenTelemetry, Semantic conventions 1.36, Generative AI events,
https://github.com/open-telemetry/semantic-conventions/blob/v1.36.0/docs/gen-ai/gen-ai-events.md.
"""

from collections.abc import Mapping
from typing import Any

from assay.datasets.json_parts import object_in
from assay.datasets.span_steps import Asked, Message, Said, arguments_of
from assay.datasets.spans import Span, first_of, listed, numbered, parsed

INPUTS = ("gen_ai.input.messages", "ai.prompt.messages", "gen_ai.prompt")
OUTPUTS = ("gen_ai.output.messages", "gen_ai.completion")
INSTRUCTIONS = "gen_ai.system_instructions"
DETAILS = ("gen_ai.client.inference.operation.details", "gen_ai.content.prompt", "gen_ai.content.completion")
"""Events whose attributes are those of the span."""
CHOICE, BODY = "gen_ai.choice", "gen_ai.event.content"
ROLES = {f"gen_ai.{role}.message": role for role in ("system", "user", "assistant", "tool")}
"""Events that hold one message each."""
OF_MESSAGE, OF_CHOICE = (
    ("role", "content", "parts", "tool_calls", "function_call"),
    ("message", "index", "finish_reason"),
)
TEXTS = ("text", "input_text", "output_text")
ASKS = ("tool_call", "tool_use", "function_call", "tool-call", "toolUse")
ANSWERS = ("tool_call_response", "tool_result", "function_call_output", "tool-result", "toolResult")
"""Kinds of parts; results of tools are told by the spans of tools."""
OTHERS = ("image", "image_url", "input_image", "audio", "input_audio", "video", "document", "file", "blob", "uri")
THOUGHTS = ("reasoning", "thinking", "redacted_thinking", "reasoningContent")
KNOWN = (*TEXTS, *ASKS, *ANSWERS, *OTHERS, *THOUGHTS)


def said_in(span: Span) -> Said:
    """What was said in a span: by the attributes that it has, else by its events."""
    own = with_details(span)
    events = [(name, _body(told)) for name, told in span.events]
    heard = [message_of(each, "user") for each in _listed(own, INPUTS)]
    answers = [message_of(each, "assistant") for each in (*_listed(own, OUTPUTS), *_of_ai_sdk(own))]
    heard = heard or [message_of(body, ROLES[name]) for name, body in events if name in ROLES]
    answers = answers or [message_of(_choice(body), "assistant") for name, body in events if name == CHOICE]
    return Said((*instructions_of(own), *heard), answers)


def with_details(span: Span) -> Mapping[str, Any]:
    """The attributes of a span, and of those events whose attributes are the span's."""
    own = dict(span.attributes)
    for name, told in span.events:
        if name in DETAILS:
            own |= told
    return own


def instructions_of(own: Mapping[str, Any]) -> tuple[Message, ...]:
    """What stands apart from the messages as an instruction."""
    given = own.get(INSTRUCTIONS)
    return (message_of({"content": parsed(given)}, "system"),) if given else ()


def message_of(given: Mapping[str, Any], role: str) -> Message:
    """A message as anybody writes it: ``content`` or ``parts``, and ``tool_calls`` beside them."""
    blocks = _blocks(given.get("content", given.get("parts")))
    calls = [*listed(parsed(given.get("tool_calls"))), *listed([parsed(given.get("function_call"))])]
    asked = map(_asked, calls or [_inside(each) for each in blocks if _kind(each) in ASKS])
    kinds = [_kind(each) for each in blocks]
    return Message(
        str(given.get("role") or role),
        " ".join(filter(None, (_text(each) for each in blocks))),
        tuple(each for each in asked if each is not None),
        tuple(_result(_inside(each)) for each in blocks if _kind(each) in ANSWERS),
        tuple(kind or "unknown" for kind in kinds if kind not in (*TEXTS, *ASKS, *ANSWERS)),
    )


def _listed(own: Mapping[str, Any], names: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """The messages under the first of the names that is there, else those that stand flattened under the last."""
    written = first_of(own, names)
    if written is None:
        flat = numbered(own, names[-1])
        return [{**each, "tool_calls": numbered(each, "tool_calls")} for each in flat]
    given = parsed(written)
    every = given if isinstance(given, list) else [given]
    if isinstance(written, str) and not all(_has_any(each, OF_MESSAGE) for each in every):
        return [{"content": written}]
    return listed([{"content": each} if isinstance(each, str) else each for each in every])


def _of_ai_sdk(own: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The answer as the AI SDK has it."""
    content, calls = first_of(own, ("ai.response.text", "ai.response.object")), own.get("ai.response.toolCalls")
    return [] if content is None and calls is None else [{"content": content, "tool_calls": calls}]


def _body(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body of an event: JSON under one attribute, or its attributes."""
    whole = parsed(told.get(BODY))
    if _has_any(whole, (*OF_MESSAGE, *OF_CHOICE)):
        return dict(whole)
    return told if whole is None else {**told, "content": told[BODY]}


def _choice(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message of a choice; calls of tools may stand beside it."""
    message = parsed(body.get("message"))
    if message is None:
        return body
    own = dict(message) if _has_any(message, OF_MESSAGE) else {"content": body["message"]}
    return {**own, "tool_calls": own.get("tool_calls", body.get("tool_calls"))}


def _has_any(given: Any, names: tuple[str, ...]) -> bool:
    """Whether it is an object with one of those keys; an answer may be JSON without being a message."""
    return isinstance(given, Mapping) and any(name in given for name in names)


def _blocks(content: Any) -> list[Any]:
    """The parts of a content, also where they are JSON in a text; other JSON in a text is a text."""
    if isinstance(content, str):
        found = parsed(content)
        written = isinstance(found, list) and bool(found) and all(map(_is_block, found))
        return list(found) if written else [content] if content else []
    parts = content if isinstance(content, list) else [] if content is None else [content]
    return [each if isinstance(each, (str, Mapping)) else str(each) for each in parts]


def _is_block(part: Any) -> bool:
    """Whether it is a part of a message for sure: of a known type, or with a known key alone, as Bedrock has it."""
    if not isinstance(part, Mapping):
        return False
    return part["type"] in KNOWN if isinstance(part.get("type"), str) else len(part) == 1 and _kind(part) in KNOWN


def _kind(part: Any) -> str:
    """What a part is: by its type, else by the key that is known; "" for what is none."""
    if isinstance(part, str):
        return TEXTS[0]
    if isinstance(part.get("type"), str):
        return str(part["type"])
    found = next((name for name in (*KNOWN, "content") if name in part), "")
    return TEXTS[0] if found == "content" else found


def _inside(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part, or what it wraps: ``{"toolUse": {...}}``."""
    return object_in(part.get(_kind(part))) or part


def _text(part: Any) -> str:
    if isinstance(part, str):
        return part
    text = part.get("text", part.get("content")) if _kind(part) in TEXTS else None
    if isinstance(text, Mapping):
        text = text.get("value")
    return text if isinstance(text, str) else ""


def _asked(call: Mapping[str, Any]) -> Asked | None:
    function = object_in(call.get("function")) or call
    name = first_of(function, ("name", "toolName"))
    if name is None:
        return None
    id = first_of(call, ("id", "call_id", "toolUseId", "toolCallId"))
    given = first_of(function, ("arguments", "input", "args"))
    return Asked(str(name), arguments_of(given), None if id is None else str(id))


def _result(part: Mapping[str, Any]) -> Any:
    return first_of(part, ("response", "result", "output", "content"))


def tool_events(span: Span) -> tuple[Any, Any]:
    """Arguments and result of a tool by the events of its span; None for what they do not tell."""
    said = said_in(span)
    events = [(name, _body(told)) for name, told in span.events]
    arguments = [each.arguments for message in said.heard for each in message.asked]
    arguments += [body.get("content") for name, body in events if name == "gen_ai.tool.message"]
    results = [each for message in said.answers for each in message.results]
    results += [_choice(body).get("content") for name, body in events if name == CHOICE]
    return next(iter(arguments), None), next(iter(results), None)
