"""Files of spans: what stands there twice, what has no ids, and events that were exported as a log."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.otlp import agent, attributes, chat, document, file_of, span, tool, value

from assay.core.errors import InputError
from assay.core.trace import StepKind
from assay.datasets.span_files import read_spans
from assay.integrations.traces import read_traces


def lines(folder: Path, *documents: Any) -> Path:
    (folder / "spans.jsonl").write_text("\n".join(map(json.dumps, documents)))
    return folder / "spans.jsonl"


def test_a_span_that_was_exported_twice_is_one(tmp_path: Path) -> None:
    find = tool("f", (1, 2), "find", {"id": 1}, within="shop")
    again = json.loads(json.dumps(find)) | {"startTimeUnixNano": int(find["startTimeUnixNano"])}
    path = lines(tmp_path, document(find, agent("shop", (0, 3))), document(again, service="collector"))
    found = read_traces(path)
    assert len(found.traces[0].of(StepKind.TOOL_CALL)) == 1
    assert found.left_out == (("spans that stand in the file again", 1),)


def test_spans_of_one_id_that_tell_different_things_and_spans_without_ids_are_told_all_at_once(tmp_path: Path) -> None:
    find = tool("f", (1, 2), "find", {"id": 1})
    path = lines(
        tmp_path,
        document(agent("shop", (0, 3)), find),
        document({"name": "lost", "spanId": "x"}, {"traceId": "t1", "name": "gone"}),
        document(tool("f", (1, 4), "find", {"id": 1})),
    )
    with pytest.raises(InputError) as refused:
        read_spans(path)
    assert [(each.code, each.line) for each in refused.value.problems] == [
        ("trace.shape", 2),
        ("trace.shape", 2),
        ("input.duplicate_id", 3),
    ]
    first, _, last = refused.value.problems
    assert "Span 3, 'lost', has no 'traceId'" in first.what
    assert "Span 5, 'f', has the id 'f' of span 2" in last.what


def test_one_id_in_two_traces_is_two_spans(tmp_path: Path) -> None:
    found = read_traces(file_of(tmp_path, chat("c", (0, 1)), chat("c", (0, 1), trace="t2")))
    assert [trace.id for trace in found.traces] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("status", "told", "error"),
    [
        ({}, {"error.type": "TimeoutError"}, "TimeoutError"),
        ({"code": "STATUS_CODE_UNSET"}, {"error.type": "500"}, "500"),
        ({"code": 1}, {"error.type": "500"}, None),
        ({"code": "STATUS_CODE_OK"}, {}, None),
        ({"code": 2}, {}, "error"),
        ({"code": 2, "message": "boom"}, {"error.type": "E"}, "boom"),
    ],
)
def test_a_span_failed_by_its_status_or_by_the_type_of_its_error(
    status: Any, told: dict[str, Any], error: str | None, tmp_path: Path
) -> None:
    path = file_of(tmp_path, span("s", (0, 1), told) | {"status": status})
    assert read_spans(path).traces["t1"][0].error == error


def test_events_that_were_exported_as_records_of_a_log_belong_to_their_span(tmp_path: Path) -> None:
    def record(name: str, body: Any, span: str = "c", **told: Any) -> dict[str, Any]:
        return {"traceId": "t1", "spanId": span, "body": value(body), "attributes": attributes(told), **(
            {"eventName": name} if span == "c" else {})}  # fmt: skip

    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"id": 1}'}}
    asked = record("gen_ai.user.message", {"content": "Refund 17."})
    answer = record("gen_ai.choice", {"index": 0, "finish_reason": "tool_calls", "message": {"tool_calls": [call]}})
    logs = [asked, asked, answer, record("", {"content": "?"}, span="gone", **{"event.name": "gen_ai.user.message"})]
    kept = {"resourceLogs": [{"scopeLogs": [{"logRecords": logs}]}]}
    found = read_traces(lines(tmp_path, kept, document(chat("c", (0, 1)))))
    assert [(step.kind.value, step.name, step.input) for step in found.traces[0].steps] == [
        ("message", "user", "Refund 17."),
        ("message", "assistant", None),
        ("tool_call", "find", {"id": 1}),
    ]
    assert found.left_out == (("events whose span is not in the file", 1),)


def test_documents_in_one_array_are_read_as_lines_are(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps([document(chat("a", (0, 1))), document(chat("b", (1, 2)))]))
    assert len(read_spans(tmp_path / "s.json").traces["t1"]) == 2
