"""Claim: the next item for a judge, or the one that he holds.

It is written as steps, each of which asks the database one thing, so that the claims of many judges may be made side by
side in one transaction (`assay.store.queueing.claiming_together`) by the same code as one by itself.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import Connection, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from assay.core.errors import InputError
from assay.core.ports import NewId
from assay.store.prepared import rows_of
from assay.store.queueing.assignment import ANY_LANE, Assignment, Pick, State
from assay.store.queueing.cursor import Cursor
from assay.store.queueing.freeing import sweep
from assay.store.queueing.rows import assignment_of, later, row_of, unknown_queue
from assay.store.queueing.search import (
    first_for,
    judge_stands,
    shape_of,
    stand_values,
    take_first,
    take_this,
    walk_values,
)
from assay.store.tables.operational import ASSIGNMENT

MOST_TRIES = 64
"""How often an item that another claim took first is let go, and the next one looked for."""
_ONCE = ("queue", "item", "round", "judge")
_MOVED = ("turn", "after_rank", "after_place", "after_item", "seen")


class Step(NamedTuple):
    """One thing that is asked of the database."""

    statement: Any
    """See `assay.store.prepared`; it gives rows."""
    values: dict[str, Any]
    """What it is asked with."""
    exact: bool = False
    """Whether nothing was found in the quick way: from here on other transactions may be waited for."""


Found = TypeVar("Found")
_Asking: TypeAlias = Generator[Step, list[Any], Found]
"""Gives a step, gets its rows; in the end, what was found."""
Steps: TypeAlias = _Asking[Assignment | None]
"""In the end, what `claim` gives."""


@dataclass(frozen=True, slots=True)
class _Stands:
    """The queue and the judge in it, as one statement tells them."""

    lease_seconds: int
    version: int
    run_out: bool
    held: tuple[Assignment, ...]
    newest: dict[str, tuple[str, Cursor]]


def claim(
    connection: Connection,
    queue: str,
    judge: str,
    *,
    now: str,
    clear: Callable[[Connection, str, str], object] = sweep,
    **asked: Any,
) -> Assignment | None:
    """The next item for the judge; the one that he holds when he has ``most_open``; None when there is none for him.

    ``asked`` is as of `steps`. ``clear`` is called before anything else when leases ran out. Raises as `steps`.
    """
    walk = steps(connection, queue, judge, now=now, clear=partial(clear, connection, queue, now), **asked)
    step = next(walk)
    try:
        while True:
            step = walk.send(rows_of(connection, step.statement, step.values))
    except StopIteration as done:
        found: Assignment | None = done.value
        return found


def steps(
    connection: Connection,
    queue: str,
    judge: str,
    *,
    now: str,
    new_id: NewId,
    lanes: Sequence[str] = (ANY_LANE,),
    pick: Pick | None = None,
    most_open: int = 1,
    clear: Callable[[], object],
) -> Steps:
    """What a claim asks of the database, one after another.

    ``pick`` says out of which lanes the item comes, by how many the judge got in ``lanes`` so far; without it, out of
    all. ``clear`` is called before anything else when leases ran out.

    Raises
    ------
    InputError
        ``queue.lanes``, ``queue.most_open``.
    WorkspaceError
        ``queue.unknown``.
    """
    wanted = tuple(dict.fromkeys(lanes))
    _check(wanted, most_open)
    stands = yield from _stand(connection, queue, judge, wanted, now)
    if stands.run_out:
        clear()
        stands = yield from _stand(connection, queue, judge, wanted, now)
    if len(stands.held) >= most_open:
        return stands.held[0]
    among = wanted if pick is None else tuple(pick(sum(cursor.turn for _, cursor in stands.newest.values())))
    cursors = [stands.newest[lane][1] if lane in stands.newest else Cursor(lane) for lane in among]
    ahead = [cursor.fresh(stands.version) for cursor in cursors]
    row = yield from _take_first(queue, judge, ahead, stands.version)
    if row is None:
        ahead = [each if each.at_end else each.begun_again(stands.version) for each in ahead]
        row = yield from _take_exactly(queue, judge, ahead, stands.version)
    if row is None:
        yield from _note_ends(stands, among)
        return None
    cursor = next(each for each in ahead if each.lane == row.lane)
    moved = cursor.after(row.rank, row.place, row.item, stands.version)
    until = later(now, stands.lease_seconds)
    fresh = Assignment(new_id(), queue, row.item, row.round, judge, row.lane, State.OUT, now, until)
    kept = yield Step(_keeping(connection.dialect.name), {**row_of(fresh), **_place(moved)})
    return assignment_of(kept[0])


def _check(lanes: Sequence[str], most_open: int) -> None:
    if not lanes:
        raise InputError("queue.lanes", "A claim in no lane.", f"Name one lane or more, such as '{ANY_LANE}'.")
    if most_open < 1:
        raise InputError("queue.most_open", f"A judge may hold {most_open} items.", "Give 1 or more.")


def _stand(connection: Connection, queue: str, judge: str, lanes: Sequence[str], now: str) -> _Asking[_Stands]:
    rows = yield Step(judge_stands(len(lanes)), stand_values(queue, judge, lanes, now))
    if not rows:
        raise unknown_queue(connection, queue)
    theirs = sorted((row for row in rows if row.id is not None), key=lambda row: (row.claimed_at, row.turn))
    held = {row.id: assignment_of(row) for row in theirs if row.state == State.OUT}
    newest = {row.lane: row for row in sorted(theirs, key=lambda row: int(row.turn))}
    cursors = {lane: (row.id, _cursor(row)) for lane, row in newest.items()}
    return _Stands(rows[0].lease_seconds, rows[0].version, bool(rows[0].run_out), tuple(held.values()), cursors)


def _cursor(row: Any) -> Cursor:
    return Cursor(row.lane, row.turn, row.after_rank, row.after_place, row.after_item, row.seen)


def _take_first(queue: str, judge: str, cursors: Sequence[Cursor], version: int) -> _Asking[Any | None]:
    """Take one answer of the first item that is free now, in one statement."""
    shape = shape_of(cursors, version)
    if not shape:
        return None
    rows = yield Step(take_first(shape), walk_values(queue, judge, cursors))
    return rows[0] if rows else None


def _take_exactly(queue: str, judge: str, cursors: Sequence[Cursor], version: int) -> _Asking[Any | None]:
    """The same, from the beginning and passing over nothing, when the quick way found nothing.

    An item that other claims were taking is waited for; none is held while another is waited for.
    """
    shape = shape_of(cursors, version)
    for _ in range(MOST_TRIES if shape else 0):
        found = yield Step(first_for(shape), walk_values(queue, judge, cursors), exact=True)
        if not found:
            return None
        rows = yield Step(take_this(), {"of_queue": queue, "of_item": found[0].item}, exact=True)
        if rows:
            return rows[0]
    return None


def _note_ends(stands: _Stands, lanes: Sequence[str]) -> _Asking[None]:
    """Remember that nothing is left for him, so that he may ask again at the cost of one statement."""
    for lane in lanes:
        if lane not in stands.newest:
            continue
        id, cursor = stands.newest[lane]
        end = cursor.ended(stands.version)
        if cursor != end:
            yield Step(_moving(), {"of_id": id, **{f"new_{name}": value for name, value in _place(end).items()}})


@cache
def _moving() -> Any:
    moved = {name: bindparam(f"new_{name}", type_=ASSIGNMENT.c[name].type) for name in _MOVED}
    theirs = ASSIGNMENT.c.id == bindparam("of_id", type_=ASSIGNMENT.c.id.type)
    return update(ASSIGNMENT).where(theirs).values(moved).returning(ASSIGNMENT.c.id)


def _place(cursor: Cursor) -> dict[str, Any]:
    where = (cursor.turn, cursor.rank, cursor.place, cursor.item, cursor.seen)
    return dict(zip(_MOVED, where, strict=True))


@cache
def _keeping(dialect: str) -> Any:
    """Write the assignment; one of this judge whose lease had run out becomes it, and keeps its id."""
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(ASSIGNMENT)
    once = [ASSIGNMENT.c[name] for name in _ONCE]
    changed = {
        column.name: insert.excluded[column.name] for column in ASSIGNMENT.c if column.name not in ("id", *_ONCE)
    }
    return insert.on_conflict_do_update(index_elements=once, set_=changed).returning(*ASSIGNMENT.c)
