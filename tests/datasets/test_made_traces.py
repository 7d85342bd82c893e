"""What belongs to the whole of a trace, and the order of its steps: numbers that are read off the spans by hand."""

from pathlib import Path
from typing import Any

import pytest
from tests.integrations.otlp import agent, chat, file_of, span, tool

from assay.core.trace import Trace
from assay.integrations.traces import read_traces
from assay.metrics.agents import look


def only(path: Path) -> Trace:
    (found,) = read_traces(path).traces
    return found


def said(name: str, seconds: tuple[float, float], kind: str, told: dict[str, Any] | None = None, **more: Any) -> Any:
    return span(name, seconds, {"openinference.span.kind": kind, **(told or {})}, **more)


WEB = span("POST /chat", (0, 5), {"http.request.method": "POST"}, id="web")
WHOLES = {
    # a web server around two calls: from 0 to 5, not the 2 seconds of the first call
    "web": ([WEB, chat("a", (0.1, 2.1), within="web"), chat("b", (3, 4.5), within="web")], 5.0, False),
    # the first call failed and was made again
    "retried": ([chat("a", (0.1, 1.1), within="web", error="429"), WEB, chat("b", (3, 5), within="web")], 5.0, False),
    # nothing around them: from the first start to the last end
    "siblings": ([agent("a", (0, 3)), agent("b", (4, 9), error="gave up")], 9.0, True),
    "siblings that end well": ([agent("a", (0, 3), error="gave up"), agent("b", (4, 9))], 9.0, False),
    # the span around them was not exported
    "orphans": ([agent("a", (0, 3), within="gone"), chat("b", (4, 9), within="gone")], 9.0, False),
    # the part of another agent failed, the whole did not
    "nested": ([agent("part", (1, 5), within="all", error="failed"), agent("all", (0, 12))], 12.0, False),
    # the server answered all the same
    "caught": ([WEB, agent("a", (0, 4), within="web", error="no such model")], 5.0, True),
    "refused": ([WEB | {"status": {"code": 2}}, agent("a", (0, 4), within="web")], 5.0, True),
    # a queue: the request is over before the agent is
    "queued": ([span("POST /job", (0, 0.1), id="web"), agent("a", (1, 21), within="web")], 21.0, False),
    # spans in a ring have no outermost one
    "ring": ([agent("a", (0, 2), within="b"), agent("b", (1, 4), within="a")], 4.0, False),
    # a chain around two agents of OpenInference: 20 seconds, not the 8 of the first agent
    "chain": ([said("c", (0, 20), "CHAIN"), said("p", (1, 9), "AGENT", within="c"),
               said("w", (10, 19), "AGENT", within="c")], 20.0, False),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLES)
def test_a_trace_lasts_as_long_as_its_outermost_spans_and_fails_where_it_ended_so(name: str, tmp_path: Path) -> None:
    spans, seconds, failed = WHOLES[name]
    found = only(file_of(tmp_path, *spans))
    assert (found.seconds, found.failed) == (seconds, failed)


def test_a_trace_is_of_the_outermost_agent_also_where_that_is_exported_last(tmp_path: Path) -> None:
    spans = [chat("c", (0, 1), within="helper"), agent("helper", (0, 2), within="web"), agent("boss", (0, 3), id="web")]
    assert only(file_of(tmp_path, *spans)).system == "boss"
    assert only(file_of(tmp_path, WEB, chat("c", (0, 1), within="web"))).system == "m-1"


def test_the_item_and_the_state_may_stand_on_a_span_that_is_no_step(tmp_path: Path) -> None:
    web = span("POST /chat", (0, 5), {"assay.item": "refund-3", "assay.final_state": '{"paid": 0}'}, id="web")
    found = only(file_of(tmp_path, web, chat("c", (0, 1), within="web")))
    assert (found.item, found.state) == ("refund-3", {"paid": 0})


def test_steps_are_in_order_of_time_and_a_call_at_the_same_time_is_no_recovery(tmp_path: Path) -> None:
    """find(1) from 1 to 5 fails; find(2) from 1.5 to 2.5 and price ran beside it; then find(1) from 6 to 7."""
    beside = [
        tool("f1", (1, 5), "find", {"id": 1}, error="boom"),
        tool("f2", (1.5, 2.5), "find", {"id": 2}),
        tool("p", (1.2, 2), "price"),
    ]
    found = only(file_of(tmp_path, agent("shop", (0, 10)), *beside))
    assert [(step.kind.value, step.call) for step in found.steps] == [
        ("tool_call", "f1"),
        ("tool_call", "p"),
        ("tool_call", "f2"),
        ("tool_result", "p"),
        ("tool_result", "f2"),
        ("error", "f1"),
    ]
    assert look(found, None).recovered == (0.0,)
    later = only(file_of(tmp_path, *beside, tool("f3", (6, 7), "find", {"id": 1})))
    assert look(later, None).recovered == (1.0,)


def test_a_call_of_a_model_around_another_one_is_counted_once(tmp_path: Path) -> None:
    """A framework and the client below it tell of one call: 5 tokens, not 10; what an agent within asks is another."""
    both = [chat("outer", (0, 3)), chat("inner", (1, 2), within="outer")]
    found = read_traces(file_of(tmp_path, *both))
    assert (found.traces[0].tokens_out, len(found.traces[0].steps)) == (5, 1)
    assert found.left_out == (("calls of a model that are told twice, one within the other", 1),)
    silent = span("inner", (1, 2), {"gen_ai.operation.name": "chat"}, within="outer")
    alone = only(file_of(tmp_path, chat("outer", (0, 3)), silent, silent | {"spanId": "i2"}))
    assert (alone.tokens_out, len(alone.steps)) == (5, 1)
    parted = [chat("outer", (0, 9)), tool("t", (1, 8), "ask", within="outer"), chat("inner", (2, 3), within="t")]
    assert only(file_of(tmp_path, *parted)).tokens_out == 10
