"""Filling a queue, changing what its items need, and beginning another round of some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.store.queueing.assignment import Need, QueueItem, State
from assay.store.queueing.freeing import hold_queue, next_version
from assay.store.tables.operational import ASSIGNMENT, QUEUE, QUEUE_ITEM

CHUNK = 1_000
"""Items that are looked up or written at a time."""
LARGEST = 2**53
"""Largest place and priority."""


def make_queue(connection: Connection, name: str, lease_seconds: int) -> None:
    """Make a queue, or change how long its leases are."""
    if not name or lease_seconds < 1:
        what = f"The queue '{name}' with leases of {lease_seconds} seconds."
        raise InputError("queue.not_valid", what, "Give a name, and leases of 1 second or more.")
    changed = update(QUEUE).where(QUEUE.c.name == name).values(lease_seconds=lease_seconds)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(QUEUE), {"name": name, "lease_seconds": lease_seconds, "version": 0})


def fill(connection: Connection, queue: str, items: Sequence[QueueItem]) -> int:
    """Put items into a queue; those that are there already stay as they are. Gives how many were put."""
    for each in items:
        _check(each.item, each.needed, each.priority, each.place)
    hold_queue(connection, queue)
    fresh = [
        each
        for chunk in _chunks(list({each.item: each for each in items}.values()))
        for each in _not_there(connection, queue, chunk)
    ]
    if fresh:
        version = next_version(connection, queue, len(fresh))
        for chunk in _chunks(fresh):
            connection.execute(insert(QUEUE_ITEM), [_row(queue, each, version) for each in chunk])
    return len(fresh)


def set_needs(connection: Connection, queue: str, needs: Sequence[Need]) -> None:
    """Change what items need, how urgent they are, and whether they are offered.

    An item never needs fewer answers than it has or are out: what judges hold counts.
    """
    for each in needs:
        _check(each.item, each.needed or 0, each.priority or 0)
    hold_queue(connection, queue)
    for chunk in _chunks(needs):
        known = _known(connection, queue, [each.item for each in chunk])
        changed = [row for each in chunk if (row := _changed(known[each.item], each)) is not None]
        n_freed = sum(row["frees"] for row in changed)
        version = next_version(connection, queue, n_freed) if n_freed else 0
        _write(connection, queue, changed, version)


def begin_round(connection: Connection, queue: str, needs: Sequence[Need]) -> None:
    """Ask for answers anew: nothing counts yet, and who answered before may answer again.

    What is out comes too late then: the answer is kept, and does not count.
    """
    for each in needs:
        _check(each.item, each.needed or 0, each.priority or 0)
    hold_queue(connection, queue)
    for chunk in _chunks(needs):
        known = _known(connection, queue, [each.item for each in chunk])
        theirs = (ASSIGNMENT.c.queue == queue) & ASSIGNMENT.c.item.in_([each.item for each in chunk])
        out = theirs & (ASSIGNMENT.c.state == State.OUT.value)
        connection.execute(update(ASSIGNMENT).where(out).values(state=State.EXPIRED.value))
        version = next_version(connection, queue, len(chunk))
        rows = [_anew(known[each.item], each) for each in chunk]
        _write(connection, queue, rows, version)


@dataclass(frozen=True, slots=True)
class _Known:
    """An item as it is in the queue."""

    item: str
    rank: int
    round: int
    needed: int
    taken: int
    open: int
    lane: str


def _changed(known: _Known, need: Need) -> dict[str, Any] | None:
    """The row as it is to be; None when nothing changes."""
    needed = known.needed if need.needed is None else max(need.needed, known.taken)
    rank = known.rank if need.priority is None else -need.priority
    is_open = known.open if need.open is None else int(need.open)
    lane = known.lane if need.lane is None or known.taken else need.lane
    if (needed, rank, is_open, lane) == (known.needed, known.rank, known.open, known.lane):
        return None
    frees = is_open > known.open or needed > known.needed or rank != known.rank or lane != known.lane
    row = {"rank": rank, "round": known.round, "needed": needed, "taken": known.taken, "open": is_open, "lane": lane}
    return {"of_item": known.item, **row, "frees": frees}


def _anew(known: _Known, need: Need) -> dict[str, Any]:
    needed = known.needed if need.needed is None else need.needed
    rank = known.rank if need.priority is None else -need.priority
    lane = need.lane or known.lane
    is_open = int(need.open is not False)
    row = {"rank": rank, "round": known.round + 1, "needed": needed, "taken": 0, "open": is_open, "lane": lane}
    return {"of_item": known.item, **row, "frees": True}


def _write(connection: Connection, queue: str, rows: Sequence[dict[str, Any]], version: int) -> None:
    """Write items; those that become free for judges who stepped over them carry the version."""
    for frees in (True, False):
        chosen = update(QUEUE_ITEM).where(QUEUE_ITEM.c.queue == queue, QUEUE_ITEM.c.item == bindparam("of_item"))
        names = ("rank", "round", "needed", "taken", "open", "lane")
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        theirs = [{name: row[name] for name in ("of_item", *names)} for row in rows if row["frees"] is frees]
        if theirs:
            connection.execute(chosen.values(**values, **({"freed": version} if frees else {})), theirs)


def _known(connection: Connection, queue: str, names: Sequence[str]) -> dict[str, _Known]:
    """Items of the queue, held; all of them must be there."""
    theirs = (QUEUE_ITEM.c.queue == queue) & QUEUE_ITEM.c.item.in_(sorted(names))
    columns = [QUEUE_ITEM.c[name] for name in ("item", "rank", "round", "needed", "taken", "open", "lane")]
    rows = connection.execute(select(*columns).where(theirs).order_by(QUEUE_ITEM.c.item).with_for_update())
    known = {row.item: _Known(*row) for row in rows}
    missing = next((name for name in names if name not in known), None)
    if missing is not None:
        some = connection.execute(select(QUEUE_ITEM.c.item).where(QUEUE_ITEM.c.queue == queue).limit(CHUNK)).scalars()
        what = f"The item '{missing}' is not in the queue '{queue}'."
        raise WorkspaceError("queue.unknown_item", what, did_you_mean(missing, some))
    if len(known) < len(names):
        raise InputError("queue.item_twice", "An item is named twice.", "Name each item once.")
    return known


def _not_there(connection: Connection, queue: str, items: Sequence[QueueItem]) -> Iterator[QueueItem]:
    theirs = (QUEUE_ITEM.c.queue == queue) & QUEUE_ITEM.c.item.in_([each.item for each in items])
    there = set(connection.execute(select(QUEUE_ITEM.c.item).where(theirs)).scalars())
    return (each for each in items if each.item not in there)


def _row(queue: str, each: QueueItem, version: int) -> dict[str, Any]:
    order = {"lane": each.lane, "rank": -each.priority, "place": each.place}
    counts = {"round": 1, "needed": each.needed, "taken": 0, "open": 1, "freed": version}
    return {"queue": queue, "item": each.item, **order, **counts}


def _check(item: str, needed: int, priority: int, place: int = 0) -> None:
    if not item or needed < 0 or abs(priority) > LARGEST or abs(place) > LARGEST:
        what = f"The item '{item}' needs {needed} answers, with priority {priority} at place {place}."
        raise InputError("queue.item_not_valid", what, "Give an id, 0 answers or more, and whole numbers up to 2**53.")


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
