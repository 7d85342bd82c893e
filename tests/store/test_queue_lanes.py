"""Policy picks out of which lanes an item comes, moves items between lanes, and counts without some of them."""

import itertools
from collections.abc import Callable

import pytest

from assay.core.judgment import Judgment, Status
from assay.store.open import Store
from assay.store.queueing.assignment import Assignment, Need, QueueItem
from assay.store.submit import Next, submit

ON_BOTH_STORES = True
NOW = "2026-11-26T09:00:00.000000Z"
LANES = ("any", "apart")


def every_third(n: int) -> tuple[str, ...]:
    return ("apart", "any") if n % 3 == 2 else ("nothing", "any")


@pytest.fixture
def queue(empty: Store) -> Store:
    empty.queues.make("q", lease_seconds=600)
    empty.queues.fill("q", [QueueItem(f"i{n}", n, needed=2) for n in range(6)])
    empty.queues.fill("q", [QueueItem(f"g{n}", n, needed=9, priority=100, lane="apart") for n in range(2)])
    return empty


def worker(store: Store, judge: str) -> Callable[[], list[str]]:
    """What a judge gets who answers until there is nothing for him; each answer claims the next item."""
    new_id = (f"{judge}{n}" for n in itertools.count()).__next__

    def given(assignment: Assignment) -> list[Judgment]:
        return [Judgment(assignment.item, "h", "q", judge, "1", None, Status.GIVEN, "", label="yes")]

    def work() -> list[str]:
        got = []
        held = store.queues.claim("q", judge, now=NOW, new_id=new_id, lanes=LANES, pick=every_third)
        while held is not None:
            got.append(held.item)
            then = Next(new_id, lanes=LANES, pick=every_third)
            held = submit(store, held.id, given, judge=judge, now=NOW, then=then).next
        return got

    return work


def test_an_item_comes_out_of_the_lanes_that_were_picked_by_what_the_judge_got_so_far(queue: Store) -> None:
    assert worker(queue, "ann")() == ["i0", "i1", "g0", "i2", "i3", "g1", "i4", "i5"]
    assert worker(queue, "bob")() == ["i0", "i1", "g0", "i2", "i3", "g1", "i4", "i5"]


def test_a_lane_that_was_not_picked_is_not_held_to_be_at_its_end(queue: Store) -> None:
    ann = worker(queue, "ann")
    assert ann()[-1] == "i5"
    queue.queues.fill("q", [QueueItem("g2", 2, needed=9, priority=100, lane="apart"), QueueItem("i6", 6)])
    assert ann() == ["g2", "i6"]


def test_only_an_item_that_nobody_had_goes_over_to_another_lane(queue: Store) -> None:
    work = worker(queue, "ann")
    queue.queues.claim("q", "bob", now=NOW, new_id=lambda: "b0")
    queue.queues.set_needs("q", [Need("i0", lane="apart"), Need("i3", needed=9, priority=100, lane="apart")])
    assert {each.item: each.lane for each in queue.queues.items("q")}["i0"] == "any"
    assert work() == ["i0", "i1", "g0", "i2", "i4", "g1", "i5"]
    assert queue.queues.standing("q", without=["apart"]).n_items == 5


def test_a_queue_is_counted_without_some_lanes(queue: Store) -> None:
    worker(queue, "ann")()
    found = queue.queues.standing("q", without=["apart"])
    assert (found.n_items, found.n_needed, found.n_answered, found.n_free) == (6, 12, 6, 6)
    assert queue.queues.standing("q").n_answered == 8
    assert [each.item for each in queue.queues.items("q", without=["any"])] == ["g0", "g1"]


def test_what_waits_is_told_by_lane(queue: Store) -> None:
    queue.queues.fill("q", [QueueItem("z", 9, lane="zh")])
    assert [tuple(each) for each in queue.queues.waiting("q")] == [("any", 6, 12), ("apart", 2, 18), ("zh", 1, 1)]
    assert queue.queues.lanes_with_work("q", ("zh", "fr", "any")) == ("zh", "any")
    assert queue.queues.claim("q", "ann", now=NOW, new_id=lambda: "a0", lanes=("zh",)) is not None
    assert queue.queues.lanes_with_work("q", ("zh", "fr", "any")) == ("any",), "what somebody holds waits for nobody"
    assert queue.queues.lanes_with_work("q", ()) == ()
