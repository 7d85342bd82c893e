"""A queue gives each judge what is next for him, and counts no answer that is not needed."""

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from tests.store.said import statements

from assay.core.errors import AssayError, InputError, NotPermitted, WorkspaceError
from assay.core.judgment import Judgment, Status
from assay.store.open import Store
from assay.store.queue import Queues
from assay.store.queueing.assignment import Assignment, Need, QueueItem, State
from assay.store.submit import Next, Submitted, submit
from assay.store.tables.operational import QUEUE_ITEM
from assay.store.verify import verify_store

ON_BOTH_STORES = True

START = datetime.fromisoformat("2026-11-26T09:00:00+00:00")
LEASE = 600


def at(seconds: float) -> str:
    return (START + timedelta(seconds=seconds)).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Desk:
    """A queue with a clock and ids of its own."""

    def __init__(self, store: Store, items: Sequence[QueueItem]) -> None:
        self.store, self.queues = store, store.queues
        self.seconds: float = 0
        numbers = itertools.count()
        self.new_id = lambda: f"a{next(numbers)}"
        self.queues.make("q", lease_seconds=LEASE)
        self.queues.fill("q", items)

    @property
    def now(self) -> str:
        return at(self.seconds)

    def claim(self, judge: str, **asked: Any) -> Assignment | None:
        return self.queues.claim("q", judge, now=self.now, new_id=self.new_id, **asked)

    def held(self, judge: str, **asked: Any) -> Assignment:
        found = self.claim(judge, **asked)
        assert found is not None
        return found

    def submit(self, assignment: Assignment, label: str = "yes", **asked: Any) -> Submitted:
        return submit(self.store, assignment.id, answers(label), judge=assignment.judge, now=self.now, **asked)

    def work(self, judge: str) -> list[str]:
        """Items that the judge gets when he answers until there is none for him."""
        got = []
        while (assignment := self.claim(judge)) is not None:
            got.append(assignment.item)
            assert self.submit(assignment).assignment.state is State.ANSWERED
        return got


def answers(label: str = "yes") -> Callable[[Assignment], Sequence[Judgment]]:
    def given(assignment: Assignment) -> Sequence[Judgment]:
        sample = None if assignment.state is State.LATE else "s1"
        common = (assignment.item, "h", "q", assignment.judge, "1", None, Status.GIVEN, "")
        return [Judgment(*common, label=label, sample=sample)]

    return given


def items(n: int = 3, **same: Any) -> list[QueueItem]:
    return [QueueItem(f"i{number}", number, **same) for number in range(n)]


def test_items_come_by_priority_then_by_place_whatever_order_they_were_put_in(empty: Store) -> None:
    put = [QueueItem("c", 3), QueueItem("z", 2), QueueItem("a", 9, priority=1), QueueItem("b", 1), QueueItem("d", 2)]
    assert Desk(empty, put).work("ann") == ["a", "b", "d", "z", "c"]


def test_an_item_goes_to_as_many_judges_as_it_needs_and_to_each_once(empty: Store) -> None:
    desk = Desk(empty, items(2, needed=2))
    assert [desk.held(judge).item for judge in ("ann", "bob", "cid", "dan")] == ["i0", "i0", "i1", "i1"]
    assert desk.claim("eve") is None
    for judge in ("ann", "bob", "cid", "dan"):
        desk.submit(desk.held(judge))
    assert [desk.work(judge) for judge in ("ann", "bob", "cid", "dan", "eve")] == [[], [], [], [], []]
    standing = desk.queues.standing("q")
    assert (standing.n_finished, standing.n_answered, standing.n_free) == (2, 4, 0)


def test_a_second_tab_gets_the_item_that_is_held(empty: Store) -> None:
    desk = Desk(empty, items())
    first = desk.held("ann")
    desk.seconds = 5
    assert desk.held("ann") == first
    two = desk.held("ann", most_open=2)
    assert (two.item, desk.held("ann", most_open=2)) == ("i1", first)
    assert desk.queues.standing("q").n_out == 2


def test_what_may_still_come_to_a_judge_is_what_he_holds_and_what_needs_an_answer_that_he_did_not_give(
    empty: Store,
) -> None:
    desk = Desk(empty, items(3, needed=2))
    to_come = lambda judge: sorted(desk.queues.items_to_come("q", judge))  # noqa: E731
    assert to_come("ann") == ["i0", "i1", "i2"]
    for _ in range(2):
        desk.submit(desk.held("bob"))
    assert (to_come("bob"), to_come("ann")) == (["i2"], ["i0", "i1", "i2"])
    held = desk.held("ann")
    assert (held.item, to_come("ann"), to_come("cid")) == ("i0", ["i0", "i1", "i2"], ["i1", "i2"])
    desk.queues.give_back(held.id)
    assert (to_come("ann"), to_come("cid")) == (["i1", "i2"], ["i0", "i1", "i2"])
    desk.queues.begin_round("q", [Need("i0", 1)])
    assert to_come("bob") == ["i0", "i2"], "in another round he may be asked again"


def test_an_answer_that_comes_twice_is_kept_once(empty: Store) -> None:
    desk = Desk(empty, items(needed=2))
    held = desk.held("ann")
    first = desk.submit(held, then=Next(desk.new_id))
    size = empty.ledger.size()
    desk.seconds = 50
    again = desk.submit(held, then=Next(desk.new_id))
    assert again == first
    assert (first.next is not None and first.next.item, empty.ledger.size()) == ("i1", size)
    assert (first.entry.id, first.entry.actor) == (held.id, "ann")
    with pytest.raises(WorkspaceError) as caught:
        desk.submit(held, "no")
    assert caught.value.code == "ledger.id_taken"
    assert desk.queues.standing("q").n_answered == 1


def test_nobody_answers_for_another(empty: Store) -> None:
    desk = Desk(empty, items())
    held = desk.held("ann")
    with pytest.raises(NotPermitted, match="not one of 'bob'"):
        submit(empty, held.id, answers(), judge="bob", now=desk.now)
    assert desk.queues.find(held.id) == held
    assert empty.ledger.size() == 1


def test_answers_that_the_ledger_refuses_are_not_counted(empty: Store) -> None:
    desk = Desk(empty, items())
    held = desk.held("ann")
    with pytest.raises(InputError, match="no records"):
        submit(empty, held.id, lambda _assignment: (), judge="ann", now=desk.now)
    assert desk.queues.find(held.id).state is State.OUT


def test_a_lease_that_ran_out_frees_the_item_and_it_is_next_again(empty: Store) -> None:
    desk = Desk(empty, items())
    lost = desk.held("ann")
    assert desk.held("bob").item == "i1"
    desk.submit(desk.held("bob"))
    assert desk.held("bob").item == "i2"
    desk.seconds = LEASE
    assert desk.claim("cid") is None
    desk.seconds = LEASE + 0.001
    assert desk.held("cid").item == "i0"
    assert desk.queues.find(lost.id).state is State.EXPIRED


def test_all_that_was_freed_comes_before_what_lies_ahead(empty: Store) -> None:
    desk = Desk(empty, items(6))
    for _ in range(3):
        desk.held("bob", most_open=3)
    desk.submit(desk.held("ann"))
    desk.seconds = LEASE + 1
    assert desk.work("ann") == ["i0", "i1", "i2", "i4", "i5"]


def test_a_judge_whose_lease_ran_out_gets_the_item_again_under_the_same_id(empty: Store) -> None:
    desk = Desk(empty, items())
    lost = desk.held("ann")
    desk.seconds = LEASE + 1
    again = desk.held("ann")
    assert (again.id, again.item, again.leased_until) == (lost.id, "i0", at(2 * LEASE + 1))
    assert desk.submit(again).assignment.state is State.ANSWERED


def test_a_heartbeat_keeps_the_lease(empty: Store) -> None:
    desk = Desk(empty, items(1))
    held = desk.held("ann")
    desk.seconds = LEASE - 1
    assert desk.queues.heartbeat(held.id, now=desk.now).leased_until == at(2 * LEASE - 1)
    desk.seconds = 2 * LEASE - 2
    assert desk.claim("bob") is None
    desk.seconds = 2 * LEASE
    assert desk.held("bob").item == "i0"
    assert desk.queues.heartbeat(held.id, now=desk.now).state is State.EXPIRED


def test_an_answer_after_the_lease_counts_while_nobody_else_has_the_item(empty: Store) -> None:
    desk = Desk(empty, items(2))
    unswept, swept = desk.held("ann"), desk.held("bob")
    desk.seconds = LEASE + 1
    assert desk.submit(unswept).assignment.state is State.ANSWERED
    assert desk.held("cid").item == "i1"
    desk.queues.give_back(desk.held("cid").id)
    assert desk.queues.find(swept.id).state is State.EXPIRED
    assert desk.submit(swept).assignment.state is State.ANSWERED
    assert desk.queues.standing("q").n_answered == 2


def test_an_answer_that_nobody_needs_any_more_is_late_and_kept(empty: Store) -> None:
    desk = Desk(empty, items(1))
    lost = desk.held("ann")
    desk.seconds = LEASE + 1
    held = desk.held("bob")
    late = desk.submit(lost)
    assert late.assignment.state is State.LATE
    assert desk.submit(held).assignment.state is State.ANSWERED
    assert desk.submit(lost) == late
    kept = {judgment.judge: judgment.sample for _, judgment in empty.ledger.read("judgment", Judgment)}
    assert kept == {"ann": None, "bob": "s1"}
    standing = desk.queues.standing("q")
    assert (standing.n_answered, standing.n_late, standing.n_finished) == (1, 1, 1)
    assert desk.claim("ann") is None


def test_what_is_given_back_goes_to_others(empty: Store) -> None:
    desk = Desk(empty, items(2))
    held = desk.held("ann")
    assert desk.queues.give_back(held.id).state is State.RETURNED
    assert desk.queues.give_back(held.id).state is State.RETURNED
    assert desk.held("ann").item == "i1"
    assert desk.held("bob").item == "i0"
    assert desk.submit(held).assignment.state is State.LATE


def test_what_was_given_back_may_be_answered_while_nobody_has_it(empty: Store) -> None:
    desk = Desk(empty, items(1))
    held = desk.held("ann")
    desk.queues.give_back(held.id)
    assert desk.submit(held).assignment.state is State.ANSWERED
    assert desk.claim("bob") is None


def test_a_judge_gets_items_of_his_lanes_only_in_one_order(empty: Store) -> None:
    lanes = ("de", "zh", "de", "ar", "zh")
    desk = Desk(empty, [QueueItem(f"i{n}", n, lane=lane) for n, lane in enumerate(lanes)])
    got = []
    while (assignment := desk.claim("ann", lanes=("zh", "de"))) is not None:
        got.append(assignment.item)
        desk.submit(assignment)
    assert got == ["i0", "i1", "i2", "i4"]
    assert desk.claim("ann") is None
    assert desk.held("ann", lanes=("zh", "ar", "zh")).item == "i3"


def test_an_item_that_needs_more_again_is_next(empty: Store) -> None:
    desk = Desk(empty, items(3))
    assert desk.work("ann") == ["i0", "i1", "i2"]
    assert desk.claim("bob") is None
    desk.queues.set_needs("q", [Need("i1", needed=2)])
    assert desk.claim("ann") is None
    assert desk.work("bob") == ["i1"]


def test_an_item_never_needs_fewer_answers_than_it_has_or_are_out(empty: Store) -> None:
    desk = Desk(empty, items(1, needed=3))
    desk.submit(desk.held("ann"))
    held = desk.held("bob")
    desk.queues.set_needs("q", [Need("i0", needed=0)])
    assert desk.queues.standing("q").n_needed == 2
    assert desk.claim("cid") is None
    assert desk.submit(held).assignment.state is State.ANSWERED
    assert desk.queues.standing("q").n_finished == 1


def test_a_higher_priority_comes_first_at_once(empty: Store) -> None:
    desk = Desk(empty, items(4))
    desk.submit(desk.held("ann"))
    desk.queues.set_needs("q", [Need("i3", priority=5)])
    assert desk.work("ann") == ["i3", "i1", "i2"]


def test_an_item_that_is_closed_is_not_offered_and_what_is_out_counts(empty: Store) -> None:
    desk = Desk(empty, items(2, needed=2))
    held = desk.held("ann")
    desk.queues.set_needs("q", [Need("i0", open=False)])
    assert desk.held("bob").item == "i1"
    assert desk.submit(held).assignment.state is State.ANSWERED
    desk.queues.set_needs("q", [Need("i0", open=True)])
    assert desk.held("cid").item == "i0"


def test_a_closed_item_takes_no_answer_whose_lease_was_cleared_away(empty: Store) -> None:
    desk = Desk(empty, items(1))
    held = desk.held("ann")
    desk.queues.give_back(held.id)
    desk.queues.set_needs("q", [Need("i0", open=False)])
    assert desk.submit(held).assignment.state is State.LATE


def test_another_round_asks_everybody_anew(empty: Store) -> None:
    desk = Desk(empty, items(2))
    assert desk.work("ann") == ["i0", "i1"]
    desk.queues.begin_round("q", [Need("i1")])
    again = desk.held("ann")
    assert (again.item, again.round) == ("i1", 2)
    desk.submit(again)
    assert desk.queues.standing("q").n_finished == 2
    assert empty.ledger.size() == 4


def test_what_was_out_when_another_round_began_is_late(empty: Store) -> None:
    desk = Desk(empty, items(1, needed=2))
    held = desk.held("ann")
    desk.queues.begin_round("q", [Need("i0", needed=1)])
    assert desk.submit(held).assignment.state is State.LATE
    assert desk.work("ann") == ["i0"]
    assert desk.claim("bob") is None


def test_items_that_are_there_stay_as_they_are_when_a_queue_is_filled_again(empty: Store) -> None:
    desk = Desk(empty, items(2))
    desk.submit(desk.held("ann"))
    assert desk.queues.fill("q", [*items(3, needed=7), QueueItem("i2", 2)]) == 1
    assert desk.work("ann") == ["i1", "i2"]
    standing = desk.queues.standing("q")
    assert (standing.n_items, standing.n_needed, standing.n_open) == (3, 3, 3)


def test_items_put_before_the_place_of_a_judge_come_to_him(empty: Store) -> None:
    desk = Desk(empty, [QueueItem(f"b{n}", 100 + n) for n in range(3)])
    assert desk.work("ann") == ["b0", "b1", "b2"]
    desk.queues.fill("q", [QueueItem(f"a{n:02d}", n) for n in range(80)])
    assert desk.work("ann") == [f"a{n:02d}" for n in range(80)]
    desk.queues.fill("q", [QueueItem("first", -5)])
    assert desk.work("ann") == ["first"]


def test_more_leases_than_one_claim_clears_away_are_cleared_by_the_next_ones(empty: Store) -> None:
    desk = Desk(empty, items(20))
    for number in range(20):
        desk.held(f"gone{number}")
    desk.seconds = LEASE + 1
    assert desk.work("ann") == [f"i{n}" for n in range(20)]


def test_a_new_lease_is_as_long_as_the_queue_says_now(empty: Store) -> None:
    desk = Desk(empty, items())
    assert desk.held("ann").leased_until == at(LEASE)
    desk.queues.make("q", lease_seconds=30)
    assert desk.held("bob").leased_until == at(30)


def test_the_database_itself_refuses_more_than_is_needed(empty: Store) -> None:
    Desk(empty, items(1))
    with pytest.raises(IntegrityError, match="taken"), empty.database.operate() as connection:
        connection.execute(update(QUEUE_ITEM).values(taken=2))


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda queues: queues.make("", lease_seconds=1), "queue.not_valid"),
        (lambda queues: queues.make("q", lease_seconds=0), "queue.not_valid"),
        (lambda queues: queues.fill("q", [QueueItem("i", 0, needed=-1)]), "queue.item_not_valid"),
        (lambda queues: queues.fill("q", [QueueItem("i", 2**60)]), "queue.item_not_valid"),
        (lambda queues: queues.fill("p", []), "queue.unknown"),
        (lambda queues: queues.set_needs("q", [Need("i9", needed=1)]), "queue.unknown_item"),
        (lambda queues: queues.set_needs("q", [Need("i0"), Need("i0")]), "queue.item_twice"),
        (lambda queues: queues.claim("q", "ann", now=at(0), new_id=str, lanes=()), "queue.lanes"),
        (lambda queues: queues.claim("q", "ann", now=at(0), new_id=str, most_open=0), "queue.most_open"),
        (lambda queues: queues.claim("p", "ann", now=at(0), new_id=str), "queue.unknown"),
        (lambda queues: queues.standing("p"), "queue.unknown"),
        (lambda queues: queues.find("a9"), "assignment.unknown"),
        (lambda queues: queues.heartbeat("a9", now=at(0)), "assignment.unknown"),
        (lambda queues: queues.give_back("a9"), "assignment.unknown"),
    ],
)
def test_what_a_queue_cannot_do_is_said_and_changes_nothing(
    empty: Store, ask: Callable[[Queues], object], code: str
) -> None:
    desk = Desk(empty, items())
    before = desk.queues.standing("q")
    with pytest.raises(AssayError) as caught:
        ask(desk.queues)
    assert caught.value.code == code
    assert desk.queues.standing("q") == before


def of_queues(seen: Sequence[tuple[str, Any]]) -> list[str]:
    return [each for each, _ in seen if "queue" in each or "assignment" in each]


def test_submit_and_next_is_four_statements_of_the_queue(empty: Store) -> None:
    desk = Desk(empty, items(9, needed=2))
    then = Next(desk.new_id, lanes=("any", "de", "zh"))
    held = desk.held("ann")
    for _ in range(5):
        with statements(empty) as seen:
            following = desk.submit(held, then=then).next
        assert following is not None
        held = following
        assert len(of_queues(seen)) == 4, seen


def test_who_asks_again_when_nothing_is_left_costs_one_statement(empty: Store) -> None:
    desk = Desk(empty, items(5, needed=2))
    desk.work("ann")
    with statements(empty) as seen:
        assert desk.claim("ann") is None
    assert len(of_queues(seen)) == 1


def test_the_ledger_is_intact_after_the_work(empty: Store) -> None:
    desk = Desk(empty, items(3, needed=2))
    for judge in ("ann", "bob"):
        desk.work(judge)
    assert verify_store(empty).outcome == "intact"
    assert empty.ledger.size() == 7
