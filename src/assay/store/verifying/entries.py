"""The log: entries in order, each covered by a signed head, heads by the chain of keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.core.encode import to_plain
from assay.core.ledger import Entry, Head
from assay.store.derived import entry_leaf
from assay.store.merkle import Peaks
from assay.store.signing import (
    KeyStatement,
    broken_links,
    head_holds,
    key_in_force,
    statement_message,
    strict_hex,
)
from assay.store.tables.derived import TREE_NODE
from assay.store.tables.ledger import HEAD, KEY, LOG_ENTRY
from assay.store.verifying.findings import Findings
from assay.store.verifying.scan import Scan


@dataclass(slots=True)
class Log:
    """What was read of the log, and how far it is proven."""

    entries: dict[int, Entry] = field(default_factory=dict)
    """Entries by number."""
    sizes: dict[int, int | None] = field(default_factory=dict)
    """Size of each entry's segment as kept."""
    leaves: list[bytes] = field(default_factory=list)
    """Leaf hash of each number, as the heads prove it where they do."""
    heads: dict[int, Head] = field(default_factory=dict)
    """Heads by size, only those whose signature holds."""
    roots: dict[int, str] = field(default_factory=dict)
    """Root at each size, of the entries as they are."""
    chain: tuple[KeyStatement, ...] = ()
    """Keys, oldest first."""

    @property
    def last_head(self) -> Head | None:
        """The newest head whose signature holds."""
        return self.heads[max(self.heads)] if self.heads else None

    @property
    def unsequenced(self) -> int:
        """Entries beyond the newest head."""
        covered = max(self.heads, default=0)
        return sum(1 for seq in self.entries if seq >= covered)


def check_log(scan: Scan, findings: Findings) -> Log:
    """Read entries, keys and heads and prove them against each other."""
    log = Log()
    with findings.faults_of("table log_entry"):
        _read_entries(scan, findings, log)
    with findings.faults_of("table key"):
        log.chain = _read_keys(scan, findings)
    with findings.faults_of("table head"):
        _read_heads(scan, findings, log)
    stored: Mapping[int, bytes] = {}
    with findings.faults_of("table tree_node"):
        stored = {row["position"]: row["hash"] for row in scan.rows(TREE_NODE) if row["level"] == 0}
    _prove(log, stored, findings)
    return log


def entry_place(entry: Entry) -> str:
    """How a finding names an entry."""
    return f"entry {entry.seq} ('{entry.id}', {entry.kind})"


def _read_entries(scan: Scan, findings: Findings, log: Log) -> None:
    last = -1
    for row in scan.rows(LOG_ENTRY):
        size = row.pop("segment_bytes")
        entry = _entry(row)
        if entry is None:
            findings.add("entry", f"entry {row['seq']} ('{row['id']}')", "a field is not of its type or not readable")
            continue
        if entry.seq in log.entries or entry.seq < last:
            findings.add("entry", entry_place(entry), "its number is there twice or out of order")
        last = entry.seq
        log.entries[entry.seq], log.sizes[entry.seq] = entry, size


def _entry(row: Mapping[str, Any]) -> Entry | None:
    whole, optional = ("seq", "count"), ("segment",)
    for name, value in row.items():
        if name in whole:
            fits = isinstance(value, int) and 0 <= value <= 2**53
        else:
            fits = isinstance(value, str) or (value is None and name in optional)
        if not fits:
            return None
    entry = Entry(**row)
    try:
        entry_leaf(entry)
    except ValueError:
        return None
    return entry


def _read_keys(scan: Scan, findings: Findings) -> tuple[KeyStatement, ...]:
    chain = []
    for row in scan.rows(KEY):
        stated = KeyStatement(**row)
        fault = _unreadable_key(stated)
        if fault is not None:
            findings.add("key", f"key since entry {stated.since}", fault)
            continue
        chain.append(stated)
    for index, what in broken_links(chain):
        findings.add("key", f"key {chain[index].fingerprint} since entry {chain[index].since}", what)
    if not chain or chain[0].since != 0:
        findings.add("key", "the first key", "it is missing")
    return tuple(chain)


def _unreadable_key(stated: KeyStatement) -> str | None:
    if strict_hex(stated.public, 32) is None:
        return "its public key is not 64 hexadecimal digits"
    since: Any = stated.since
    if not isinstance(since, int):
        return "the entry that brought it is not a number"
    try:
        statement_message(stated)
    except ValueError as error:
        return f"a field is not of its type: {error}"
    return None


def _read_heads(scan: Scan, findings: Findings, log: Log) -> None:
    for row in scan.rows(HEAD):
        head = Head(**row)
        fits = isinstance(head.size, int) and all(isinstance(v, str) for k, v in to_plain(head).items() if k != "size")
        stated = key_in_force(log.chain, head.size) if fits else None
        if stated is None or not _signed(head, stated):
            findings.add("head", f"head of {head.size} entries", "its signature does not hold for the key of that time")
            continue
        log.heads[head.size] = head


def _signed(head: Head, stated: KeyStatement) -> bool:
    try:
        return head_holds(head, bytes.fromhex(stated.public))
    except ValueError:
        return False


def _prove(log: Log, stored: Mapping[int, bytes], findings: Findings) -> None:
    """Walk through the sizes; where a head does not fit, the kept leaf hashes tell which entry was changed."""
    proven, pending = Peaks(), []
    size = max((*log.entries, *(each - 1 for each in log.heads)), default=-1) + 1
    for seq in range(size):
        entry = log.entries.get(seq)
        pending.append((seq, None if entry is None else entry_leaf(entry), stored.get(seq)))
        head = log.heads.get(seq + 1)
        if head is None:
            continue
        proven = _settle(proven, pending, head, log, findings)
        pending = []
    for seq, leaf, _kept in pending:
        log.leaves.append(leaf or b"")
        where = entry_place(log.entries[seq]) if seq in log.entries else f"entry {seq}"
        findings.add("entry", where, "no signed head covers it: it was added without the key, or its head was removed")


def _settle(
    proven: Peaks,
    pending: Sequence[tuple[int, bytes | None, bytes | None]],
    head: Head,
    log: Log,
    findings: Findings,
) -> Peaks:
    """Take the pending entries as they are if the head fits, else as their kept leaf hashes say, and name the rest."""
    as_they_are = [leaf for _, leaf, _ in pending]
    as_kept = [kept for _, _, kept in pending]
    for leaves in (as_they_are, as_kept):
        if any(not isinstance(leaf, bytes) or len(leaf) != 32 for leaf in leaves):
            continue
        after = _with_leaves(proven, [leaf for leaf in leaves if leaf is not None])
        if after.root().hex() == head.root:
            _name_changed(pending, leaves, log, findings)
            log.leaves.extend(leaf for leaf in leaves if leaf is not None)
            log.roots[head.size] = head.root
            return after
    for seq, leaf, _kept in pending:
        where = entry_place(log.entries[seq]) if seq in log.entries else f"entry {seq}"
        state = "it was removed" if leaf is None else "the signed heads do not fit it or an entry before it"
        findings.add("entry", where, state)
    found = [leaf or kept or b"" for _, leaf, kept in pending]
    log.leaves.extend(found)
    after = _with_leaves(proven, found)
    log.roots[head.size] = after.root().hex()
    return after


def _name_changed(
    pending: Sequence[tuple[int, bytes | None, bytes | None]],
    proven: Sequence[bytes | None],
    log: Log,
    findings: Findings,
) -> None:
    for (seq, leaf, _kept), sound in zip(pending, proven, strict=True):
        if leaf is None:
            findings.add("entry", f"entry {seq}", "it was removed")
        elif leaf != sound:
            findings.add("entry", entry_place(log.entries[seq]), "a field of it was changed")


def _with_leaves(tree: Peaks, leaves: Sequence[bytes]) -> Peaks:
    for leaf in leaves:
        tree, _ = tree.grown(leaf)
    return tree
