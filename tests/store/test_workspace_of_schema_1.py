"""A workspace of schema 1 opens, verifies and goes on in every later version.

It was made by tests/fixtures/make_workspace_schema_1.py; what is asserted here was printed then.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.core.encode import from_plain
from assay.core.item import DatasetVersion, ReferenceSet
from assay.core.judgment import Judge, JudgeKind, Judgment, Status
from assay.core.ledger import Soundness
from assay.store.answers import AnswersOf
from assay.store.facts import facts_table
from assay.store.judgments import judgments_of
from assay.store.open import Store, open_store
from assay.store.sealed import unseal_column
from assay.store.verify import verify_store

FIXTURE = Path(__file__).parent.parent / "fixtures" / "workspace_schema_1"
FIRST_KEY = "fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889"
SECOND_KEY = "5c29b78f10a35a49a6231d08ee840a04bcc3a37a4f9d46df327dec56b8a9b7c9"
HEAD = "13:82c8499cb4afbef0f2a476ca24ca2ea1af0775c2e264152c4aadf0f64fbc0f1e"
NOW = "2027-01-01T00:00:00.000000Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(FIXTURE, tmp_path / "own")
    with open_store(tmp_path / "own" / "work", key_folder=tmp_path / "own" / "keys") as opened:
        yield opened


@pytest.mark.parametrize("key", [FIRST_KEY, SECOND_KEY])
def test_it_verifies_by_its_keys_and_head(store: Store, key: str) -> None:
    found = verify_store(store, key=key, head=HEAD)
    assert found.findings == ()
    assert (found.outcome, found.n_entries, found.n_records) == (Soundness.INTACT, 13, 35)


def test_it_goes_on(store: Store) -> None:
    entry = store.ledger.append("judge", [Judge("later", JudgeKind.SCORER, "v1")], id="later", actor="ann", now=NOW)
    assert entry.seq == 13
    assert verify_store(store, key=FIRST_KEY, head=HEAD).outcome is Soundness.INTACT


def test_its_records_are_read(store: Store) -> None:
    assert [each.body for each in store.documents.history("plan", "release")] == [
        {"accept": 0.9, "purpose": "Grüße"},
        {"accept": 0.8},
    ]
    assert store.ledger.judges() == (Judge("model-b", JudgeKind.SYSTEM, "v1"),)
    [(_, by_hand)] = store.ledger.read("judgment", Judgment)
    assert (by_hand.label, by_hand.confidence, by_hand.recorded_at) == ("yes", 0.5, "2026-11-22T14:05:00.000000Z")
    entry = store.ledger.entry("run-1")
    assert entry is not None
    answers = judgments_of(store.ledger.segment(entry))
    assert [each.status for each in answers] == [Status.REFUSED, *[Status.GIVEN] * 11]
    assert [event.name for _, event in store.ledger.events()] == [
        "workspace.created",
        "subject.erased",
        "key.rotated",
    ]
    job = store.jobs.find("run-1")
    assert job is not None
    assert job.total == 12


def test_its_facts_are_joined(store: Store) -> None:
    document = store.documents.get("dataset", "loans")
    manifest = from_plain(DatasetVersion, document.body)
    reference = from_plain(ReferenceSet, store.documents.get("reference", document.version).body)
    table = facts_table(
        store,
        manifest,
        reference.table,
        [AnswersOf("b", "model-b", "v1", "run-1")],
        ["country", "age"],
        version=document.version,
        position=13,
    )
    assert table["__item"].to_pylist() == [f"loan-{number}" for number in range(12)]
    assert table["__reference"].to_pylist() == ["yes", "no"] * 6
    assert table["__answer:b"].to_pylist() == [None, *["yes", "yes", "no"] * 3, "no", "no"]
    assert table["country"].to_pylist() == ["DE", "FR", "FI"] * 4


def test_its_sealed_values_open_but_for_the_erased_one(store: Store) -> None:
    version = store.documents.get("dataset", "loans").version
    assert unseal_column(store, dataset=version, column="origin") == {"loan-0": "a", "loan-1": "b"}
