"""What every request passes first: a known host, a bounded body, and for changes proof that a page of ours sent it."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.access.tokens import csrf_token
from assay.web.faults import Fault, problem, told
from assay.web.headers import add_headers
from assay.web.serving import Serving
from assay.web.session import bearer, session_token

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ANY_HOST = frozenset({"/health", "/health/live", "/metrics"})
"""Paths that a load balancer, or whoever watches, may ask for under the number of the machine."""
PROVEN_OTHERWISE = ("/sign-in", "/invitation/")
"""Forms that are sent without a session: a name and password, or the token in the address, are the proof."""
FORM = "application/x-www-form-urlencoded"
LARGEST_BODY = 1_000_000
"""Octets of a body, unless its path is in `LARGER_BODIES`."""
LARGER_BODIES: dict[str, int] = {"/api/v1/datasets/": 20_000_000}
"""Octets of a body by the beginning of the path."""
STALE = problem(
    403,
    "access.stale_page",
    "The page that sent this is from another session.",
    "Nothing was changed. Go back, load the page again, and repeat what you did.",
)
FOREIGN = problem(
    403, "access.other_site", "Another site sent this.", "Nothing was changed. Open Assay by its address."
)
OTHER_HOST = problem(
    400, "access.host", "This is not the address of this site.", "Use the address that you were given."
)


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app, self._serving = app, serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it; every answer gets its headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer, largest = self._with_headers(send), _largest(scope["path"])
        refusal, receive = await self._refusal(scope, _bounded(receive, largest), largest)
        if refusal is None:
            await self._app(scope, receive, answer)
            return
        request = Request(scope, receive)
        request.state.who = None
        response = await run_in_threadpool(told, request, refusal)
        await response(scope, receive, answer)

    def _with_headers(self, send: Send) -> Send:
        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), is_secure=self._serving.is_secure)
            await send(message)

        return sends

    async def _refusal(self, scope: Scope, receive: Receive, largest: int) -> tuple[Fault | None, Receive]:
        headers, path = _by_name(scope), scope["path"]
        if path not in ANY_HOST and not self._serving.knows(headers.get("host", "")):
            return OTHER_HOST, receive
        if int(headers.get("content-length", "0") or 0) > largest:
            return problem(413, "web.too_large", "What was sent is too large.", "Send less at once."), receive
        if scope["method"] in SAFE_METHODS:
            return None, receive
        if not self._is_from_here(scope, headers):
            return FOREIGN, receive
        request = Request(scope)
        if bearer(request) is not None:
            return None, receive
        token = session_token(request)
        if token is None or path.startswith(PROVEN_OTHERWISE):
            return None, receive
        sent, receive = await _sent_token(headers, receive)
        return None if hmac.compare_digest(sent.encode(), csrf_token(token).encode()) else STALE, receive

    def _is_from_here(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Whether a browser says that a page of ours sent this; programs say nothing."""
        origin = headers.get("origin")
        if origin is not None:
            return origin in (f"{scope['scheme']}://{headers.get('host', '')}", self._serving.address)
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _by_name(scope: Scope) -> dict[str, str]:
    """The first header of each name, as Starlette gives it, but all of them at one go."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}


async def _sent_token(headers: Mapping[str, str], receive: Receive) -> tuple[str, Receive]:
    """The token that a request carries in a header or a form, and its body again for who reads it next."""
    if "x-csrf-token" in headers:
        return headers["x-csrf-token"], receive
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return "", receive
    body = await body_of(receive)
    try:
        sent = parse_qs(body.decode("utf-8", "replace"), max_num_fields=1_000).get("csrf", [""])[0]
    except ValueError:
        sent = ""
    return sent, _again(body, receive)


async def body_of(receive: Receive) -> bytes:
    """All of a body, or what came of it before who sent it went away."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read once, then whatever comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receives() -> Message:
        return messages.pop() if messages else await receive()

    return receives


def _bounded(receive: Callable[[], Awaitable[Message]], largest: int) -> Receive:
    """A body that is not read beyond its bound, whatever length it claims."""
    taken = 0

    async def receives() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > largest:
            raise HTTPException(413)
        return message

    return receives


def _largest(path: str) -> int:
    return next((octets for start, octets in LARGER_BODIES.items() if path.startswith(start)), LARGEST_BODY)
