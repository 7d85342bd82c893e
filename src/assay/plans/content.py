"""What of a plan counts: its content hash, and what differs between two plans in sentences."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeAlias

from assay.core.canonical import Plain, content_hash
from assay.core.errors import PlanError
from assay.core.named import named
from assay.core.plan import Call, Gate, Plan, Scoring, SystemSpec
from assay.core.slices import Cut, Named, SliceSpec

NOT_CONTENT = frozenset({(Gate, "line"), (Named, "text"), (Plan, "budget"), (Scoring, "at_once")}) | {
    (Call, name) for name in ("at_once", "rate", "token_rate", "price_in", "price_out", "line")
}
"""Layout: where a gate or a call stands in the file, and how a condition was spelled (its parsed form counts).

And how fast and how long one command calls: the answers are the same.
"""
FIRST_LAYOUT: Mapping[type, frozenset[str]] = MappingProxyType(
    {
        Plan: frozenset(
            [
                "name",
                "purpose",
                "tier",
                "dataset",
                "baseline",
                "candidate",
                "metrics",
                "gates",
                "slices",
                "positive",
                "cluster",
                "weight",
                "level",
                "power",
                "multiplicity",
                "checks",
                "reviewers",
                "author",
                "seed",
            ]
        ),
        SystemSpec: frozenset({"name", "predictions", "label_column", "score_column"}),
        Scoring: frozenset(
            [
                *("menu", "scorer", "target", "between", "good_from"),
                *("judge", "question", "good", "people", "stages", "label_cost", "currency"),
            ]
        ),
        Call: frozenset(
            [
                *("url", "model", "prompt", "prompt_file", "provider", "system", "temperature", "most_tokens"),
                *("attempts", "timeout", "tries", "more"),
            ]
        ),
        Gate: frozenset(["name", "kind", "role", "metric", "by", "accept", "fail", "margin", "min_items", "check"]),
    }
)
"""Fields of layout 1. One added later counts only where it is not its default, so that old locks keep their hash."""
HASH = re.compile("[0-9a-f]{64}")
LONGEST_SHOWN = 200
"""Characters of a text, such as a prompt, that a sentence shows."""
Sentences: TypeAlias = Iterator[str]


def plan_content(plan: Plan) -> str:
    """SHA-256 of what the plan says, 64 hexadecimal digits.

    Layout, comments, line numbers and the order of settings do not count; the order of lists does.
    """
    return content_hash({"format": "assay-plan/1", "plan": _substance(plan)})


def _substance(value: Any) -> Plain:
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        kept = {field.name: _substance(getattr(value, field.name)) for field in fields(value) if _counts(value, field)}
        return {"is": kind.__name__, **kept}
    if isinstance(value, tuple):
        return [_substance(member) for member in value]
    plain: Plain = value
    return plain


def _counts(value: Any, field: Any) -> bool:
    kind = type(value)
    if (kind, field.name) in NOT_CONTENT:
        return False
    first = FIRST_LAYOUT.get(kind)
    return first is None or field.name in first or getattr(value, field.name) != _default(field)


def _default(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def with_dataset(plan: Plan, dataset_version: str) -> Plan:
    """The plan with the full version (64 hexadecimal digits) of its dataset filled in.

    Raises
    ------
    PlanError
        ``plan.other_dataset`` when the plan names digits that the version does not begin with.
    """
    name, digits = named(plan.dataset)
    if not dataset_version.startswith(digits):
        raise PlanError(
            "plan.other_dataset",
            f"The plan names {plan.dataset}, but the version at hand is {name}@{dataset_version[:12]}.",
            "Name the version you mean in the plan; list them with: assay dataset list.",
        )
    return replace(plan, dataset=f"{name}@{dataset_version}")


def as_versioned(plan: Plan, dataset: str) -> Plan:
    """The plan with ``dataset`` (``name@version``) in full where it names the same one in short; else unchanged."""
    name, digits = named(plan.dataset)
    full_name, version = named(dataset)
    return replace(plan, dataset=dataset) if name == full_name and version.startswith(digits) else plan


def changes(before: Plan, after: Plan) -> tuple[str, ...]:
    """What differs from ``before`` to ``after``, a sentence each; none when their contents are equal.

    Examples
    --------
    ``gate recall floor: accept 0.6 -> 0.55``, ``slice race added``, ``level: 0.95 -> 0.9``.
    """
    return tuple(_changes(before, after))


def _changes(before: Plan, after: Plan) -> Sentences:
    for field in fields(Plan):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if (Plan, field.name) in NOT_CONTENT or _substance(old) == _substance(new):
            continue
        match field.name:
            case "baseline" | "candidate":
                yield from _of_record(field.name, old, new)
            case "scoring" if old is not None and new is not None:
                yield from _of_record("scoring", old, new)
            case "gates":
                yield from _of_list("gate", old, new, name=_gate_name, inside=_of_gate)
            case "slices":
                yield from _of_list("slice", old, new, name=_slice_name, inside=_of_slice)
            case "metrics" | "checks" | "reviewers":
                yield from _of_list(field.name.removesuffix("s"), old, new, name=str, inside=None)
            case _:
                yield f"{field.name}: {_shown(old)} -> {_shown(new)}"


def _gate_name(gate: Gate) -> str:
    return gate.name


def _slice_name(spec: SliceSpec) -> str:
    return spec.name


def _of_gate(name: str, old: Gate, new: Gate) -> Sentences:
    return _of_record(f"gate {name}", old, new)


def _of_slice(name: str, old: SliceSpec, new: SliceSpec) -> Sentences:
    yield f"slice {name}: {_shown(old)} -> {_shown(new)}"


def _of_record(name: str, old: Any, new: Any) -> Sentences:
    for field in fields(old):
        one, other = getattr(old, field.name), getattr(new, field.name)
        if (type(old), field.name) in NOT_CONTENT or _substance(one) == _substance(other):
            continue
        if isinstance(one, Call) and isinstance(other, Call):
            yield from _of_record(f"{name} call", one, other)
        else:
            yield f"{name}: {field.name} {_shown(one)} -> {_shown(other)}"


def _of_list(
    noun: str,
    old: Sequence[Any],
    new: Sequence[Any],
    *,
    name: Callable[[Any], str],
    inside: Callable[[str, Any, Any], Sentences] | None,
) -> Sentences:
    before, after = {name(each): each for each in old}, {name(each): each for each in new}
    yield from (f"{noun} {key} removed" for key in before if key not in after)
    yield from (f"{noun} {key} added{_of_new(each)}" for key, each in after.items() if key not in before)
    kept = [key for key in before if key in after]
    if inside is not None:
        for key in kept:
            if _substance(before[key]) != _substance(after[key]):
                yield from inside(key, before[key], after[key])
    if kept != [key for key in after if key in before]:
        yield f"order of {noun}s: {', '.join(before)} -> {', '.join(after)}"
    elif list(after)[: len(kept)] != kept and not set(before) - set(after):
        yield f"order of {noun}s: {', '.join(after)}"


def _of_new(each: Any) -> str:
    if not isinstance(each, Gate):
        return ""
    said = [f"{field.name} {_shown(getattr(each, field.name))}" for field in fields(each)[1:] if _said(each, field)]
    return f" ({', '.join(said)})"


def _said(gate: Gate, field: Any) -> bool:
    return field.name != "line" and getattr(gate, field.name) is not None


def _shown(value: Any) -> str:
    match value:
        case None:
            return "none"
        case Enum():
            return str(value.value)
        case float():
            return f"{value:.10g}"
        case str():
            return _text_shown(value)
        case Call():
            return f"{value.model} at {value.url} with {_asked(value)}"
        case Scoring():
            return ", ".join(
                f"{each.name} {_shown(getattr(value, each.name))}"
                for each in fields(value)
                if getattr(value, each.name) not in (None, (), 0) and (Scoring, each.name) not in NOT_CONTENT
            )
        case SliceSpec(parts):
            return " x ".join(_shown(part) for part in parts)
        case Cut(column, edges, quantiles):
            return f"{column} in {quantiles} quantiles" if quantiles else f"{column} at {', '.join(map(_shown, edges))}"
        case Named(name, _, text):
            return f"{name} ({text})"
        case _:
            return str(value)


def _asked(call: Call) -> str:
    if call.messages is not None:
        return f"messages of column {call.messages}"
    if call.conversation is not None:
        return f"conversation {(call.conversation_sha256 or call.conversation)[:12]}"
    return f"prompt {content_hash(call.prompt)[:12]}"


def _text_shown(text: str) -> str:
    """A version by its first digits, a long text by its beginning."""
    if HASH.fullmatch(text):
        return text[:12]
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}... (text {content_hash(text)[:12]})"
