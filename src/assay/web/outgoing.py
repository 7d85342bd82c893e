"""Requests that we make: to public addresses and those that the operator lists, with a bound on time and size.

A name is looked up once and the connection goes to exactly the address that was checked, so that a name which changes
its mind in between leads nowhere. Redirects are not followed at all. Plain http is for listed addresses only.
"""

import http.client
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple, TypeAlias
from urllib.parse import SplitResult, urlsplit

from assay.core.errors import InputError, NotPermitted, WorkspaceError

RANGES_VARIABLE = "ASSAY_ALLOWED_RANGES"
"""Environment variable with private ranges that may be called, such as 10.2.0.0/16,127.0.0.0/8."""
PATIENCE_S = 10.0
LARGEST_ANSWER = 1_000_000
LONGEST_URL = 4_000
Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    """Of HTTP; a redirect is an answer like any other."""
    body: bytes
    """At most `LARGEST_ANSWER` octets."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Where requests may go."""

    ranges: tuple[Network, ...] = ()
    """Private ranges that the operator lists."""
    patience_s: float = PATIENCE_S
    """Seconds that each step may take."""

    def send(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request and read its answer.

        Raises
        ------
        InputError
            ``outgoing.address`` for what is no address of a site.
        NotPermitted
            ``outgoing.private`` for an address that is not public and not listed; ``outgoing.plain`` for plain http.
        WorkspaceError
            ``outgoing.unreachable``; ``outgoing.too_large``. Neither shows what was sent.
        """
        parts = _parts(url)
        connection = self._connection(parts)
        place = parts.path or "/"
        try:
            connection.request(method, f"{place}?{parts.query}" if parts.query else place, body, dict(headers or {}))
            answer = connection.getresponse()
            read = answer.read(LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise _unreachable(parts, type(error).__name__) from None
        finally:
            connection.close()
        if len(read) > LARGEST_ANSWER:
            what = f"{parts.hostname} answered with more than {LARGEST_ANSWER:,} bytes."
            raise WorkspaceError("outgoing.too_large", what, "Check the address.")
        return Answer(answer.status, read)

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        """A connection to the first address of the name that answers; every one of them has to be allowed."""
        is_plain, name = parts.scheme == "http", parts.hostname or ""
        port = parts.port or (80 if is_plain else 443)
        checked = [self._checked(each, name, is_plain=is_plain) for each in _looked_up(parts, port)]
        failed = ""
        for address in checked:
            try:
                wire = socket.create_connection((str(address), port), self.patience_s)
                if not is_plain:
                    wire = ssl.create_default_context().wrap_socket(wire, server_hostname=name)
            except OSError as error:
                failed = type(error).__name__
                continue
            connection = http.client.HTTPConnection(name, port, timeout=self.patience_s)
            connection.sock = wire
            return connection
        raise _unreachable(parts, failed)

    def _checked(self, address: Address, name: str, *, is_plain: bool) -> Address:
        is_listed = any(address in each for each in self.ranges)
        if not is_listed and (not address.is_global or address.is_multicast):
            what = f"{name} is at {address}, which is not a public address."
            raise NotPermitted("outgoing.private", what, f"The operator may list its range in {RANGES_VARIABLE}.")
        if is_plain and not is_listed:
            what = f"http://{name} would be read by everybody on the way."
            raise NotPermitted("outgoing.plain", what, "Use https.")
        return address


def listed_ranges() -> tuple[Network, ...]:
    """The private ranges in the environment.

    Raises
    ------
    InputError
        ``outgoing.range`` for a word that is none.
    """
    return tuple(_range(word.strip()) for word in os.environ.get(RANGES_VARIABLE, "").split(",") if word.strip())


def _range(word: str) -> Network:
    try:
        return ip_network(word, strict=False)
    except ValueError:
        fix = "Write ranges with commas: 10.2.0.0/16,127.0.0.0/8."
        raise InputError("outgoing.range", f"'{word[:60]}' in {RANGES_VARIABLE} is no range.", fix) from None


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        sound = False
    if not sound or len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        fix = "Write it as https://name/path, without a user name."
        raise InputError("outgoing.address", f"'{url[:100]}' is no address that can be called.", fix)
    return parts


def _looked_up(parts: SplitResult, port: int) -> Iterator[Address]:
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _unreachable(parts, type(error).__name__) from None
    for each in dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found):
        address = ip_address(each)
        mapped = getattr(address, "ipv4_mapped", None)
        yield address if mapped is None else mapped


def _unreachable(parts: SplitResult, why: str) -> WorkspaceError:
    what = f"{parts.scheme}://{parts.netloc} cannot be reached ({why})."
    return WorkspaceError("outgoing.unreachable", what, "Check the address and the network, then try again.")
