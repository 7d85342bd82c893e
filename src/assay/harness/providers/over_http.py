"""Carries calls over HTTP: no redirect, no proxy of the environment, bounded in size and time."""

from typing import Any

import orjson

from assay.core.calls import Reply, Sent

LARGEST_ANSWER = 10_000_000
"""Octets of an answer that are read."""
PIECE = 262_144


class TooLong(OSError):
    """An answer of more octets than are read."""


class HttpCarrier:
    """One session; ``resolver`` is what looks names up, such as one that leads to no private address."""

    def __init__(self, resolver: Any = None) -> None:
        import aiohttp

        self._fault = aiohttp.ClientError
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
            For a connection that broke; `TooLong` for an answer beyond `LARGEST_ANSWER`.
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
        except self._fault as error:
            if isinstance(error, TimeoutError):
                raise TimeoutError from None
            raise ConnectionError(type(error).__name__) from None

    async def close(self) -> None:
        """End the connections."""
        await self._session.close()


async def _read(content: Any) -> bytes:
    first = await content.read(PIECE)
    pieces, size = [first], len(first)
    while piece := await content.read(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise TooLong
    return b"".join(pieces) if len(pieces) > 1 else first
