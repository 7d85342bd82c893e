"""What was said to a model and by it, as OpenInference flattens messages into attributes.

A message has its text in ``message.content``, or its parts in ``message.contents``; a completion has a text alone.
"""

from collections.abc import Mapping
from typing import Any

from assay.datasets.span_steps import Asked, Message, Said, arguments_of
from assay.datasets.spans import numbered

TEXT = "text"


def said_in(own: Mapping[str, Any]) -> Said:
    """What a model was told and what it said: messages, else prompts and choices, else the whole of it as text."""
    prompts, choices = _texts(own, "prompt", "llm.prompts"), _texts(own, "completion", "llm.choices")
    heard = _messages(own, "llm.input_messages", "user") or prompts or _whole(own, "input.value", "user")
    answers = _messages(own, "llm.output_messages", "assistant") or choices or _whole(own, "output.value", "assistant")
    return Said(heard, answers)


def _texts(own: Mapping[str, Any], kind: str, name: str) -> list[Message]:
    """The texts of a completion: ``llm.prompts.0.prompt.text``."""
    role = "user" if kind == "prompt" else "assistant"
    return [Message(role, str(each.get(f"{kind}.text") or "")) for each in numbered(own, name)]


def _whole(own: Mapping[str, Any], name: str, role: str) -> list[Message]:
    return [Message(role, str(own[name]))] if own.get(name) else []


def _messages(own: Mapping[str, Any], name: str, role: str) -> list[Message]:
    found = numbered(own, name)
    return [_message({key.removeprefix("message."): value for key, value in each.items()}, role) for each in found]


def _message(given: Mapping[str, Any], role: str) -> Message:
    parts = [_part(each) for each in numbered(given, "contents")]
    texts = [str(given["content"])] if given.get("content") else [text for kind, text in parts if kind == TEXT]
    return Message(
        str(given.get("role") or role),
        " ".join(filter(None, texts)),
        tuple(_asked(given)),
        (),
        tuple(kind for kind, _ in parts if kind != TEXT),
    )


def _part(given: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and text of a part; one that says no kind is what it holds."""
    own = {key.removeprefix("message_content."): value for key, value in given.items()}
    kind = own.get("type") or (TEXT if TEXT in own else next(iter(own), "unknown").partition(".")[0])
    return str(kind), str(own.get(TEXT) or "")


def _asked(given: Mapping[str, Any]) -> list[Asked]:
    made = []
    for each in numbered(given, "tool_calls"):
        call = {key.removeprefix("tool_call."): value for key, value in each.items()}
        id = call.get("id")
        arguments = arguments_of(call.get("function.arguments"))
        made.append(Asked(str(call.get("function.name")), arguments, None if id is None else str(id)))
    older = given.get("function_call_name")
    if older and not made:
        made.append(Asked(str(older), arguments_of(given.get("function_call_arguments_json")), None))
    return made
