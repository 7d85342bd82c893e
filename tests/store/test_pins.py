"""Keys and heads that were kept elsewhere tell a rewritten workspace from a sound one."""

import shutil
from pathlib import Path

import pytest

from assay.core.errors import InputError
from assay.core.ledger import Soundness, Verification
from assay.store.keys import Keyring
from assay.store.open import Store, create_store, open_store
from assay.store.pins import head_text
from assay.store.rotation import rotate_key
from assay.store.verify import verify_folder, verify_store

NOW = "2026-11-22T14:05:00.000000Z"


def said(found: Verification) -> str:
    return "\n".join(each.detail for each in found.findings)


def resigned(store: Store, tmp_path: Path) -> Store:
    """The same content, appended again by someone with a key of their own."""
    forged = create_store(tmp_path / "forged", now=NOW, new_id=lambda: "w1", actor="ann", key_folder=tmp_path / "eve")
    shutil.copytree(store.folder / "objects", forged.folder / "objects", dirs_exist_ok=True)
    for document in store.documents.every("plan"):
        forged.documents.put("plan", document.name, document.body, actor=document.actor, now=document.at)
    return forged


def test_a_store_signed_wholly_by_another_key_is_told_apart_by_a_pinned_key(filled: Store, tmp_path: Path) -> None:
    with resigned(filled, tmp_path) as forged:
        assert verify_store(forged).outcome is Soundness.INTACT
        found = verify_store(forged, key=filled.key_fingerprint)
        assert found.outcome is Soundness.UNKNOWN_KEY
        assert "is not the key you pinned" in said(found)
        assert verify_folder(forged.folder, keys=filled.keys).outcome is Soundness.UNKNOWN_KEY


def test_a_rewritten_store_is_told_apart_by_a_pinned_head(filled: Store, tmp_path: Path) -> None:
    head = filled.ledger.head()
    with resigned(filled, tmp_path) as forged:
        found = verify_store(forged, head=head)
        assert found.outcome is Soundness.ALTERED
        assert "later ones were removed" in said(found)
        found = verify_store(forged, head=f"2:{head.root}")
        assert "does not begin with those entries" in said(found)


def test_an_older_state_put_in_place_is_told_apart_by_a_pinned_head(filled_folder: Path, filled: Store) -> None:
    filled.documents.put("plan", "new", {}, actor="ann", now=NOW)
    newest = head_text(filled.ledger.head())
    with open_store(filled_folder / "work", key_folder=filled_folder / "keys") as older:
        assert verify_store(older).outcome is Soundness.INTACT
        assert verify_store(older, head=newest).outcome is Soundness.ALTERED


def test_any_earlier_head_is_the_start_of_a_sound_log(filled: Store) -> None:
    older = filled.ledger.head()
    for number in range(6):
        filled.documents.put("plan", f"p{number}", {}, actor="ann", now=NOW)
        found = verify_folder(filled.folder, head=older, keys=filled.keys)
        assert found.outcome is Soundness.INTACT


def test_a_pinned_head_makes_an_unknown_key_known(filled: Store, tmp_path: Path) -> None:
    nobody = Keyring(tmp_path / "none")
    assert verify_folder(filled.folder, keys=nobody).outcome is Soundness.UNKNOWN_KEY
    assert verify_folder(filled.folder, keys=nobody, head=filled.ledger.head()).outcome is Soundness.INTACT
    assert verify_folder(filled.folder, keys=nobody, key=filled.key_fingerprint).outcome is Soundness.INTACT


@pytest.mark.parametrize("pinned", [{"key": "abc"}, {"head": "abc"}, {"head": "12"}, {"head": "{}"}])
def test_what_was_pinned_must_be_readable(filled: Store, pinned: dict[str, str]) -> None:
    with pytest.raises(InputError):
        verify_store(filled, **pinned)


def test_a_rotated_key_is_known_by_the_one_before_it(filled: Store) -> None:
    first = filled.key_fingerprint
    stated = rotate_key(filled, id="rotate", actor="ann", now=NOW)
    assert rotate_key(filled, id="rotate", actor="ann", now="later") == stated
    assert filled.key_fingerprint == stated.fingerprint != first
    assert [entry.id for entry, _ in filled.ledger.events("key.rotated")] == ["rotate"]
    filled.keys.path(first).unlink()
    filled.documents.put("plan", "after", {}, actor="ann", now=NOW)
    for key in (first, stated.fingerprint, stated.public):
        assert verify_store(filled, key=key).outcome is Soundness.INTACT
    assert verify_store(filled, key="0" * 64).outcome is Soundness.UNKNOWN_KEY
