"""JSON against a JSON Schema: the keywords that say what a value may be, with bounds on work.

Read are type, enum, const, properties, required, additionalProperties, items, prefixItems, minItems, maxItems,
uniqueItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, pattern (by RE2),
minProperties, maxProperties, allOf, anyOf, oneOf, not, and $ref within the schema; words for people are passed over.
A schema with another keyword gives no score, for it would be held to less than it says.

References
----------
JSON Schema, draft 2020-12, https://json-schema.org/draft/2020-12.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pyarrow as pa
from pyarrow import compute

from assay.core.canonical import canonical_json
from assay.harness.scorers.score import Score, best
from assay.harness.scorers.structures import read_json

MOST_STEPS = 200_000
"""Comparisons of one output, beyond which it is given up."""
DEEPEST = 200
PASSED_OVER = frozenset(
    {"$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "format"}
)
"""Keywords that say nothing of a value, as far as this scorer goes; a format is a note in the standard too."""
pc: Any = compute


class Unread(Exception):
    """A schema that cannot be followed."""


def json_schema(output: str, targets: Sequence[str]) -> Score:
    """Whether the output is JSON, alone or in one fenced block, that a target's schema allows."""
    found, why = read_json(output)
    if found is None:
        return Score(0.0, why)
    return best([_against(found[0], target) for target in targets])


def _against(value: Any, target: str) -> Score:
    schema, why = read_json(target)
    if schema is None or not isinstance(schema[0], (dict, bool)):
        return Score(None, f"the target is no schema: {why or 'neither an object nor true or false'}")
    try:
        wrong = next(_Check(schema[0]).wrong(value, schema[0], "$", 0), None)
    except Unread as error:
        return Score(None, str(error)[:200])
    except (TypeError, ValueError, AttributeError) as error:
        return Score(None, f"the schema cannot be followed: {str(error)[:100]}")
    return Score(float(wrong is None), wrong or "it is as the schema says")


class _Check:
    """One value against one schema."""

    def __init__(self, root: Any) -> None:
        self.root, self.steps = root, 0

    def wrong(self, value: Any, schema: Any, path: str, depth: int) -> Iterator[str]:
        """What is wrong with a value, one thing after the other."""
        self.steps += 1
        if self.steps > MOST_STEPS or depth > DEEPEST:
            raise Unread("the schema asks for too much work")
        if isinstance(schema, bool):
            if not schema:
                yield f"{path} must not be there"
            return
        unknown = [key for key in schema if key not in KEYWORDS and key not in PASSED_OVER]
        if unknown:
            raise Unread(f"the keyword '{unknown[0]}' is not read")
        for key, rule in schema.items():
            if key in KEYWORDS:
                yield from KEYWORDS[key](self, value, rule, schema, path, depth + 1)

    def holds(self, value: Any, schema: Any, path: str, depth: int) -> bool:
        """Whether nothing is wrong."""
        return next(self.wrong(value, schema, path, depth), None) is None

    def at(self, reference: Any) -> Any:
        """The part of the schema that a reference names."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise Unread(f"'$ref' {str(reference)[:40]} leads outside of the schema")
        found = self.root
        for part in [each for each in reference[1:].split("/") if each]:
            name = part.replace("~1", "/").replace("~0", "~")
            try:
                found = found[int(name)] if isinstance(found, list) else found[name]
            except (KeyError, IndexError, ValueError, TypeError):
                raise Unread(f"'$ref' {reference[:40]} leads nowhere") from None
        return found


Keyword = Callable[[_Check, Any, Any, Mapping[str, Any], str, int], Iterator[str]]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
}


def _type(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    names = rule if isinstance(rule, list) else [rule]
    if any(name not in TYPES for name in names):
        raise Unread(f"there is no type '{str(rule)[:40]}'")
    if not any(TYPES[name](value) for name in names):
        yield f"{path} is no {' or '.join(names)}"


def _listed(keyword: str, rule: Any) -> list[Any]:
    if not isinstance(rule, list):
        raise Unread(f"'{keyword}' is no list")
    return rule


def _same(one: Any, other: Any) -> bool:
    return canonical_json(one) == canonical_json(other)


def _enum(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if not any(_same(value, each) for each in _listed("enum", rule)):
        yield f"{path} is none of the values that are allowed"


def _const(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if not _same(value, rule):
        yield f"{path} is not the one value that is allowed"


def _properties(
    check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int
) -> Iterator[str]:
    for name, inner in rule.items() if isinstance(value, dict) else ():
        if name in value:
            yield from check.wrong(value[name], inner, f"{path}.{name}", depth)


def _required(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    for name in _listed("required", rule) if isinstance(value, dict) else ():
        if name not in value:
            yield f"{path} has no '{name}'"


def _additional(
    check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int
) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in [each for each in value if each not in known] if isinstance(value, dict) else ():
        if not check.holds(value[name], rule, f"{path}.{name}", depth):
            yield f"{path} has '{name}', which is not allowed"


def _items(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    first = len(schema.get("prefixItems", ()))
    for place, each in enumerate(value[first:], first) if isinstance(value, list) else ():
        yield from check.wrong(each, rule, f"{path}[{place}]", depth)


def _prefix(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    for place, (each, inner) in enumerate(zip(value, rule, strict=False)) if isinstance(value, list) else ():
        yield from check.wrong(each, inner, f"{path}[{place}]", depth)


def _unique(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if rule and isinstance(value, list) and len({canonical_json(each) for each in value}) < len(value):
        yield f"{path} holds one value twice"


def _pattern(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if not isinstance(value, str):
        return
    try:
        found = pc.match_substring_regex(pa.array([value]), rule)[0].as_py()
    except pa.ArrowInvalid:
        raise Unread(f"the pattern '{rule[:40]}' cannot be read") from None
    if not found:
        yield f"{path} does not fit the pattern"


def _multiple(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if _is_number(value) and Fraction(repr(value)) % Fraction(repr(rule)):
        yield f"{path} is no multiple of {rule}"


def _bound(kind: type, size: Callable[[Any], Any], fits: Callable[[Any, Any], bool], said: str) -> Keyword:
    """A keyword that bounds a size of values of one kind."""

    def check_it(
        check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int
    ) -> Iterator[str]:
        if not _is_number(rule):
            raise Unread(f"'{str(rule)[:40]}' is no bound")
        is_kind = _is_number(value) if kind is float else isinstance(value, kind)
        if is_kind and not fits(size(value), rule):
            yield f"{path} {said} {rule}"

    return check_it


def _all(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    for each in rule:
        yield from check.wrong(value, each, path, depth)


def _any(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if not any(check.holds(value, each, path, depth) for each in rule):
        yield f"{path} fits none of the schemas that are allowed"


def _one(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    n = sum(check.holds(value, each, path, depth) for each in rule)
    if n != 1:
        yield f"{path} fits {n} schemas, not one"


def _not(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    if check.holds(value, rule, path, depth):
        yield f"{path} fits a schema that is not allowed"


def _reference(check: _Check, value: Any, rule: Any, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    yield from check.wrong(value, check.at(rule), path, depth)


KEYWORDS: dict[str, Keyword] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "items": _items,
    "prefixItems": _prefix,
    "uniqueItems": _unique,
    "pattern": _pattern,
    "multipleOf": _multiple,
    "minimum": _bound(float, lambda value: value, lambda value, rule: value >= rule, "is below"),
    "maximum": _bound(float, lambda value: value, lambda value, rule: value <= rule, "is above"),
    "exclusiveMinimum": _bound(float, lambda value: value, lambda value, rule: value > rule, "is not above"),
    "exclusiveMaximum": _bound(float, lambda value: value, lambda value, rule: value < rule, "is not below"),
    "minLength": _bound(str, len, lambda n, rule: n >= rule, "is shorter than"),
    "maxLength": _bound(str, len, lambda n, rule: n <= rule, "is longer than"),
    "minItems": _bound(list, len, lambda n, rule: n >= rule, "has fewer items than"),
    "maxItems": _bound(list, len, lambda n, rule: n <= rule, "has more items than"),
    "minProperties": _bound(dict, len, lambda n, rule: n >= rule, "has fewer fields than"),
    "maxProperties": _bound(dict, len, lambda n, rule: n <= rule, "has more fields than"),
    "allOf": _all,
    "anyOf": _any,
    "oneOf": _one,
    "not": _not,
    "$ref": _reference,
}
