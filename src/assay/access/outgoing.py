"""The one way by which we call others: no private address unless it is listed, no redirect, bounded in size and time.

An address is checked where the connection is made, after its name was looked up, so that a name which leads to
another number the second time leads nowhere.
"""

import os
import re
import socket
from collections.abc import Mapping
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from assay.core.addresses import shown_address
from assay.core.errors import NotPermitted, WorkspaceError
from assay.core.loops import run_in_loop

if TYPE_CHECKING:
    from aiohttp.abc import ResolveResult

LISTED = "ASSAY_ALLOW_HOSTS"
"""Environment variable: hosts that may be called though they are private or without https, with commas between them."""
SECONDS, LARGEST_ANSWER, LONGEST_URL = 10.0, 1_000_000, 2_000
PLAIN = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
"""Hosts that every reader of addresses reads alike; letters and digits that look like others may be made into them."""
TRANSLATED = tuple(IPv6Network(each) for each in ("64:ff9b::/96", "::/96"))
"""Networks of IPv6 whose last four octets are an address of IPv4 to which they lead."""


class Reply(NamedTuple):
    """What a server answered."""

    status: int
    """Of HTTP."""
    body: bytes
    """At most `LARGEST_ANSWER` octets."""
    retry_after: str | None
    """What it asks for before the next try, as it said it."""


def call(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Reply:
    """Call a server and give what it answered, a redirect too: it is not followed.

    Raises
    ------
    NotPermitted
        As `check_address`, and for a name that leads to a private address.
    WorkspaceError
        ``outgoing.unreached`` when no answer came.
    """
    check_address(url)
    return run_in_loop(partial(_call, url, method, body, dict(headers or {}), seconds))


def check_address(url: str) -> str:
    """The host of an address that may be called.

    Raises
    ------
    NotPermitted
        ``outgoing.address`` for one that is not https, names somebody, or is private, unless its host is listed.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(url, "it cannot be read") from None
    if parts.scheme not in ("https", "http") or not host or len(url) > LONGEST_URL or not url.isprintable():
        raise _refused(url, "it is no address of the web")
    if parts.username is not None or parts.password is not None:
        raise _refused(url, "it carries a name or a password")
    if is_listed(host, port):
        return host
    if parts.scheme != "https":
        raise _refused(url, "it is not https")
    if not PLAIN.fullmatch(host):
        raise _refused(url, "its host is not written in plain letters and digits")
    if _is_number(host) and not is_public(host):
        raise _refused(url, "it is a private address")
    return host


def is_public(address: str) -> bool:
    """Whether a number leads to somebody on the internet, also where it stands for a number of IPv4."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and (found.is_site_local or not all(map(_is_open, _within(found)))):
        return False
    return _is_open(found)


def is_listed(host: str, port: int | None = None) -> bool:
    """Whether the operator lists a host, or this port of it."""
    listed = {word.strip().lower() for word in os.environ.get(LISTED, "").split(",") if word.strip()}
    return host.lower() in listed or (port is not None and f"{host.lower()}:{port}" in listed)


async def _call(url: str, method: str, body: bytes | None, headers: dict[str, str], seconds: float) -> Reply:
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=seconds)
    connector = aiohttp.TCPConnector(resolver=guarded_resolver(), limit=1)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
            session.request(method, url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return Reply(answer.status, await _read(answer.content), answer.headers.get("Retry-After"))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        why = type(error).__name__
        what = f"{urlsplit(url).hostname} did not answer ({why})."
        raise WorkspaceError("outgoing.unreached", what, "Check the address, and that the server runs.") from None


async def _read(content: Any) -> bytes:
    """All of an answer that comes in pieces, up to the bound."""
    read = b""
    while len(read) < LARGEST_ANSWER and (piece := await content.read(LARGEST_ANSWER - len(read))):
        read += piece
    return read


def guarded_resolver() -> Any:
    """What looks names up for aiohttp, and leads to no private address that is not listed."""
    from aiohttp.abc import AbstractResolver
    from aiohttp.resolver import ThreadedResolver

    class Guarded(AbstractResolver):
        """Names lead to public addresses alone, unless the host is listed."""

        def __init__(self) -> None:
            self._inner = ThreadedResolver()

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> "list[ResolveResult]":
            found = await self._inner.resolve(host, port, family)
            if not is_listed(host, port) and any(not is_public(each["host"]) for each in found):
                raise _refused(host, "it leads to a private address")
            return found

        async def close(self) -> None:
            await self._inner.close()

    return Guarded()


def _within(address: IPv6Address) -> list[IPv4Address]:
    """Addresses of IPv4 that a translator or a tunnel takes out of an address of IPv6."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in TRANSLATED):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _refused(url: str, why: str) -> NotPermitted:
    fix = f"Name a public https address, or allow its host where this runs: export {LISTED}=127.0.0.1 for one here."
    return NotPermitted("outgoing.address", f"'{shown_address(url)}' is not called: {why}.", fix)
