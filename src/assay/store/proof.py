"""Proofs that one entry, or one record of it, is in a signed log: two levels, RFC 6962 in both.

Needs the standard library, `assay.core` and `merkle.py` only.
"""

from dataclasses import dataclass

from assay.core.canonical import canonical_json
from assay.core.encode import to_plain
from assay.core.ledger import Entry, Head
from assay.store.merkle import leaf_hash, proves_consistency, proves_inclusion
from assay.store.signing import strict_hex


@dataclass(frozen=True, slots=True)
class RecordProof:
    """One record of an entry, with the path from it to the entry's root."""

    position: int
    """Place in the entry, from 0."""
    record: str
    """What is hashed as its leaf: the canonical JSON of a row (or hexadecimal of the encoding of a segment row)."""
    path: tuple[str, ...]
    """Hashes from the leaf to the root of the entry, hexadecimal."""
    is_encoding: bool = False
    """Whether ``record`` is the hexadecimal encoding of a segment row."""


@dataclass(frozen=True, slots=True)
class EntryProof:
    """One entry, with the path from it to the root of a head, and records of it."""

    entry: Entry
    """The entry."""
    path: tuple[str, ...]
    """Hashes from the entry to the root of the head, hexadecimal."""
    records: tuple[RecordProof, ...] = ()
    """Records of the entry that are proven too."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """An earlier head, and the proof that the log of the newer one begins with it."""

    size: int
    """Entries it covers."""
    root: str
    """Root over them, hexadecimal."""
    path: tuple[str, ...]
    """Consistency proof, hexadecimal."""


def entry_is_proven(proof: EntryProof, head: Head) -> bool:
    """Whether the entry is in the log that the head covers."""
    path, root = _hashes(proof.path), strict_hex(head.root, 32)
    if path is None or root is None:
        return False
    leaf = leaf_hash(canonical_json(to_plain(proof.entry)))
    return proves_inclusion(leaf, proof.entry.seq, head.size, path, root)


def record_is_proven(proof: RecordProof, entry: Entry) -> bool:
    """Whether the record is in the entry at its position."""
    path, root = _hashes(proof.path), strict_hex(entry.root, 32)
    octets = _octets(proof)
    if path is None or root is None or octets is None:
        return False
    return proves_inclusion(leaf_hash(octets), proof.position, entry.count, path, root)


def anchor_is_proven(anchor: Anchor, head: Head) -> bool:
    """Whether the log that the head covers begins with the one that the anchor covers."""
    path, first, root = _hashes(anchor.path), strict_hex(anchor.root, 32), strict_hex(head.root, 32)
    if path is None or first is None or root is None:
        return False
    return proves_consistency(anchor.size, first, head.size, root, path)


def _octets(proof: RecordProof) -> bytes | None:
    if not proof.is_encoding:
        return proof.record.encode("utf-8", "surrogatepass")
    try:
        return bytes.fromhex(proof.record)
    except ValueError:
        return None


def _hashes(path: tuple[str, ...]) -> list[bytes] | None:
    found = [strict_hex(step, 32) for step in path]
    hashes = [step for step in found if step is not None]
    return hashes if len(hashes) == len(found) else None
