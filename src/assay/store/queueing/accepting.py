"""Accept: does an answer count? At most as many as an item needs, whatever judges, tabs and clocks do."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, literal_column, update

from assay.store.prepared import first_of, rows_of_each
from assay.store.queueing.assignment import Assignment, State
from assay.store.queueing.freeing import hold_item
from assay.store.queueing.rows import assignment_of, find
from assay.store.tables.operational import ASSIGNMENT, QUEUE_ITEM

DECIDED = (State.ANSWERED, State.LATE)
"""Whether the answer counts was said."""
_ANSWERED = (
    update(ASSIGNMENT)
    .where(ASSIGNMENT.c.id == bindparam("of_id"), ASSIGNMENT.c.state == literal_column(f"'{State.OUT}'"))
    .values(state=State.ANSWERED.value, answered_at=bindparam("at"))
    .returning(*ASSIGNMENT.c)
)


def accept(connection: Connection, id: str, *, now: str) -> Assignment:
    """Count the answer to an assignment, inside the transaction that appends it to the ledger.

    It counts while the lease is out: what is out is a part of what the item needs, so nothing can be over-assigned.
    After the lease ran out and another judge might have had the item, it counts while there is need that nobody holds;
    else it is late. The same assignment again gives what was decided the first time.

    Raises
    ------
    WorkspaceError
        ``assignment.unknown``.
    """
    return accept_in_time(connection, id, now=now) or accept_late(connection, id, now=now)


def accept_in_time(connection: Connection, id: str, *, now: str) -> Assignment | None:
    """Count the answer, the first to this assignment, if it is out; None when it is not."""
    row = first_of(connection, _ANSWERED, {"of_id": id, "at": now})
    return None if row is None else assignment_of(row)


def accept_each_in_time(connection: Connection, at: Mapping[str, str]) -> dict[str, Assignment]:
    """As `accept_in_time`, for several at once, each by its id at a time; those that are not out are left."""
    every = rows_of_each(connection, [(_ANSWERED, {"of_id": id, "at": now}) for id, now in at.items()])
    found = [assignment_of(row) for rows in every for row in rows]
    return {each.id: each for each in found}


def accept_late(connection: Connection, id: str, *, now: str) -> Assignment:
    """As `accept`, of an assignment that is not out.

    What was decided once stays so. While the item is held no lease of it begins or ends, so what is read then stays
    true.
    """
    known = find(connection, id)
    if known.state not in DECIDED:
        hold_item(connection, known.queue, known.item)
        known = find(connection, id)
    if known.state in DECIDED:
        return known
    counts = known.state is State.OUT or _take(connection, known)
    state = State.ANSWERED if counts else State.LATE
    changed = update(ASSIGNMENT).where(ASSIGNMENT.c.id == id).values(state=state.value, answered_at=now)
    return assignment_of(connection.execute(changed.returning(ASSIGNMENT)).one())


def _take(connection: Connection, known: Assignment) -> bool:
    """Take one answer that the item needs in this round and nobody holds."""
    item = (QUEUE_ITEM.c.queue == known.queue) & (QUEUE_ITEM.c.item == known.item)
    needs = (QUEUE_ITEM.c.round == known.round) & (QUEUE_ITEM.c.open == 1) & (QUEUE_ITEM.c.taken < QUEUE_ITEM.c.needed)
    return connection.execute(update(QUEUE_ITEM).where(item, needs).values(taken=QUEUE_ITEM.c.taken + 1)).rowcount == 1
