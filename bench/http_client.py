"""A labeler as a program: signs in by the form, then answers one item after another over one kept connection.

Written on bare streams, so that on a machine of few cores the measuring costs little beside what is measured.
"""

import asyncio
import contextlib
import re
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson

CSRF = re.compile(rb'<meta name="csrf" content="([0-9a-f]+)">')
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Got(NamedTuple):
    """What came back."""

    status: int
    """Of HTTP."""
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes
    """Whole."""

    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)


class Cycle(NamedTuple):
    """One answer that was acknowledged."""

    id: str
    """Its assignment."""
    seconds: float
    """From the answer that was sent until the next item was there."""


@dataclass
class Client:
    """One browser window of somebody."""

    host: str
    """Where the server listens."""
    port: int
    """And at which port."""
    cookie: str = ""
    """What it brings along."""
    csrf: str = ""
    """What its changes carry."""
    took: list[Cycle] = field(default_factory=list)
    """Its answers."""
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", kind: str = JSON) -> Got:
        """Send a request and wait for what comes back; raises `OSError` or `asyncio.IncompleteReadError`.

        A kept connection that the server closed meanwhile is opened anew, also when that crosses with the request: as
        browsers do, it is sent again when the server closed the connection and said nothing. Twice is once here.
        """
        if self._reader is not None and self._reader.at_eof():
            self.drop()
        was_kept = self._writer is not None
        try:
            await self.send(method, path, body, kind)
            return await self.answer()
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            if not was_kept or (isinstance(error, asyncio.IncompleteReadError) and error.partial):
                raise
        self.drop()
        await self.send(method, path, body, kind)
        return await self.answer()

    async def send(self, method: str, path: str, body: bytes = b"", kind: str = JSON) -> None:
        """Send a request only."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}"]
        lines += [f"Content-Type: {kind}"] if body else []
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        lines += [f"X-CSRF-Token: {self.csrf}"] if self.csrf else []
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self._writer.drain()

    async def answer(self) -> Got:
        """What comes back."""
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return Got(int(head[0].split()[1]), headers, body)

    def drop(self) -> None:
        """Break the connection off, whatever is under way."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None

    async def close(self) -> None:
        """End the connection, and wait until it is gone."""
        if (writer := self._writer) is not None:
            self.drop()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def sign_in(self, name: str, password: str) -> None:
        """By the form, as people do."""
        sent = urlencode({"name": name, "password": password, "next": "/label"}).encode()
        got = await self.ask("POST", "/sign-in", sent, FORM)
        if got.status != 303:
            raise RuntimeError(f"{name} could not sign in: {got.status} {got.body[-600:]!r}")
        self.cookie = got.headers["set-cookie"].partition(";")[0]
        found = CSRF.search((await self.ask("GET", "/label")).body)
        assert found is not None
        self.csrf = found.group(1).decode()

    async def claim(self, queue: str) -> Any:
        """The offer that he holds, or the next; None when there is none."""
        return (await self.asked("POST", f"/api/v1/queues/{queue}/claim", b"{}"))["next"]

    async def submit(self, offer: Any, answer: object) -> Any:
        """Answer an item, and the next one."""
        sent = orjson.dumps({"answer": answer, "guideline": offer["guideline"]})
        begun = time.perf_counter()
        got = await self.asked("POST", f"/api/v1/assignments/{offer['assignment']}/answer", sent)
        self.took.append(Cycle(offer["assignment"], time.perf_counter() - begun))
        return got["next"]

    async def asked(self, method: str, path: str, body: bytes) -> Any:
        """What comes back when all is well; raises `RuntimeError` with what was said otherwise."""
        got = await self.ask(method, path, body)
        if got.status != 200:
            raise RuntimeError(f"{got.status} {got.body[:300]!r}")
        return got.json()
