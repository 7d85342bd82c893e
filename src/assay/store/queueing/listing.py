"""What a queue holds, item by item and judge by judge."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, exists, func, select

from assay.store.queueing.assignment import State
from assay.store.queueing.rows import unknown_queue
from assay.store.tables.operational import ASSIGNMENT, QUEUE, QUEUE_ITEM


class Held(NamedTuple):
    """An item of a queue as it stands."""

    item: str
    """External id of the item."""
    round: int
    """Its present round, from 1."""
    needed: int
    """Answers that it needs in this round."""
    taken: int
    """Answers that it has or are out, in this round."""
    open: bool
    """Whether it is offered at all."""
    lane: str
    """Its lane."""


class JudgeStanding(NamedTuple):
    """What one judge did in a queue, in all rounds."""

    judge: str
    """Id, a pseudonym for people."""
    n_answered: int
    """Answers that count."""
    n_late: int
    """Answers that came when nobody needed them any more."""
    n_returned: int
    """Items given back, those skipped among them."""
    n_expired: int
    """Leases that ran out, with no answer since; one that nobody cleared away yet is out."""
    n_out: int
    """Items that are out."""


def held_items(connection: Connection, queue: str, *, without: Sequence[str] = ()) -> tuple[Held, ...]:
    """Every item but those of some lanes, in order of its id.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    _check(connection, queue)
    names = ("item", "round", "needed", "taken", "open", "lane")
    theirs = (QUEUE_ITEM.c.queue == queue) & QUEUE_ITEM.c.lane.not_in(without)
    chosen = select(*(QUEUE_ITEM.c[name] for name in names)).where(theirs).order_by(QUEUE_ITEM.c.item)
    return tuple(
        Held(row.item, row.round, row.needed, row.taken, bool(row.open), row.lane) for row in connection.execute(chosen)
    )


def rounds_taken_up(connection: Connection, queue: str, *, without: Sequence[str] = ()) -> dict[str, int]:
    """The present round of each item that has an answer in it or is out, but those of some lanes; raises as above."""
    _check(connection, queue)
    theirs = (QUEUE_ITEM.c.queue == queue) & QUEUE_ITEM.c.lane.not_in(without) & (QUEUE_ITEM.c.taken > 0)
    rows = connection.execute(select(QUEUE_ITEM.c.item, QUEUE_ITEM.c.round).where(theirs))
    return {str(row.item): int(row.round) for row in rows}


def items_to_come(connection: Connection, queue: str, judge: str) -> frozenset[str]:
    """Items that the judge holds, or that the queue may still offer to him; raises as above."""
    _check(connection, queue)
    his = (ASSIGNMENT.c.queue == queue, ASSIGNMENT.c.judge == judge, ASSIGNMENT.c.item == QUEUE_ITEM.c.item)
    holds = exists().where(*his, ASSIGNMENT.c.state == State.OUT.value)
    this_round = ASSIGNMENT.c.round == QUEUE_ITEM.c.round
    had = exists().where(*his, this_round, ASSIGNMENT.c.state != State.EXPIRED.value)
    needs = (QUEUE_ITEM.c.open == 1) & (QUEUE_ITEM.c.taken < QUEUE_ITEM.c.needed)
    chosen = select(QUEUE_ITEM.c.item).where(QUEUE_ITEM.c.queue == queue, holds | (needs & ~had))
    return frozenset(connection.execute(chosen).scalars())


def judge_standings(connection: Connection, queue: str) -> tuple[JudgeStanding, ...]:
    """Every judge who claimed an item, in order of id.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    _check(connection, queue)
    states = (State.ANSWERED, State.LATE, State.RETURNED, State.EXPIRED, State.OUT)
    chosen = select(ASSIGNMENT.c.judge, *map(_counted, states)).where(ASSIGNMENT.c.queue == queue)
    rows = connection.execute(chosen.group_by(ASSIGNMENT.c.judge).order_by(ASSIGNMENT.c.judge))
    return tuple(JudgeStanding(row[0], *map(int, row[1:])) for row in rows)


def _counted(state: State) -> Any:
    return func.sum(case((ASSIGNMENT.c.state == state.value, 1), else_=0))


def _check(connection: Connection, queue: str) -> None:
    if connection.execute(select(QUEUE.c.name).where(QUEUE.c.name == queue)).first() is None:
        raise unknown_queue(connection, queue)
