"""Canonical JSON (RFC 8785) and content hashes: equal records have equal bytes.

Reference: RFC 8785, JSON Canonicalization Scheme, https://www.rfc-editor.org/rfc/rfc8785
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, TypeAlias

Plain: TypeAlias = bool | int | float | str | Sequence["Plain"] | Mapping[str, "Plain"] | None
LARGEST_SAFE_INTEGER = 2**53
MOST_SHAPES, MOST_KEYS = 512, 64
"""Lists of keys whose order is remembered, and how long one of them may be."""


def canonical_json(value: "Plain") -> bytes:
    """UTF-8 bytes of ``value`` with sorted keys (by UTF-16 code unit), no blanks, and ECMAScript numbers.

    Raises
    ------
    ValueError
        For NaN, infinity, an integer beyond 2**53, a lone surrogate, a key that is no text, or a type that JSON
        does not have.
    """
    return _text(value).encode("utf-8")


def content_hash(value: "Plain") -> str:
    """SHA-256 of the canonical JSON, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _text(value: "Plain") -> str:
    write = _WRITERS.get(type(value))
    if write is not None:  # nearly all that is written, and the cases below take ten times as long to tell
        return write(value)
    match value:
        case str():
            return encode_basestring(value)
        case int():
            return _whole(value)
        case float():
            return _number(value)
        case Mapping():
            return _object(value)
        case Sequence() if not isinstance(value, (bytes, bytearray, memoryview)):
            return "[" + ",".join([_text(member) for member in value]) + "]"
    raise ValueError(f"JSON has no {type(value).__name__}")


def _object(value: Mapping[str, "Plain"]) -> str:
    starts = (_known_starts if len(value) <= MOST_KEYS else _starts)(tuple(value))
    return "{" + ",".join([start + _text(value[key]) for key, start in starts]) + "}"


def _starts(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The keys of an object in order, each with how its member begins; records of one kind have the same."""
    return tuple((key, f"{encode_basestring(key)}:") for key in _ordered(keys))


_known_starts = lru_cache(MOST_SHAPES)(_starts)


def _ordered(keys: Sequence[str]) -> list[str]:
    """Keys by their UTF-16 code units, the order of RFC 8785 section 3.2.3; of ASCII it is that of the texts."""
    try:
        is_ascii = "".join(keys).isascii()
    except TypeError:
        kind = next(type(key).__name__ for key in keys if not isinstance(key, str))
        raise ValueError(f"a key of a JSON object is a text, not {kind}") from None
    return sorted(keys) if is_ascii else sorted(keys, key=lambda key: key.encode("utf-16-be"))


def _whole(value: int) -> str:
    if abs(value) > LARGEST_SAFE_INTEGER:
        raise ValueError(f"the integer {value} is beyond 2**53; keep it as text")
    return int.__repr__(value)


def _number(value: float) -> str:
    """ECMAScript ``Number::toString``: the shortest digits that read back, laid out as JavaScript does."""
    if not math.isfinite(value):
        raise ValueError(f"JSON has no {value}; absence is a word, not a number")
    if value == 0:
        return "0"
    digits, exponent = _shortest(abs(value))
    sign = "-" if value < 0 else ""
    point = exponent + 1
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    mantissa = digits[0] + ("." + digits[1:] if count > 1 else "")
    return f"{sign}{mantissa}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def _shortest(value: float) -> tuple[str, int]:
    """Shortest round-trip digits of a positive number and its decimal exponent (of the first digit)."""
    text = float.__repr__(value)
    mantissa, _, power = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole.lstrip("0")) if whole.strip("0") else -(len(fraction) - len(fraction.lstrip("0")))
    return digits.rstrip("0"), leading - 1 + (int(power) if power else 0)


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring,
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: _whole,
    float: _number,
    dict: _object,
}
"""By the type itself; what is a kind of these is told in `_text`."""
