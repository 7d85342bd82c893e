"""Documents of OTLP as exporters write them, in a few words."""

import json
from pathlib import Path
from typing import Any

SECOND = 1_000_000_000
START = 1_795_000_000 * SECOND


def value(given: Any) -> dict[str, Any]:
    """A value as OTLP writes it in JSON."""
    match given:
        case bool():
            return {"boolValue": given}
        case int():
            return {"intValue": str(given)}
        case float():
            return {"doubleValue": given}
        case dict():
            return {"kvlistValue": {"values": attributes(given)}}
        case list():
            return {"arrayValue": {"values": [value(each) for each in given]}}
    return {"stringValue": given}


def attributes(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value(each)} for key, each in told.items()]


def span(
    name: str,
    seconds: tuple[float, float],
    told: dict[str, Any] | None = None,
    *,
    id: str | None = None,
    within: str | None = None,
    trace: str = "t1",
    error: str | None = None,
    events: list[tuple[str, dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """A span from one second to another; its id is its name where none is given."""
    begun, ended = (START + int(each * SECOND) for each in seconds)
    made = {
        "traceId": trace,
        "spanId": id or name,
        "name": name,
        "startTimeUnixNano": str(begun),
        "endTimeUnixNano": str(ended),
        "attributes": attributes(told or {}),
        "status": {"code": 2, "message": error} if error else {},
        "events": [
            {"name": each, "timeUnixNano": str(begun), "attributes": attributes(own)} for each, own in events or []
        ],
    }
    return made | ({"parentSpanId": within} if within else {})


def chat(name: str, seconds: tuple[float, float], told: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A call of a model."""
    own = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m-1", "gen_ai.usage.output_tokens": 5}
    return span(name, seconds, own | (told or {}), **more)


def tool(name: str, seconds: tuple[float, float], of: str, arguments: Any = None, **more: Any) -> dict[str, Any]:
    """A call of a tool."""
    own = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": of}
    return span(name, seconds, own | {"gen_ai.tool.call.arguments": json.dumps(arguments or {})}, **more)


def agent(name: str, seconds: tuple[float, float], told: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An agent of that name."""
    own = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name}
    return span(name, seconds, own | (told or {}), **more)


def document(*spans: dict[str, Any], service: str = "shop") -> dict[str, Any]:
    """What an exporter sends at once."""
    resource = {"attributes": attributes({"service.name": service})}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "x"}, "spans": list(spans)}]}]}


def file_of(folder: Path, *spans: dict[str, Any]) -> Path:
    """A file with one document."""
    (folder / "spans.json").write_text(json.dumps(document(*spans)))
    return folder / "spans.json"
