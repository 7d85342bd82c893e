"""A bundle is one ZIP whose every byte is covered, checked without the workspace."""

import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.core.canonical import canonical_json
from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError, WorkspaceError
from assay.core.ledger import Head, Soundness, Verification
from assay.store import bundle_file
from assay.store.bundle import read_bundle, verify_bundle, write_bundle
from assay.store.bundle_file import MANIFEST, Manifest, MemberDocument, packed, signed_text
from assay.store.open import Store
from assay.store.pins import head_text, pinned_head
from assay.store.proving import prove_anchor, prove_entry
from assay.store.rotation import rotate_key
from assay.store.signing import Signer, new_signer, state_key

NOW = "2026-11-22T16:00:00.000000Z"
MEMBERS = {"evidence.json": b'{"accept":0.8}', "report.html": b"<p>ship</p>" * 20, "facts.parquet": b"PAR1 PAR1"}


def write(store: Store, path: Path, *, earlier: Head | None = None, members: dict[str, bytes] = MEMBERS) -> str:
    head, plan = store.ledger.head(), store.documents.get("plan", "release")
    return write_bundle(
        path,
        members,
        head=head,
        keys=store.ledger.keys(),
        signer=store.signer(),
        now=NOW,
        entries=[
            prove_entry(store, plan.seq, head=head, positions=[0]),
            prove_entry(store, 5, head=head, positions=[7]),
        ],
        anchors=[] if earlier is None else [prove_anchor(store, earlier, head=head)],
        documents=[MemberDocument("evidence.json", plan.seq, 0)],
    )


@pytest.fixture
def bundle(filled: Store, tmp_path: Path) -> Path:
    write(filled, tmp_path / "release.assay")
    return tmp_path / "release.assay"


def said(found: Verification) -> str:
    return "\n".join(f"{each.what} | {each.where} | {each.detail}" for each in found.findings)


def forged(bundle: Path, change: Callable[[Manifest], Manifest], signer: Signer, **members: bytes) -> Path:
    """The bundle with a changed manifest or members, packed and signed anew by ``signer``."""
    content = read_bundle(bundle)
    manifest = change(from_plain(Manifest, json.loads(content.pop(MANIFEST))))
    data = packed({**content, **members, MANIFEST: canonical_json(to_plain(manifest))})
    path = bundle.with_name("forged.assay")
    path.write_bytes(data[:-128] + signer.sign(signed_text(data)).encode())
    return path


def test_a_bundle_is_intact_by_its_key_and_by_its_head(filled: Store, bundle: Path) -> None:
    head = filled.ledger.head()
    for pinned in ({"key": filled.key_fingerprint}, {"head": head}, {"head": head_text(head)}):
        found = verify_bundle(bundle, **pinned)  # type: ignore[arg-type]
        assert found == Verification(Soundness.INTACT, (), head, 2, 2, 0)


def test_without_a_key_or_head_the_key_is_not_known(filled: Store, bundle: Path) -> None:
    found = verify_bundle(bundle)
    assert found.outcome is Soundness.UNKNOWN_KEY
    assert filled.key_fingerprint in said(found)
    assert "--key" in said(found)


def test_any_unzip_reads_it(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as file:
        assert file.testzip() is None
        assert file.namelist() == ["evidence.json", "facts.parquet", "manifest.json", "report.html"]
        assert file.read("report.html") == MEMBERS["report.html"]
        assert len(file.comment) == 128
    assert read_bundle(bundle)["evidence.json"] == MEMBERS["evidence.json"]


def test_the_same_content_gives_the_same_bytes(filled: Store, bundle: Path, tmp_path: Path) -> None:
    again = write(filled, tmp_path / "again.assay", members=dict(reversed(MEMBERS.items())))
    assert (tmp_path / "again.assay").read_bytes() == bundle.read_bytes()
    assert again == bundle_file.sha256(bundle.read_bytes()).hexdigest()


def test_every_byte_of_the_file_is_covered(filled: Store, tmp_path: Path) -> None:
    path, head, key = tmp_path / "small.assay", filled.ledger.head(), filled.key_fingerprint
    write_bundle(
        path,
        {"a.txt": b"A", "b.parquet": b"B"},
        head=head,
        keys=filled.ledger.keys(),
        signer=filled.signer(),
        now=NOW,
        entries=[prove_entry(filled, 4, head=head, positions=[0])],
    )
    sound, missed = path.read_bytes(), []
    for position in range(len(sound)):
        mask = position * 37 % 255 + 1
        path.write_bytes(sound[:position] + bytes([sound[position] ^ mask]) + sound[position + 1 :])
        found = verify_bundle(path, key=key, head=head)
        if found.outcome is not Soundness.ALTERED or not found.findings:
            missed.append(position)
    assert missed == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data + b" ",
        lambda data: b" " + data,
        lambda data: data[:-1],
        lambda data: data[:-128] + data[-128:].upper(),
        lambda data: data[:-128],
        lambda data: b"",
        lambda data: b"PK\x05\x06" + bytes(18),
        lambda data: data[: len(data) // 2],
        lambda data: data + data,
        lambda data: b"not a zip at all" * 100,
    ],
    ids=["longer", "shifted", "shorter", "upper case", "unsigned", "empty", "empty zip", "cut", "twice", "text"],
)
def test_a_file_of_another_form_is_altered(filled: Store, bundle: Path, spoil: Callable[[bytes], bytes]) -> None:
    bundle.write_bytes(spoil(bundle.read_bytes()))
    assert verify_bundle(bundle, key=filled.key_fingerprint).outcome is Soundness.ALTERED


def test_a_changed_member_is_named(filled: Store, bundle: Path) -> None:
    for name in ("report.html", "facts.parquet"):
        spoiled = forged(bundle, lambda manifest: manifest, new_signer(), **{name: b"other"})
        found = verify_bundle(spoiled, key=filled.key_fingerprint)
        assert found.outcome is Soundness.ALTERED
        assert f"member | {name} | it was changed" in said(found)
        assert "signature | the whole file" in said(found)


def test_even_the_right_key_cannot_sign_a_bundle_that_does_not_hold(filled: Store, bundle: Path) -> None:
    def entry(manifest: Manifest, **changed: Any) -> Manifest:
        first = replace(manifest.entries[0], entry=replace(manifest.entries[0].entry, **changed))
        return replace(manifest, entries=(first, *manifest.entries[1:]))

    def record(manifest: Manifest, **changed: Any) -> Manifest:
        first = manifest.entries[1]
        return replace(manifest, entries=(replace(first, records=(replace(first.records[0], **changed),)),))

    def documents(manifest: Manifest, **changed: Any) -> Manifest:
        return replace(manifest, documents=(replace(manifest.documents[0], **changed),))

    for change, named in (
        (lambda m: entry(m, actor="eve"), "it is not in the log that the head covers"),
        (lambda m: entry(m, seq=3), "it is not in the log that the head covers"),
        (lambda m: record(m, position=8), "entry 5 ('run-1:0'), judgment 8 | it is not in the entry"),
        (lambda m: record(m, record="00"), "it is not in the entry"),
        (lambda m: record(m, record="zz"), "it is not in the entry"),
        (lambda m: record(m, path=("zz",)), "it is not in the entry"),
        (lambda m: documents(m, seq=5), "evidence.json | it is not the document that entry 5 holds"),
        (lambda m: documents(m, member="report.html"), "report.html | it is not the document"),
        (lambda m: documents(m, member="missing.json"), "missing.json | it is not the document"),
        (lambda m: replace(m, head=replace(m.head, at="2020")), "head | head of 10 entries | its signature"),
        (lambda m: replace(m, members=m.members[1:]), "evidence.json | it was added"),
        (lambda m: replace(m, members=(*m.members, replace(m.members[0], name="x.txt"))), "x.txt | it was removed"),
        (lambda m: replace(m, keys=()), "it names no key"),
        (lambda m: replace(m, keys=(replace(m.keys[0], at="2020"),)), "its own signature does not hold"),
        (lambda m: replace(m, format="assay-bundle/9"), "not of the form"),
    ):
        found = verify_bundle(forged(bundle, change, filled.signer()), key=filled.key_fingerprint)
        assert found.outcome is Soundness.ALTERED
        assert named in said(found)


def test_a_bundle_signed_anew_by_another_key_is_told_apart_by_a_pinned_key(filled: Store, bundle: Path) -> None:
    """Everything in it is consistent; only the key is not the one that was kept."""
    from assay.store.signing import sign_head

    eve = new_signer()

    def taken_over(manifest: Manifest) -> Manifest:
        head = sign_head(manifest.head.size, manifest.head.root, manifest.head.at, eve)
        return replace(manifest, head=head, keys=(state_key(0, NOW, eve),))

    path = forged(bundle, taken_over, eve)
    assert verify_bundle(path, key=eve.fingerprint).outcome is Soundness.INTACT
    found = verify_bundle(path, key=filled.key_fingerprint)
    assert found.outcome is Soundness.UNKNOWN_KEY
    assert said(found) == f"key | the signing key | signed by {eve.fingerprint}, which is not the key you pinned"


def test_a_key_that_nobody_let_in_cannot_follow_the_pinned_one(filled: Store, bundle: Path) -> None:
    eve = new_signer()
    for stated in (state_key(4, NOW, eve), state_key(4, NOW, eve, new_signer()), state_key(0, NOW, eve)):
        path = forged(bundle, lambda manifest, stated=stated: replace(manifest, keys=(*manifest.keys, stated)), eve)
        assert verify_bundle(path, key=filled.key_fingerprint).outcome is Soundness.ALTERED


def test_a_bundle_after_a_rotation_is_known_by_either_key(filled: Store, tmp_path: Path) -> None:
    first = filled.key_fingerprint
    rotate_key(filled, id="rotate", actor="ann", now=NOW)
    write(filled, tmp_path / "after.assay")
    for key in (first, filled.key_fingerprint):
        assert verify_bundle(tmp_path / "after.assay", key=key).outcome is Soundness.INTACT


def test_a_pinned_head_of_a_rewritten_log_is_contradicted(bundle: Path) -> None:
    found = verify_bundle(bundle, head=f"10:{'0' * 64}")
    assert found.outcome is Soundness.ALTERED
    assert "the log of this bundle has other entries up to there" in said(found)


def test_an_earlier_head_is_proven_where_it_was_put_in(filled: Store, bundle: Path, tmp_path: Path) -> None:
    earlier = filled.ledger.head()
    filled.documents.put("plan", "another", {}, actor="ann", now=NOW)
    write(filled, tmp_path / "later.assay", earlier=earlier)
    assert verify_bundle(tmp_path / "later.assay", head=earlier).outcome is Soundness.INTACT
    assert verify_bundle(tmp_path / "later.assay", head=f"10:{'0' * 64}").outcome is Soundness.ALTERED
    found = verify_bundle(tmp_path / "later.assay", head=f"7:{earlier.root}")
    assert found.outcome is Soundness.UNKNOWN_KEY
    assert "the bundle proves heads of 10, 11 entries only" in said(found)
    changed = forged(
        tmp_path / "later.assay",
        lambda m: replace(m, anchors=(replace(m.anchors[0], root="0" * 64),)),
        filled.signer(),
    )
    assert "earlier head of 10 entries" in said(verify_bundle(changed, key=filled.key_fingerprint))


@pytest.mark.parametrize(
    "name", ["../evil", "/abs", "a\\b", "", "manifest.json", "MANIFEST.json", "a/../b", "ü", "a" * 201]
)
def test_names_that_some_tool_could_not_unpack_are_refused(filled: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        write(filled, tmp_path / "b.assay", members={**MEMBERS, name: b""})
    assert caught.value.code == "bundle.name"
    assert not (tmp_path / "b.assay").exists()


def test_names_that_differ_in_case_only_are_refused(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write(filled, tmp_path / "b.assay", members={**MEMBERS, "A.txt": b"", "a.TXT": b""})
    assert len(caught.value.problems) == 2


def test_a_bundle_that_would_not_verify_is_not_written(filled: Store, tmp_path: Path) -> None:
    head = filled.ledger.head()
    with pytest.raises(InputError) as caught:
        write_bundle(tmp_path / "b.assay", MEMBERS, head=head, keys=filled.ledger.keys(), signer=new_signer(), now=NOW)
    assert caught.value.code == "bundle.not_sound"
    assert list(tmp_path.glob("*.assay*")) == []


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for use in (verify_bundle, read_bundle):
        with pytest.raises(InputError) as caught:
            use(tmp_path / "none.assay")
        assert caught.value.code == "bundle.unreadable"
    (tmp_path / "text").write_text("no zip")
    with pytest.raises(InputError, match="not a bundle"):
        read_bundle(tmp_path / "text")


# Archives made to harm whoever opens them.


def zipped(*members: tuple[zipfile.ZipInfo | str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(sink, "w", compression) as file:
        for info, data in members:
            file.writestr(info, data)
        file.comment = b"0" * 128
    return sink.getvalue()


def declaring(data: bytes, size: int) -> bytes:
    """The same archive, its first member declaring another unpacked size in both headers."""
    central = data.index(b"PK\x01\x02")
    packed_size = struct.pack("<I", size)
    return data[:22] + packed_size + data[26 : central + 24] + packed_size + data[central + 28 :]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped(*((f"m{number}", b"") for number in range(1001))), "1,001 members"),
        (zipped((MANIFEST, b"{}"), (MANIFEST, b"{}")), "there twice"),
        (zipped((MANIFEST, b"{}"), compression=zipfile.ZIP_LZMA), "packed in another way"),
        (zipped((MANIFEST, b"{}"), compression=zipfile.ZIP_BZIP2), "packed in another way"),
        (declaring(zipped((MANIFEST, b"{}")), 0xF0000000), "more than 2,147,483,648"),
        (declaring(zipped((MANIFEST, b"{}")), 0x10000000), "its manifest declares"),
        (declaring(zipped((MANIFEST, b"{" * 100_000)), 10), "cannot be unpacked"),
        (zipped((MANIFEST, b"[" * 200_000)), "manifest cannot be read"),
        (zipped((MANIFEST, b'{"head": 1}')), "manifest cannot be read"),
        (zipped((MANIFEST, b"\xff\xfe")), "manifest cannot be read"),
        (zipped((MANIFEST, b'{"format": ' + b"9" * 10_000 + b"}")), "manifest cannot be read"),
        (zipped(("other", b"")), "no manifest.json"),
    ],
    ids=[
        "many",
        "twice",
        "lzma",
        "bzip2",
        "huge",
        "huge manifest",
        "lying",
        "deep",
        "shape",
        "bytes",
        "digits",
        "none",
    ],
)
def test_hostile_archives_are_altered_and_cost_little(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "b.assay").write_bytes(data)
    found = verify_bundle(tmp_path / "b.assay")
    assert found.outcome is Soundness.ALTERED
    assert why in said(found)


def test_a_file_beyond_the_bound_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundle: Path) -> None:
    from assay.store import bundle as room

    monkeypatch.setattr(room, "MOST_FILE_BYTES", 100)
    assert "more than 100" in said(verify_bundle(bundle))


def test_a_member_that_was_hidden_between_others_is_found(filled: Store, bundle: Path) -> None:
    """Bytes outside of every member, where no unzip looks, are covered too."""
    data = bundle.read_bytes()
    hidden = data[:4] + b"hidden" + data[4:]
    bundle.write_bytes(hidden)
    assert verify_bundle(bundle, key=filled.key_fingerprint).outcome is Soundness.ALTERED


# Proofs taken from a workspace.


def test_proofs_are_asked_of_entries_and_records_that_are_there(filled: Store) -> None:
    head = filled.ledger.head()
    for seq in (-1, 10, 99):
        with pytest.raises(WorkspaceError) as caught:
            prove_entry(filled, seq, head=head)
        assert caught.value.code == "ledger.no_entry"
    with pytest.raises(WorkspaceError) as caught:
        prove_entry(filled, 5, head=head, positions=[40])
    assert caught.value.code == "ledger.no_record"
    with pytest.raises(WorkspaceError):
        prove_anchor(filled, replace(head, size=11), head=head)


def test_every_entry_and_record_can_be_proven_under_every_head(filled: Store) -> None:
    from assay.store.proof import entry_is_proven, record_is_proven

    heads = {10: filled.ledger.head()}
    for number in range(4):
        filled.documents.put("plan", f"p{number}", {}, actor="ann", now=NOW)
        heads[11 + number] = filled.ledger.head()
    for size, head in heads.items():
        for seq in range(size):
            entry = filled.ledger.entries()[seq]
            proof = prove_entry(filled, seq, head=head, positions=range(min(entry.count, 3)))
            assert entry_is_proven(proof, head)
            assert all(record_is_proven(record, proof.entry) for record in proof.records)


@pytest.mark.parametrize(
    "write_head", [lambda h: h, head_text, lambda h: json.dumps(to_plain(h)), lambda h: f" {head_text(h)} "]
)
def test_a_pinned_head_is_read_in_every_form_that_people_keep(filled: Store, write_head: Callable[[Head], Any]) -> None:
    head = filled.ledger.head()
    assert pinned_head(write_head(head)) == (head.size, head.root)
