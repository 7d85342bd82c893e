"""Canonical JSON against RFC 8785, https://www.rfc-editor.org/rfc/rfc8785."""

import hashlib
import json
import struct
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.canonical import canonical_json, content_hash

# RFC 8785, appendix B: IEEE 754 bits in hexadecimal, and the JSON number.
APPENDIX_B = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}
NOT_NUMBERS = ("7fffffffffffffff", "7ff0000000000000", "fff0000000000000")

# RFC 8785, section 3.2.3: keys in the order in which they must be written.
SORTED_KEYS = ("\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33")

SAFE = st.integers(-(2**53), 2**53)
PLAIN = st.recursive(
    st.none() | st.booleans() | SAFE | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def double(bits: str) -> float:
    value: float = struct.unpack(">d", bytes.fromhex(bits))[0]
    return value


@pytest.mark.parametrize(("bits", "written"), APPENDIX_B.items())
def test_numbers_are_written_as_in_appendix_b(bits: str, written: str) -> None:
    assert canonical_json(double(bits)) == written.encode()


@pytest.mark.parametrize("bits", NOT_NUMBERS)
def test_what_is_no_number_is_refused(bits: str) -> None:
    with pytest.raises(ValueError, match="absence is a word"):
        canonical_json(double(bits))


def test_the_example_of_section_3_2_2_is_written_as_printed() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    printed = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_json(value) == printed.encode()


def test_keys_are_sorted_by_utf_16_code_units_as_in_section_3_2_3() -> None:
    written = canonical_json(dict.fromkeys(sorted(SORTED_KEYS), 0))
    assert list(json.loads(written)) == list(SORTED_KEYS)


@pytest.mark.parametrize(
    ("character", "written"),
    [
        *[("\b", "\\b"), ("\t", "\\t"), ("\n", "\\n"), ("\f", "\\f"), ("\r", "\\r"), ('"', '\\"'), ("\\", "\\\\")],
        *[("\x00", "\\u0000"), ("\x1f", "\\u001f"), ("\x7f", "\x7f"), ("\u2028", "\u2028"), ("/", "/")],
    ],
)
def test_only_what_must_be_escaped_is_escaped(character: str, written: str) -> None:
    assert canonical_json(character) == f'"{written}"'.encode()


@given(PLAIN)
def test_what_is_written_reads_back_the_same(value: Any) -> None:
    assert json.loads(canonical_json(value), parse_int=float) == value


@given(PLAIN)
def test_writing_what_was_read_gives_the_same_bytes(value: Any) -> None:
    written = canonical_json(value)
    assert canonical_json(json.loads(written, parse_int=float)) == written


@given(st.dictionaries(st.text(), SAFE, min_size=2))
def test_the_order_in_which_keys_were_given_does_not_count(value: dict[str, int]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


@given(st.lists(st.text(), unique=True))
def test_keys_stand_in_the_order_of_their_utf_16_code_units(keys: list[str]) -> None:
    found = list(json.loads(canonical_json(dict.fromkeys(keys, 0))))
    assert found == sorted(keys, key=lambda key: list(key.encode("utf-16-be")))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_digit_of_a_number_is_lost(value: float) -> None:
    assert float(canonical_json(value)) == value


@pytest.mark.parametrize(
    ("value", "match"),
    [
        (2**53 + 1, "beyond 2\\*\\*53; keep it as text"),
        (-(2**53) - 1, "beyond"),
        ({1: "a"}, "a key of a JSON object is a text, not int"),
        ({None: "a"}, "a text, not NoneType"),
        (b"bytes", "JSON has no bytes"),
        (bytearray(b"bytes"), "JSON has no bytearray"),
        (memoryview(b"bytes"), "JSON has no memoryview"),
        ({1, 2}, "JSON has no set"),
        (object(), "JSON has no object"),
        (1j, "JSON has no complex"),
        ("\ud800", "surrogates not allowed"),
        ({"\udfff": 1}, "surrogates not allowed"),
        ([[float("nan")]], "absence is a word"),
    ],
)
def test_what_json_does_not_have_is_refused(value: Any, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        canonical_json(value)


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    LARGE = 3


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (np.float64(1.5), b"1.5"),
        (Colour.RED, b'"red"'),
        (Size.LARGE, b"3"),
        ((1, 2), b"[1,2]"),
        (2**53, b"9007199254740992"),
    ],
    ids=["float64", "text enum", "integer enum", "tuple", "largest integer"],
)
def test_kinds_of_numbers_and_texts_are_written_by_their_value(value: Any, written: bytes) -> None:
    assert canonical_json(value) == written


def test_the_hash_is_that_of_the_canonical_bytes() -> None:
    assert content_hash({"b": 1, "a": []}) == hashlib.sha256(b'{"a":[],"b":1}').hexdigest()
