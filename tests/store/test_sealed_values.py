"""Sensitive values are sealed, committed to, and can be erased without breaking a proof."""

import pytest
from sqlalchemy import update

from assay.core.errors import InputError, LedgerAltered, ShapeMismatch, WorkspaceError
from assay.core.ledger import Document, Soundness
from assay.store.open import Store
from assay.store.records import Event
from assay.store.sealed import Place, commitment, erase, seal_column, unseal_column
from assay.store.tables.ledger import SEALED_VALUE
from assay.store.verify import verify_store

ON_BOTH_STORES = True

NOW, LATER = "2026-11-22T14:05:00.000000Z", "2026-11-23T09:00:00.000000Z"
SECRET = "a very sensitive value"


def seal(store: Store, *, values: tuple[str | None, ...] = (SECRET, None, "other"), now: str = NOW) -> Document:
    return seal_column(
        store,
        dataset="d1",
        column="race",
        items=["i1", "i2", "i3"],
        subjects=["p1", "p1", "p2"],
        values=values,
        id="seal-1",
        actor="ann",
        now=now,
    )


def everywhere(store: Store) -> bytes:
    return b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())


def test_values_come_back_and_are_nowhere_in_clear(empty: Store) -> None:
    seal(empty)
    assert unseal_column(empty, dataset="d1", column="race") == {"i1": SECRET, "i3": "other"}
    assert unseal_column(empty, dataset="d1", column="age") == {}
    assert SECRET.encode() not in everywhere(empty)
    assert verify_store(empty).outcome is Soundness.INTACT


def test_the_same_id_again_seals_nothing_more(empty: Store) -> None:
    assert seal(empty) == seal(empty, now=LATER)
    assert empty.ledger.size() == 2
    assert verify_store(empty).outcome is Soundness.INTACT


def test_an_id_of_another_entry_is_refused(empty: Store) -> None:
    empty.ledger.append("event", [Event("look", "x", {})], id="seal-1", actor="ann", now=NOW)
    with pytest.raises(WorkspaceError) as caught:
        seal(empty)
    assert caught.value.code == "ledger.id_taken"


def test_what_cannot_be_sealed_is_refused(empty: Store) -> None:
    with pytest.raises(InputError, match="no values"):
        seal(empty, values=(None, None, None))
    with pytest.raises(ShapeMismatch, match="2 values"):
        seal(empty, values=("a", "b"))


def test_equal_values_have_different_commitments() -> None:
    place = Place("d", "c", "i", "s")
    assert commitment(place, b"1" * 32, "yes") != commitment(place, b"2" * 32, "yes")
    assert commitment(place, b"1" * 32, "yes") != commitment(Place("d", "c", "j", "s"), b"1" * 32, "yes")


def test_erasure_takes_key_salt_and_value_and_keeps_every_proof(empty: Store) -> None:
    seal(empty)
    with empty.database.read() as connection:
        key, salt = connection.exec_driver_sql(
            "SELECT k.key, v.salt FROM subject_key k JOIN sealed_value v USING (subject) WHERE subject = 'p1'"
        ).one()
    before = empty.ledger.head()
    erased = erase(empty, "p1", id="erase-1", actor="dpo", now=LATER)
    assert (erased.subject, erased.n_values, erased.given_away) == ("p1", 1, ())
    assert unseal_column(empty, dataset="d1", column="race") == {"i3": "other"}
    assert empty.ledger.events("subject.erased")[0][1] == Event("subject.erased", "p1", {"values": 1})
    assert verify_store(empty, head=before).outcome is Soundness.INTACT
    left = everywhere(empty)
    assert key not in left
    assert salt not in left


def test_the_same_erasure_again_does_nothing(empty: Store) -> None:
    seal(empty)
    first = erase(empty, "p1", id="erase-1", actor="dpo", now=NOW)
    assert erase(empty, "p1", id="erase-1", actor="dpo", now=LATER) == first
    assert empty.ledger.size() == 3


def test_an_unknown_person_cannot_be_erased(empty: Store) -> None:
    with pytest.raises(WorkspaceError) as caught:
        erase(empty, "nobody", id="e", actor="dpo", now=NOW)
    assert caught.value.code == "sealed.unknown_subject"
    assert empty.ledger.size() == 1


def test_an_erasure_lists_what_left_the_house_before(empty: Store) -> None:
    seal(empty)
    for name in ("bundle.written", "export.written", "look"):
        empty.ledger.append("event", [Event(name, f"{name}-1", {})], id=name, actor="ann", now=NOW)
    erased = erase(empty, "p2", id="e", actor="dpo", now=NOW)
    assert erased.given_away == (
        "bundle.written bundle.written-1 (entry 2)",
        "export.written export.written-1 (entry 3)",
    )


def test_a_sealed_value_that_was_changed_is_refused(empty: Store) -> None:
    seal(empty)
    with empty.database.write() as connection:
        connection.execute(update(SEALED_VALUE).values(nonce=bytes(12)))
    with pytest.raises(LedgerAltered) as caught:
        unseal_column(empty, dataset="d1", column="race")
    assert caught.value.code == "sealed.altered"


def test_keys_are_drawn_from_the_entropy_that_was_given(empty: Store) -> None:
    drawn = []

    def entropy(n_bytes: int) -> bytes:
        drawn.append(n_bytes)
        return bytes([len(drawn)]) * n_bytes

    seal_column(
        empty, dataset="d", column="c", items=["i"], subjects=["s"], values=["v"],
        id="x", actor="a", now=NOW, entropy=entropy,
    )  # fmt: skip
    assert drawn == [32, 12, 32]
    assert unseal_column(empty, dataset="d", column="c") == {"i": "v"}
