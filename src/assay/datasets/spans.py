"""Spans of OpenTelemetry, and the values that OTLP writes in JSON."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from assay.datasets.json_parts import exact_in, list_in, object_in

ERRORS, GOOD = ("2", "STATUS_CODE_ERROR"), ("1", "STATUS_CODE_OK")
"""How a status says that the span failed, and that somebody judged it to be good."""
FAILURE = "error.type"
"""Attribute of a span that ended with an error, whatever its status."""
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
    def begun(self) -> float:
        """When it began, in nanoseconds; after all others where nobody knows."""
        return math.inf if self.start is None else self.start

    @property
    def ended(self) -> float:
        """When it ended, in nanoseconds; when it began where nobody knows."""
        return self.begun if self.end is None else max(self.end, self.begun)

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


def span_of(given: Mapping[str, Any], resource: Mapping[str, Any], trace: str, own: str) -> Span:
    """The span of that trace and id as OTLP has it."""
    status = object_in(given.get("status"))
    told = attributes_of(given.get("attributes"))
    events = tuple(
        (str(each.get("name")), attributes_of(each.get("attributes"))) for each in listed(given.get("events"))
    )
    code = str(status.get("code"))
    failed = code in ERRORS or (bool(told.get(FAILURE)) and code not in GOOD)
    return Span(
        trace,
        own,
        str(given.get("parentSpanId") or given.get("parent_span_id") or "") or None,
        str(given.get("name") or ""),
        _whole(given.get("startTimeUnixNano") or given.get("start_time_unix_nano")),
        _whole(given.get("endTimeUnixNano") or given.get("end_time_unix_nano")),
        told,
        _why(status, told, events) if failed else None,
        events,
        resource,
    )


def _why(
    status: Mapping[str, Any], attributes: Mapping[str, Any], events: tuple[tuple[str, Mapping[str, Any]], ...]
) -> str:
    told = next((each.get("exception.message") for name, each in events if name == "exception"), None)
    return str(status.get("message") or told or attributes.get(FAILURE) or "error")


def attributes_of(given: Any) -> dict[str, Any]:
    """Attributes with plain values."""
    return {str(each.get("key")): exact_in(plain_value(each.get("value"))) for each in listed(given)}


def plain_value(given: Any) -> Any:
    """The plain value of an attribute."""
    if not isinstance(given, Mapping):
        return given
    for kind, value in given.items():
        match kind:
            case "intValue" | "int_value":
                return _whole(value)
            case "arrayValue" | "array_value":
                return [plain_value(each) for each in list_in(object_in(value).get("values"))]
            case "kvlistValue" | "kvlist_value":
                return attributes_of(object_in(value).get("values"))
            case _:
                return value
    return None


def listed(given: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none of anything else."""
    return [each for each in list_in(given) if isinstance(each, Mapping)]


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def numbered(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """What stands flattened under ``NAME.0.``, ``NAME.1.`` and so on, in order.

    Examples
    --------
    >>> numbered({"p.10.role": "user", "p.2.role": "system", "p.2.content": "Be kind.", "p.n": 2}, "p")
    [{'role': 'system', 'content': 'Be kind.'}, {'role': 'user'}]
    """
    found: dict[int, dict[str, Any]] = {}
    for key, value in told.items():
        if key.startswith(f"{name}."):
            place, _, rest = key[len(name) + 1 :].partition(".")
            if place.isascii() and place.isdigit():
                found.setdefault(int(place), {})[rest] = value
    return [found[place] for place in sorted(found)]


def first_of(told: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first of those attributes that is there; None where none is."""
    return next((told[name] for name in names if told.get(name) is not None), None)


def parsed(value: Any) -> Any:
    """A value that may be JSON in a text, as JSON has it; the text where it is none."""
    if not isinstance(value, str) or value[:1] not in '[{"' or not value:
        return value
    try:
        return exact_in(orjson.loads(value))
    except orjson.JSONDecodeError:
        return value
