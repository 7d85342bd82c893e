"""JSON as Python writes it by default: with NaN and Infinity, which JSON does not have."""

import re

CONSTANTS = (b"NaN", b"Infinity")
TEXT_OR_CONSTANT = re.compile(rb'"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)', re.DOTALL)


def without_constants(data: bytes) -> bytes:
    """The document with null for each number that is none; what stands in texts, and every line, stays.

    Examples
    --------
    >>> without_constants(b'{"score": NaN, "why": "NaN", "log": [-Infinity]}')
    b'{"score": null, "why": "NaN", "log": [null]}'
    """
    if not any(word in data for word in CONSTANTS):
        return data
    return TEXT_OR_CONSTANT.sub(lambda found: found[0] if found[0].startswith(b'"') else b"null", data)
