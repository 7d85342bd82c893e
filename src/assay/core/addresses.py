"""Addresses that stand where others read them: whether a secret may be in one, and what of one can be shown.

The address of an endpoint stands in plans, in files of judges, in evidence, in states of runs and in bundles. A secret
is bound to its host by the operator instead, see `access.secrets`.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from assay.core.errors import InputError

SECRET_WORDS = (
    *("key", "apikey", "token", "secret", "signature", "sig", "password", "passwd", "passphrase", "pass", "pwd"),
    *("code", "auth", "authorization", "credential", "credentials", "bearer", "jwt", "sas", "session", "sid", "pin"),
)
"""Words by which the name of a parameter says that its value opens something."""
ENDINGS = ("key", "token", "secret", "signature", "password")
"""The same where words are written as one: ``subscriptionkey``."""
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
PLAIN = re.compile(r"[A-Za-z]{0,12}|v?[0-9]{1,8}(?:[.-][0-9]{1,2}){0,3}(?:-[a-z]{1,12})?")
"""Values too small to be a secret: a short word, a number, a version, a date such as ``2024-10-21-preview``."""
PLACE = re.compile(r"\{\{\s*[A-Za-z_]\w*\s*\}\}")
"""A place of a template, which is filled later."""


def check_holds_no_secret(url: str) -> None:
    """Nothing for an address that anybody may read.

    Raises
    ------
    InputError
        ``address.secret`` with the place in the address, and nothing of what stands there.
    """
    place = secret_place(url)
    if place is not None:
        what = f"The address '{shown_address(url)}' may hold a secret {place}."
        fix = "Take it out, and bind the key to the host where this runs: export ASSAY_KEYS=api.openai.com=VARIABLE."
        raise InputError("address.secret", what, fix)


def secret_place(url: str) -> str | None:
    """Where in an address a secret may stand, told without anything of the address; None where there is no such place.

    A name or a password before the host, anything behind a ``#``, and a parameter of query or path whose name has one
    of `SECRET_WORDS`, or whose value is not `PLAIN`. A parameter that is filled later (``{{ prompt }}``) is none.

    Examples
    --------
    >>> secret_place("https://api.example.org/v1?api-version=2024-10-21")
    >>> secret_place("https://api.example.org/v1?api_key=abc")
    "in parameter 1, whose name has 'key' in it"
    """
    rest = PLACE.sub("", url.partition("://")[2] or url)
    rest, _, fragment = rest.partition("#")
    if "@" in re.split(r"[/?;]", rest, maxsplit=1)[0]:
        return "before its host"
    if fragment:
        return "behind its '#'"
    for number, (name, value) in enumerate(_parameters(rest), 1):
        word = _secret_word(name)
        if word is not None:
            return f"in parameter {number}, whose name has '{word}' in it"
        if not PLAIN.fullmatch(value):
            return f"in parameter {number}, whose value is more than a short word, a number or a date"
    return None


def shown_address(url: str) -> str:
    """An address without what may be a secret: no name, no parameter, at most 200 characters.

    Examples
    --------
    >>> shown_address("https://me:pw@api.example.org/v1?api_key=abc")
    'https://api.example.org/v1'
    """
    scheme, sign, rest = re.split(r"[?#;=]", url, maxsplit=1)[0].rpartition("://")
    return f"{scheme}{sign}{rest.rpartition('@')[2]}"[:200]


def _parameters(rest: str) -> Iterator[tuple[str, str]]:
    """Name and value of each; what has no name is a value."""
    path, _, query = rest.partition("?")
    pieces = [each for each in re.split(r"[/;]", path)[1:] if "=" in each]
    pieces += [each for each in re.split(r"[&;]", query) if each]
    for piece in pieces:
        name, sign, value = piece.partition("=")
        yield (unquote(name), unquote(value)) if sign else ("", unquote(name))


def _secret_word(name: str) -> str | None:
    words = {each.lower() for each in WORD.findall(name)}
    letters = "".join(each for each in name.lower() if each.isalpha())
    found = (word for word in SECRET_WORDS if word in words or (word in ENDINGS and letters.endswith(word)))
    return next(found, None)
