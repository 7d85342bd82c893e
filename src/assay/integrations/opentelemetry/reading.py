"""OTLP JSON with ``gen_ai.*`` attributes, as traces with steps.

References
----------
OpenTelemetry, Semantic conventions for generative AI, https://opentelemetry.io/docs/specs/semconv/gen-ai/ (status:
development; the names before and after 1.37 are read).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.core.trace import Step, StepKind, Traces
from assay.datasets.made_traces import Found, amount, number, told, tool_steps, traces_of_spans, whole_of
from assay.datasets.messages import content_text
from assay.datasets.spans import Span, parsed
from assay.datasets.told import LeftOut

NAME = "opentelemetry"
OPERATION = "gen_ai.operation.name"
CALLS = ("chat", "text_completion", "generate_content")
AGENTS = ("invoke_agent", "invoke_workflow")
TOOL = "execute_tool"
INPUTS = ("gen_ai.input.messages", "gen_ai.prompt")
OUTPUTS = ("gen_ai.output.messages", "gen_ai.completion")
TOKENS_IN = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
TOKENS_OUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")


class OpenTelemetry:
    """Reads OTLP JSON of the conventions for generative AI."""

    def read(self, path: Path) -> Traces:
        """Each trace with a step of a model or of a tool; other spans and traces are counted.

        Raises
        ------
        InputError
            ``trace.shape``, and those of reading JSON.
        """
        return traces_of_spans(path, format=NAME, mark=OPERATION, found=_found)


def _found(spans: Sequence[Span], left: LeftOut) -> Found:
    has_tools = any(span.attributes[OPERATION] == TOOL for span in spans)
    steps: list[Step] = []
    heard: set[str] = set()
    for span in spans:
        operation = span.attributes[OPERATION]
        if operation == TOOL:
            own = span.attributes
            name = str(own.get("gen_ai.tool.name") or span.name.removeprefix(f"{TOOL} "))
            steps += tool_steps(
                span,
                name,
                arguments=own.get("gen_ai.tool.call.arguments"),
                result=own.get("gen_ai.tool.call.result"),
                call=own.get("gen_ai.tool.call.id"),
            )
        elif operation in CALLS:
            steps += _of_call(span, heard, calls_too=not has_tools)
        elif operation not in AGENTS:
            left.add(f"spans of the operation {str(operation)[:40]}")
    whole = whole_of(spans, {span.id: span.attributes[OPERATION] in AGENTS for span in spans})
    item = told(spans, "gen_ai.conversation.id")
    return Found(steps, None if item is None else str(item), _system(whole, spans), whole)


def _of_call(span: Span, heard: set[str], *, calls_too: bool) -> Iterator[Step]:
    """What was said before that nobody heard yet, then what the model said, with its tokens."""
    own = {**span.attributes, **{name: value for _, each in span.events for name, value in each.items()}}
    for message in _messages(_first(own, INPUTS)):
        text = content_text(message)
        role, key = str(message.get("role") or "user"), f"{message.get('role')}: {text}"
        if role not in ("assistant", "tool") and key not in heard:
            heard.add(key)
            yield Step(StepKind.MESSAGE, role, input=text, started_at=span.started_at)
    if span.error is not None:
        yield Step(StepKind.ERROR, "model", output=span.error, started_at=span.started_at, seconds=span.seconds)
        return
    answers = _messages(_first(own, OUTPUTS))
    yield Step(
        StepKind.MESSAGE,
        "assistant",
        output=" ".join(filter(None, map(content_text, answers))),
        started_at=span.started_at,
        seconds=span.seconds,
        tokens_in=number(_first(own, TOKENS_IN)),
        tokens_out=number(_first(own, TOKENS_OUT)),
        cost=amount(own.get("gen_ai.usage.cost")),
    )
    if calls_too:
        yield from _asked_for(answers, span)


def _asked_for(answers: Sequence[Mapping[str, Any]], span: Span) -> Iterator[Step]:
    """Calls of tools that the model asked for, where no span tells that they were made."""
    for message in answers:
        for part in message.get("parts") or ():
            if isinstance(part, Mapping) and part.get("type") == "tool_call":
                arguments = parsed(part.get("arguments"))
                call = None if part.get("id") is None else str(part["id"])
                name = str(part.get("name"))
                yield Step(StepKind.TOOL_CALL, name, input=arguments, call=call, started_at=span.started_at)


def _messages(value: Any) -> list[Mapping[str, Any]]:
    given = parsed(value)
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def _first(told: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((told[name] for name in names if name in told), None)


def _system(whole: Span, spans: Sequence[Span]) -> str | None:
    agent = whole.attributes.get("gen_ai.agent.name")
    model = told(spans, "gen_ai.request.model")
    return str(agent or model) if agent or model else None
