"""Answers as they come in from everybody: those that wait at the same moment are checked and kept in one go.

Each of them by itself would take a thread, several readings and a place in the line of writers, and threads that wait
for each other cost more than the work. So one thread at a time takes all that wait; what a database on a server is
asked for many it is asked at once.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assay.web.api.label import Asking, answer_all
from assay.web.api.label_desks import labeler_of
from assay.web.api.label_records import AnsweredShown, AnswerSent
from assay.web.guard import body_of

MOST_AT_ONCE = 64
"""Answers that one thread takes."""
GATHER_S = 0.003
"""How long the next ones are waited for after several came at once: who is told at once answers at once again."""
ID = re.compile(r"[0-9A-Za-z_.-]{1,100}")
ADDRESS = re.compile(r"/api/v1/assignments/([^/]+)/answer")
PATTERN = "/api/v1/assignments/{assignment}/answer"
JSON = "application/json"
WENT_WRONG = "answer_went_wrong"
"""Where a request keeps the error that its answer raised, until the application tells it."""


class _Waiting(NamedTuple):
    """An answer that waits to be taken."""

    asking: Asking
    """What was sent."""
    told: "asyncio.Future[bytes]"
    """Gets what is sent back."""


class Answering:
    """Takes answers together, after a group of several a moment later. All but the work is on the event loop."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._taking: asyncio.Task[None] | None = None
        self._last = 1

    async def keep(self, asking: Asking) -> bytes:
        """The JSON of what an answer gives, once it is durable; raises as `assay.web.api.label.answer`."""
        waiting = _Waiting(asking, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._taking is None or self._taking.done():
            self._taking = asyncio.create_task(self._take())
        return await waiting.told

    async def _take(self) -> None:
        while self._waiting:
            if self._last > 1:
                await asyncio.sleep(GATHER_S)
            group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                found = await run_in_threadpool(_written, answer_all, [each.asking for each in group])
            except Exception as error:
                found = [error] * len(group)
            for each, result in zip(group, found, strict=True):
                _tell(each.told, result)
            self._last = len(group)


class ShortWay:
    """ASGI middleware: answers of labelers, which come more often than all else, pass by the rest of the application.

    What goes wrong is told by the application itself, as for every other address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._route = app, answering_route()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep an answer; leave every other request to the application."""
        found = ADDRESS.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["path_params"], scope["route"] = {"assignment": found.group(1)}, self._route
        try:
            kept = await _kept(Request(scope), await body_of(receive))
        except Exception as error:
            scope.setdefault("state", {})[WENT_WRONG] = error
            await self._app(scope, receive, send)
            return
        headers = [(b"content-length", str(len(kept)).encode()), (b"content-type", JSON.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": kept})


def answering_route() -> Route:
    """The address of answers; in the API's description it stands as the route of `assay.web.api.label.answer`."""
    return Route(PATTERN, _endpoint, methods=["POST"])


async def _endpoint(request: Request) -> Response:
    """What the application makes of an answer that went wrong on the short way."""
    error: Exception | None = request.scope.get("state", {}).get(WENT_WRONG)
    if error is None:
        return Response(await _kept(request, await request.body()), media_type=JSON)
    if isinstance(error, RequestValidationError):
        await run_in_threadpool(labeler_of, request)
    raise error


async def _kept(request: Request, body: bytes) -> bytes:
    asking = Asking(request, _id(request), _sent(body))
    answering: Answering = request.app.state.answering
    return await answering.keep(asking)


def _id(request: Request) -> str:
    id = str(request.path_params["assignment"])
    if ID.fullmatch(id) is None:
        raise RequestValidationError([{"loc": ("path", "assignment"), "msg": "This is no id of an assignment"}])
    return id


def _sent(body: bytes) -> AnswerSent:
    try:
        return AnswerSent.model_validate_json(body)
    except ValidationError as error:
        found = [{**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(found) from None


def _written(
    do: Callable[[Sequence[Asking]], Sequence[AnsweredShown | BaseException]], every: Sequence[Asking]
) -> list[bytes | BaseException]:
    return [each if isinstance(each, BaseException) else each.model_dump_json().encode() for each in do(every)]


def _tell(told: "asyncio.Future[bytes]", result: bytes | BaseException) -> None:
    """What came of an answer, to who still waits for it."""
    if told.done():
        return
    if isinstance(result, BaseException):
        told.set_exception(result)
    else:
        told.set_result(result)
