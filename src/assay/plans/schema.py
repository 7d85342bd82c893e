"""The JSON Schema of a plan (draft 2020-12), for editors, made from the table of settings."""

from typing import Any

from assay.plans.settings import GATE_NEEDS, LAYOUT, TABLES, GateNeeds, Kind, Setting, setting_of

SCHEMA_ID = "https://assay.example/schema/plan-1.json"
BARE_TEXT = r"\S"
DATASET = r"^[^\s@:/\\][^@:/\\]*(@[0-9a-f]{8,64})?$"
INSIDE = r"^(?![/~\\])(?![A-Za-z][A-Za-z0-9+.-]*:)(?!(.*/)?\.\.(/|$))[^\\]+$"
URL = r"^https?://[^\s@/?#]+(/[^\s@?#]*)?(\?[^\s@#]*)?$"
CURRENCY = "^[A-Z]{3}$"
PATTERNS = {("plan", "dataset"): DATASET, ("system", "predictions"): INSIDE, ("system", "outputs"): INSIDE}
PATTERNS |= {("call", name): INSIDE for name in ("prompt_file", "conversation", "shots", "tools", "tool_script")}
PATTERNS |= {("call", "url"): URL, ("scoring", "currency"): CURRENCY}
PATTERNS |= {("scoring", "judge_file"): INSIDE, ("budget", "currency"): CURRENCY}
DEFINITIONS = ("systems", "system", "call", "scoring", "budget", "slice", "gate")


def plan_schema() -> dict[str, Any]:
    """JSON Schema of the plan file. What it cannot say (thresholds, names, columns) `assay plan check` says."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Assay plan",
        "description": f"Which data, systems, metrics, slices and gates decide a release. Layout {LAYOUT}.",
        **_table("plan"),
        "$defs": {name: _definition(name) for name in DEFINITIONS},
    }


def _definition(name: str) -> dict[str, Any]:
    extra: dict[str, Any] = {"slice": _slice_rules(), "gate": _gate_rules()}.get(name, {})
    return {**_table(name), **extra}


def _table(name: str) -> dict[str, Any]:
    settings = TABLES[name]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [each.name for each in settings if each.required],
        "properties": {each.name: _property(name, each) for each in settings},
    }


def _property(table: str, setting: Setting) -> dict[str, Any]:
    value = _value(setting)
    if pattern := PATTERNS.get((table, setting.name)):
        value["pattern"] = pattern
    if not setting.required:
        value = {"anyOf": [value, {"type": "null"}]}
    if setting.default is not None:
        value["default"] = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    return {"description": setting.sentence, **value}


def _value(setting: Setting) -> dict[str, Any]:
    plain: dict[Kind, dict[str, Any]] = {
        Kind.TEXT: _text(setting),
        Kind.ANSWER: {"type": ["string", "integer"]},
        Kind.NUMBER: {"type": "number", **_bounds(setting)},
        Kind.WHOLE: {"type": "integer", **_bounds(setting)},
        Kind.YES_NO: {"type": "boolean"},
        Kind.NUMBERS: {"type": "array", "items": {"type": "number"}, "minItems": 1},
        Kind.TEXTS: {"type": "array", "items": _text(setting), "uniqueItems": True},
        Kind.ANSWERS: {"type": "array", "items": {"type": ["string", "integer"]}, "uniqueItems": True},
        Kind.COLUMNS: {"anyOf": _columns(setting)},
    }
    return plain[setting.kind] if setting.kind in plain else _nested(setting)


def _nested(setting: Setting) -> dict[str, Any]:
    table = {"$ref": f"#/$defs/{setting.holds}"}
    if setting.kind is Kind.MAP:
        return table
    columns = _columns(setting_of(TABLES["slice"], "by")) if setting.kind is Kind.SLICES else []
    members = {"anyOf": [*columns, table]} if columns else table
    return {"type": "array", "items": members, **({"minItems": 1} if setting.required else {})}


def _columns(setting: Setting) -> list[dict[str, Any]]:
    text = _text(setting)
    return [text, {"type": "array", "items": text, "minItems": 1, "maxItems": 2, "uniqueItems": True}]


def _text(setting: Setting) -> dict[str, Any]:
    if setting.choices:
        return {"enum": list(setting.choices)}
    return {"type": "string", "pattern": BARE_TEXT, "maxLength": setting.longest}


def _bounds(setting: Setting) -> dict[str, float]:
    names = ("exclusiveMinimum", "exclusiveMaximum") if setting.inside else ("minimum", "maximum")
    ends = zip(names, (setting.low, setting.high), strict=True)
    return {name: end for name, end in ends if end is not None}


def _slice_rules() -> dict[str, Any]:
    by_column = {"required": ["by"], "properties": {"name": False, "where": False}, **_not_both("edges", "quantiles")}
    ranges = {
        "if": {"anyOf": [{"required": ["edges"]}, {"required": ["quantiles"]}]},
        "then": {"properties": {"by": {"type": ["string", "array"], "maxItems": 1}}},
    }
    by_condition = {
        "required": ["name", "where"],
        "properties": {"by": False, "edges": False, "quantiles": False},
    }
    return {"oneOf": [by_column, by_condition], **ranges}


def _not_both(one: str, other: str) -> dict[str, Any]:
    return {"not": {"required": [one, other]}}


def _gate_rules() -> dict[str, Any]:
    return {"allOf": [_gate_rule(kind.value, needs) for kind, needs in GATE_NEEDS.items()]}


def _gate_rule(kind: str, row: GateNeeds) -> dict[str, Any]:
    allowed = {"name", "kind", "role", *row.needs, *row.takes}
    refused = {each.name: False for each in TABLES["gate"] if each.name not in allowed}
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"required": list(row.needs), "properties": refused},
    }
