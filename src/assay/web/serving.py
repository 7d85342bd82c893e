"""How the application is reached: by which names, by https or not."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from assay.core.errors import InputError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names under which a machine reaches itself."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How people reach the application."""

    hosts: tuple[str, ...] | None = LOOPBACK
    """Names that a request may ask for; None for any. Others are refused, so that no foreign name leads here."""
    address: str | None = None
    """Address that people use, such as https://assay.example.org; None where it is the one that the server listens on.
    """

    @property
    def is_secure(self) -> bool:
        """Whether people come by https."""
        return self.address is not None and self.address.startswith("https://")

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; browsers keep the first one to https, this host and all paths."""
        return "__Host-assay" if self.is_secure else "assay"

    def knows(self, host: str) -> bool:
        """Whether a request that asks for ``host`` (a Host header) means this application."""
        return self.hosts is None or host_name(host) in self.hosts


def serving_at(address: str) -> Serving:
    """The application under one address.

    Raises
    ------
    InputError
        ``serve.address``.
    """
    try:
        parts = urlsplit(address)
        name = parts.hostname
    except ValueError:
        parts, name = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not name or parts.path not in ("", "/") or parts.query:
        fix = "Write it as https://assay.example.org, without a path."
        raise InputError("serve.address", f"'{address}' is no address of a site.", fix)
    return Serving((name, *LOOPBACK), f"{parts.scheme}://{parts.netloc}")


@lru_cache(1_000)
def host_name(host: str) -> str | None:
    """The name in a Host header, without its port; None for what is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
