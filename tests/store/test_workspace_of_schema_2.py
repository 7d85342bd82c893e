"""A workspace of schema 2, with a queue at work, opens, verifies and goes on in every later version.

It was made by tests/fixtures/make_workspace_schema_2.py; what is asserted here was printed then.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.taken_up import open_taken_up

from assay.core.judgment import Judgment
from assay.core.ledger import Soundness
from assay.store.open import Store
from assay.store.queueing.assignment import Standing, State
from assay.store.verify import verify_folder, verify_store

FIXTURE = Path(__file__).parent.parent / "fixtures" / "workspace_schema_2"
KEY = "dbc298251c51321b7266e78d1c151c2b62aff8cb95b293096d3463018544face"
HEAD = "5:960387ea6c3ccbd49a5d5afea0a84fcae4a4c246e6e9640fa2dc976b66c00a9d"
LATER = "2026-11-26T14:16:00.000000Z"
STATES = {
    "assignment-1": State.LATE,
    "assignment-2": State.ANSWERED,
    "assignment-3": State.RETURNED,
    "assignment-4": State.EXPIRED,
    "assignment-5": State.ANSWERED,
    "assignment-6": State.OUT,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "own"))


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_taken_up(folder / "work", key_folder=folder / "keys") as opened:
        yield opened


def test_it_verifies_before_and_after_it_was_opened(folder: Path) -> None:
    assert verify_folder(folder / "work", key=KEY, head=HEAD).outcome is Soundness.INTACT
    with open_taken_up(folder / "work", key_folder=folder / "keys") as store:
        found = verify_store(store, key=KEY, head=HEAD)
    assert (found.outcome, found.n_entries, found.n_records) == (Soundness.INTACT, 5, 5)


def test_its_queue_stands_where_it_stood(store: Store) -> None:
    assert {id: store.queues.find(id).state for id in STATES} == STATES
    assert store.queues.standing("moderation") == Standing(6, 5, 1, 8, 1, 1, 5, 1)
    kept = [(judgment.judge, judgment.sample) for _, judgment in store.ledger.read("judgment", Judgment)]
    assert kept == [("bob", "drawn"), ("ann", None), ("dan", "drawn")]


def test_its_queue_goes_on(store: Store) -> None:
    held = store.queues.claim("moderation", "bob", now=LATER, new_id=lambda: "new")
    fresh = store.queues.claim("moderation", "dan", now=LATER, new_id=lambda: "new")
    assert held is not None
    assert fresh is not None
    assert (held.id, held.item, held.round, fresh.item) == ("assignment-6", "post-1", 2, "post-2")
