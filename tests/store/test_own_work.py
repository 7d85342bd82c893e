"""A judge's own work, his drafts, and whether a document came, on both stores."""

import itertools

from tests.store.conftest import NOW

from assay.store.drafts import Drafts
from assay.store.open import Store
from assay.store.own_work import own_work
from assay.store.queueing.assignment import QueueItem

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
