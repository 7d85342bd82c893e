"""Claim: the next item for a judge, or the one that he holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.dialects import postgresql, sqlite

from assay.core.errors import InputError
from assay.core.ports import NewId
from assay.store.prepared import first_of, rows_of
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
    new_id: NewId,
    lanes: Sequence[str] = (ANY_LANE,),
    pick: Pick | None = None,
    most_open: int = 1,
    clear: Callable[[Connection, str, str], object] = sweep,
) -> Assignment | None:
    """The next item for the judge; the one that he holds when he has ``most_open``; None when there is none for him.

    ``pick`` says out of which lanes it comes, by how many items he got in ``lanes`` so far; without it, out of all.
    ``clear`` is called before anything else when leases ran out.

    Raises
    ------
    InputError
        ``queue.lanes``, ``queue.most_open``.
    WorkspaceError
        ``queue.unknown``.
    """
    wanted = tuple(dict.fromkeys(lanes))
    _check(wanted, most_open)
    stands = _stand(connection, queue, judge, wanted, now)
    if stands.run_out:
        clear(connection, queue, now)
        stands = _stand(connection, queue, judge, wanted, now)
    if len(stands.held) >= most_open:
        return stands.held[0]
    among = wanted if pick is None else tuple(pick(sum(cursor.turn for _, cursor in stands.newest.values())))
    cursors = [stands.newest[lane][1] if lane in stands.newest else Cursor(lane) for lane in among]
    ahead = [cursor.fresh(stands.version) for cursor in cursors]
    row = _take_first(connection, queue, judge, ahead, stands.version)
    if row is None:
        ahead = [each if each.at_end else each.begun_again(stands.version) for each in ahead]
        row = _take_exactly(connection, queue, judge, ahead, stands.version)
    if row is None:
        _note_ends(connection, stands, among)
        return None
    cursor = next(each for each in ahead if each.lane == row.lane)
    moved = cursor.after(row.rank, row.place, row.item, stands.version)
    until = later(now, stands.lease_seconds)
    fresh = Assignment(new_id(), queue, row.item, row.round, judge, row.lane, State.OUT, now, until)
    return _keep(connection, fresh, moved)


def _check(lanes: Sequence[str], most_open: int) -> None:
    if not lanes:
        raise InputError("queue.lanes", "A claim in no lane.", f"Name one lane or more, such as '{ANY_LANE}'.")
    if most_open < 1:
        raise InputError("queue.most_open", f"A judge may hold {most_open} items.", "Give 1 or more.")


def _stand(connection: Connection, queue: str, judge: str, lanes: Sequence[str], now: str) -> _Stands:
    rows = rows_of(connection, judge_stands(len(lanes)), stand_values(queue, judge, lanes, now))
    if not rows:
        raise unknown_queue(connection, queue)
    theirs = sorted((row for row in rows if row.id is not None), key=lambda row: (row.claimed_at, row.turn))
    held = {row.id: assignment_of(row) for row in theirs if row.state == State.OUT}
    newest = {row.lane: row for row in sorted(theirs, key=lambda row: int(row.turn))}
    cursors = {lane: (row.id, _cursor(row)) for lane, row in newest.items()}
    return _Stands(rows[0].lease_seconds, rows[0].version, bool(rows[0].run_out), tuple(held.values()), cursors)


def _cursor(row: Any) -> Cursor:
    return Cursor(row.lane, row.turn, row.after_rank, row.after_place, row.after_item, row.seen)


def _take_first(connection: Connection, queue: str, judge: str, cursors: Sequence[Cursor], version: int) -> Any | None:
    """Take one answer of the first item that is free now, in one statement."""
    shape = shape_of(cursors, version)
    return first_of(connection, take_first(shape), walk_values(queue, judge, cursors)) if shape else None


def _take_exactly(
    connection: Connection, queue: str, judge: str, cursors: Sequence[Cursor], version: int
) -> Any | None:
    """The same, from the beginning and passing over nothing, when the quick way found nothing.

    An item that other claims were taking is waited for; none is held while another is waited for.
    """
    shape = shape_of(cursors, version)
    for _ in range(MOST_TRIES if shape else 0):
        item = connection.execute(first_for(shape), walk_values(queue, judge, cursors)).scalar()
        if item is None:
            return None
        row = connection.execute(take_this(), {"of_queue": queue, "of_item": item}).first()
        if row is not None:
            return row
    return None


def _note_ends(connection: Connection, stands: _Stands, lanes: Sequence[str]) -> None:
    """Remember that nothing is left for him, so that he may ask again at the cost of one statement."""
    for lane in lanes:
        if lane not in stands.newest:
            continue
        id, cursor = stands.newest[lane]
        end = cursor.ended(stands.version)
        if cursor != end:
            _move(connection, id, end)


def _move(connection: Connection, id: str, cursor: Cursor) -> None:
    connection.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == id).values(**_place(cursor)))


def _place(cursor: Cursor) -> dict[str, Any]:
    place = {"after_rank": cursor.rank, "after_place": cursor.place, "after_item": cursor.item}
    return {"turn": cursor.turn, **place, "seen": cursor.seen}


def _keep(connection: Connection, fresh: Assignment, cursor: Cursor) -> Assignment:
    """Write the assignment; one of this judge whose lease had run out becomes it, and keeps its id."""
    row = {**row_of(fresh), **_place(cursor)}
    return assignment_of(first_of(connection, _keeping(connection.dialect.name), row))


@cache
def _keeping(dialect: str) -> Any:
    """An insert that takes over the row that is there; both dialects have one of their own."""
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(ASSIGNMENT)
    once = [ASSIGNMENT.c[name] for name in _ONCE]
    changed = {
        column.name: insert.excluded[column.name] for column in ASSIGNMENT.c if column.name not in ("id", *_ONCE)
    }
    return insert.on_conflict_do_update(index_elements=once, set_=changed).returning(*ASSIGNMENT.c)
