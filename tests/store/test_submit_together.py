"""Answers of several judges that come at once: each of them gets what it would have got by itself, on both stores."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.store.crowd import LANES, Crowd, answers, check, drain
from tests.store.test_queue import Desk, items

from assay.core.errors import AssayError
from assay.core.judgment import Judgment
from assay.store.open import Store
from assay.store.queueing.assignment import Assignment, QueueItem, State
from assay.store.submit import Next, Sent, Submitted, submit_all

ON_BOTH_STORES = True


def sent(desk: Desk, held: Assignment, *, judge: str | None = None, label: str = "yes") -> Sent:
    def given(assignment: Assignment) -> Sequence[Judgment]:
        return [replace(each, label=label) for each in answers(assignment)]

    return Sent(held.id, given, judge or held.judge, desk.now, Next(desk.new_id))


def good(found: Submitted | BaseException) -> Submitted:
    assert isinstance(found, Submitted), found
    return found


def test_each_is_kept_and_gets_the_next_item(empty: Store) -> None:
    desk = Desk(empty, items(12, needed=2))
    held = [desk.held(judge) for judge in ("ann", "bo", "cy", "di")]
    found = [good(each) for each in submit_all(empty, [sent(desk, each) for each in held])]
    assert [each.assignment.state for each in found] == [State.ANSWERED] * 4
    assert [each.next and each.next.judge for each in found] == ["ann", "bo", "cy", "di"]
    assert [each.next and each.next.item for each in found] == ["i2", "i2", "i3", "i3"]
    assert [each.entry.id for each in found] == [each.id for each in held]


def test_what_is_wrong_with_one_changes_nothing_for_the_others(empty: Store) -> None:
    desk = Desk(empty, items(12))
    ann, bo, cy = (desk.held(judge) for judge in ("ann", "bo", "cy"))
    unknown = Sent("nowhere", answers, "di", desk.now, Next(desk.new_id))
    asked = [sent(desk, ann), sent(desk, bo, judge="eve"), unknown, sent(desk, cy)]
    found = submit_all(empty, asked)
    codes = [each.code if isinstance(each, AssayError) else "kept" for each in found]
    assert codes == ["kept", "assignment.not_yours", "assignment.unknown", "kept"]
    assert desk.queues.find(bo.id).state is State.OUT


def test_the_same_answer_twice_in_one_group_is_kept_once(empty: Store) -> None:
    desk = Desk(empty, items(12))
    ann, bo = desk.held("ann"), desk.held("bo")
    first, again, other, _ = submit_all(
        empty, [sent(desk, ann), sent(desk, ann), sent(desk, ann, label="no"), sent(desk, bo)]
    )
    assert good(first).entry == good(again).entry
    assert good(first).next == good(again).next
    assert isinstance(other, AssayError)
    assert other.code == "ledger.id_taken"
    assert desk.queues.judges("q")[0].n_answered == 1


def test_nobody_holds_two_items_after_answers_from_two_windows(empty: Store) -> None:
    desk = Desk(empty, items(12))
    ann, bo = desk.held("ann"), desk.held("bo")
    second = desk.held("ann", most_open=2)
    found = [good(each) for each in submit_all(empty, [sent(desk, ann), sent(desk, bo), sent(desk, second)])]
    assert [each.assignment.state for each in found] == [State.ANSWERED] * 3
    assert {each.judge: each.n_out for each in desk.queues.judges("q")} == {"ann": 1, "bo": 1}
    assert found[2].next == desk.claim("ann")


def test_leases_that_ran_out_are_cleared_away_by_a_group(empty: Store) -> None:
    desk = Desk(empty, items(4))
    left = desk.held("away")
    desk.seconds = 100
    ann, bo = desk.held("ann"), desk.held("bo")
    desk.seconds = 650
    found = [good(each) for each in submit_all(empty, [sent(desk, ann), sent(desk, bo)])]
    assert {each.next and each.next.item for each in found} == {left.item, "i3"}


def test_who_comes_to_the_end_gets_nothing_and_the_last_items_go_out_once(empty: Store) -> None:
    desk = Desk(empty, items(4))
    held = [desk.held(judge) for judge in ("ann", "bo", "cy")]
    found = [good(each) for each in submit_all(empty, [sent(desk, each) for each in held])]
    assert sorted(each.next.item if each.next else "none" for each in found) == ["i3", "none", "none"]


def test_answers_that_come_too_late_in_a_group_are_kept_and_do_not_count(empty: Store) -> None:
    desk = Desk(empty, items(1))
    late = desk.held("ann")
    desk.seconds = 601
    other = desk.held("bo")
    found = [good(each) for each in submit_all(empty, [sent(desk, other), sent(desk, late)])]
    assert [each.assignment.state for each in found] == [State.ANSWERED, State.LATE]


def brings(crowd: Crowd, judges: Sequence[str], seed: int) -> None:
    """One thread that brings the answers of several judges at once, some of them twice, and some in another's name."""
    draw, held = random.Random(seed), dict[str, Assignment | None]()
    while not crowd.enough():
        for judge in judges:
            held[judge] = held.get(judge) or crowd.claim(judge)
        out = [each for each in held.values() if each is not None and draw.random() < 0.9]
        if draw.random() < 0.05 or not out:
            crowd.leap()
            held = {}
            continue
        every = [Sent(each.id, answers, each.judge, crowd.now(), Next(crowd.new_id, LANES)) for each in out]
        every += [every[0]] if draw.random() < 0.2 else []
        every += [every[0]._replace(judge="eve")] if draw.random() < 0.1 else []
        for each, found in zip(every, submit_all(crowd.store, every), strict=True):
            crowd.note("accept")
            if each.judge == "eve":
                assert isinstance(found, AssayError)
                continue
            kept = good(found)
            with crowd.lock:
                assert crowd.acknowledged.setdefault(each.id, kept.assignment.state) is kept.assignment.state
            held[each.judge] = kept.next
            crowd.note("claim")


def test_groups_of_several_threads_over_assign_lose_and_count_twice_nothing(empty: Store) -> None:
    draw = random.Random(5)
    empty.queues.make("q", lease_seconds=600)
    made = [QueueItem(f"i{n}", n, draw.randint(1, 3), draw.randint(0, 1), draw.choice(LANES)) for n in range(300)]
    empty.queues.fill("q", made)
    crowd = Crowd(empty, n_deeds=1_500)
    groups = [[f"judge{(number * 6 + n) % 20}" for n in range(8)] for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(brings, crowd, group, number) for number, group in enumerate(groups)]:
            each.result()
    assert crowd.deeds["leap"] > 0
    check(crowd)
    drain(crowd)
    check(crowd)
