"""Bundles: one file with all that a decision rests on, checked on any machine, without the workspace.

An auditor reads this file and those it imports: `bundle_file.py` (the form), `proof.py`, `merkle.py`, `signing.py`,
`pins.py`, `durable.py`. Together they need the standard library, ``cryptography`` and `assay.core`.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from assay.core.canonical import canonical_json, content_hash
from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError
from assay.core.ledger import Finding, Head, Soundness, Verification
from assay.store.bundle_file import (
    FORMAT,
    MANIFEST,
    MOST_FILE_BYTES,
    SIGNATURE_DIGITS,
    Broken,
    Manifest,
    Member,
    MemberDocument,
    check_names,
    packed,
    signature_of,
    signed_text,
    unpacked,
)
from assay.store.durable import write_durably
from assay.store.pins import PinnedHead, knows_key, pinned_head
from assay.store.proof import Anchor, EntryProof, anchor_is_proven, entry_is_proven, record_is_proven
from assay.store.signing import KeyStatement, Signer, broken_links, head_holds, key_in_force, signature_holds


def write_bundle(
    path: Path,
    members: Mapping[str, bytes],
    *,
    head: Head,
    keys: Sequence[KeyStatement],
    signer: Signer,
    now: str,
    entries: Sequence[EntryProof] = (),
    anchors: Sequence[Anchor] = (),
    documents: Sequence[MemberDocument] = (),
) -> str:
    """Write a bundle; give the SHA-256 of the file. The same arguments give the same bytes.

    Parameters
    ----------
    members : name to bytes, for example ``evidence.json``, ``plan.yaml``, ``report.html``, ``facts.parquet``
    head, keys : of the ledger; ``signer`` holds the private part of the last key
    entries, anchors : proofs by `assay.store.proving`, for ``head``
    documents : which members are the bodies of documents of the ledger; their records must be among ``entries``

    Raises
    ------
    InputError
        ``bundle.name`` for names of members; ``bundle.not_sound`` when it would not verify; ``bundle.unwritable``.
    """
    check_names(iter(members))
    listed = tuple(Member(name, sha256(members[name]).hexdigest(), len(members[name])) for name in sorted(members))
    parts = (tuple(keys), tuple(entries), tuple(anchors), tuple(documents))
    manifest = Manifest(FORMAT, now, listed, head, *parts)
    data = packed({**members, MANIFEST: canonical_json(to_plain(manifest))})
    signed = data[:-SIGNATURE_DIGITS] + signer.sign(signed_text(data)).encode()
    faults = _faults(signed, manifest)
    if faults:
        what = f"The bundle would not verify: {faults[0].where}: {faults[0].detail}."
        raise InputError("bundle.not_sound", what, "Give the proofs, keys and signer of one ledger and head.")
    try:
        write_durably(path, (signed,))
    except OSError as error:
        what = f"The bundle {path} cannot be written: {error.strerror}."
        raise InputError("bundle.unwritable", what, "Name a file in a folder that exists.") from None
    return sha256(signed).hexdigest()


def verify_bundle(path: Path, *, key: str | None = None, head: str | Head | None = None) -> Verification:
    """Check every byte of a bundle and every proof in it; needs nothing but the file.

    ``key`` (fingerprint, hexadecimal public key, PEM) and ``head`` (record, ``SIZE:ROOT``, JSON) were kept elsewhere;
    without either the outcome is at best ``unknown_key``: anyone can make a bundle with a key of their own.

    Raises
    ------
    InputError
        ``bundle.unreadable`` when there is no such file; ``key.unreadable``, ``head.unreadable``.
    """
    if key is not None:
        knows_key((), key)
    pinned = None if head is None else pinned_head(head)
    try:
        data = _bytes_of(path)
        manifest = _manifest_of(data)
    except Broken as error:
        return Verification(Soundness.ALTERED, (Finding("bundle", path.name, str(error)),), None, 0, 0, 0)
    faults = [*_faults(data, manifest), *_rewritten(manifest, pinned)]
    doubts = [*_key_doubts(manifest, key, pinned is not None), *_head_doubts(manifest, pinned)]
    outcome = Soundness.ALTERED if faults else Soundness.UNKNOWN_KEY if doubts else Soundness.INTACT
    n_records = sum(len(proof.records) for proof in manifest.entries)
    return Verification(outcome, (*faults, *doubts), manifest.head, len(manifest.entries), n_records, 0)


def read_bundle(path: Path) -> dict[str, bytes]:
    """Members of a bundle by name, the manifest included; verify it first.

    Raises
    ------
    InputError
        ``bundle.unreadable``.
    """
    try:
        return dict(unpacked(_bytes_of(path)))
    except Broken as error:
        raise InputError("bundle.unreadable", f"{path} is not a bundle: {error}.", "See: assay verify.") from None


def _bytes_of(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            kind = "a folder" if path.is_dir() else "not a regular file"
            raise InputError("bundle.unreadable", f"The bundle {path} is {kind}.", "Name the file of a bundle.")
        size = path.stat().st_size
        if size > MOST_FILE_BYTES:
            raise Broken(f"it has {size:,} bytes, more than {MOST_FILE_BYTES:,}")
        return path.read_bytes()
    except OSError as error:
        what = f"The bundle {path} cannot be read: {error.strerror}."
        raise InputError("bundle.unreadable", what, "Check the path.") from None


def _manifest_of(data: bytes) -> Manifest:
    found = dict(unpacked(data, frozenset({MANIFEST})))
    if MANIFEST not in found:
        raise Broken("it has no manifest.json")
    try:
        manifest = from_plain(Manifest, json.loads(found[MANIFEST]))
        canonical = canonical_json(to_plain(manifest))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Broken(f"its manifest cannot be read: {error}") from None
    if manifest.format != FORMAT or canonical != found[MANIFEST]:
        raise Broken(f"its manifest is not of the form {FORMAT}")
    return manifest


def _faults(data: bytes, manifest: Manifest) -> list[Finding]:
    """Everything that does not hold, whoever signed."""
    return [
        *_signature_faults(data, manifest),
        *_member_faults(data, manifest),
        *_proof_faults(manifest),
        *_document_faults(data, manifest),
    ]


def _signature_faults(data: bytes, manifest: Manifest) -> list[Finding]:
    faults = [Finding("key", f"key {chain.public[:16]}", what) for chain, what in _broken(manifest)]
    if not manifest.keys or faults:
        return faults or [Finding("key", MANIFEST, "it names no key")]
    try:
        signature = signature_of(data)
    except Broken as error:
        return [Finding("signature", "the end of the file", str(error))]
    if not signature_holds(bytes.fromhex(manifest.keys[-1].public), signed_text(data), signature):
        faults.append(Finding("signature", "the whole file", "its bytes are not those that were signed"))
    stated = key_in_force(manifest.keys, manifest.head.size)
    if stated is None or not head_holds(manifest.head, bytes.fromhex(stated.public)):
        faults.append(Finding("head", f"head of {manifest.head.size} entries", "its signature does not hold"))
    return faults


def _broken(manifest: Manifest) -> list[tuple[KeyStatement, str]]:
    return [(manifest.keys[index], what) for index, what in broken_links(manifest.keys)]


def _member_faults(data: bytes, manifest: Manifest) -> list[Finding]:
    wanted = {member.name: member for member in manifest.members}
    faults = []
    try:
        for name, content in unpacked(data):
            if name == MANIFEST:
                continue
            member = wanted.pop(name, None)
            if member is None:
                faults.append(Finding("member", name, "it was added: the manifest does not list it"))
            elif (len(content), sha256(content).hexdigest()) != (member.bytes, member.sha256):
                faults.append(Finding("member", name, "it was changed"))
    except Broken as error:
        return [*faults, Finding("member", "the file", str(error))]
    return [*faults, *(Finding("member", name, "it was removed") for name in wanted)]


def _proof_faults(manifest: Manifest) -> list[Finding]:
    faults = []
    for proof in manifest.entries:
        where = f"entry {proof.entry.seq} ('{proof.entry.id}')"
        if not entry_is_proven(proof, manifest.head):
            faults.append(Finding("entry", where, "it is not in the log that the head covers"))
        faults += [
            Finding("record", f"{where}, {proof.entry.kind} {record.position}", "it is not in the entry")
            for record in proof.records
            if not record_is_proven(record, proof.entry)
        ]
    faults += [
        Finding("head", f"earlier head of {anchor.size} entries", "the log does not begin with its entries")
        for anchor in manifest.anchors
        if not anchor_is_proven(anchor, manifest.head)
    ]
    return faults


def _document_faults(data: bytes, manifest: Manifest) -> list[Finding]:
    names = frozenset(each.member for each in manifest.documents)
    if not names:
        return []
    try:
        contents = dict(unpacked(data, names))
    except Broken:
        return []
    records = {(p.entry.seq, r.position): r.record for p in manifest.entries for r in p.records}
    return [
        Finding("member", each.member, f"it is not the document that entry {each.seq} holds")
        for each in manifest.documents
        if not _is_document(contents.get(each.member), records.get((each.seq, each.position)))
    ]


def _is_document(content: bytes | None, record: str | None) -> bool:
    if content is None or record is None:
        return False
    try:
        version = json.loads(record)["version"]
        return bool(version == sha256(content).hexdigest() or version == content_hash(json.loads(content)))
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def _rewritten(manifest: Manifest, pinned: PinnedHead | None) -> list[Finding]:
    """A head kept elsewhere covers as many entries as one of these, but others."""
    if pinned is None or pinned.root in (root := _roots(manifest)).get(pinned.size, {pinned.root}):
        return []
    where, found = f"pinned head of {pinned.size} entries", ", ".join(sorted(root[pinned.size]))
    return [Finding("head", where, f"the log of this bundle has other entries up to there (root {found})")]


def _head_doubts(manifest: Manifest, pinned: PinnedHead | None) -> list[Finding]:
    """A head kept elsewhere that this bundle neither proves nor contradicts."""
    if pinned is None or pinned.size in _roots(manifest):
        return []
    sizes = ", ".join(map(str, sorted(_roots(manifest))))
    detail = f"the bundle proves heads of {sizes} entries only; ask for one with yours among its earlier heads"
    return [Finding("head", f"pinned head of {pinned.size} entries", detail)]


def _roots(manifest: Manifest) -> dict[int, set[str]]:
    roots: dict[int, set[str]] = {manifest.head.size: {manifest.head.root}}
    for anchor in manifest.anchors:
        roots.setdefault(anchor.size, set()).add(anchor.root)
    return roots


def _key_doubts(manifest: Manifest, key: str | None, head_is_pinned: bool) -> list[Finding]:
    signed_by = manifest.keys[-1].fingerprint if manifest.keys and not _broken(manifest) else "nobody"
    if key is not None and (signed_by == "nobody" or not knows_key(manifest.keys, key)):
        return [Finding("key", "the signing key", f"signed by {signed_by}, which is not the key you pinned")]
    if key is None and not head_is_pinned:
        why = f"signed by {signed_by}; compare it with a key that you keep: --key"
        return [Finding("key", "the signing key", why)]
    return []
