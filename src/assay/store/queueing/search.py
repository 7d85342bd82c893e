"""The statements that find what is next for a judge, built once for each shape: one short walk a lane, by an index."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from assay.store.queueing.assignment import State
from assay.store.queueing.cursor import Cursor
from assay.store.tables.metadata import TEXT, WHOLE
from assay.store.tables.operational import ASSIGNMENT, QUEUE, QUEUE_ITEM

Shape: TypeAlias = tuple[tuple[bool, bool], ...]
"""For each lane: whether to walk on from the cursor, and whether to look at what was freed."""
ITEM = QUEUE_ITEM.alias("i")
_ORDER = (ITEM.c.rank, ITEM.c.place, ITEM.c.item)
_CLAIMABLE = (ITEM.c.open == literal_column("1")) & (ITEM.c.taken < ITEM.c.needed)
"""Written as in the indexes, so that they serve."""
_OUT: Any = literal_column(f"'{State.OUT}'")
_QUEUE, _JUDGE = bindparam("of_queue", type_=TEXT), bindparam("of_judge", type_=TEXT)
_THEIRS = (ASSIGNMENT.c.queue == _QUEUE, ASSIGNMENT.c.judge == _JUDGE)
_HAD = (
    select(func.count())
    .where(
        ASSIGNMENT.c.queue == ITEM.c.queue,
        ASSIGNMENT.c.item == ITEM.c.item,
        ASSIGNMENT.c.round == ITEM.c.round,
        ASSIGNMENT.c.judge + literal_column("''") == _JUDGE,
        ASSIGNMENT.c.state != literal_column(f"'{State.EXPIRED}'"),
    )
    .correlate(ITEM)
    .scalar_subquery()
)
"""Whether the judge has this item in this round; one whose lease ran out may come to him again.

Found among the few who had the item. A count and a sum of texts, as Postgres else makes a join of it, or takes the
index of the judge, and reads all that he has ever had."""


@cache
def judge_stands(n_lanes: int) -> Select[Any]:
    """The queue, whether leases ran out, what the judge holds and his newest assignment of each lane."""
    held = select(ASSIGNMENT.c.id).where(*_THEIRS, ASSIGNMENT.c.state == _OUT)
    newest = [
        select(
            select(ASSIGNMENT.c.id)
            .where(*_THEIRS, ASSIGNMENT.c.lane == bindparam(f"lane_{number}", type_=TEXT))
            .order_by(ASSIGNMENT.c.turn.desc())
            .limit(literal_column("1"))
            .subquery()
        )
        for number in range(n_lanes)
    ]
    wanted = union_all(held, *newest).subquery()
    other = ASSIGNMENT.alias("o")
    run_out = exists().where(
        other.c.queue == _QUEUE, other.c.state == _OUT, other.c.leased_until < bindparam("now", type_=TEXT)
    )
    found = QUEUE.outerjoin(ASSIGNMENT, ASSIGNMENT.c.id.in_(select(wanted.c.id)))
    columns = (QUEUE.c.lease_seconds, QUEUE.c.version, run_out.label("run_out"))
    return select(*columns, *ASSIGNMENT.c).select_from(found).where(QUEUE.c.name == _QUEUE)


def stand_values(queue: str, judge: str, lanes: Sequence[str], now: str) -> dict[str, Any]:
    """What `judge_stands` is asked with."""
    return {
        "of_queue": queue,
        "of_judge": judge,
        "now": now,
        **{f"lane_{number}": lane for number, lane in enumerate(lanes)},
    }


def shape_of(cursors: Sequence[Cursor], version: int) -> Shape:
    """Which walks there are from these cursors; empty when each is at its end and nothing was freed since."""
    shape = tuple((not cursor.at_end, version > cursor.seen) for cursor in cursors)
    return shape if any(map(any, shape)) else ()


def walk_values(queue: str, judge: str, cursors: Sequence[Cursor]) -> dict[str, Any]:
    """What `first_for` and `take_first` are asked with."""
    values: dict[str, Any] = {"of_queue": queue, "of_judge": judge}
    for number, cursor in enumerate(cursors):
        place = {"lane": cursor.lane, "rank": cursor.rank, "place": cursor.place, "item": cursor.item}
        values |= {f"{name}_{number}": value for name, value in {**place, "seen": cursor.seen}.items()}
    return values


@cache
def first_for(shape: Shape) -> Select[Any]:
    """The first item that is for the judge in any of the lanes, passing over none."""
    return _first(shape, locking=False)


@cache
def take_first(shape: Shape) -> ReturningUpdate[Any]:
    """Take one answer of it at once; rows that another claim holds are passed over (Postgres)."""
    return _taking(_first(shape, locking=True).scalar_subquery())


@cache
def take_this() -> ReturningUpdate[Any]:
    """Take one answer of an item, if it is still free."""
    return _taking(bindparam("of_item", type_=TEXT)).where(
        QUEUE_ITEM.c.open > literal_column("0"), QUEUE_ITEM.c.needed - QUEUE_ITEM.c.taken > literal_column("0")
    )


def _taking(item: ColumnElement[Any]) -> ReturningUpdate[Any]:
    """By the key of the item; not by conditions as in the indexes, or Postgres might walk along one of those."""
    taken = update(QUEUE_ITEM).where(QUEUE_ITEM.c.queue == _QUEUE, QUEUE_ITEM.c.item == item)
    returned = (QUEUE_ITEM.c[name] for name in ("item", "round", "lane", "rank", "place"))
    return taken.values(taken=QUEUE_ITEM.c.taken + 1).returning(*returned)


def _first(shape: Shape, *, locking: bool) -> Select[Any]:
    walks = [walk for number, (ahead, freed) in enumerate(shape) for walk in _walks(number, ahead, freed)]
    if locking:
        walks = [walk.with_for_update(skip_locked=True) for walk in walks]
    every = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    return select(every.c.item).order_by(every.c.rank, every.c.place, every.c.item).limit(literal_column("1"))


def _walks(number: int, ahead: bool, freed: bool) -> list[Select[Any]]:
    """What lies ahead in a lane, and what was freed since the judge looked.

    The few that were freed are found and then sorted: the sum in their order keeps Postgres from walking along it.
    """
    lane = bindparam(f"lane_{number}", type_=TEXT)
    walk = select(*_ORDER).where(ITEM.c.queue == _QUEUE, ITEM.c.lane == lane, _CLAIMABLE, literal_column("0") == _HAD)
    walk = walk.limit(literal_column("1"))
    kinds: dict[str, Any] = {"rank": WHOLE, "place": WHOLE, "item": TEXT}
    behind = tuple_(*(bindparam(f"{name}_{number}", type_=kind) for name, kind in kinds.items()))
    since = ITEM.c.freed > bindparam(f"seen_{number}", type_=WHOLE)
    on = walk.where(tuple_(*_ORDER) > behind).order_by(*_ORDER)
    few = walk.where(since).order_by(ITEM.c.rank + literal_column("0"), *_ORDER[1:])
    return [each for each, there in ((on, ahead), (few, freed)) if there]
