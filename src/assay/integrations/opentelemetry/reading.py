"""OTLP JSON with ``gen_ai.*`` attributes, as traces with steps.

References
----------
OpenTelemetry, Semantic conventions for generative AI, https://opentelemetry.io/docs/specs/semconv/gen-ai/ (status:
development; the names before and after 1.37 are read).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.core.trace import Traces
from assay.datasets.made_traces import TWICE, Found, Tree, amount, number, text_of, told, traces_of_spans
from assay.datasets.span_steps import Conversation, Placed, Spent, content_of, retrieval_step, tool_steps
from assay.datasets.spans import Span, first_of, listed, parsed
from assay.datasets.told import LeftOut
from assay.integrations.opentelemetry.messages import instructions_of, said_in, tool_events, with_details
from assay.integrations.opentelemetry.operations import (
    AGENTS,
    CALLS,
    MODELS,
    OPERATION,
    RETRIEVAL,
    TOOL,
    TOOL_NAME,
    operation_of,
)

NAME = "opentelemetry"
NONE = f"No span has '{OPERATION}' of a model, a tool or an agent, nor what stood in its place before 1.27."
TOKENS_IN = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
TOKENS_OUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
ARGUMENTS = ("gen_ai.tool.call.arguments", "ai.toolCall.args", "gen_ai.tool.arguments", "tool_arguments")
RESULT = ("gen_ai.tool.call.result", "ai.toolCall.result", "gen_ai.tool.message", "tool_response")
"""Of a tool: by the conventions, as the AI SDK has them, and as Axiom and Pydantic AI had them before."""
CALL = ("gen_ai.tool.call.id", "ai.toolCall.id")
ENTITY, ENTITY_IN, ENTITY_OUT = "traceloop.entity.name", "traceloop.entity.input", "traceloop.entity.output"
"""Name, arguments and result of a tool as OpenLLMetry has them."""
NAMES = ("gen_ai.agent.name", "gen_ai.workflow.name", ENTITY, "ai.telemetry.functionId")
"""How an agent is called."""


class OpenTelemetry:
    """Reads OTLP JSON of the conventions for generative AI."""

    def read(self, path: Path) -> Traces:
        """Each trace with a step of a model or of a tool; other spans and traces are counted.

        Raises
        ------
        InputError
            ``trace.shape``, ``input.duplicate_id``, and those of reading JSON.
        """
        return traces_of_spans(path, format=NAME, none=NONE, is_own=_is_own, found=_found)


def _is_own(span: Span, left: LeftOut) -> bool:
    operation = operation_of(span)
    if operation in (*CALLS, *AGENTS, TOOL, RETRIEVAL):
        return True
    if operation is None:
        left.add("spans that are no step of a model or a tool")
    elif operation == "":
        left.add("spans of a model or a tool that name no operation")
    else:
        left.add(f"spans of the operation {operation[:40]}")
    return False


def _found(spans: Sequence[Span], tree: Tree, left: LeftOut) -> Found:
    operations = {span.id: operation_of(span) for span in spans}
    agents = [span for span in spans if operations[span.id] in AGENTS]
    calls = [span for span in spans if operations[span.id] in CALLS]
    tools = [span for span in spans if operations[span.id] == TOOL]
    counted = {span.id: _spent(span).tokens_out is not None for span in calls}
    twice = tree.told_twice(counted, {span.id for span in (*agents, *tools)})
    left.add(TWICE, len(twice))
    telling = [span for span in agents if _is_told(span)]
    busy = {each.id for span in (*calls, *tools, *telling) for each in tree.above(span)}
    said = Conversation(left, has_tools=bool(tools))
    steps: list[Placed] = []
    for span in spans:
        operation = operations[span.id]
        if operation == TOOL:
            steps += _of_tool(span)
        elif operation == RETRIEVAL:
            steps.append(_of_retrieval(span))
        elif operation in AGENTS:
            steps += _of_agent(span, said, is_alone=span.id not in busy)
        elif span.id not in twice:
            steps += said.call(span, said_in(span), _spent(span))
    item = told(tree.spans, "gen_ai.conversation.id")
    return Found(steps, None if item is None else str(item), _system(agents, calls, tree))


def _spent(span: Span) -> Spent:
    own = with_details(span)
    tokens_in, tokens_out = (number(first_of(own, names)) for names in (TOKENS_IN, TOKENS_OUT))
    return Spent(tokens_in, tokens_out, amount(own.get("gen_ai.usage.cost")))


def _of_agent(span: Span, said: Conversation, *, is_alone: bool) -> Iterator[Placed]:
    """The instruction of an agent; all that was said where no span tells what it did, as of one that runs elsewhere."""
    if is_alone and _is_told(span):
        yield from said.call(span, said_in(span), _spent(span))
    else:
        yield from said.heard(span, instructions_of(span.attributes))


def _is_told(agent: Span) -> bool:
    """Whether the span of an agent tells what was said or what it took."""
    return any(said_in(agent)) or _spent(agent).tokens_out is not None


def _of_tool(span: Span) -> tuple[Placed, Placed]:
    own = span.attributes
    arguments, result = first_of(own, ARGUMENTS), first_of(own, RESULT)
    if arguments is None and result is None:
        arguments, result = tool_events(span)
    if arguments is None and result is None:
        arguments, result = _given(parsed(own.get(ENTITY_IN))), _answered(parsed(own.get(ENTITY_OUT)))
    failed = span.error is None and own.get("gen_ai.tool.status") == "error"
    return tool_steps(
        span,
        str(first_of(own, (TOOL_NAME, ENTITY, "ai.toolCall.name")) or span.name.removeprefix(f"{TOOL} ")),
        arguments=arguments,
        result=result,
        call=first_of(own, CALL),
        error=(text_of(result) or "error") if failed else None,
    )


def _given(entity: Any) -> Any:
    """The arguments of a tool in what OpenLLMetry keeps of a call: those of a function, of LangChain, or of MCP."""
    if not isinstance(entity, Mapping):
        return entity
    if {"args", "kwargs"} <= entity.keys():
        args, named = entity["args"], entity["kwargs"]
        if isinstance(args, list) and len(args) == 1 and isinstance(args[0], Mapping) and not named:
            return args[0]
        return entity if args else named
    if "input_str" in entity:
        return entity.get("inputs") or entity["input_str"]
    return entity.get("arguments", entity)


def _answered(entity: Any) -> Any:
    """The result of a tool in what OpenLLMetry keeps of it."""
    is_kept = isinstance(entity, Mapping) and {"output", "kwargs"} <= entity.keys()
    return content_of(entity["output"], "kwargs") if is_kept else entity


def _of_retrieval(span: Span) -> Placed:
    documents = listed(parsed(span.attributes.get("gen_ai.retrieval.documents")))
    ids = [str(each.get("id", place)) for place, each in enumerate(documents)]
    name = span.name.removeprefix(f"{RETRIEVAL} ") or RETRIEVAL
    return retrieval_step(span, name, query=span.attributes.get("gen_ai.retrieval.query.text"), ids=ids)


def _system(agents: Sequence[Span], calls: Sequence[Span], tree: Tree) -> str | None:
    """The outermost agent that has a name, else the first model."""
    for span in (*tree.outermost(agents), *agents):
        name = first_of(span.attributes, NAMES)
        if name:
            return str(name)
    model = next((found for span in calls if (found := first_of(span.attributes, MODELS))), None)
    return None if model is None else str(model)
