"""What one judge may know of his own work in a queue."""

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from assay.store.queueing.assignment import State
from assay.store.tables.operational import ASSIGNMENT

if TYPE_CHECKING:
    from assay.store.open import Store

DONE = (State.ANSWERED.value, State.LATE.value)


class OwnWork(NamedTuple):
    """What one judge did."""

    n_done: int
    """Answers given, in all rounds, whether they count or came late."""
    last: str | None
    """The assignment that was answered or passed over last."""


def was_offered(store: "Store", queue: str, item: str, judge: str) -> bool:
    """Whether a judge was ever offered an item of a queue."""
    theirs = (ASSIGNMENT.c.queue == queue) & (ASSIGNMENT.c.item == item) & (ASSIGNMENT.c.judge == judge)
    with store.database.read() as connection:
        return connection.execute(select(ASSIGNMENT.c.id).where(theirs).limit(1)).scalar() is not None


def own_work(store: "Store", queue: str, judge: str) -> OwnWork:
    """What a judge did in a queue. Cost: as many rows as he has done."""
    theirs = (ASSIGNMENT.c.queue == queue) & (ASSIGNMENT.c.judge == judge)
    counted = select(func.count()).where(theirs, ASSIGNMENT.c.state.in_(DONE))
    left = theirs & ASSIGNMENT.c.state.in_((*DONE, State.RETURNED.value))
    newest = select(ASSIGNMENT.c.id).where(left).order_by(ASSIGNMENT.c.claimed_at.desc(), ASSIGNMENT.c.turn.desc())
    with store.database.read() as connection:
        n_done = connection.execute(counted).scalar_one()
        return OwnWork(int(n_done), connection.execute(newest.limit(1)).scalar())
