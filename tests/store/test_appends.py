"""Threads that append at once share a transaction and a signed head; each has an entry, or an error, of its own."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from tests.store.conftest import NOW, judgment
from tests.store.test_together import all_at_once

from assay.core.errors import InputError, WorkspaceError
from assay.core.ledger import Entry
from assay.store.appends import Appends
from assay.store.log import Batch, row_batch
from assay.store.open import Store
from assay.store.proof import entry_is_proven, record_is_proven
from assay.store.proving import prove_entry
from assay.store.records import layout_of
from assay.store.tables.ledger import HEAD, JUDGMENT
from assay.store.verify import verify_store

ON_BOTH_STORES = True


def adding(id: str, item: str, *, is_new: bool = False) -> Callable[[Appends], Entry]:
    batch = partial(row_batch, layout_of("judgment"), (judgment(item),))
    return lambda appends: appends.add(batch, id=id, actor="ann", now=NOW, is_new=is_new)


def sizes(store: Store) -> list[int]:
    with store.database.read() as connection:
        return [row.size for row in connection.execute(HEAD.select().order_by(HEAD.c.size))]


def together(store: Store, works: list[Callable[[Appends], Any]]) -> list[Any]:
    return all_at_once(store.ledger._together, works)


def test_what_is_added_at_once_has_entries_of_its_own_and_one_head(empty: Store) -> None:
    works = [adding(f"a{number}", f"i{number}", is_new=True) for number in range(7)]
    entries = [each.result() for each in together(empty, works)]
    assert [entry.seq for entry in entries] == list(range(1, 8))
    assert sizes(empty) == [1, 8]
    assert empty.ledger.entries(1) == tuple(entries)
    assert verify_store(empty).outcome == "intact"
    head = empty.ledger.head()
    for entry in entries:
        proof = prove_entry(empty, entry.seq, head=head, positions=[0])
        assert entry_is_proven(proof, head)
        assert record_is_proven(proof.records[0], entry)


def test_the_same_id_twice_at_once_is_one_entry_and_other_content_is_refused(empty: Store) -> None:
    first, again, other = together(empty, [adding("a", "i1"), adding("a", "i1"), adding("a", "i2")])
    assert first.result() == again.result()
    assert isinstance(other.exception(), WorkspaceError)
    assert other.exception().code == "ledger.id_taken"
    assert (empty.ledger.size(), sizes(empty)) == (2, [1, 2])
    assert verify_store(empty).outcome == "intact"


def test_what_fails_leaves_no_hole_in_the_log(empty: Store) -> None:
    def failing(appends: Appends) -> None:
        adding("lost", "i9")(appends)
        raise InputError("broken", "It breaks.", "Nothing helps.")

    first, broken, last = together(empty, [adding("a", "i1"), failing, adding("b", "i2")])
    assert (first.result().seq, last.result().seq) == (1, 2)
    assert broken.exception().code == "broken"
    assert [entry.id for entry in empty.ledger.entries(1)] == ["a", "b"]
    assert verify_store(empty).outcome == "intact"


def test_an_id_that_is_wrongly_taken_for_new_is_found_after_all(empty: Store) -> None:
    empty.ledger.append("judgment", [judgment("i1")], id="a", actor="ann", now=NOW)
    same = empty.ledger.append_together(adding("a", "i1", is_new=True))
    assert same == empty.ledger.entry("a")
    with pytest.raises(WorkspaceError) as caught:
        empty.ledger.append_together(adding("a", "i2", is_new=True))
    assert caught.value.code == "ledger.id_taken"
    assert empty.ledger.size() == 2


def test_without_the_key_nothing_is_kept_and_everybody_is_told(empty: Store) -> None:
    file = empty.key_file
    assert file is not None
    away = file.rename(file.with_suffix(".away"))
    for each in together(empty, [adding("a", "i1"), adding("b", "i2")]):
        assert each.exception().code == "key.missing"
    assert empty.ledger.size() == 1
    away.rename(file)
    assert empty.ledger.append_together(adding("a", "i1")).seq == 1


def test_a_head_between_may_be_gone_because_a_later_one_covers_all(empty: Store) -> None:
    for number in range(4):
        empty.ledger.append_together(adding(f"a{number}", f"i{number}"))
    with empty.database.write() as connection:
        connection.execute(HEAD.delete().where(HEAD.c.size == 3))
    assert verify_store(empty).outcome == "intact"
    with empty.database.write() as connection:
        connection.execute(JUDGMENT.update().where(JUDGMENT.c.seq == 2).values(label="no"))
    assert verify_store(empty).outcome == "altered"


def test_what_the_database_refuses_fails_alone(empty: Store) -> None:
    def unfit(at: str) -> Batch:
        batch = row_batch(layout_of("judgment"), (judgment("i1"),), at)
        return replace(batch, rows=[{**row, "item": None} for row in batch.rows])

    works = [adding("a", "i1"), lambda each: each.add(unfit, id="x", actor="ann", now=NOW), adding("b", "i2")]
    first, refused, last = together(empty, works)
    assert (first.result().seq, last.result().seq) == (1, 2)
    assert isinstance(refused.exception(), IntegrityError)
    assert verify_store(empty).outcome == "intact"
