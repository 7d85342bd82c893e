"""OTLP JSON with OpenInference attributes, as traces with steps.

References
----------
OpenInference, Semantic conventions, https://arize-ai.github.io/openinference/spec/attributes/semantic-conventions.html.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.core.trace import Step, StepKind, Traces
from assay.datasets.made_traces import Found, amount, number, told, tool_steps, traces_of_spans, whole_of
from assay.datasets.spans import Span, parsed
from assay.datasets.told import LeftOut

NAME = "openinference"
KIND = "openinference.span.kind"
MODEL, TOOL, RETRIEVER, AGENT = "LLM", "TOOL", "RETRIEVER", "AGENT"


class OpenInference:
    """Reads OTLP JSON of OpenInference."""

    def read(self, path: Path) -> Traces:
        """Each trace with a step of a model, a tool or a retriever; other spans are counted.

        Raises
        ------
        InputError
            ``trace.shape``, and those of reading JSON.
        """
        return traces_of_spans(path, format=NAME, mark=KIND, found=_found)


def _found(spans: Sequence[Span], left: LeftOut) -> Found:
    has_tools = any(span.attributes[KIND] == TOOL for span in spans)
    steps: list[Step] = []
    heard: set[str] = set()
    for span in spans:
        own = span.attributes
        match own[KIND]:
            case "LLM":
                steps += _of_model(span, heard, calls_too=not has_tools)
            case "TOOL":
                arguments = own.get("tool.parameters", own.get("input.value"))
                name = str(own.get("tool.name") or span.name)
                steps += tool_steps(span, name, arguments=arguments, result=own.get("output.value"))
            case "RETRIEVER":
                steps.append(_of_retriever(span))
            case kind if kind != AGENT:
                left.add(f"spans of the kind {str(kind)[:40]}")
    whole = whole_of(spans, {span.id: span.attributes[KIND] == AGENT for span in spans})
    model = told(spans, "llm.model_name")
    return Found(
        steps,
        _item(spans),
        str(
            whole.attributes.get("agent.name") or (whole.name if whole.attributes[KIND] == AGENT else model) or "system"
        ),
        whole,
        _text(whole.attributes.get("input.value")),
        _text(whole.attributes.get("output.value")),
    )


def _item(spans: Sequence[Span]) -> str | None:
    """The item by the metadata of a span, else the session."""
    for span in spans:
        metadata = parsed(span.attributes.get("metadata"))
        if isinstance(metadata, Mapping):
            found = next((metadata[name] for name in ("item", "task", "task_id") if name in metadata), None)
            if found is not None:
                return str(found)
    session = told(spans, "session.id")
    return None if session is None else str(session)


def _of_model(span: Span, heard: set[str], *, calls_too: bool) -> Iterator[Step]:
    own = span.attributes
    for message in _messages(own, "llm.input_messages"):
        role, text = str(message.get("role") or "user"), str(message.get("content") or "")
        if role not in ("assistant", "tool") and f"{role}: {text}" not in heard:
            heard.add(f"{role}: {text}")
            yield Step(StepKind.MESSAGE, role, input=text, started_at=span.started_at)
    if span.error is not None:
        yield Step(StepKind.ERROR, "model", output=span.error, started_at=span.started_at, seconds=span.seconds)
        return
    answers = _messages(own, "llm.output_messages")
    texts = [str(each.get("content") or "") for each in answers] or [_text(own.get("output.value")) or ""]
    yield Step(
        StepKind.MESSAGE,
        "assistant",
        output=" ".join(filter(None, texts)),
        started_at=span.started_at,
        seconds=span.seconds,
        tokens_in=number(own.get("llm.token_count.prompt")),
        tokens_out=number(own.get("llm.token_count.completion")),
        cost=amount(own.get("llm.cost.total")),
    )
    for message in answers if calls_too else ():
        for call in _numbered(message, "tool_calls"):
            name = str(call.get("tool_call.function.name"))
            arguments = parsed(call.get("tool_call.function.arguments"))
            yield Step(StepKind.TOOL_CALL, name, input=arguments, started_at=span.started_at)


def _of_retriever(span: Span) -> Step:
    found = _numbered(span.attributes, "retrieval.documents")
    ids = [str(each.get("document.id", place)) for place, each in enumerate(found)]
    kind = StepKind.RETRIEVAL if span.error is None else StepKind.ERROR
    output: Any = ids if span.error is None else span.error
    query = parsed(span.attributes.get("input.value"))
    return Step(kind, span.name, input=query, output=output, started_at=span.started_at, seconds=span.seconds)


def _messages(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The messages under a name: ``NAME.0.message.role`` and so on."""
    found = _numbered(told, name)
    return [{key.removeprefix("message."): value for key, value in each.items()} for each in found]


def _numbered(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """What stands flattened under ``NAME.0.``, ``NAME.1.`` and so on, in order."""
    found: dict[int, dict[str, Any]] = {}
    for key, value in told.items():
        if key.startswith(f"{name}."):
            place, _, rest = key[len(name) + 1 :].partition(".")
            if place.isdigit():
                found.setdefault(int(place), {})[rest] = value
    return [found[place] for place in sorted(found)]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
