"""Which secret goes to which host: the operator binds the names of environment variables to hosts.

``ASSAY_KEYS='api.openai.com=OPENAI_API_KEY,api.anthropic.com=ANTHROPIC_API_KEY'``. A plan or a command names an
address; only the secret that is bound to its host goes there, and no other host gets it.
"""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from assay.core.errors import InputError

BOUND = "ASSAY_KEYS"
"""Environment variable: ``HOST=VARIABLE``, or ``HOST:PORT=VARIABLE``, with commas between them."""


def key_for(url: str) -> str | None:
    """The secret that is bound to the host of an address; None where none is.

    Raises
    ------
    InputError
        ``key.binding`` when ASSAY_KEYS cannot be read, ``key.empty`` when the variable it names holds no key: names
        are told, never what they hold.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    names = bindings()
    name = names.get(f"{host}:{port}") or names.get(host)
    return None if name is None else key_in(name)


def key_in(variable: str) -> str:
    """The secret in an environment variable.

    Raises
    ------
    InputError
        ``key.empty`` when it is empty or holds what no header can: the name is told, never what it holds.
    """
    value = os.environ.get(variable, "").strip()
    if not value or not value.isprintable() or not value.isascii():
        what = f"The environment variable {variable[:100]} holds no key."
        raise InputError("key.empty", what, f"Set it: export {variable[:100]}=...")
    return value


def bindings() -> Mapping[str, str]:
    """Host, or host and port, to the name of its variable, as the operator wrote them.

    Raises
    ------
    InputError
        ``key.binding`` with the place of the part that cannot be read; its text is not told, since it may be a key.
    """
    found: dict[str, str] = {}
    parts = [part.strip() for part in os.environ.get(BOUND, "").split(",") if part.strip()]
    for place, part in enumerate(parts, 1):
        host, _, name = (word.strip() for word in part.partition("="))
        if not host or not name.isidentifier() or "/" in host:
            what = f"Part {place} of {BOUND} cannot be read."
            raise InputError("key.binding", what, "Write HOST=VARIABLE: api.openai.com=OPENAI_API_KEY.")
        found[host.lower()] = name
    return found
