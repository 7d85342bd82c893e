"""Versioned documents: nothing is overwritten, a version is the hash of the body."""

import pytest

from assay.core.canonical import content_hash
from assay.core.errors import InputError, WorkspaceError
from assay.store.documents import blobs_named
from assay.store.open import Store

ON_BOTH_STORES = True

NOW, LATER = "2026-11-22T14:05:00.000000Z", "2026-11-23T09:00:00.000000Z"


def test_a_document_comes_back_with_its_version_author_time_and_position(empty: Store) -> None:
    body = {"accept": 0.9, "nested": {"b": [1, None, True, "Grüße"]}}
    kept = empty.documents.put("plan", "release", body, actor="ann", now=NOW)
    assert kept == empty.documents.get("plan", "release") == empty.documents.find("plan", "release")
    assert (kept.version, kept.body, kept.actor, kept.at, kept.seq) == (content_hash(body), body, "ann", NOW, 1)


def test_the_content_it_has_already_is_no_new_version(empty: Store) -> None:
    first = empty.documents.put("plan", "p", {"a": 1, "b": 2}, actor="ann", now=NOW)
    assert empty.documents.put("plan", "p", {"b": 2, "a": 1}, actor="bob", now=LATER) == first
    assert empty.ledger.size() == 2


def test_a_return_to_earlier_content_is_a_new_version_of_the_same_hash(empty: Store) -> None:
    for accept in (1, 2, 1):
        empty.documents.put("plan", "p", {"accept": accept}, actor="ann", now=NOW)
    history = empty.documents.history("plan", "p")
    assert [each.body["accept"] for each in history] == [1, 2, 1]
    assert [each.seq for each in history] == [1, 2, 3]
    assert history[0].version == history[2].version
    assert empty.documents.get("plan", "p", history[0].version).seq == 3


def test_the_same_id_again_is_the_same_document(empty: Store) -> None:
    first = empty.documents.put("waiver", "w", {"a": 1}, actor="ann", now=NOW, id="grant")
    empty.documents.put("waiver", "w", {"a": 2}, actor="ann", now=NOW)
    assert empty.documents.put("waiver", "w", {"a": 1}, actor="ann", now=LATER, id="grant") == first
    with pytest.raises(WorkspaceError) as caught:
        empty.documents.put("waiver", "w", {"a": 3}, actor="ann", now=LATER, id="grant")
    assert caught.value.code == "ledger.id_taken"


def test_documents_are_listed_by_name_newest_first_or_all_in_order(empty: Store) -> None:
    for name, value in (("b", 1), ("a", 1), ("b", 2)):
        empty.documents.put("tier", name, {"v": value}, actor="ann", now=NOW)
    assert [(each.name, each.body["v"]) for each in empty.documents.latest("tier")] == [("a", 1), ("b", 2)]
    assert [(each.name, each.body["v"]) for each in empty.documents.every("tier")] == [("b", 1), ("a", 1), ("b", 2)]
    assert empty.documents.latest("nothing") == ()
    assert empty.documents.find("tier", "c") is None


def test_earlier_positions_do_not_see_later_versions(empty: Store) -> None:
    for value in (1, 2):
        empty.documents.put("tier", "t", {"v": value}, actor="ann", now=NOW)
    assert empty.documents.get("tier", "t", position=2).body == {"v": 1}
    assert len(empty.documents.every("tier", position=2)) == 1
    with pytest.raises(WorkspaceError, match="no tier"):
        empty.documents.get("tier", "t", position=1)


def test_a_version_may_be_named_by_eight_digits(filled: Store) -> None:
    first, second = filled.documents.history("plan", "release")
    assert filled.documents.get("plan", "release", first.version[:8]) == first
    for digits in (first.version[:7], "f" * 64):
        with pytest.raises(WorkspaceError) as caught:
            filled.documents.get("plan", "release", digits)
        assert caught.value.code == "document.unknown_version"
        assert second.version[:12] in str(caught.value)


def test_an_unknown_name_offers_the_near_one(filled: Store) -> None:
    with pytest.raises(WorkspaceError, match="Did you mean 'release'") as caught:
        filled.documents.get("plan", "relaese")
    assert caught.value.code == "document.unknown"


@pytest.mark.parametrize("body", [{"a": float("nan")}, {"a": object()}, {"a": 2**60}, {"a": "\ud800"}, {1: "a"}])
def test_a_body_that_is_not_plain_json_is_refused(empty: Store, body: dict[str, object]) -> None:
    with pytest.raises(InputError) as caught:
        empty.documents.put("plan", "p", body, actor="ann", now=NOW)
    assert caught.value.code == "document.not_json"
    assert empty.ledger.size() == 1


def test_a_document_needs_kind_and_name(empty: Store) -> None:
    with pytest.raises(InputError, match="kind and a name"):
        empty.documents.put("plan", "", {}, actor="ann", now=NOW)


def test_a_document_cannot_name_a_blob_that_is_not_kept(empty: Store) -> None:
    for kind, body in (
        ("sample", {"table": "a" * 64}),
        ("dataset", {"parts": [{"sha256": "b" * 64}]}),
        ("dataset", {"manifest": {"parts": [{"sha256": "c" * 64}]}}),
    ):
        with pytest.raises(WorkspaceError) as caught:
            empty.documents.put(kind, "n", body, actor="ann", now=NOW)
        assert caught.value.code == "blob.missing"
    with pytest.raises(WorkspaceError, match="is not in"):
        empty.documents.put("evidence", "n", {}, actor="ann", now=NOW, blobs=["d" * 64])
    assert empty.ledger.size() == 1


def test_blobs_are_found_in_the_fields_of_their_kind_only() -> None:
    body = {"parts": [{"sha256": "a"}, {"sha256": "b"}], "source": {"sha256": "s"}}
    assert blobs_named("dataset", body) == ("a", "b")
    assert blobs_named("plan", body) == ()
    assert blobs_named("dataset", {"parts": "no list"}) == ()
