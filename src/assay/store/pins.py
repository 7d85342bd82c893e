"""What a verifier trusts from elsewhere: a key or a head that was kept where the operator cannot reach it."""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from assay.core.errors import InputError
from assay.core.ledger import Head
from assay.store.signing import KeyStatement, names_key

_SIZE_AND_ROOT = re.compile(r"(\d{1,15}):([0-9a-f]{64})")


class PinnedHead(NamedTuple):
    """A state of the log that someone kept."""

    size: int
    """Entries it covers."""
    root: str
    """Root over them, hexadecimal."""


def pinned_head(head: str | Head) -> PinnedHead:
    """A head as it was kept: the record, ``SIZE:ROOT``, or the JSON of a head.

    Raises
    ------
    InputError
        ``head.unreadable``.
    """
    if isinstance(head, Head):
        return PinnedHead(head.size, head.root)
    text = head.strip()
    if text.startswith("{"):
        text = _from_json(text)
    found = _SIZE_AND_ROOT.fullmatch(text.lower())
    if found is None:
        raise InputError(
            "head.unreadable", f"'{head[:100]}' is not a head.", "Give it as SIZE:ROOT, for example 12:4f..."
        )
    return PinnedHead(int(found[1]), found[2])


def head_text(head: Head | PinnedHead) -> str:
    """A head in the short form that people keep: ``SIZE:ROOT``."""
    return f"{head.size}:{head.root}"


def knows_key(chain: Iterable[KeyStatement], key: str) -> bool:
    """Whether the pinned key is one of the chain: a key that follows it was signed by it.

    Raises
    ------
    InputError
        ``key.unreadable``.
    """
    return any([names_key(key, bytes.fromhex(stated.public)) for stated in chain] or [names_key(key, b"")])


def _from_json(text: str) -> str:
    try:
        plain = json.loads(text)
        return f"{int(plain['size'])}:{plain['root']}"
    except (ValueError, TypeError, KeyError, RecursionError):
        return text
