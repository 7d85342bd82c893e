"""How fast answers come: by day, and from claim to answer. Operational facts, never published numbers."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from assay.store.queueing.assignment import State
from assay.store.tables.operational import ASSIGNMENT


def answered_by_day(connection: Connection, queues: Sequence[str], *, without: Sequence[str] = ()) -> dict[str, int]:
    """Answers that count by day (UTC), over some queues, but those in some lanes."""
    day = func.substr(ASSIGNMENT.c.answered_at, 1, 10)
    theirs = ASSIGNMENT.c.queue.in_(queues) & ASSIGNMENT.c.lane.not_in(without)
    answered = theirs & (ASSIGNMENT.c.state == State.ANSWERED.value)
    rows = connection.execute(select(day, func.count()).where(answered).group_by(day).order_by(day))
    return {str(row[0]): int(row[1]) for row in rows}


def claimed_and_answered(connection: Connection, queues: Sequence[str], *, most: int) -> list[tuple[str, str]]:
    """When the newest answers were claimed and when they came."""
    answered = ASSIGNMENT.c.queue.in_(queues) & (ASSIGNMENT.c.state == State.ANSWERED.value)
    chosen = select(ASSIGNMENT.c.claimed_at, ASSIGNMENT.c.answered_at).where(answered)
    rows = connection.execute(chosen.order_by(ASSIGNMENT.c.answered_at.desc()).limit(most))
    return [(str(row[0]), str(row[1])) for row in rows]
