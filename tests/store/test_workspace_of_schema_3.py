"""A workspace of schema 3, with accounts, a link, a session, a draft and a queue, goes on in every later version.

It was made by tests/fixtures/make_workspace_schema_3.py; what is asserted here was printed then.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.taken_up import open_taken_up

from assay.core.errors import WorkspaceError
from assay.core.ledger import Soundness
from assay.store.accounts import AccountState
from assay.store.drafts import Drafts
from assay.store.open import Store, open_store
from assay.store.queueing.assignment import Standing
from assay.store.verify import verify_folder, verify_store

FIXTURE = Path(__file__).parent.parent / "fixtures" / "workspace_schema_3"
KEY = "506ef1879d748ce0713b0dd01da32ad2a4b1ce97b5a852ff18800c1e52982376"
HEAD = "2:6961ce95bf0a43eecf378961dcdda0f1b3137c7bb22c3c0f2033d862ac6fe1f1"
NOW = "2026-11-27T00:00:00.000000Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "own"))


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_taken_up(folder / "work", key_folder=folder / "keys") as opened:
        yield opened


def test_it_verifies_as_it_is_and_is_not_changed_unasked(folder: Path) -> None:
    assert verify_folder(folder / "work", key=KEY, head=HEAD).outcome is Soundness.INTACT
    with pytest.raises(WorkspaceError) as caught:
        open_store(folder / "work", key_folder=folder / "keys")
    assert caught.value.code == "workspace.older"
    assert "assay upgrade" in caught.value.problems[0].fix
    assert verify_folder(folder / "work", key=KEY, head=HEAD).outcome is Soundness.INTACT


def test_it_verifies_after_it_was_taken_up(store: Store) -> None:
    found = verify_store(store, key=KEY, head=HEAD)
    assert (found.outcome, found.n_entries) == (Soundness.INTACT, 2)


def test_its_people_are_who_they_were(store: Store) -> None:
    states = {each.name: each.state for each in store.accounts.every()}
    locked = AccountState.LOCKED
    assert states == {"Ada Adler": AccountState.ACTIVE, "Lena Lauer": AccountState.ACTIVE, "Rita Roth": locked}
    assert [(each.account, each.role, each.scope) for each in store.accounts.grants()] == [
        ("account-1", "administrator", "*"),
        ("account-2", "labeler", "moderation"),
        ("account-3", "reviewer", "moderation"),
    ]
    visit = store.sessions.visit("2" * 64)
    assert visit is not None
    assert visit.account.judge == "j2"
    assert [each.mail for each in store.invitations.open(NOW)] == ["new@example.org"]


def test_its_queue_and_its_draft_stand_where_they_stood(store: Store) -> None:
    assert store.queues.standing("moderation") == Standing(3, 3, 0, 6, 0, 1, 5, 0)
    assert Drafts(store.database).find("assignment-1") == '{"answer":"yes"}'
