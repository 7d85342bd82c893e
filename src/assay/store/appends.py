"""What one transaction appends to the log: numbered as it comes, written together, covered by one signed head.

Writers come one at a time, so within the transaction nobody else adds to the log: its end is read once, and the tree
grows in memory. Entries are in the log, and their head is signed, when the transaction is committed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from assay.core.encode import to_plain
from assay.core.ledger import Entry, Head
from assay.store.derived import add_nodes, entry_leaf, entry_row, note_documents, note_segment, read_peaks
from assay.store.keys import Keyring
from assay.store.log import Batch, Prepare, current_signer, find_entry, log_size, same_or_refused
from assay.store.merkle import Peaks, tree_root
from assay.store.prepared import add_rows
from assay.store.records import Layout
from assay.store.signing import Signer, sign_head
from assay.store.tables.ledger import HEAD, LOG_ENTRY, RECORD_HASHES


class Appends:
    """The end of the log in one transaction of its only writer."""

    def __init__(self, connection: Connection, keys: Keyring) -> None:
        self.connection = connection
        """The transaction."""
        self._keys = keys
        self._tree: Peaks | None = None
        self._waiting: dict[str, tuple[Entry, Batch]] = {}
        self._nodes: list[tuple[int, int, bytes]] = []
        self._uncovered_at: str | None = None
        self._trusts = True

    def add(self, prepare: Prepare, *, id: str, actor: str, now: str, is_new: bool = False) -> Entry:
        """Number one batch, or find that it is there: the same id with the same content is the same entry.

        Who knows that the id ``is_new`` spares the look for it; the database refuses the entry if it is not.

        Raises
        ------
        InputError
            As `assay.store.log.row_batch`.
        WorkspaceError
            ``ledger.id_taken`` when the id is that of other content.
        """
        known = self._find(id, is_new)
        if known is not None:
            return same_or_refused(known, prepare(known.at))
        batch, tree = prepare(now), self._grown()
        root = tree_root(batch.hashes).hex()
        entry = Entry(tree.size, id, batch.kind, actor, now, len(batch.hashes), batch.schema, root, batch.segment)
        self._tree, completed = tree.grown(entry_leaf(entry))
        self._nodes.extend(completed)
        self._waiting[id] = (entry, batch)
        self._uncovered_at = max(self._uncovered_at or now, now)
        return entry

    def write(self) -> None:
        """Write the entries that wait, in order."""
        waiting, nodes = tuple(self._waiting.values()), self._nodes
        self._waiting, self._nodes = {}, []
        plain = [{**entry_row(entry), "segment_bytes": batch.segment_bytes} for entry, batch in waiting]
        add_rows(self.connection, LOG_ENTRY, plain)
        hashes = [{"seq": entry.seq, "hashes": b"".join(batch.hashes)} for entry, batch in waiting]
        add_rows(self.connection, RECORD_HASHES, hashes)
        for layout, rows in _rows_of(waiting):
            add_rows(self.connection, layout.table, rows)
        for entry, batch in waiting:
            if batch.kind == "document":
                note_documents(self.connection, entry, batch.rows)
            if batch.segment is not None:
                note_segment(self.connection, entry, batch.content)
        add_nodes(self.connection, nodes)

    def cover(self, signer: Signer | None = None) -> None:
        """Write what waits, and sign the log if anything was added; raises as `sign`."""
        self.write()
        if self._uncovered_at is not None:
            self.sign(self._uncovered_at, signer)

    def sign(self, now: str, signer: Signer | None = None) -> Head:
        """Sign the log as it stands, by the key in force or by another, and keep the head.

        Raises
        ------
        WorkspaceError
            ``key.missing``.
        """
        tree = self._grown()
        signer = signer or current_signer(self.connection, self._keys, tree.size)
        head = sign_head(tree.size, tree.root().hex(), now, signer)
        add_rows(self.connection, HEAD, [to_plain(head)])
        self._uncovered_at = None
        return head

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is added inside is written at its end; what fails inside is taken back alone. No id is taken for new."""
        before = (self._tree, self._uncovered_at)
        self._trusts = False
        try:
            with self.connection.begin_nested():
                yield
                self.write()
        except BaseException:
            self._tree, self._uncovered_at = before
            self._waiting, self._nodes = {}, []
            raise

    def _grown(self) -> Peaks:
        if self._tree is None:
            self._tree = read_peaks(self.connection, log_size(self.connection))
        return self._tree

    def _find(self, id: str, is_new: bool) -> Entry | None:
        if id in self._waiting:
            return self._waiting[id][0]
        return None if is_new and self._trusts else find_entry(self.connection, id)


def write_batch(connection: Connection, prepare: Prepare, *, id: str, actor: str, now: str, keys: Keyring) -> Entry:
    """Append one batch and cover it, or find that it is there; raises as `Appends.add` and `Appends.cover`."""
    appends = Appends(connection, keys)
    entry = appends.add(prepare, id=id, actor=actor, now=now)
    appends.cover()
    return entry


def _rows_of(waiting: tuple[tuple[Entry, Batch], ...]) -> list[tuple[Layout, list[dict[str, Any]]]]:
    """The rows of all batches, numbered, by their layout."""
    found: dict[str, tuple[Layout, list[dict[str, Any]]]] = {}
    for entry, batch in waiting:
        if batch.layout is not None:
            _, rows = found.setdefault(batch.kind, (batch.layout, []))
            rows.extend({"seq": entry.seq, "position": place, **row} for place, row in enumerate(batch.rows))
    return list(found.values())
