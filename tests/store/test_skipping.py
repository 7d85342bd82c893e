"""A judge may pass over an item or leave: the queue frees it, and the ledger keeps that he abstained and why."""

import itertools

import pytest

from assay.core.errors import NotPermitted
from assay.core.judgment import Judgment, Status
from assay.store.open import Store
from assay.store.queueing.assignment import Assignment, QueueItem, State
from assay.store.queueing.listing import Held, JudgeStanding
from assay.store.skipping import SKIPPED, skip
from assay.store.submit import submit
from assay.store.verify import verify_store

ON_BOTH_STORES = True
NOW = "2026-11-26T09:00:00.000000Z"
NUMBERS = itertools.count()


@pytest.fixture
def queue(empty: Store) -> Store:
    empty.queues.make("q", lease_seconds=600)
    empty.queues.fill("q", [QueueItem(f"i{number}", number, needed=2) for number in range(3)])
    return empty


def claim(store: Store, judge: str) -> Assignment:
    found = store.queues.claim("q", judge, now=NOW, new_id=lambda: f"a{next(NUMBERS)}")
    assert found is not None
    return found


def judgment(held: Assignment, status: Status, label: str | None = None) -> Judgment:
    return Judgment(held.item, "h", "q", held.judge, "1", None, status, "", label=label)


def passed_over(store: Store, held: Assignment, reason: str = "not a comment") -> Assignment:
    return skip(store, held.id, judgment(held, Status.ABSTAINED), reason=reason, now=NOW)


def test_a_skipped_item_goes_to_others_and_the_reason_is_kept(queue: Store) -> None:
    held = claim(queue, "ann")
    assert passed_over(queue, held).state is State.RETURNED
    assert passed_over(queue, held, "another reason").state is State.RETURNED, "the same again adds nothing"
    assert claim(queue, "ann").item == "i1"
    assert claim(queue, "bob").item == "i0"
    ((entry, event),) = queue.ledger.events(SKIPPED)
    assert (event.subject, event.body["reason"], event.body["item"]) == (held.id, "not a comment", "i0")
    assert entry.actor == "ann"
    statuses = [each.status for _, each in queue.ledger.read("judgment", Judgment)]
    assert statuses == [Status.ABSTAINED]
    assert verify_store(queue).findings == ()


def test_what_was_answered_is_not_skipped(queue: Store) -> None:
    held = claim(queue, "ann")
    submit(queue, held.id, lambda _: [judgment(held, Status.GIVEN, "yes")], judge="ann", now=NOW)
    before = queue.ledger.size()
    assert passed_over(queue, held).state is State.ANSWERED
    assert queue.ledger.size() == before


def test_nobody_skips_for_another(queue: Store) -> None:
    held = claim(queue, "ann")
    with pytest.raises(NotPermitted, match="not one of 'bob'"):
        skip(queue, held.id, Judgment(held.item, "h", "q", "bob", "1", None, Status.ABSTAINED, ""), reason="", now=NOW)
    assert queue.queues.find(held.id).state is State.OUT


def test_who_leaves_may_come_back_to_the_same_item(queue: Store) -> None:
    held = claim(queue, "ann")
    assert queue.queues.let_go(held.id).state is State.EXPIRED
    assert queue.queues.let_go(held.id).state is State.EXPIRED
    assert claim(queue, "bob").item == "i0"
    assert claim(queue, "ann").item == "i0"


def test_a_queue_is_listed_by_item_and_by_judge(queue: Store) -> None:
    held = claim(queue, "ann")
    submit(queue, held.id, lambda _: [judgment(held, Status.GIVEN, "yes")], judge="ann", now=NOW)
    passed_over(queue, claim(queue, "ann"))
    claim(queue, "bob")
    assert queue.queues.items("q") == (
        Held("i0", 1, 2, 2, True, "any"),
        Held("i1", 1, 2, 0, True, "any"),
        Held("i2", 1, 2, 0, True, "any"),
    )
    assert queue.queues.judges("q") == (JudgeStanding("ann", 1, 0, 1, 0, 0), JudgeStanding("bob", 0, 0, 0, 0, 1))
