"""How far a queue is."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, distinct, func, literal, literal_column, select, union_all

from assay.store.queueing.assignment import Standing, State
from assay.store.queueing.rows import unknown_queue
from assay.store.tables.operational import ASSIGNMENT, QUEUE, QUEUE_ITEM

_TAKEN_UP = QUEUE_ITEM.c.taken >= QUEUE_ITEM.c.needed
_CLAIMABLE = (QUEUE_ITEM.c.open == literal_column("1")) & (QUEUE_ITEM.c.taken < QUEUE_ITEM.c.needed)
"""Written as in the indexes, so that they serve."""


class LaneWaiting(NamedTuple):
    """What waits in one lane."""

    lane: str
    """The lane."""
    n_items: int
    """Items that need answers which nobody holds."""
    n_answers: int
    """Those answers."""


def standing(connection: Connection, queue: str, *, without: Sequence[str] = ()) -> Standing:
    """How far a queue is, without the items of some lanes.

    What is taken is answered or out, so the two need no counting one by one.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    if connection.execute(select(QUEUE.c.name).where(QUEUE.c.name == queue)).first() is None:
        raise unknown_queue(connection, queue)
    wanted = case((QUEUE_ITEM.c.open == 1, QUEUE_ITEM.c.needed - QUEUE_ITEM.c.taken), else_=0)
    numbers = (QUEUE_ITEM.c.open, QUEUE_ITEM.c.needed, QUEUE_ITEM.c.taken, wanted, case((_TAKEN_UP, 1), else_=0))
    sums = select(func.count(), *(func.coalesce(func.sum(each), 0) for each in numbers))
    theirs = (QUEUE_ITEM.c.queue == queue) & QUEUE_ITEM.c.lane.not_in(without)
    n_items, n_open, needed, taken, n_free, taken_up = map(int, connection.execute(sums.where(theirs)).one())
    chosen = (ASSIGNMENT.c.queue == queue) & ASSIGNMENT.c.lane.not_in(without)
    n_out = _count(connection, chosen, State.OUT, func.count())
    same = (QUEUE_ITEM.c.queue == ASSIGNMENT.c.queue) & (QUEUE_ITEM.c.item == ASSIGNMENT.c.item) & _TAKEN_UP
    waited_for = _count(connection, chosen, State.OUT, func.count(distinct(ASSIGNMENT.c.item)), same)
    n_late = _count(connection, chosen, State.LATE, func.count())
    return Standing(n_items, n_open, taken_up - waited_for, needed, taken - n_out, n_out, n_free, n_late)


def waiting_by_lane(connection: Connection, queue: str) -> tuple[LaneWaiting, ...]:
    """What waits in each lane in which something does, by name of the lane."""
    numbers = (func.count(), func.sum(QUEUE_ITEM.c.needed - QUEUE_ITEM.c.taken))
    chosen = select(QUEUE_ITEM.c.lane, *numbers).where(QUEUE_ITEM.c.queue == queue, _CLAIMABLE)
    rows = connection.execute(chosen.group_by(QUEUE_ITEM.c.lane).order_by(QUEUE_ITEM.c.lane))
    return tuple(LaneWaiting(str(row[0]), int(row[1]), int(row[2])) for row in rows)


def lanes_with_work(connection: Connection, queue: str, lanes: Sequence[str]) -> tuple[str, ...]:
    """Those of some lanes in which something waits. Cost: one short walk a lane, by an index."""
    theirs = [(QUEUE_ITEM.c.queue == queue) & (QUEUE_ITEM.c.lane == lane) & _CLAIMABLE for lane in lanes]
    walks = [
        select(select(literal(lane).label("lane")).where(each).limit(1).subquery())
        for lane, each in zip(lanes, theirs, strict=True)
    ]
    found = set(connection.execute(union_all(*walks)).scalars()) if walks else set()
    return tuple(lane for lane in lanes if lane in found)


def _count(connection: Connection, theirs: Any, state: State, counted: Any, same: Any = None) -> int:
    chosen = select(counted).select_from(ASSIGNMENT if same is None else ASSIGNMENT.join(QUEUE_ITEM, same))
    return int(connection.execute(chosen.where(theirs & (ASSIGNMENT.c.state == state.value))).scalar_one())
