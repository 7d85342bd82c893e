"""Answers as they come in from everybody: those that wait at the same moment are checked and kept in one go.

Each of them by itself would take a thread, several readings and a place in the line of writers, and threads that wait
for each other cost more than the work. So one thread at a time takes all that wait on SQLite, which has one writer
anyway; on Postgres a few do, so that items are claimed side by side.
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

from assay.web.api.label import Asking, answer_all, labeler_of
from assay.web.api.label_records import AnsweredShown, AnswerSent
from assay.workflows.workspace import Workspace

MOST_AT_ONCE = 64
"""Answers that one thread takes."""
GROUPS_ON_POSTGRES = 4
"""Threads that take answers side by side where items are claimed row by row."""
ID = re.compile(r"[0-9A-Za-z_.-]{1,100}")


class _Waiting(NamedTuple):
    """An answer that waits to be taken."""

    asking: Asking
    """What was sent."""
    told: "asyncio.Future[bytes]"
    """Gets what is sent back."""


class Answering:
    """Takes the answers of one workspace together. All but the work itself happens on the event loop."""

    def __init__(self, workspace: Workspace) -> None:
        self._most = 1 if workspace.store.database.one_writer else GROUPS_ON_POSTGRES
        self._waiting: list[_Waiting] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def keep(self, asking: Asking) -> bytes:
        """The JSON of what an answer gives, once it is durable; raises as `assay.web.api.label.answer`."""
        waiting = _Waiting(asking, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if len(self._under_way) < self._most:
            task = asyncio.create_task(self._take())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return await waiting.told

    async def _take(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                found = await run_in_threadpool(_written, answer_all, [each.asking for each in group])
            except Exception as error:
                found = [error] * len(group)
            for each, result in zip(group, found, strict=True):
                _tell(each.told, result)


def answering_route() -> Route:
    """The address of answers; in the API's description it stands as the route of `assay.web.api.label.answer`."""
    return Route("/api/v1/assignments/{assignment}/answer", _endpoint, methods=["POST"])


async def _endpoint(request: Request) -> Response:
    try:
        asking = Asking(request, _id(request), _sent(await request.body()))
    except RequestValidationError:
        await run_in_threadpool(labeler_of, request)
        raise
    answering: Answering = request.app.state.answering
    return Response(await answering.keep(asking), media_type="application/json")


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
