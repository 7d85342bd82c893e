"""What was said and done, by the names of each version of the conventions, and by those of OpenLLMetry."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.otlp import agent, chat, file_of, span, tool

from assay.core.trace import Trace, Traces
from assay.integrations.traces import read_traces

CALL = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": '{"id": 17}'}}
WANTED = [
    ("message", "system", "You help a shop.", None),
    ("message", "user", "Refund order 17.", None),
    ("message", "assistant", None, "Let me look."),
    ("tool_call", "find", {"id": 17}, None),
]


def read(folder: Path, *spans: dict[str, Any]) -> Traces:
    return read_traces(file_of(folder, *spans))


def shape(trace: Trace) -> list[tuple[str, str, Any, Any]]:
    return [(step.kind.value, step.name, step.input, step.output) for step in trace.steps]


def whole(name: str, body: Any) -> tuple[str, dict[str, Any]]:
    """An event as Azure's clients write it: the body as JSON under one attribute."""
    return name, {"gen_ai.system": "az.ai.inference", "gen_ai.event.content": json.dumps(body)}


SINCE_1_37 = {
    "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "You help a shop."}]),
    "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": "Refund order 17."}]}]),
    "gen_ai.output.messages": json.dumps([{"role": "assistant", "finish_reason": "tool_call", "parts": [
        {"type": "text", "content": "Let me look."},
        {"type": "tool_call", "id": "call_1", "name": "find", "arguments": {"id": 17}}]}]),
}  # fmt: skip
OPENLLMETRY = {
    "gen_ai.prompt.0.role": "system",
    "gen_ai.prompt.0.content": "You help a shop.",
    "gen_ai.prompt.1.role": "user",
    "gen_ai.prompt.1.content": "Refund order 17.",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.content": "Let me look.",
    "gen_ai.completion.0.finish_reason": "tool_calls",
    "gen_ai.completion.0.tool_calls.0.id": "call_1",
    "gen_ai.completion.0.tool_calls.0.name": "find",
    "gen_ai.completion.0.tool_calls.0.arguments": '{"id": 17}',
}
SPANS = {
    "since 1.37": chat("c", (0, 2), SINCE_1_37),
    "since 1.37, as values": chat("c", (0, 2), {key: json.loads(each) for key, each in SINCE_1_37.items()}),
    "since 1.37, on an event": chat(
        "c", (0, 2), events=[("gen_ai.client.inference.operation.details", SINCE_1_37)]
    ),
    "1.28 to 1.36, a body": chat("c", (0, 2), events=[
        whole("gen_ai.system.message", {"role": "system", "content": "You help a shop."}),
        whole("gen_ai.user.message", {"content": [{"type": "text", "text": "Refund order 17."}]}),
        whole("gen_ai.choice", {"index": 0, "finish_reason": "tool_calls",
                                "message": {"content": "Let me look.", "tool_calls": [CALL]}})]),
    "1.28 to 1.36, calls beside the message": chat("c", (0, 2), events=[
        whole("gen_ai.system.message", {"content": "You help a shop."}),
        whole("gen_ai.user.message", {"content": {"text": {"value": "Refund order 17."}}}),
        whole("gen_ai.choice", {"index": 0, "message": {"content": "Let me look."}, "tool_calls": [CALL]})]),
    "1.28 to 1.36, attributes as Strands has them": chat("c", (0, 2), events=[
        ("gen_ai.system.message", {"content": json.dumps([{"text": "You help a shop."}])}),
        ("gen_ai.user.message", {"content": json.dumps([{"text": "Refund order 17."}])}),
        ("gen_ai.choice", {"finish_reason": "tool_use", "message": json.dumps([
            {"text": "Let me look."}, {"toolUse": {"toolUseId": "call_1", "name": "find", "input": {"id": 17}}}])})]),
    "1.27": chat("c", (0, 2), events=[
        ("gen_ai.content.prompt", {"gen_ai.prompt": json.dumps([
            {"role": "system", "content": "You help a shop."}, {"role": "user", "content": "Refund order 17."}])}),
        ("gen_ai.content.completion", {"gen_ai.completion": json.dumps([
            {"role": "assistant", "content": "Let me look.", "tool_calls": [CALL]}])})]),
    "OpenLLMetry": span("openai.chat", (0, 2), OPENLLMETRY | {
        "llm.request.type": "chat", "gen_ai.system": "OpenAI", "gen_ai.request.model": "m-1",
        "gen_ai.usage.prompt_tokens": 9, "gen_ai.usage.completion_tokens": 5}),
    "OpenLLMetry, Anthropic's parts": span("anthropic.chat", (0, 2), {
        **{key: each for key, each in OPENLLMETRY.items() if "completion" not in key},
        "gen_ai.prompt.1.content": json.dumps([{"type": "text", "text": "Refund order 17."}]),
        "gen_ai.completion.0.content": json.dumps([
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": "call_1", "name": "find", "input": {"id": 17}}]),
        "llm.request.type": "chat", "gen_ai.request.model": "m-1", "gen_ai.usage.output_tokens": 5}),
    "before there was an operation": span("chat m-1", (0, 2), OPENLLMETRY | {
        "gen_ai.system": "openai", "gen_ai.request.model": "m-1", "gen_ai.usage.completion_tokens": 5}),
}  # fmt: skip


@pytest.mark.parametrize("name", SPANS)
def test_what_was_said_is_read_whatever_its_names(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, SPANS[name])
    (trace,) = found.traces
    assert shape(trace) == WANTED
    assert (trace.system, trace.tokens_out, trace.steps[3].call) == ("m-1", 5, "call_1")
    assert (trace.input, trace.output, found.left_out) == ("Refund order 17.", "Let me look.", ())


def test_what_was_said_before_is_told_once_and_answers_of_tools_are_no_messages(tmp_path: Path) -> None:
    user, asked = {"role": "user", "content": "Refund order 17."}, {"role": "assistant", "tool_calls": [CALL]}
    events = [("gen_ai.user.message", user), ("gen_ai.assistant.message", {"tool_calls": json.dumps([CALL])})]
    events += [("gen_ai.tool.message", {"id": "call_1", "content": "30"})]
    ends = ("gen_ai.choice", {"message": json.dumps({"role": "assistant", "content": "Refunded."})})
    first = chat("a", (0, 1), events=[events[0], ("gen_ai.choice", {"message": json.dumps(asked)})])
    (trace,) = read(tmp_path, first, chat("b", (2, 3), events=[*events, ends])).traces
    assert [(each[0], each[1]) for each in shape(trace)] == [
        ("message", "user"),
        ("message", "assistant"),
        ("tool_call", "find"),
        ("message", "assistant"),
    ]
    assert trace.output == "Refunded."


@pytest.mark.parametrize(
    "said",
    ['{"type": "refund", "text": "x"}', '[{"text": "Ann", "label": "name"}]', '["a", "b"]', "[]", "17", '{"a": 1}'],
)
def test_an_answer_that_is_json_stays_as_it_was_written(said: str, tmp_path: Path) -> None:
    flat = span("c", (0, 1), {"llm.request.type": "chat", "gen_ai.completion.0.content": said})
    parts = json.dumps([{"role": "assistant", "parts": [{"type": "text", "content": said}]}])
    event = chat("c", (0, 1), events=[whole("gen_ai.choice", {"message": {"content": said}})])
    bare = chat("c", (0, 1), events=[("gen_ai.choice", {"message": said})])
    body = chat("c", (0, 1), events=[("gen_ai.choice", {"gen_ai.event.content": said})])
    older = chat("c", (0, 1), {"gen_ai.completion": said})
    newer = chat("c", (0, 1), {"gen_ai.output.messages": parts})
    for each in (flat, newer, event, bare, body, *([older] if said != "[]" else [])):
        assert read(tmp_path, each).traces[0].output == said


def test_parts_that_are_no_text_are_counted_and_thoughts_are_no_answer(tmp_path: Path) -> None:
    asked = [{"type": "text", "content": "What is it?"}, {"type": "blob", "mime_type": "image/png", "content": "iVBO"}]
    thought = [{"type": "reasoning", "content": "A cat?"}, {"type": "text", "content": "A cat."}]
    told = {
        "gen_ai.input.messages": json.dumps([{"role": "user", "parts": asked}]),
        "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": thought}]),
    }
    found = read(tmp_path, chat("a", (0, 1), told), chat("b", (1, 2), {**told, "gen_ai.output.messages": "[]"}))
    assert (found.traces[0].input, found.traces[0].output) == ("What is it?", "A cat.")
    assert dict(found.left_out) == {
        "parts of messages of the kind blob": 1,
        "parts of messages of the kind reasoning": 1,
    }


TOOLS: dict[str, dict[str, Any]] = {
    "since 1.39": tool("t", (1, 2), "find", {"id": 17}),
    "Strands": span("execute_tool find", (1, 2), {
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "find", "gen_ai.tool.call.id": "c1"}, events=[
        ("gen_ai.tool.message", {"role": "tool", "id": "c1", "content": '{"id": 17}'}),
        ("gen_ai.choice", {"id": "c1", "message": json.dumps([{"text": "paid"}])})]),
    "Strands, newest names": span("execute_tool find", (1, 2), {
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "find"}, events=[
        ("gen_ai.client.inference.operation.details", {"gen_ai.input.messages": json.dumps([
            {"role": "tool", "parts": [{"type": "tool_call", "name": "find", "arguments": {"id": 17}}]}])}),
        ("gen_ai.client.inference.operation.details", {"gen_ai.output.messages": json.dumps([
            {"role": "tool", "parts": [{"type": "tool_call_response", "response": [{"text": "paid"}]}]}])})]),
    "OpenLLMetry, a function": span("find.tool", (1, 2), {
        "traceloop.span.kind": "tool", "traceloop.entity.name": "find", "traceloop.entity.output": '"paid"',
        "traceloop.entity.input": json.dumps({"args": [], "kwargs": {"id": 17}})}),
    "OpenLLMetry, a function of JavaScript": span("find.tool", (1, 2), {
        "traceloop.span.kind": "tool", "traceloop.entity.name": "find", "traceloop.entity.output": '"paid"',
        "traceloop.entity.input": json.dumps({"args": [{"id": 17}], "kwargs": {}})}),
    "OpenLLMetry, LangChain": span("find.tool", (1, 2), {
        "traceloop.span.kind": "tool", "traceloop.entity.name": "find",
        "traceloop.entity.output": json.dumps({"output": "paid", "kwargs": {}}),
        "traceloop.entity.input": json.dumps({"input_str": "{'id': 17}", "tags": [], "metadata": {}})}),
    "Pydantic AI before": span("running tool", (1, 2), {
        "gen_ai.tool.name": "find", "gen_ai.tool.call.id": "c1",
        "tool_arguments": '{"id": 17}', "tool_response": "paid"}),
    "by its name and call alone": span("running tool", (1, 2), {
        "gen_ai.tool.name": "find", "gen_ai.tool.call.id": "c1", "gen_ai.tool.call.arguments": '{"id": 17}'}),
}  # fmt: skip


@pytest.mark.parametrize("name", TOOLS)
def test_a_call_of_a_tool_has_its_name_and_arguments_whatever_their_names(name: str, tmp_path: Path) -> None:
    (trace,) = read(tmp_path, TOOLS[name]).traces
    begun, ended = trace.steps
    assert (begun.kind.value, begun.name, begun.input) == ("tool_call", "find", {"id": 17})
    assert (ended.kind.value, ended.call) == ("tool_result", begun.call)
    assert ended.output in (None, "paid", [{"text": "paid"}])


def test_a_tool_that_says_that_it_failed_failed(tmp_path: Path) -> None:
    told = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "find", "gen_ai.tool.status": "error"}
    why = ("gen_ai.choice", {"message": "no such order"})
    (trace,) = read(tmp_path, span("t", (0, 1), told, events=[why]), chat("c", (2, 3))).traces
    assert [(step.kind.value, step.output) for step in trace.steps[1:2]] == [("error", "no such order")]
    assert not trace.failed


def test_spans_that_do_not_say_what_they_are_and_other_operations_are_counted(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        chat("c", (0, 1)),
        span("embed", (1, 2), {"gen_ai.operation.name": "embeddings"}),
        span("embed", (1, 2), {"llm.request.type": "embedding", "gen_ai.system": "OpenAI"}, id="e2"),
        span("step", (1, 2), {"traceloop.span.kind": "task"}),
        span("?", (1, 2), {"gen_ai.system": "openai", "gen_ai.request.model": "m-1"}),
        span("cycle", (0, 3), {"event_loop.cycle_id": "1"}, events=[("gen_ai.user.message", {"content": "x"})]),
    )
    assert dict(found.left_out) == {
        "spans of the operation embeddings": 1,
        "spans of the operation embedding": 1,
        "spans of the operation task": 1,
        "spans of a model or a tool that name no operation": 1,
        "spans that are no step of a model or a tool": 1,
    }
    assert len(found.traces[0].steps) == 1


def test_a_workflow_of_openllmetry_is_the_whole(tmp_path: Path) -> None:
    whole = {"traceloop.span.kind": "workflow", "traceloop.entity.name": "refund_bot"}
    call = {"llm.request.type": "chat", "gen_ai.request.model": "m-1"}
    (trace,) = read(tmp_path, span("c", (1, 2), call, within="w"), span("w", (0, 7), whole)).traces
    assert (trace.system, trace.seconds) == ("refund_bot", 7.0)


def test_an_agent_that_runs_elsewhere_tells_what_was_said(tmp_path: Path) -> None:
    told = SINCE_1_37 | {"gen_ai.usage.input_tokens": 20, "gen_ai.usage.output_tokens": 7}
    (alone,) = read(tmp_path, agent("remote", (0, 3), told)).traces
    assert (shape(alone), alone.tokens_in, alone.tokens_out) == (WANTED, 20, 7)
    (nested,) = read(tmp_path, agent("flow", (0, 4), told), agent("remote", (1, 3), told, within="flow")).traces
    assert (nested.tokens_out, len(nested.steps), nested.system) == (7, 4, "flow")
    (busy,) = read(tmp_path, agent("shop", (0, 3), told), chat("c", (1, 2), within="shop")).traces
    assert [(each[0], each[1]) for each in shape(busy)] == [("message", "system"), ("message", "assistant")]
    assert busy.tokens_out == 5


def test_what_was_looked_for_is_a_step(tmp_path: Path) -> None:
    told = {"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.query.text": "refund rules"}
    documents = json.dumps([{"id": "d1", "score": 0.9}, {"id": "d2", "score": 0.5}])
    (trace,) = read(tmp_path, span("retrieval shop", (0, 1), told | {"gen_ai.retrieval.documents": documents})).traces
    assert shape(trace) == [("retrieval", "shop", "refund rules", ["d1", "d2"])]


@pytest.mark.parametrize("ops", ["", "embeddings"])
def test_a_file_without_a_step_says_what_its_spans_are(ops: str, tmp_path: Path) -> None:
    from assay.core.errors import InputError

    own = {"gen_ai.operation.name": ops} if ops else {}
    with pytest.raises(InputError, match=f"It holds 2 spans {'of the operation embeddings' if ops else 'that are no'}"):
        read(tmp_path, span("a", (0, 1), own), span("b", (0, 1), own))
