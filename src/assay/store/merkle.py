"""Merkle trees of the log and of each batch: roots, inclusion and consistency proofs.

An auditor reads this file with RFC 6962 beside it; it needs nothing but ``hashlib``.

A leaf hashes as SHA-256(0x00 || data), a node as SHA-256(0x01 || left || right).
The tree over n leaves splits at the largest power of two below n.

References
----------
RFC 6962, section 2.1, https://www.rfc-editor.org/rfc/rfc6962#section-2.1 (trees and proofs);
RFC 9162, sections 2.1.3.2 and 2.1.4.2, https://www.rfc-editor.org/rfc/rfc9162 (how a proof is checked).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without leaves."""
HASH_BYTES = 32


class Range(NamedTuple):
    """Leaves ``start`` to ``stop`` (not included), of which a proof needs the root."""

    start: int
    """First leaf, from 0."""
    stop: int
    """The leaf after the last one."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf, 32 bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes, in time linear in their number.

    Pairing level by level and lifting a lone last node gives the same tree as RFC 6962's split.
    """
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        pairs = iter(level)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def split(size: int) -> int:
    """Largest power of two below ``size`` (which is 2 or more)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> tuple[Range, ...]:
    """Which subtrees prove that leaf ``index`` is in the tree of ``size`` leaves, nearest first (RFC 6962, PATH)."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    low, high, ranges = 0, size, []
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            ranges.append(Range(middle, high))
            high = middle
        else:
            ranges.append(Range(low, middle))
            low = middle
    return tuple(reversed(ranges))


def consistency_ranges(first: int, size: int) -> tuple[Range, ...]:
    """Which subtrees prove that the first ``first`` leaves of ``size`` were not changed (RFC 6962, PROOF)."""
    if not 0 < first <= size:
        raise ValueError(f"no proof leads from {first} to {size} leaves")
    low, high, whole, ranges = 0, size, True, []
    while first != high:
        middle = low + split(high - low)
        if first <= middle:
            ranges.append(Range(middle, high))
            high = middle
        else:
            ranges.append(Range(low, middle))
            low, whole = middle, False
    if not whole:
        ranges.append(Range(low, high))
    return tuple(reversed(ranges))


def complete_subtrees(start: int, stop: int) -> tuple[tuple[int, int], ...]:
    """The complete subtrees that make up a range of a proof, left to right, as (level, position at that level)."""
    subtrees = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        subtrees.append((level, start >> level))
        start += 1 << level
    return tuple(subtrees)


def joined(subtrees: Sequence[bytes]) -> bytes:
    """Root of a range from the roots of its complete subtrees, left to right."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


@dataclass(frozen=True, slots=True)
class Peaks:
    """A tree that grows by its right edge: the roots of its largest complete subtrees, left to right, are enough."""

    size: int = 0
    """Leaves."""
    roots: tuple[bytes, ...] = ()
    """One for each bit of the size that is set, the largest first; as `complete_subtrees` of the whole names them."""

    def grown(self, leaf: bytes) -> tuple["Peaks", list[tuple[int, int, bytes]]]:
        """The tree with one leaf more, and each subtree that it completes as (level, position at that level, root)."""
        level, position, found, left = 0, self.size, leaf, list(self.roots)
        completed = [(level, position, found)]
        while position % 2:
            found, level, position = node_hash(left.pop(), found), level + 1, position >> 1
            completed.append((level, position, found))
        return Peaks(self.size + 1, (*left, found)), completed

    def root(self) -> bytes:
        """Root over all leaves."""
        return joined(self.roots)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Hashes that, with leaf ``index``, give the root over ``leaves``."""
    return tuple(tree_root(leaves[start:stop]) for start, stop in inclusion_ranges(index, len(leaves)))


def consistency_proof(leaves: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """Hashes that tie the root over the first ``first`` leaves to the root over all."""
    return tuple(tree_root(leaves[start:stop]) for start, stop in consistency_ranges(first, len(leaves)))


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` (a leaf hash) stands at ``index`` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = node_hash(step, found)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def proves_consistency(first: int, first_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the first ``first`` of ``size`` leaves are unchanged (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= size:
        return False
    if first == size:
        return not proof and first_root == root
    steps = list(proof) if first & (first - 1) else [first_root, *proof]
    if not steps:
        return False
    at, last = first - 1, size - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == first_root and after == root
