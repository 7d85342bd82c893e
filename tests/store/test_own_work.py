"""A judge's own work, his drafts, and whether a document came, on both stores."""

import itertools

from tests.store.conftest import NOW

from assay.store.drafts import Drafts
from assay.store.open import Store
from assay.store.own_work import answered_since, own_work
from assay.store.queueing.accepting import accept
from assay.store.queueing.assignment import QueueItem
from assay.store.queueing.freeing import give_back

ON_BOTH_STORES = True


def test_a_draft_is_kept_in_the_place_of_the_one_before(empty: Store) -> None:
    drafts = Drafts(empty.database)
    assert drafts.find("a1") is None
    for text in ("half", "half 😀\n'"):
        drafts.keep("a1", text, account="account-1", now=NOW)
    assert drafts.find("a1") == "half 😀\n'"
    drafts.forget("a1")
    assert drafts.find("a1") is None


def test_the_last_item_is_the_one_that_was_left_last(empty: Store) -> None:
    ids = map(str, itertools.count())
    empty.queues.make("q", lease_seconds=60)
    empty.queues.fill("q", [QueueItem(f"i{n}", n) for n in range(3)])
    assert own_work(empty, "q", "j1") == (0, None)
    for minute in range(2):
        at = NOW.replace("14:05", f"14:1{minute}")
        held = empty.queues.claim("q", "j1", now=at, new_id=lambda: next(ids))
        assert held is not None
        empty.queues.give_back(held.id)
        assert own_work(empty, "q", "j1") == (0, held.id)
    assert own_work(empty, "q", "j2") == (0, None)


def test_the_newest_document_of_some_kinds_grows_when_one_comes(empty: Store) -> None:
    documents = empty.documents
    assert documents.newest("a", "b") == -1
    first = documents.put("a", "x", {"n": 1}, actor="ann", now=NOW)
    assert documents.newest("a", "b") == first.seq
    documents.put("c", "x", {"n": 1}, actor="ann", now=NOW)
    assert documents.newest("a", "b") == first.seq
    assert documents.newest("a", "b", "c") > first.seq


def test_answers_since_midnight_are_counted_lane_by_lane_whatever_was_done_before(empty: Store) -> None:
    ids = map(str, itertools.count())
    empty.queues.make("q", lease_seconds=60)
    empty.queues.fill("q", [QueueItem(f"i{n}", n, lane="zh" if n % 2 else "any") for n in range(9)])
    lanes, held = ("any", "gold", "zh"), []
    for at in ("26T20", "26T21", "26T22", "26T23", "27T01", "27T02", "27T03"):
        now = f"2026-11-{at}:00:00.000000Z"
        one = empty.queues.claim("q", "j1", now=now, new_id=lambda: next(ids), lanes=lanes)
        assert one is not None
        held.append(one.id)
        with empty.database.write() as connection:
            if at in ("26T22", "27T02"):
                give_back(connection, one.id)
            else:  # what was got before midnight was answered after it
                accept(connection, one.id, now="2026-11-27T00:30:00.000000Z" if at == "26T23" else now)
    day = "2026-11-27"
    assert answered_since(empty, "q", "j1", lanes=lanes, since=day) == 3
    assert answered_since(empty, "q", "j1", lanes=lanes, since=day, besides=held[-1]) == 2
    assert answered_since(empty, "q", "j1", lanes=lanes, since="2026-11-26") == 5
    assert answered_since(empty, "q", "j2", lanes=lanes, since=day) == 0
