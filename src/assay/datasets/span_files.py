"""Files of spans as OTLP writes them in JSON: one document, or one document a line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from re import sub
from typing import Any, NamedTuple

from assay.core.errors import InputError
from assay.datasets.json_parts import object_in
from assay.datasets.json_records import FILE_LIMITS, read_document, read_records
from assay.datasets.problems import Problems, shown
from assay.datasets.reading import check_place
from assay.datasets.spans import Span, attributes_of, listed, plain_value, span_of
from assay.datasets.told import LeftOut

FIX = 'Give spans as OTLP writes them in JSON: {"resourceSpans": [...]}, one document or one a line.'
KEEP_WHOLE = "Keep the one that was exported last, with its end and all that it tells."
Document = tuple[int | None, Mapping[str, Any]]
"""What OTLP calls one export, with its line where the file has several."""
Event = tuple[str, Mapping[str, Any]]
"""Name and attributes."""


class SpanFile(NamedTuple):
    """The spans of a file."""

    traces: dict[str, list[Span]]
    """By trace, spans in order of their start."""
    sha256: str
    """Of the bytes of the file."""
    left: LeftOut
    """What does not count."""


def read_spans(path: Path) -> SpanFile:
    """The spans of a file by trace; one that stands there again with the same content is one.

    Events that were exported as records of a log (``resourceLogs``) belong to their spans.

    Raises
    ------
    InputError
        ``trace.shape`` where it holds no spans, and for each span without ids; ``input.duplicate_id`` for each that
        stands there again with another content; those of reading JSON.
    """
    file, left = str(path), LeftOut()
    check_place(path, file, FILE_LIMITS)
    documents, sha256 = _documents(path)
    spans = _spans(documents, Problems(file), left)
    if not spans:
        raise InputError("trace.shape", "The file holds no spans.", FIX, file=file)
    for key, events in _logged(documents).items():
        if key in spans:
            spans[key] = replace(spans[key], events=(*spans[key].events, *events))
        else:
            left.add("events whose span is not in the file", len(events))
    traces: dict[str, list[Span]] = {}
    for span in sorted(spans.values(), key=lambda each: each.begun):
        traces.setdefault(span.trace, []).append(span)
    return SpanFile(traces, sha256, left)


def _documents(path: Path) -> tuple[list[Document], str]:
    lines = [line.strip() for line in path.read_bytes().split(b"\n") if line.strip()]
    if lines[:1] and (lines[0].startswith(b"[") or (len(lines) > 1 and lines[0].endswith(b"}"))):
        read = read_records(path)
        return [(each.line, each.value) for each in read.records], read.sha256
    document = read_document(path)
    return [(None, document.value)], document.sha256


def _spans(documents: list[Document], problems: Problems, left: LeftOut) -> dict[tuple[str, str], Span]:
    """Spans by trace and id, in file order."""
    found: dict[tuple[str, str], Span] = {}
    firsts: dict[tuple[str, str], str] = {}
    for place, line, given, resource in _told(documents):
        ids = _either(given, "traceId"), _either(given, "spanId")
        where = f"Span {place}, {shown(given.get('name') or '')},"
        if not all(isinstance(each, str) for each in ids):
            problems.add("trace.shape", f"{where} has no 'traceId' or no 'spanId'.", FIX, line=line)
            continue
        key = str(ids[0]), str(ids[1])
        span = span_of(given, resource, *key)
        if key not in found:
            found[key], firsts[key] = span, f"span {place}"
        elif _content(found[key]) == _content(span):
            left.add("spans that stand in the file again")
        else:
            what = f"{where} has the id {shown(key[1])} of {firsts[key]}, but tells something else."
            problems.add("input.duplicate_id", what, KEEP_WHOLE, line=line)
    problems.raise_any()
    return found


def _content(span: Span) -> Span:
    """All that a span tells of itself; the process is told by whoever exports."""
    return replace(span, resource={})


def _told(documents: list[Document]) -> Iterator[tuple[int, int | None, Mapping[str, Any], Mapping[str, Any]]]:
    """Each span with its place in the file from 1, the line of its document, and the attributes of its process."""
    place = 0
    for line, document in documents:
        for group in listed(_either(document, "resourceSpans")):
            resource = attributes_of(object_in(group.get("resource")).get("attributes"))
            for scope in listed(_either(group, "scopeSpans")):
                for span in listed(scope.get("spans")):
                    place += 1
                    yield place, line, span, resource


def _logged(documents: list[Document]) -> dict[tuple[str, str], list[Event]]:
    """Events of the conventions that were exported as records of a log, by trace and span, each once."""
    found: dict[tuple[str, str], list[tuple[Any, Event]]] = defaultdict(list)
    for record in _records(documents):
        told = attributes_of(record.get("attributes"))
        name = str(_either(record, "eventName") or told.get("event.name") or "")
        trace, span = _either(record, "traceId"), _either(record, "spanId")
        if not name.startswith("gen_ai.") or not isinstance(trace, str) or not isinstance(span, str):
            continue
        body = plain_value(record.get("body"))
        told |= body if isinstance(body, dict) else {} if body is None else {"content": body}
        event = _either(record, "timeUnixNano"), (name, told)
        if event not in found[trace, span]:
            found[trace, span].append(event)
    return {key: [event for _, event in events] for key, events in found.items()}


def _records(documents: list[Document]) -> Iterator[Mapping[str, Any]]:
    for _, document in documents:
        for group in listed(_either(document, "resourceLogs")):
            for scope in listed(_either(group, "scopeLogs")):
                yield from listed(_either(scope, "logRecords"))


def _either(given: Mapping[str, Any], name: str) -> Any:
    """What stands under a name as JSON has it, or as protobuf has it: ``spanId`` or ``span_id``."""
    return given.get(name) or given.get(sub(r"([A-Z])", r"_\1", name).lower())
