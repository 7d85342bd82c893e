"""Messages in every form that OpenInference's instrumentations write, tools, and what belongs to the whole."""

from pathlib import Path
from typing import Any

import pytest
from tests.integrations.otlp import file_of, span

from assay.core.trace import Traces
from assay.integrations.traces import read_traces

IN, OUT = "llm.input_messages", "llm.output_messages"


def of(name: str, seconds: tuple[float, float], kind: str, told: dict[str, Any] | None = None, **more: Any) -> Any:
    return span(name, seconds, {"openinference.span.kind": kind, **(told or {})}, **more)


def read(folder: Path, *spans: dict[str, Any]) -> Traces:
    return read_traces(file_of(folder, *spans))


def parts(name: str, *given: tuple[str, str]) -> dict[str, Any]:
    """The parts of a message, each a kind and what it holds."""
    found: dict[str, Any] = {}
    for place, (kind, held) in enumerate(given):
        at = f"{name}.message.contents.{place}.message_content"
        found |= {f"{at}.type": kind, f"{at}.image.image.url" if kind == "image" else f"{at}.text": held}
    return found


SAID = {
    "content": {f"{IN}.0.message.role": "user", f"{IN}.0.message.content": "What is it?",
                f"{OUT}.0.message.role": "assistant", f"{OUT}.0.message.content": "A cat."},
    "contents": {f"{IN}.0.message.role": "user", **parts(f"{IN}.0", ("text", "What is it?")),
                 f"{OUT}.0.message.role": "assistant", **parts(f"{OUT}.0", ("text", "A cat."))},
    "no type": {f"{IN}.0.message.role": "user", f"{IN}.0.message.contents.0.message_content.text": "What is it?",
                f"{OUT}.0.message.contents.0.message_content.text": "A cat."},
    "a completion": {"llm.prompts.0.prompt.text": "What is it?", "llm.choices.0.completion.text": "A cat."},
    "values alone": {"input.value": "What is it?", "output.value": "A cat."},
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_the_text_of_a_message_is_read_in_every_form(name: str, tmp_path: Path) -> None:
    told = SAID[name] | {"llm.model_name": "m-1", "llm.token_count.prompt": 9, "llm.token_count.completion": 3}
    (trace,) = read(tmp_path, of("ChatCompletion", (0, 2), "LLM", told)).traces
    assert [(step.name, step.input, step.output) for step in trace.steps] == [
        ("user", "What is it?", None),
        ("assistant", None, "A cat."),
    ]
    assert (trace.input, trace.output, trace.system, trace.tokens_in) == ("What is it?", "A cat.", "m-1", 9)


def test_images_and_thoughts_are_counted_and_are_no_text(tmp_path: Path) -> None:
    told = {
        f"{IN}.0.message.role": "user",
        **parts(f"{IN}.0", ("text", "What"), ("image", "data:image/png;base64,iVBO"), ("text", "is it?")),
        **parts(f"{OUT}.0", ("reasoning", "A cat?"), ("text", "A cat.")),
    }
    found = read(tmp_path, of("a", (0, 1), "LLM", told))
    assert (found.traces[0].input, found.traces[0].output) == ("What is it?", "A cat.")
    assert dict(found.left_out) == {
        "parts of messages of the kind image": 1,
        "parts of messages of the kind reasoning": 1,
    }


def test_calls_that_a_model_asked_for_have_their_id_also_by_the_older_names(tmp_path: Path) -> None:
    call = f"{OUT}.0.message.tool_calls.0.tool_call"
    newer = {f"{call}.id": "c1", f"{call}.function.name": "find", f"{call}.function.arguments": '{"id": 1}'}
    older = {
        f"{OUT}.0.message.function_call_name": "find",
        f"{OUT}.0.message.function_call_arguments_json": '{"id": 1}',
    }
    for told, id in ((newer, "c1"), (older, None)):
        step = read(tmp_path, of("a", (0, 1), "LLM", told)).traces[0].steps[-1]
        assert (step.kind.value, step.name, step.input, step.call) == ("tool_call", "find", {"id": 1}, id)


@pytest.mark.parametrize(
    "told",
    [
        {"input.value": '{"id": 17}'},
        {"input.value": "{'id': 17}"},
        {"tool.parameters": '{"id": 17}'},
        {"tool.parameters": '{"id": 17}', "input.value": "find(17)"},
        {"tool.parameters": '{"id": {"type": "integer", "description": "Of the order"}}', "input.value": '{"id": 17}'},
        {"tool.parameters": '{"type": "object", "properties": {"id": {}}}', "input.value": '{"id": 17}'},
    ],
    ids=["input", "Python", "parameters", "both", "definition", "schema"],
)
def test_the_arguments_of_a_tool_are_what_it_was_given_and_not_what_it_takes(told: Any, tmp_path: Path) -> None:
    (trace,) = read(tmp_path, of("t", (0, 1), "TOOL", told | {"tool.name": "find"})).traces
    assert trace.steps[0].input == {"id": 17}


def test_a_chain_around_agents_tells_what_was_asked_and_answered_of_the_whole(tmp_path: Path) -> None:
    """20 seconds from 0 to 20, asked at the chain, of the first agent within it; 150 tokens read, 30 written."""
    spans = [
        of("run", (0, 20), "CHAIN", {"input.value": "refund me", "output.value": "done", "session.id": "s1"}),
        of("planner", (1, 9), "AGENT", {"agent.name": "planner", "input.value": "plan"}, within="run"),
        of("a", (1, 2), "LLM", {"llm.token_count.prompt": 100, "llm.token_count.completion": 10}, within="planner"),
        of("prompt", (1, 2), "CHAIN", within="planner"),
        of("writer", (10, 19), "AGENT", {"agent.name": "writer"}, within="run"),
        of("b", (10, 12), "LLM", {"llm.token_count.prompt": 50, "llm.token_count.completion": 20}, within="writer"),
        of("guard", (12, 13), "GUARDRAIL", within="writer"),
    ]
    found = read(tmp_path, *spans)
    (trace,) = found.traces
    assert (trace.seconds, trace.input, trace.output, trace.system, trace.item) == (
        20.0,
        "refund me",
        "done",
        "planner",
        "s1",
    )
    assert (trace.tokens_in, trace.tokens_out) == (150, 30)
    assert dict(found.left_out) == {"spans of the kind GUARDRAIL": 1, "spans of the kind CHAIN within others": 1}
