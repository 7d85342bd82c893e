"""Spans of OpenTelemetry as OTLP writes them in JSON: one document, or one document a line."""

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from assay.core.errors import InputError
from assay.datasets.json_parts import list_in, object_in
from assay.datasets.json_records import FILE_LIMITS, read_document, read_records
from assay.datasets.reading import check_place

FIX = 'Give spans as OTLP writes them in JSON: {"resourceSpans": [...]}, one document or one a line.'
ERRORS = ("2", "STATUS_CODE_ERROR")
"""How a status says that the span failed."""
NANO = 1_000_000_000
LAST_NANO = 253_402_300_800 * NANO


@dataclass(frozen=True, slots=True)
class Span:
    """One span."""

    trace: str
    """Id of its trace."""
    id: str
    """Its own id."""
    parent: str | None
    """Id of the span around it."""
    name: str
    """What it is called."""
    start: int | None
    """When it began, in nanoseconds since 1970."""
    end: int | None
    """When it ended."""
    attributes: Mapping[str, Any]
    """Attributes with plain values."""
    error: str | None
    """Why it failed; None where it did not."""
    events: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """Events by name, with their attributes."""
    resource: Mapping[str, Any] = field(default_factory=dict)
    """Attributes of the process."""

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        return None if self.start is None or self.end is None else max(self.end - self.start, 0) / NANO

    @property
    def started_at(self) -> str | None:
        """When it began, UTC, as the house writes times."""
        if self.start is None or not 0 <= self.start < LAST_NANO:
            return None
        moment = datetime.fromtimestamp(self.start // NANO, UTC).replace(microsecond=self.start % NANO // 1_000)
        return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class SpanFile(NamedTuple):
    """The spans of a file."""

    traces: dict[str, list[Span]]
    """By trace, spans in order of their start."""
    sha256: str
    """Of the bytes of the file."""


def read_spans(path: Path) -> SpanFile:
    """The spans of a file by trace.

    Raises
    ------
    InputError
        ``trace.shape`` where it holds no spans; those of reading JSON.
    """
    file = str(path)
    check_place(path, file, FILE_LIMITS)
    documents, sha256 = _documents(path)
    spans = [span for document in documents for span in _spans(document, file)]
    if not spans:
        raise InputError("trace.shape", "The file holds no spans.", FIX, file=file)
    traces: dict[str, list[Span]] = {}
    for span in sorted(spans, key=lambda each: each.start if each.start is not None else math.inf):
        traces.setdefault(span.trace, []).append(span)
    return SpanFile(traces, sha256)


def _documents(path: Path) -> tuple[list[Mapping[str, Any]], str]:
    data = path.read_bytes()
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > 1 and lines[0].rstrip().endswith(b"}"):
        read = read_records(path)
        return [each.value for each in read.records], read.sha256
    document = read_document(path)
    return [document.value], hashlib.sha256(data).hexdigest()


def _spans(document: Mapping[str, Any], file: str) -> Iterator[Span]:
    for group in _listed(document.get("resourceSpans") or document.get("resource_spans")):
        resource = _attributes(object_in(group.get("resource")).get("attributes"))
        for scope in _listed(group.get("scopeSpans") or group.get("scope_spans")):
            for span in _listed(scope.get("spans")):
                yield _span(span, resource, file)


def _span(span: Mapping[str, Any], resource: Mapping[str, Any], file: str) -> Span:
    trace, own = span.get("traceId") or span.get("trace_id"), span.get("spanId") or span.get("span_id")
    if not isinstance(trace, str) or not isinstance(own, str):
        raise InputError("trace.shape", "A span has no 'traceId' or 'spanId'.", FIX, file=file)
    status = object_in(span.get("status"))
    attributes = _attributes(span.get("attributes"))
    events = tuple((str(each.get("name")), _attributes(each.get("attributes"))) for each in _listed(span.get("events")))
    failed = str(status.get("code")) in ERRORS
    return Span(
        trace,
        own,
        str(span.get("parentSpanId") or span.get("parent_span_id") or "") or None,
        str(span.get("name") or ""),
        _whole(span.get("startTimeUnixNano") or span.get("start_time_unix_nano")),
        _whole(span.get("endTimeUnixNano") or span.get("end_time_unix_nano")),
        attributes,
        _why(status, attributes, events) if failed else None,
        events,
        resource,
    )


def _why(
    status: Mapping[str, Any], attributes: Mapping[str, Any], events: tuple[tuple[str, Mapping[str, Any]], ...]
) -> str:
    told = next((each.get("exception.message") for name, each in events if name == "exception"), None)
    return str(status.get("message") or told or attributes.get("error.type") or "error")


def _attributes(given: Any) -> dict[str, Any]:
    return {str(each.get("key")): _value(each.get("value")) for each in _listed(given)}


def _value(given: Any) -> Any:
    """The plain value of an attribute."""
    if not isinstance(given, Mapping):
        return given
    for kind, value in given.items():
        match kind:
            case "intValue" | "int_value":
                return _whole(value)
            case "arrayValue" | "array_value":
                return [_value(each) for each in list_in(object_in(value).get("values"))]
            case "kvlistValue" | "kvlist_value":
                return _attributes(object_in(value).get("values"))
            case _:
                return value
    return None


def _listed(given: Any) -> list[Mapping[str, Any]]:
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def parsed(value: Any) -> Any:
    """A value that may be JSON in a text, as JSON has it; the text where it is none."""
    if not isinstance(value, str) or value[:1] not in '[{"' or not value:
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value
