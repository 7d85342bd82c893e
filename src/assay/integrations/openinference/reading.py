"""OTLP JSON with OpenInference attributes, as traces with steps.

References
----------
OpenInference, Semantic conventions, https://arize-ai.github.io/openinference/spec/attributes/semantic-conventions.html.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.core.trace import Traces
from assay.datasets.made_traces import TWICE, Found, Tree, amount, last_of, number, text_of, told, traces_of_spans
from assay.datasets.span_steps import Conversation, Placed, Spent, content_of, retrieval_step, tool_steps
from assay.datasets.spans import Span, numbered, parsed
from assay.datasets.told import LeftOut
from assay.integrations.openinference.messages import said_in

NAME = "openinference"
KIND = "openinference.span.kind"
MODEL, TOOL, RETRIEVER, AGENT, CHAIN = KINDS = ("LLM", "TOOL", "RETRIEVER", "AGENT", "CHAIN")
NONE = f"No span has '{KIND}' of a model, a tool, a retriever, an agent or a chain."


class OpenInference:
    """Reads OTLP JSON of OpenInference."""

    def read(self, path: Path) -> Traces:
        """Each trace with a step of a model, a tool or a retriever; other spans are counted.

        Raises
        ------
        InputError
            ``trace.shape``, ``input.duplicate_id``, and those of reading JSON.
        """
        return traces_of_spans(path, format=NAME, none=NONE, is_own=_is_own, found=_found)


def _kind(span: Span) -> str:
    return str(span.attributes.get(KIND) or "").upper()


def _is_own(span: Span, left: LeftOut) -> bool:
    kind = _kind(span)
    if kind not in KINDS:
        left.add(f"spans of the kind {kind[:40]}" if kind else "spans that are no step of a model or a tool")
        return False
    return True


def _found(spans: Sequence[Span], tree: Tree, left: LeftOut) -> Found:
    of = {kind: [span for span in spans if _kind(span) == kind] for kind in KINDS}
    counted = {span.id: _spent(span.attributes).tokens_out is not None for span in of[MODEL]}
    twice = tree.told_twice(counted, {span.id for span in (*of[AGENT], *of[TOOL])})
    left.add(TWICE, len(twice))
    outer = tree.outermost(spans)
    whole = [span for span in outer if _kind(span) in (AGENT, CHAIN)]
    inner = {span.id for span in of[CHAIN]} - {span.id for span in outer}
    left.add("spans of the kind CHAIN within others", len(inner))
    said = Conversation(left, has_tools=bool(of[TOOL]))
    steps: list[Placed] = []
    for span in spans:
        kind = _kind(span)
        if kind == MODEL and span.id not in twice:
            steps += said.call(span, said_in(span.attributes), _spent(span.attributes))
        elif kind == TOOL:
            steps += _of_tool(span)
        elif kind == RETRIEVER:
            steps.append(_of_retriever(span))
    asked = next((text for span in whole if (text := _plain(span, "input", said.is_asked))), None)
    answered = _plain(last_of(whole), "output", said.is_answered) if whole else None
    return Found(steps, _item(spans), _system(of[AGENT], tree), asked, answered)


def _plain(span: Span, name: str, is_told: bool) -> str | None:
    """What went into a span or came out of it; JSON, which a program reads, only where no message tells it."""
    is_json = span.attributes.get(f"{name}.mime_type") == "application/json"
    return None if is_json and is_told else text_of(span.attributes.get(f"{name}.value"))


def _spent(own: Mapping[str, Any]) -> Spent:
    tokens_in, tokens_out = (number(own.get(f"llm.token_count.{name}")) for name in ("prompt", "completion"))
    return Spent(tokens_in, tokens_out, amount(own.get("llm.cost.total")))


def _system(agents: Sequence[Span], tree: Tree) -> str | None:
    """The outermost agent by its name, else the chain around it, as a graph has one; without agents the first model."""
    for agent in tree.outermost(agents):
        around = [each for each in tree.above(agent) if _kind(each) == CHAIN]
        return str(agent.attributes.get("agent.name") or (around[-1] if around else agent).name)
    model = told(tree.spans, "llm.model_name")
    return str(model) if model else None


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


def _of_tool(span: Span) -> tuple[Placed, Placed]:
    own = span.attributes
    parameters, given = parsed(own.get("tool.parameters")), own.get("input.value")
    arguments = given if parameters is None or (_is_definition(parameters) and given is not None) else parameters
    name = str(own.get("tool.name") or span.name)
    result = content_of(parsed(own.get("output.value")), "data")
    return tool_steps(span, name, arguments=arguments, result=result, call=own.get("tool_call.id"))


def _is_definition(parameters: Any) -> bool:
    """Whether the parameters of a tool say what it takes rather than what it was given; instrumentations do either."""
    if not isinstance(parameters, Mapping) or not parameters:
        return False
    described = [isinstance(each, Mapping) and "type" in each for each in parameters.values()]
    return "properties" in parameters or all(described)


def _of_retriever(span: Span) -> Placed:
    found = numbered(span.attributes, "retrieval.documents")
    ids = [str(each.get("document.id", place)) for place, each in enumerate(found)]
    return retrieval_step(span, span.name, query=parsed(span.attributes.get("input.value")), ids=ids)
