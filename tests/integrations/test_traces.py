"""Traces made by the OpenTelemetry SDK in both conventions, lines of our own, and rows of a run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from tests.integrations.carrying import FIXTURES

from assay.core import plugged
from assay.core.errors import InputError
from assay.core.trace import StepKind, Trace
from assay.datasets.expected_file import read_expected
from assay.datasets.made_traces import number
from assay.datasets.trace_lines import trace_from_line, trace_line
from assay.integrations.traces import OURS, read_traces, recognised, trace_reader
from assay.metrics.agents import look

OTEL, INFERENCE = FIXTURES / "otel_genai.json", FIXTURES / "openinference.json"
Assay = Callable[..., Any]


def shape(trace: Trace) -> list[tuple[str, str]]:
    return [(step.kind.value, step.name) for step in trace.steps]


def test_spans_of_the_conventions_for_generative_ai_are_traces_with_steps() -> None:
    found = read_traces(OTEL)
    assert found.format == recognised(OTEL) == "opentelemetry"
    first, second = found.traces
    assert shape(first) == [
        ("message", "user"),
        ("message", "assistant"),
        ("tool_call", "find_order"),
        ("error", "find_order"),
        ("tool_call", "find_order"),
        ("tool_result", "find_order"),
        ("tool_call", "refund"),
        ("tool_result", "refund"),
        ("message", "assistant"),
    ]
    assert (first.item, first.system, first.input, first.output) == (
        "refund-17",
        "shop",
        "Refund order 17, please.",
        "Refunded.",
    )
    assert (first.seconds, first.tokens_in, first.tokens_out, first.cost) == (5.0, 320, 15, None)
    assert (first.steps[3].output, first.steps[5].output, first.steps[6].input) == (
        "timed out",
        {"paid": 30},
        {"amount": 30, "id": 17},
    )
    assert first.started_at == "2026-11-18T11:06:40.000000Z"
    assert len(second.steps) == 7
    spans = json.loads(OTEL.read_text())["resourceSpans"][0]["scopeSpans"][0]["spans"]
    in_traces = {span["traceId"] for span in spans if span["name"] != "GET /health"}
    assert {trace.id for trace in found.traces} == in_traces
    assert found.left_out == (("spans that are no step of a model or a tool", 1),)


def test_spans_of_openinference_are_traces_with_steps() -> None:
    found = read_traces(INFERENCE)
    (trace,) = found.traces
    assert (found.format, trace.item, trace.system) == ("openinference", "refund-17", "shop")
    assert shape(trace)[2:6] == [
        ("retrieval", "search"),
        ("tool_call", "find_order"),
        ("error", "find_order"),
        ("tool_call", "find_order"),
    ]
    assert (trace.steps[2].output, trace.steps[3].input, trace.cost) == (["d1", "d2"], {"id": 71}, 0.0021)
    assert (trace.input, trace.output, trace.tokens_in) == ("Refund order 17, please.", "Refunded.", 320)


def span(name: str, **told: Any) -> dict[str, Any]:
    """A span of one trace with these attributes."""
    attributes = [{"key": key.replace("__", "."), "value": {"stringValue": value}} for key, value in told.items()]
    return {"traceId": "t", "spanId": name, "name": name, "startTimeUnixNano": "1", "attributes": attributes}


def otlp(path: Path, *spans: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": list(spans)}]}]}))
    return path


def test_calls_that_a_model_asked_for_count_where_no_span_tells_that_they_were_made(tmp_path: Path) -> None:
    said = [{"role": "assistant", "parts": [{"type": "tool_call", "id": "c", "name": "find", "arguments": {"id": 1}}]}]
    one = span("chat", gen_ai__operation__name="chat", gen_ai__output__messages=json.dumps(said))
    (trace,) = read_traces(otlp(tmp_path / "s.json", one)).traces
    assert [(step.name, step.input) for step in trace.of(StepKind.TOOL_CALL)] == [("find", {"id": 1})]


def test_the_item_and_the_state_at_the_end_may_stand_on_any_span(tmp_path: Path) -> None:
    one = span("chat", gen_ai__operation__name="chat", assay__item="q1", assay__final_state='{"paid": true}')
    (trace,) = read_traces(otlp(tmp_path / "s.json", one)).traces
    assert (trace.item, trace.state, trace.system) == ("q1", {"paid": True}, "system")


def test_a_file_of_several_documents_is_read_line_by_line(tmp_path: Path) -> None:
    text = json.dumps(json.loads(OTEL.read_text()))
    (tmp_path / "s.jsonl").write_text(f"{text}\n{json.dumps(json.loads(INFERENCE.read_text()))}\n")
    assert len(read_traces(tmp_path / "s.jsonl", format="opentelemetry").traces) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"resourceSpans": []}', "no spans"),
        ('{"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "x"}]}]}]}', "no 'traceId'"),
        ('{"resourceLogs": []}', "no spans"),
        ('{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "a", "spanId": "b"}]}]}]}', "No span has"),
        ("{", "no|not JSON"),
    ],
)
def test_a_file_without_steps_of_a_model_is_refused(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(text)
    for name in ("opentelemetry", "openinference"):
        with pytest.raises(InputError, match=why):
            read_traces(tmp_path / "s.json", format=name)


def test_a_trace_written_as_a_line_is_the_same_again(tmp_path: Path) -> None:
    every = (*read_traces(OTEL).traces, *read_traces(INFERENCE).traces)
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(trace_line(each)) for each in every))
    assert read_traces(tmp_path / "t.jsonl").traces == every


def test_rows_of_a_run_are_traces_turn_by_turn() -> None:
    call = {"id": "c1", "name": "find", "arguments": '{"id": 1}'}
    turns = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "id": "c1", "content": "error: no such order"},
        {"role": "assistant", "content": "Once more", "tool_calls": [{**call, "id": "c2"}]},
        {"role": "tool", "id": "c2", "content": '{"paid": 3}'},
    ]
    row = {
        "id": "q1",
        "attempt": 2,
        "input": "Refund",
        "turns": turns,
        "output": "Done",
        "seconds": 2.5,
        "tokens_in": 9,
    }
    trace = trace_from_line(row, 1)
    assert isinstance(trace, Trace)
    assert shape(trace) == [
        ("message", "user"),
        ("tool_call", "find"),
        ("error", "find"),
        ("message", "assistant"),
        ("tool_call", "find"),
        ("tool_result", "find"),
        ("message", "assistant"),
    ]
    assert (trace.id, trace.seconds, trace.tokens_in, trace.failed) == ("q1#system#2", 2.5, 9, False)
    lost = trace_from_line({"id": "q2", "output": None, "why": "timeout"}, 2)
    assert isinstance(lost, Trace)
    assert (lost.failed, shape(lost)) == (True, [("error", "model")])


def test_a_table_that_a_run_wrote_is_traces_too(tmp_path: Path) -> None:
    turns = [{"role": "assistant", "tool_calls": [{"id": "c", "name": "find", "arguments": "{}"}]}]
    rows = {"id": ["q1", "q2"], "attempt": [1, 1], "output": ["4", None], "why": [None, "timeout"]}
    table = pa.table(rows | {"turns": [json.dumps(turns), None], "seconds": [1.5, None], "cost": [0.01, None]})
    pyarrow.parquet.write_table(table, tmp_path / "answers.parquet")
    first, second = read_traces(tmp_path / "answers.parquet").traces
    assert (shape(first), first.output, first.cost) == (
        [("tool_call", "find"), ("message", "assistant")],
        "4",
        0.01,
    )
    assert (second.failed, second.steps[0].output) == (True, "timeout")


def test_every_line_that_is_no_trace_is_told_at_once(tmp_path: Path) -> None:
    rows = [{"id": "a", "steps": [{"kind": "thought", "name": "x"}]}, {"id": "b", "steps": 3}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(InputError, match="tool_call") as refused:
        read_traces(tmp_path / "t.jsonl")
    assert [problem.line for problem in refused.value.problems] == [1, 2]


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ('{"resourceSpans": []}', "The file holds no spans", None),
        (
            '{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "a", "spanId": "b"}]}]}]}',
            "It holds 1 spans",
            None,
        ),
        ('{"id": "a"}', "It has 'id', but no 'steps' of a trace, and no 'output' or 'turns' of a run", 1),
        ('{"data": [{"traceID": "a", "spans": []}]}', "It has 'data', but no 'steps'", 1),
        ("{}", "It is empty", 1),
    ],
)
def test_what_is_no_trace_is_refused_where_no_format_is_named(
    text: str, why: str, line: int | None, tmp_path: Path
) -> None:
    (tmp_path / "s.json").write_text(text)
    with pytest.raises(InputError, match=why) as refused:
        read_traces(tmp_path / "s.json")
    (problem,) = refused.value.problems
    assert (problem.code, problem.line) == ("trace.shape", line)
    assert "resourceSpans" in problem.fix


def test_a_table_without_a_column_of_a_run_is_refused_once(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name\na,b\nc,d\n")
    with pytest.raises(InputError, match="It has 'id', 'name', but no 'steps'") as refused:
        read_traces(tmp_path / "t.csv")
    assert len(refused.value.problems) == 1


def test_lines_that_speak_of_spans_stay_lines(tmp_path: Path) -> None:
    row = {"id": "a", "steps": [], "output": 'Set "gen_ai.operation.name" and "resourceSpans".'}
    (tmp_path / "t.jsonl").write_text(json.dumps(row))
    assert recognised(tmp_path / "t.jsonl") == "lines"


def test_a_trace_that_stands_twice_is_told_and_a_number_that_nobody_measured_is_left_out(tmp_path: Path) -> None:
    row = {"id": "a", "steps": [{"kind": "message", "name": "m", "seconds": 1e308}], "seconds": 1e308}
    (tmp_path / "t.jsonl").write_text(json.dumps(row))
    (made,) = read_traces(tmp_path / "t.jsonl").traces
    assert (made.seconds, number(float("inf")), number(float("nan")), number(3.0)) == (None, None, None, 3)
    (tmp_path / "t.jsonl").write_text("\n".join([json.dumps(row)] * 3))
    with pytest.raises(InputError) as refused:
        read_traces(tmp_path / "t.jsonl")
    assert [(each.code, each.line) for each in refused.value.problems] == [("input.duplicate_id", n) for n in (2, 3)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"items": "a"}, "Did you mean 'item'"),
        ({"calls": []}, "names no item"),
        ({"item": "a", "calls": ["find"]}, "objects with a 'name'"),
        ({"item": "a", "forbidden": "drop"}, "no list of tools"),
        ({"item": "a", "most_calls": -1}, "whole number"),
    ],
)
def test_an_expectation_that_cannot_be_read_is_told_with_its_line(
    row: dict[str, Any], why: str, tmp_path: Path
) -> None:
    (tmp_path / "e.jsonl").write_text(json.dumps(row))
    with pytest.raises(InputError, match=why):
        read_expected(tmp_path / "e.jsonl")


def test_readers_are_found_by_name_and_other_packages_offer_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(callable(trace_reader(name).read) for name in OURS)

    class Entry:
        name = "mine"

        def load(self) -> Any:
            return lambda: trace_reader("lines")

    monkeypatch.setattr(plugged, "entry_points", lambda group: [Entry()] if group == "assay.traces" else [])
    assert callable(trace_reader("mine").read)
    with pytest.raises(InputError, match="Did you mean 'openinference'"):
        trace_reader("openinferense")


def test_traces_become_items_with_their_steps_as_children_and_are_measured_from_there(
    assay: Assay, tmp_path: Path
) -> None:
    assay("init")
    made = assay("trace", "import", OTEL, "--name", "support", "--json").json()
    assert [(each["name"], each["n_items"]) for each in made["imported"]] == [("support", 2), ("support-steps", 16)]
    assert made["left_out"] == {"spans that are no step of a model or a tool": 1}
    wanted = {"calls": [{"name": "find_order"}, {"name": "refund"}], "forbidden": ["drop"], "state": {"open": 0}}
    (tmp_path / "e.jsonl").write_text("\n".join(json.dumps({**wanted, "item": f"refund-{n}"}) for n in (17, 18)))
    options = ("--expected", tmp_path / "e.jsonl", "--out", tmp_path / "t.csv", "--json")
    by_file = assay("trace", "measure", OTEL, *options).json()
    by_dataset = assay("trace", "measure", "--dataset", "support", *options).json()
    assert by_file["estimates"] == by_dataset["estimates"]
    values = {each["metric"]: each["value"] for each in by_file["estimates"]}
    assert (values["tool_precision"], values["tool_recall"], values["in_order"]) == (pytest.approx(4 / 5), 1.0, 1.0)
    assert by_file["traces"]["notes"] == ["2 traces tell no state at their end"]
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 3
    assert [each["item"] for each in assay("trace", "list", OTEL, "--json").json()["traces"]] == [
        "refund-17",
        "refund-18",
    ]
    shown = assay("trace", "show", "refund-17", "--dataset", "support")
    assert "error find_order" in shown.out
    assert assay("trace", "show", "refund-71", OTEL).code == 3
    assert "Did you mean 'refund-1" in assay("trace", "show", "refund-71", OTEL).err
    assert assay("trace", "list").code == 3


def test_an_id_of_64_bits_is_compared_digit_by_digit(tmp_path: Path) -> None:
    """9007199254740993 and 9007199254740992 are one number to a reader that has doubles alone."""
    spans = []
    for name, id in (("a", 2**53 + 1), ("b", 2**53 + 2)):
        made = span(name, gen_ai__operation__name="execute_tool", gen_ai__tool__name="find", assay__item="q")
        given = {"key": "gen_ai.tool.call.arguments", "value": {"stringValue": json.dumps({"id": id})}}
        spans.append(made | {"attributes": [*made["attributes"], given]})
    line = {"id": "t", "item": "q", "steps": [{"kind": "tool_call", "name": "find", "input": {"id": 2**53 + 1}}]}
    (tmp_path / "t.jsonl").write_text(json.dumps(line))
    wanted = {"item": "q", "calls": [{"name": "find", "arguments": {"id": 2**53 + 1}}], "state": {"id": 2**60}}
    (tmp_path / "e.jsonl").write_text(json.dumps(wanted))
    expected = read_expected(tmp_path / "e.jsonl")["q"]
    for path, made_calls in ((otlp(tmp_path / "s.json", *spans), (1.0, 0.0)), (tmp_path / "t.jsonl", (1.0,))):
        (trace,) = read_traces(path).traces
        found = look(trace, expected)
        assert (found.made, found.wanted) == (made_calls, (1.0,))
        assert trace_from_line(trace_line(trace), 1) == trace


SHOP = [("find_order", {"id": 71}), ("find_order", {"id": 17}), ("refund", {"id": 17, "amount": 30})]
MADE = {
    "otel_openai_v2": ("opentelemetry", "m-1", (430, 21), False, {
        "parts of messages of the kind image_url": 1, "spans that are no step of a model or a tool": 1}),
    "otel_strands": ("opentelemetry", "shop", (300, 21), True, {"spans of the operation execute_event_loop_cycle": 3}),
    "openllmetry": ("opentelemetry", "refund_bot", (430, 21), True, {"spans that stand in the file again": 7}),
    "ai_sdk": ("opentelemetry", "shop", (300, 21), True, {}),
    "openinference_openai": ("openinference", "m-1-2026", (430, 21), False, {
        "parts of messages of the kind image": 1, "spans that are no step of a model or a tool": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_what_instrumentations_write_of_one_conversation_is_one_trace(name: str) -> None:
    """Order 71 is not found, 17 is, and is refunded; the endpoint counts 100 tokens and 10 a message, and writes 7.

    The messages before the three answers are 2, 4 and 7, so that 120 + 140 + 170 = 430 are read and 21 written; the
    models of Strands and of the AI SDK are ours and count 100 each time.
    """
    format, system, tokens, has_tools, left = MADE[name]
    path = FIXTURES / f"{name}.jsonl"
    assert recognised(path) == format
    found = read_traces(path)
    (trace,) = found.traces
    assert (trace.system, trace.input, trace.output, trace.failed) == (
        system,
        "Refund order 17, please.",
        "Refunded 30.",
        False,
    )
    assert [(step.name, step.input) for step in trace.of(StepKind.TOOL_CALL)] == SHOP
    assert (trace.tokens_in, trace.tokens_out) == tokens
    assert [step.input for step in trace.of(StepKind.MESSAGE)][:2] == ["You help a shop.", "Refund order 17, please."]
    assert [step.output for step in trace.of(StepKind.ERROR)] == (["no such order"] if has_tools else [])
    assert look(trace, None).recovered == ((1.0,) if has_tools else ())
    assert dict(found.left_out) == left
