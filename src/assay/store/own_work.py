"""What one judge may know of his own work in a queue."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal_column, select

from assay.store.prepared import first_of
from assay.store.queueing.assignment import State
from assay.store.tables.metadata import TEXT
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


def answered_since(
    store: "Store", queue: str, judge: str, *, lanes: Sequence[str], since: str, besides: str | None = None
) -> int:
    """Answers of a judge in some lanes of a queue since a moment (UTC), one assignment left out.

    Cost: as many rows as he was offered since, whatever he did before.
    """
    values = {"of_queue": queue, "of_judge": judge, "since": since, "besides": besides or ""}
    values |= {f"lane_{number}": lane for number, lane in enumerate(lanes)}
    with store.database.read() as connection:
        found = first_of(connection, _answered_since(len(lanes)), values)
    return 0 if found is None else int(found.n)


@cache
def _answered_since(n_lanes: int) -> Select[Any]:
    """His newest ones of each lane, back to the last that he got before that moment, which he may answer after it."""
    counted: Any = literal_column("0")
    done: list[Any] = [literal_column(f"'{state}'") for state in DONE]
    for number in range(n_lanes):
        before, newer = ASSIGNMENT.alias(f"b{number}"), ASSIGNMENT.alias(f"n{number}")
        last, those = (
            [
                each.c.queue == bindparam("of_queue", type_=TEXT),
                each.c.judge == bindparam("of_judge", type_=TEXT),
                each.c.lane == bindparam(f"lane_{number}", type_=TEXT),
            ]
            for each in (before, newer)
        )
        turn = select(before.c.turn).where(*last, before.c.claimed_at < bindparam("since", type_=TEXT))
        first = func.coalesce(
            turn.order_by(before.c.turn.desc()).limit(literal_column("1")).scalar_subquery(), literal_column("0")
        )
        said = (newer.c.answered_at >= bindparam("since", type_=TEXT), newer.c.state.in_(done))
        other = newer.c.id != bindparam("besides", type_=TEXT)
        n = select(func.count()).select_from(newer).where(*those, newer.c.turn >= first, *said, other)
        counted = counted + n.scalar_subquery()
    return select(counted.label("n"))
