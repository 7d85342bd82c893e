"""The statements that find what is next for a judge: one short walk a lane, each along an index."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, literal, literal_column, select, tuple_, union_all

from assay.store.queueing.assignment import State
from assay.store.queueing.cursor import Cursor
from assay.store.tables.operational import ASSIGNMENT, QUEUE, QUEUE_ITEM

ITEM = QUEUE_ITEM.alias("i")
_ORDER = (ITEM.c.rank, ITEM.c.place, ITEM.c.item)
_CLAIMABLE = (ITEM.c.open == literal_column("1")) & (ITEM.c.taken < ITEM.c.needed)
"""Written as in the indexes, so that they serve."""


def judge_stands(queue: str, judge: str, lanes: Sequence[str], now: str) -> Select[Any]:
    """The queue, whether leases ran out, what the judge holds and his newest assignment of each lane; one statement."""
    held = select(ASSIGNMENT.c.id).where(*_of(queue, judge), ASSIGNMENT.c.state == literal_column("'out'"))
    newest = [
        select(
            select(ASSIGNMENT.c.id)
            .where(*_of(queue, judge), ASSIGNMENT.c.lane == lane)
            .order_by(ASSIGNMENT.c.turn.desc())
            .limit(1)
            .subquery()
        )
        for lane in lanes
    ]
    wanted = union_all(held, *newest).subquery()
    other = ASSIGNMENT.alias("o")
    run_out = exists().where(
        other.c.queue == queue, other.c.state == literal_column("'out'"), other.c.leased_until < now
    )
    found = QUEUE.outerjoin(ASSIGNMENT, ASSIGNMENT.c.id.in_(select(wanted.c.id)))
    columns = (QUEUE.c.lease_seconds, QUEUE.c.version, run_out.label("run_out"))
    return select(*columns, *ASSIGNMENT.c).select_from(found).where(QUEUE.c.name == queue)


def first_for(queue: str, judge: str, cursors: Sequence[Cursor], version: int, *, locking: bool) -> Select[Any] | None:
    """The first item that is for the judge in any of the lanes; None when each was at its end and nothing was freed.

    With ``locking``, a row that another claim holds is passed over, and the found ones are held (Postgres).
    """
    walks = [walk for cursor in cursors for walk in _walks(queue, judge, cursor, version)]
    if not walks:
        return None
    if locking:
        walks = [walk.with_for_update(skip_locked=True) for walk in walks]
    every = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    return select(every.c.item).order_by(every.c.rank, every.c.place, every.c.item).limit(1)


def _walks(queue: str, judge: str, cursor: Cursor, version: int) -> list[Select[Any]]:
    """What lies ahead in a lane, and what was freed since the judge looked."""
    lane = select(*_ORDER).where(ITEM.c.queue == queue, ITEM.c.lane == cursor.lane, _CLAIMABLE, ~_had(judge))
    lane = lane.order_by(*_ORDER).limit(1)
    walks = []
    if not cursor.at_end:
        behind = tuple_(literal(cursor.rank), literal(cursor.place), literal(cursor.item))
        walks.append(lane.where(tuple_(*_ORDER) > behind))
    if version > cursor.seen:
        walks.append(lane.where(ITEM.c.freed > cursor.seen))
    return walks


def _had(judge: str) -> Any:
    """Whether the judge has this item in this round; one whose lease ran out may come to him again."""
    return exists().where(
        ASSIGNMENT.c.queue == ITEM.c.queue,
        ASSIGNMENT.c.item == ITEM.c.item,
        ASSIGNMENT.c.round == ITEM.c.round,
        ASSIGNMENT.c.judge == judge,
        ASSIGNMENT.c.state != State.EXPIRED,
    )


def _of(queue: str, judge: str) -> tuple[Any, Any]:
    return ASSIGNMENT.c.queue == queue, ASSIGNMENT.c.judge == judge
