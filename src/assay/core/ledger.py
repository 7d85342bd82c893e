"""Entries and heads of the log, as every room may see them."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Entry:
    """One batch of the log."""

    seq: int
    """Position in the log, from 0."""
    id: str
    """Given by the caller: appending the same id twice is one entry."""
    kind: str
    """What its records are: item, judge, judgment, document, event."""
    actor: str
    """Who appended it, as claimed."""
    at: str
    """UTC."""
    count: int
    """Records in it."""
    schema: str
    """Name and version of the record layout."""
    root: str
    """Root of the Merkle tree over its records (RFC 6962), hexadecimal."""
    segment: str | None
    """SHA-256 of the Parquet segment that holds the records; None when they are rows."""


@dataclass(frozen=True, slots=True)
class Head:
    """A signed state of the whole log."""

    size: int
    """Entries it covers."""
    root: str
    """Root over the entries (RFC 6962), hexadecimal."""
    at: str
    """When it was signed, UTC."""
    key: str
    """Fingerprint of the public key: SHA-256 of its 32 raw bytes, hexadecimal."""
    signature: str
    """Ed25519 over the canonical JSON of the other fields, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a versioned record."""

    kind: str
    """plan, card, waiver, decision, evidence, reference, sample, tier, approval, ..."""
    name: str
    """Name within its kind."""
    version: str
    """SHA-256 of the canonical JSON of its body."""
    body: dict[str, object]
    """The record in plain JSON."""
    actor: str
    """Who wrote it, as claimed."""
    at: str
    """UTC."""
    seq: int
    """Entry of the log that holds it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``verify`` found altered, and where."""

    what: str
    """What does not match: entry, record, segment, head, key, blob, database."""
    where: str
    """Which one."""
    detail: str
    """What was expected and what is there."""


class Soundness(StrEnum):
    """What ``verify`` says."""

    INTACT = "intact"
    """Every record and byte is as it was signed, by a key that is known."""
    ALTERED = "altered"
    """Something was changed, removed, added or reordered."""
    UNKNOWN_KEY = "unknown_key"
    """Intact, but signed by a key that is not known: whoever holds it may have made all of this."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``verify`` found in a workspace or a bundle."""

    outcome: Soundness
    """Intact, altered, or intact but by an unknown key."""
    findings: tuple[Finding, ...]
    """Everything that is altered; for an unknown key, why it is not known. Empty when intact."""
    head: Head | None
    """The newest signed head, None when there is no readable one."""
    n_entries: int
    """Entries of the log that were recomputed (for a bundle: proven)."""
    n_records: int
    """Records that were recomputed (for a bundle: proven)."""
    unsequenced: int
    """Entries that no signed head covers yet."""
