"""What every request leaves: an id in its answer, a line in the log, and its share of the numbers for Prometheus.

The log and the numbers know routes by their pattern (``/invitation/{token}``), never by what stood in the address, and
nobody by name: no token, no cookie, no pseudonym.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.core.errors import InputError, did_you_mean
from assay.core.ports import Clock, NewId

LOG = logging.getLogger("assay.requests")
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends of what durations are counted in."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN = "none"
"""The route of a request for which there is none."""
FORMATS = ("off", "text", "json")


class Asked(NamedTuple):
    """What requests are counted by."""

    method: str
    """Of HTTP; ``other`` for words that are none."""
    route: str
    """Pattern of the path."""
    status: int
    """Of HTTP."""


class Numbers:
    """How many requests there were and how long they took, since the process began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Asked, int] = {}
        self._buckets: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._under_way = 0

    def begin(self) -> None:
        """One more is under way."""
        with self._lock:
            self._under_way += 1

    def end(self, asked: Asked, seconds: float) -> None:
        """One was answered."""
        place = next((number for number, most in enumerate(BUCKETS_S) if seconds <= most), len(BUCKETS_S))
        with self._lock:
            self._under_way -= 1
            self._counts[asked] = self._counts.get(asked, 0) + 1
            self._buckets.setdefault(asked.route, [0] * (len(BUCKETS_S) + 1))[place] += 1
            self._seconds[asked.route] = self._seconds.get(asked.route, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """In the text format of Prometheus, in order of the routes."""
        with self._lock:
            counts, seconds = dict(self._counts), dict(self._seconds)
            buckets, under_way = {route: list(found) for route, found in self._buckets.items()}, self._under_way
        yield from family("assay_requests_under_way", "gauge", "Requests that are being answered.", {"": under_way})
        told = {labels(method=a.method, route=a.route, status=str(a.status)): n for a, n in sorted(counts.items())}
        yield from family("assay_requests_total", "counter", "Requests by method, route and status.", told)
        yield "# HELP assay_request_seconds How long answers took, by route."
        yield "# TYPE assay_request_seconds histogram"
        for route, found in sorted(buckets.items()):
            total = 0
            for most, n in zip((*map(str, BUCKETS_S), "+Inf"), found, strict=True):
                total += n
                yield f"assay_request_seconds_bucket{labels(route=route, le=most)} {total}"
            yield f"assay_request_seconds_sum{labels(route=route)} {seconds[route]:.6f}"
            yield f"assay_request_seconds_count{labels(route=route)} {total}"


class Measured:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, numbers: Numbers, now: Clock, new_id: NewId, seconds: Callable[[], float]) -> None:
        self._app, self._numbers, self._now, self._new_id, self._seconds = app, numbers, now, new_id, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, then count and note."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id, status = self._new_id()[:16], 500
        scope.setdefault("state", {})["request_id"] = id

        async def sends(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", id.encode())]
            await send(message)

        self._numbers.begin()
        began = self._seconds()
        try:
            await self._app(scope, receive, sends)
        finally:
            took = self._seconds() - began
            asked = Asked(scope["method"] if scope["method"] in METHODS else "other", route_of(scope), status)
            self._numbers.end(asked, took)
            if LOG.isEnabledFor(logging.INFO):
                LOG.info("request", extra={"told": self._told(id, asked, took)})

    def _told(self, id: str, asked: Asked, took: float) -> dict[str, object]:
        return {"at": self._now(), "request": id, **asked._asdict(), "ms": round(took * 1000, 1)}


def route_of(scope: Scope) -> str:
    """The pattern of the path, so that nothing of the address is told."""
    pattern = getattr(scope.get("route"), "path", None)
    if pattern is None and str(scope.get("root_path", "")).endswith("/static"):
        pattern = "/static"
    return str(pattern) if pattern else UNKNOWN


def family(name: str, kind: str, does: str, values: dict[str, int]) -> Iterator[str]:
    """One family of numbers; the keys are labels as `labels` writes them."""
    yield f"# HELP {name} {does}"
    yield f"# TYPE {name} {kind}"
    yield from (f"{name}{each} {value}" for each, value in values.items())


def labels(**words: str) -> str:
    """``{route="/label"}``."""
    escaped = (
        (name, word.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for name, word in words.items()
    )
    return "{" + ",".join(f'{name}="{word}"' for name, word in escaped) + "}"


class Lines(logging.Formatter):
    """One line a record: JSON, or words with blanks between."""

    def __init__(self, *, as_json: bool, now: Clock) -> None:
        super().__init__()
        self._as_json, self._now = as_json, now

    def format(self, record: logging.LogRecord) -> str:
        """A request, or what else the server has to say."""
        told: dict[str, object] = getattr(record, "told", None) or {"at": self._now(), "says": record.getMessage()}
        told = {"level": record.levelname.lower(), **told}
        if self._as_json:
            return json.dumps(told, ensure_ascii=True)
        return " ".join(str(value).replace("\n", "\n    ") for value in told.values())


def log_to_stderr(form: str, *, now: Clock) -> None:
    """Write what the server has to say to standard error: ``off`` (faults only), ``text`` or ``json``.

    Raises
    ------
    InputError
        ``serve.log``.
    """
    if form not in FORMATS:
        raise InputError("serve.log", f"There is no form of the log '{form[:40]}'.", did_you_mean(form, FORMATS))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(as_json=form == "json", now=now))
    ours = logging.getLogger("assay")
    ours.handlers, ours.propagate = [handler], False
    ours.setLevel(logging.WARNING if form == "off" else logging.INFO)
