"""Queues: ordered work for judges. `claim` and `accept` know numbers only; what they mean is policy's business.

Policy writes how many answers an item needs, its priority and its place; the store compares them. It knows nothing of
people's roles, of questions or of gold.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, update

from assay.core.errors import AssayError
from assay.core.ports import NewId
from assay.store.database import Collided, Database
from assay.store.queueing import claiming, counting, filling, freeing
from assay.store.queueing.assignment import ANY_LANE, Assignment, Need, Pick, QueueItem, Standing, State
from assay.store.queueing.claiming_together import Claim, claim_together
from assay.store.queueing.listing import (
    Held,
    JudgeStanding,
    held_items,
    items_to_come,
    judge_standings,
    rounds_taken_up,
)
from assay.store.queueing.pace import answered_by_day, claimed_and_answered
from assay.store.queueing.rows import find, find_each, later, lease_seconds
from assay.store.tables.operational import ASSIGNMENT


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues of one workspace. Nothing published is computed from them."""

    database: Database
    """Where they are kept."""

    def make(self, queue: str, *, lease_seconds: int) -> None:
        """Make a queue, or change how long its next leases are.

        Raises
        ------
        InputError
            ``queue.not_valid``.
        """
        with self.database.write() as connection:
            filling.make_queue(connection, queue, lease_seconds)

    def fill(self, queue: str, items: Sequence[QueueItem]) -> int:
        """Put items into a queue, all or none; those that are there already stay as they are. Gives how many were put.

        Raises
        ------
        InputError
            ``queue.item_not_valid``.
        WorkspaceError
            ``queue.unknown``.
        """
        with self.database.write() as connection:
            return filling.fill(connection, queue, items)

    def set_needs(self, queue: str, needs: Sequence[Need]) -> None:
        """Change what items need, how urgent they are, and whether they are offered; all or none.

        An item never needs fewer answers than it has or are out: what judges hold counts.

        Raises
        ------
        InputError
            ``queue.item_not_valid``, ``queue.item_twice``.
        WorkspaceError
            ``queue.unknown``, ``queue.unknown_item``.
        """
        with self.database.write() as connection:
            filling.set_needs(connection, queue, needs)

    def begin_round(self, queue: str, needs: Sequence[Need]) -> None:
        """Ask for answers to items anew: none counts yet, and who answered before may answer again.

        What is out comes too late then. Raises as `set_needs`.
        """
        with self.database.write() as connection:
            filling.begin_round(connection, queue, needs)

    def claim(
        self,
        queue: str,
        judge: str,
        *,
        now: str,
        new_id: NewId,
        lanes: Sequence[str] = (ANY_LANE,),
        pick: Pick | None = None,
        most_open: int = 1,
    ) -> Assignment | None:
        """The next item for the judge; the one that he holds when he has ``most_open``; None when there is none.

        ``pick`` says out of which lanes it comes, by how many items he got in ``lanes`` so far; without it, out of all.
        Highest priority first, then by place; of one round, a judge gets an item once, or again after his lease ran
        out. Leases that ran out become free here, a few at a time. On Postgres an item that somebody else is taking
        at this moment is passed over, and offered again at the latest at the end of the lane.
        Cost: three statements, each O(log n), however much the judge has done.

        Raises
        ------
        InputError
            ``queue.lanes``, ``queue.most_open``.
        WorkspaceError
            ``queue.unknown``.
        """
        asked = {"new_id": new_id, "lanes": lanes, "pick": pick, "most_open": most_open}
        return claim_in_turn(self.database, queue, judge, now=now, **asked)

    def heartbeat(self, id: str, *, now: str) -> Assignment:
        """Lease an assignment that is out for as long again; any other is given as it stands.

        Raises
        ------
        WorkspaceError
            ``assignment.unknown``.
        """
        with self.database.operate() as connection:
            known = find(connection, id)
            until = later(now, lease_seconds(connection, known.queue))
            out = (ASSIGNMENT.c.id == id) & (ASSIGNMENT.c.state == State.OUT.value)
            connection.execute(update(ASSIGNMENT).where(out).values(leased_until=until))
            return find(connection, id)

    def give_back(self, id: str) -> Assignment:
        """Free the item of an assignment that is out; its judge is not offered it again in this round.

        Any other assignment is given as it stands.

        Raises
        ------
        WorkspaceError
            ``assignment.unknown``.
        """
        with self.database.write() as connection:
            return freeing.give_back(connection, id)

    def let_go(self, id: str) -> Assignment:
        """End the lease of an assignment that is out: its item is free for everybody, its judge included.

        Any other assignment is given as it stands.

        Raises
        ------
        WorkspaceError
            ``assignment.unknown``.
        """
        with self.database.write() as connection:
            return freeing.give_back(connection, id, state=State.EXPIRED)

    def find(self, id: str) -> Assignment:
        """The assignment with this id.

        Raises
        ------
        WorkspaceError
            ``assignment.unknown``.
        """

        def look() -> Assignment:
            with self.database.read() as connection:
                return find(connection, id)

        return self.database.seen(_seen_as(id), look)

    def look_ahead(self, ids: Sequence[str]) -> None:
        """Read assignments that `find` is to give within one view, all at once; those that are not there are left."""
        with self.database.read() as connection:
            found = find_each(connection, ids)
        self.database.note_seen({_seen_as(each.id): each for each in found})

    def standing(self, queue: str, *, without: Sequence[str] = ()) -> Standing:
        """How far a queue is, without the items of some lanes. Cost: one pass over its items.

        Raises
        ------
        WorkspaceError
            ``queue.unknown``.
        """
        with self.database.read() as connection:
            return counting.standing(connection, queue, without=without)

    def waiting(self, queue: str) -> tuple[counting.LaneWaiting, ...]:
        """What waits in each lane in which something does. Cost: one pass over the items that wait."""
        with self.database.read() as connection:
            return counting.waiting_by_lane(connection, queue)

    def lanes_with_work(self, queue: str, lanes: Sequence[str]) -> tuple[str, ...]:
        """Those of some lanes in which something waits. Cost: one short walk a lane."""
        with self.database.read() as connection:
            return counting.lanes_with_work(connection, queue, lanes)

    def items(self, queue: str, *, without: Sequence[str] = ()) -> tuple[Held, ...]:
        """Every item as it stands, but those of some lanes, in order of its id; raises as `standing`."""
        with self.database.read() as connection:
            return held_items(connection, queue, without=without)

    def rounds_taken_up(self, queue: str, *, without: Sequence[str] = ()) -> dict[str, int]:
        """The present round of each item that has an answer in it or is out; raises as `standing`."""
        with self.database.read() as connection:
            return rounds_taken_up(connection, queue, without=without)

    def items_to_come(self, queue: str, judge: str) -> frozenset[str]:
        """Items that a judge holds, or that the queue may still offer to him; raises as `standing`."""
        with self.database.read() as connection:
            return items_to_come(connection, queue, judge)

    def judges(self, queue: str) -> tuple[JudgeStanding, ...]:
        """What each judge did who claimed an item, in order of id; raises as `standing`."""
        with self.database.read() as connection:
            return judge_standings(connection, queue)

    def answered_by_day(self, queues: Sequence[str], *, without: Sequence[str] = ()) -> dict[str, int]:
        """Answers that count by day (UTC), over some queues, but those in some lanes."""
        with self.database.read() as connection:
            return answered_by_day(connection, queues, without=without)

    def claimed_and_answered(self, queues: Sequence[str], *, most: int) -> list[tuple[str, str]]:
        """When the newest answers of some queues were claimed and when they came."""
        with self.database.read() as connection:
            return claimed_and_answered(connection, queues, most=most)


def _seen_as(id: str) -> tuple[str, str]:
    return ("assignment", id)


MOST_COLLISIONS = 4
"""How often a claim that was taken back is made again."""


class _RanOut(Exception):
    """Leases are to be cleared away first, in a transaction of its own; nothing was changed yet."""


def claim_in_turn(database: Database, queue: str, judge: str, *, now: str, **asked: Any) -> Assignment | None:
    """Claim, the tabs of one judge one after another; other judges are not waited for on Postgres."""
    if database.one_writer:
        return database.write_together(lambda connection: claiming.claim(connection, queue, judge, now=now, **asked))
    for _ in range(MOST_COLLISIONS):
        with suppress(Collided):
            return _claim_alone(database, queue, judge, now=now, **asked)
    return _claim_alone(database, queue, judge, now=now, **asked)


def _claim_alone(database: Database, queue: str, judge: str, *, now: str, **asked: Any) -> Assignment | None:
    """A claim in a transaction of its own. It holds an item before the assignment that it writes, an answer that comes
    late holds them the other way round: where both are the same, the database takes one of them back.
    """
    turn = _turn(queue, judge)
    try:
        with database.operate(turn=turn, soon=True) as connection:
            return claiming.claim(connection, queue, judge, now=now, clear=_raise_ran_out, **asked)
    except _RanOut:
        with database.operate() as connection:
            freeing.sweep(connection, queue, now)
    with database.operate(turn=turn, soon=True) as connection:
        return claiming.claim(connection, queue, judge, now=now, clear=_leave, **asked)


def claim_all(database: Database, every: Sequence[Claim]) -> list[Assignment | BaseException | None]:
    """Claims of several judges that come at once, in one transaction as far as they need not wait: what each gives.

    A second one of the same judge, and what is left, are made one by one, which also tells what is wrong.
    """
    first = {(each.queue, each.judge): place for place, each in reversed(list(enumerate(every)))}
    found: dict[int, Assignment | None] = {}
    if len(first) > 1:
        with suppress(AssayError):
            found = _claimed_together(database, every, sorted(first.values()))
    return [found[place] if place in found else _claimed(database, each) for place, each in enumerate(every)]


def _claimed_together(
    database: Database, every: Sequence[Claim], places: Sequence[int]
) -> dict[int, Assignment | None]:
    with database.operate() as connection:
        free = database.take_turns_now(connection, [_turn(every[place].queue, every[place].judge) for place in places])
        ours = [place for place, is_free in zip(places, free, strict=True) if is_free]
        found = claim_together(connection, [every[place] for place in ours])
    return {ours[number]: assignment for number, assignment in found.items()}


def _claimed(database: Database, each: Claim) -> Assignment | BaseException | None:
    try:
        return claim_in_turn(database, each.queue, each.judge, now=each.now, **each.asked)
    except Exception as error:
        return error


def _turn(queue: str, judge: str) -> str:
    """Claims of one judge in one queue come one after another."""
    return f"{queue}/{judge}"


def _raise_ran_out(_connection: Connection, _queue: str, _now: str) -> None:
    raise _RanOut


def _leave(_connection: Connection, _queue: str, _now: str) -> None:
    """Others are clearing away what is left."""
