"""Carries calls over HTTP: no redirect, no proxy of the environment, bounded in size and time."""

import socket
import ssl
from typing import Any

import orjson

from assay.core.calls import Reply, Sent
from assay.core.safe_text import neutral

LARGEST_ANSWER = 10_000_000
"""Octets of an answer that are read."""
PIECE = 262_144


class TooLong(OSError):
    """An answer of more octets than are read."""


class Unreached(ConnectionError):
    """No connection was made; its words say why."""


class HttpCarrier:
    """One session; ``resolver`` is what looks names up, such as one that leads to no private address."""

    def __init__(self, resolver: Any = None) -> None:
        import aiohttp

        self._fault, self._unreached = aiohttp.ClientError, aiohttp.ClientConnectorError
        self._timeout = aiohttp.ClientTimeout
        connector = aiohttp.TCPConnector(limit=0, resolver=resolver)
        jar = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(connector=connector, trust_env=False, cookie_jar=jar)

    async def carry(self, sent: Sent, seconds: float) -> Reply:
        """Post it and read the answer.

        Raises
        ------
        TimeoutError
            After so many seconds.
        OSError
            For a connection that broke; `Unreached` for one that was not made, `TooLong` for an answer beyond
            `LARGEST_ANSWER`.
        """
        headers = {"Content-Type": "application/json", **sent.headers}
        try:
            async with self._session.post(
                sent.address,
                data=orjson.dumps(sent.body),
                headers=headers,
                timeout=self._timeout(total=seconds),
                allow_redirects=False,
            ) as reply:
                return Reply(reply.status, reply.headers, await _read(reply.content))
        except self._unreached as error:
            raise Unreached(_why_unreached(error)) from None
        except self._fault as error:
            if isinstance(error, TimeoutError):
                raise TimeoutError from None
            raise ConnectionError(type(error).__name__) from None

    async def close(self) -> None:
        """End the connections."""
        await self._session.close()


def _why_unreached(error: Any) -> str:
    """Why no connection was made, in words."""
    inner = getattr(error, "os_error", None) or getattr(error, "certificate_error", None)
    match inner:
        case socket.gaierror():
            return "the name of its host is not known"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({neutral(inner.verify_message, most=100)})"
        case ssl.SSLError():
            return "it speaks no TLS"
        case ConnectionRefusedError():
            return "nothing listens there"
    return neutral(str(getattr(inner, "strerror", None) or "no connection was made"), most=100)


async def _read(content: Any) -> bytes:
    first = await content.read(PIECE)
    pieces, size = [first], len(first)
    while piece := await content.read(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise TooLong
    return b"".join(pieces) if len(pieces) > 1 else first
