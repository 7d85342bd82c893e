"""The claims of several judges in one transaction, each step of all of them sent to the database at once.

A claim by itself is a transaction with six ways to the server and back; where many come at the same moment, those ways
are most of what they cost. Here nothing waits for another transaction: a claim that would have to (its judge claims in
another window, leases ran out, nothing was found in the quick way) is left, and is made by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from assay.core.errors import AssayError
from assay.store.prepared import rows_of_each
from assay.store.queueing.assignment import Assignment
from assay.store.queueing.claiming import Step, Steps, steps


class Claim(NamedTuple):
    """What one judge asks for."""

    queue: str
    """In which queue."""
    judge: str
    """Who; in one queue once."""
    now: str
    """UTC."""
    asked: Mapping[str, Any]
    """As of `assay.store.queueing.claiming.steps`."""


class _Left(Exception):
    """The claim is to be made by itself; nothing was changed for it."""


def claim_together(connection: Connection, every: Sequence[Claim]) -> dict[int, Assignment | None]:
    """What the claims give, by their place; those that are left are not in it. The caller has the turns of the judges.

    A claim that cannot be made is left as well: by itself it says what is wrong.
    """
    found: dict[int, Assignment | None] = {}
    walks = [_begun(connection, each) for each in every]
    asking: dict[int, Step] = {}
    for place, walk in enumerate(walks):
        _go_on(walk, None, place, asking, found)
    while asking:
        places, asked = list(asking), [(step.statement, step.values) for step in asking.values()]
        asking = {}
        for place, rows in zip(places, rows_of_each(connection, asked), strict=True):
            _go_on(walks[place], rows, place, asking, found)
    return found


def _begun(connection: Connection, each: Claim) -> Steps:
    return steps(connection, each.queue, each.judge, now=each.now, clear=_leave, **each.asked)


def _go_on(
    walk: Steps, rows: list[Any] | None, place: int, asking: dict[int, Step], found: dict[int, Assignment | None]
) -> None:
    """One claim by one step: what it asks next, or what it found."""
    try:
        step = next(walk) if rows is None else walk.send(rows)
    except StopIteration as done:
        found[place] = done.value
    except (_Left, AssayError):
        pass
    else:
        if not step.exact:
            asking[place] = step


def _leave() -> None:
    raise _Left
