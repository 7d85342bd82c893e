"""What was held becomes free again: leases that ran out, assignments that were given back.

So that nobody on Postgres waits in a circle: whoever answers, gives back or changes needs is the one writer; a claim
waits for an item at most while it holds none; a sweep is a transaction of its own and waits for nobody.
"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, literal_column, select, update

from assay.store.prepared import first_of, rows_of
from assay.store.queueing.assignment import Assignment, State
from assay.store.queueing.rows import assignment_of, find, unknown_queue
from assay.store.tables.metadata import TEXT
from assay.store.tables.operational import ASSIGNMENT, QUEUE, QUEUE_ITEM

MOST_SWEPT = 8
"""Leases that one claim clears away; each claim finds the next ones."""
_OUT = ASSIGNMENT.c.state == literal_column("'out'")
_QUEUE, _ITEM = bindparam("of_queue", type_=TEXT), bindparam("of_item", type_=TEXT)
_THIS_QUEUE = select(QUEUE.c.name).where(QUEUE.c.name == _QUEUE)
_HOLD_QUEUE = {wait: _THIS_QUEUE.with_for_update(skip_locked=not wait) for wait in (True, False)}
_HOLD_ITEM = select(QUEUE_ITEM.c.item).where(QUEUE_ITEM.c.queue == _QUEUE, QUEUE_ITEM.c.item == _ITEM).with_for_update()


def sweep(connection: Connection, queue: str, now: str) -> int:
    """Free the items of some leases that ran out before ``now``, the oldest first; gives how many.

    What another transaction is freeing is left to it.
    """
    expired = (ASSIGNMENT.c.queue == queue) & _OUT & (ASSIGNMENT.c.leased_until < now)
    oldest = select(ASSIGNMENT.c.id, ASSIGNMENT.c.item).where(expired)
    oldest = oldest.order_by(ASSIGNMENT.c.leased_until, ASSIGNMENT.c.id).limit(MOST_SWEPT)
    if not hold_queue(connection, queue, wait=False):
        return 0
    rows = connection.execute(oldest).all()
    held = hold_items(connection, queue, {row.item for row in rows}, wait=False)
    theirs = expired & ASSIGNMENT.c.id.in_([row.id for row in rows if row.item in held])
    ids = connection.execute(select(ASSIGNMENT.c.id).where(theirs).with_for_update(skip_locked=True)).scalars().all()
    chosen = update(ASSIGNMENT).where(ASSIGNMENT.c.id.in_(ids)).values(state=State.EXPIRED.value)
    freed = connection.execute(chosen.returning(ASSIGNMENT.c.item)).scalars().all()
    free(connection, queue, freed)
    return len(freed)


def give_back(connection: Connection, id: str, *, state: State = State.RETURNED) -> Assignment:
    """Free the item of an assignment that is out, which is ``state`` then; any other stays as it is."""
    known = find(connection, id)
    hold_queue(connection, known.queue)
    hold_item(connection, known.queue, known.item)
    returned = update(ASSIGNMENT).where(ASSIGNMENT.c.id == id, _OUT).values(state=state.value)
    row = connection.execute(returned.returning(ASSIGNMENT)).first()
    if row is None:
        return find(connection, id)
    free(connection, known.queue, [known.item])
    return assignment_of(row)


def hold_queue(connection: Connection, queue: str, *, wait: bool = True) -> bool:
    """Hold the queue until the end of the transaction (on SQLite there is one writer); False when somebody else does.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    held = first_of(connection, _HOLD_QUEUE[wait], {"of_queue": queue}) is not None
    if wait and not held:
        raise unknown_queue(connection, queue)
    return held


def hold_item(connection: Connection, queue: str, item: str) -> None:
    """Hold one item until the end of the transaction."""
    rows_of(connection, _HOLD_ITEM, {"of_queue": queue, "of_item": item})


def hold_items(connection: Connection, queue: str, items: Iterable[str], *, wait: bool = True) -> set[str]:
    """Hold items until the end of the transaction, but for those that others hold and are not waited for."""
    theirs = (QUEUE_ITEM.c.queue == queue) & QUEUE_ITEM.c.item.in_(sorted(items))
    chosen = select(QUEUE_ITEM.c.item).where(theirs).order_by(QUEUE_ITEM.c.item)
    return set(connection.execute(chosen.with_for_update(skip_locked=not wait)).scalars().all())


def free(connection: Connection, queue: str, items: Iterable[str]) -> None:
    """One answer fewer is taken of each of the items, which the caller holds with the queue; twice if named twice."""
    counts = Counter(items)
    if not counts:
        return
    version = next_version(connection, queue, len(counts))
    chosen = update(QUEUE_ITEM).where(QUEUE_ITEM.c.queue == queue, QUEUE_ITEM.c.item == bindparam("freed_item"))
    changed = chosen.values(taken=QUEUE_ITEM.c.taken - bindparam("freed_count"), freed=version)
    connection.execute(changed, [{"freed_item": item, "freed_count": count} for item, count in counts.items()])


def next_version(connection: Connection, queue: str, n_freed: int) -> int:
    """The version of the queue at which this many items are freed; versions are seen in their order, as it is held."""
    changed = update(QUEUE).where(QUEUE.c.name == queue).values(version=QUEUE.c.version + n_freed)
    return int(connection.execute(changed.returning(QUEUE.c.version)).scalar_one())
