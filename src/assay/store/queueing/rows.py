"""Assignments and queues as the tables hold them, found or missed by name."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, select

from assay.core.errors import WorkspaceError, did_you_mean
from assay.store.prepared import rows_by_key
from assay.store.queueing.assignment import Assignment, State
from assay.store.tables.operational import ASSIGNMENT, QUEUE

_NAMES = tuple(each.name for each in fields(Assignment))
_FIELDS = attrgetter(*_NAMES)
_STATE, _STATES = _NAMES.index("state"), {each.value: each for each in State}
_EVERY = select(*(ASSIGNMENT.c[name] for name in _NAMES))


def assignment_of(row: Any) -> Assignment:
    """The assignment that a row holds."""
    found = list(_FIELDS(row))
    found[_STATE] = _STATES[found[_STATE]]
    return Assignment(*found)


def row_of(assignment: Assignment) -> dict[str, Any]:
    """The columns that an assignment fills."""
    return {**dict(zip(_NAMES, _FIELDS(assignment), strict=True)), "state": assignment.state.value}


def find(connection: Connection, id: str) -> Assignment:
    """The assignment with this id.

    Raises
    ------
    WorkspaceError
        ``assignment.unknown``.
    """
    found = find_each(connection, [id])
    if not found:
        what = f"There is no assignment '{id}' here."
        raise WorkspaceError("assignment.unknown", what, "Claim an item first; its assignment has the id.")
    return found[0]


def find_each(connection: Connection, ids: Sequence[str]) -> list[Assignment]:
    """Those of some assignments that are there."""
    return [assignment_of(row) for row in rows_by_key(connection, _EVERY, ASSIGNMENT.c.id, ids)]


def unknown_queue(connection: Connection, name: str) -> WorkspaceError:
    """There is no such queue; the near ones are offered."""
    known = connection.execute(select(QUEUE.c.name)).scalars().all()
    return WorkspaceError("queue.unknown", f"There is no queue '{name}' here.", did_you_mean(name, known))


def lease_seconds(connection: Connection, queue: str) -> int:
    """How long a lease of the queue is."""
    return int(connection.execute(select(QUEUE.c.lease_seconds).where(QUEUE.c.name == queue)).scalar_one())


@lru_cache(256)
def later(now: str, seconds: int) -> str:
    """A time some seconds after another, both as `assay.core.ports.Clock` gives them."""
    moment = datetime.fromisoformat(now) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
