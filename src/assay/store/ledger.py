"""The ledger: append batches, read them back, sign heads, rotate keys."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import pyarrow as pa
from sqlalchemy import Connection, select

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError
from assay.core.judgment import Judge
from assay.core.ledger import Entry, Head
from assay.store.appends import Appends, write_batch
from assay.store.blobs import Blobs
from assay.store.database import Database
from assay.store.derived import read_entries, table_content
from assay.store.keys import Keyring
from assay.store.log import (
    Batch,
    current_signer,
    find_entry,
    key_chain,
    last_head,
    log_size,
    row_batch,
    same_or_refused,
)
from assay.store.records import Event, layout_of
from assay.store.row_encoding import row_hashes
from assay.store.segments import fitted, parquet_bytes, read_segment, segment_schema
from assay.store.signing import KeyStatement
from assay.store.tables.ledger import EVENT, JUDGE
from assay.store.together import Together

Record = TypeVar("Record")
Result = TypeVar("Result")


class Ledger:
    """The log of one workspace."""

    def __init__(self, database: Database, blobs: Blobs, keys: Keyring) -> None:
        self._database, self._blobs, self._keys = database, blobs, keys
        self._together = Together(self._appends, Appends.aside)

    def append(
        self,
        kind: str,
        records: Sequence[Any],
        *,
        id: str,
        actor: str,
        now: str,
        along: Callable[[Connection], object] | None = None,
    ) -> Entry:
        """Append records as rows: one entry, durable and covered by a signed head on return.

        The ledger sets ``recorded_at`` of judgments to ``now``.
        The same ``id`` with the same records again gives the entry that is there.
        ``along`` writes more in the same transaction, when the entry is new.

        Raises
        ------
        InputError
            ``record.kind``, ``record.class``, ``record.not_valid``, ``ledger.empty``.
        WorkspaceError
            ``ledger.id_taken``, ``key.missing``, ``workspace.busy``.
        """
        layout, kept = layout_of(kind), tuple(records)
        with self._database.write() as connection:
            fresh = None if along is None else log_size(connection)
            entry = write_batch(
                connection, lambda at: row_batch(layout, kept, at), id=id, actor=actor, now=now, keys=self._keys
            )
            if along is not None and entry.seq == fresh:
                along(connection)
            return entry

    def append_together(self, work: Callable[[Appends], Result]) -> Result:
        """Do ``work``, which appends, in a transaction that it may share with work of other threads.

        All that is added in it is written at once and covered by one head, durable on return.
        See `assay.store.together`: it may be done twice, and what it raises takes back its own changes only.
        """
        with self._database.faults():
            return self._together.run(work)

    def append_all_together(self, works: Sequence[Callable[[Appends], Result]]) -> list[Result | BaseException]:
        """As `append_together`, for several pieces of work of one thread: what each gives, or what it raises."""
        return [self._told(found) for found in self._together.run_all(works)]

    def _told(self, found: Result | BaseException) -> Result | BaseException:
        if not isinstance(found, BaseException):
            return found
        try:
            with self._database.faults():
                raise found
        except BaseException as error:
            return error

    def append_segment(self, kind: str, table: pa.Table, *, id: str, actor: str, now: str) -> Entry:
        """Append 1 to 100,000 items or judgments as one Parquet segment; otherwise as `append`.

        ``table`` has the columns of `assay.store.judgments` (``recorded_at`` is set to ``now``).
        The blob is durable before the entry that names it.

        Raises
        ------
        InputError
            ``segment.kind``, ``segment.column``, ``segment.size``, ``segment.value``.
        WorkspaceError
            ``ledger.id_taken``, ``key.missing``, ``workspace.busy``.
        """
        with self._database.read() as connection:
            known = find_entry(connection, id)
            if known is None:
                current_signer(connection, self._keys)
        if known is not None:
            return same_or_refused(known, _segment_batch(kind, table, known.at))
        ready = self._kept(kind, table, now)

        def prepare(at: str) -> Batch:
            return ready if at == now else _segment_batch(kind, table, at)

        with self._database.write() as connection:
            return write_batch(connection, prepare, id=id, actor=actor, now=now, keys=self._keys)

    def entries(self, start: int = 0) -> tuple[Entry, ...]:
        """Entries from number ``start`` on, in order."""
        with self._database.read() as connection:
            return read_entries(connection, start)

    def entry(self, id: str) -> Entry | None:
        """The entry with this id; None when there is none."""
        with self._database.read() as connection:
            return find_entry(connection, id)

    def size(self) -> int:
        """Number of entries: the ledger position of whoever reads now."""
        with self._database.read() as connection:
            return log_size(connection)

    def head(self) -> Head:
        """The newest signed head.

        Raises
        ------
        WorkspaceError
            ``ledger.no_head`` when none was signed.
        """
        with self._database.read() as connection:
            head = last_head(connection)
        if head is None:
            raise WorkspaceError("ledger.no_head", "The log has no signed head.", "See: assay verify.")
        return head

    def sign_head(self, now: str) -> Head:
        """The signed head of the log as it stands; appends sign it themselves, so this one signs only a lone tail."""
        with self._database.write() as connection:
            size, head = log_size(connection), last_head(connection)
            if head is not None and head.size == size:
                return head
            return Appends(connection, self._keys).sign(now)

    def keys(self) -> tuple[KeyStatement, ...]:
        """Every key of the workspace, oldest first."""
        with self._database.read() as connection:
            return key_chain(connection)

    def read(self, kind: str, record: type[Record], *, position: int | None = None) -> Iterator[tuple[Entry, Record]]:
        """Row records of a kind in order, with their entries, from the entries before ``position``."""
        layout = layout_of(kind)
        with self._database.read() as connection:
            entries = read_entries(connection)
            table = layout.table
            chosen = table.select().order_by(table.c.seq, table.c.position)
            rows = (
                connection.execute(chosen if position is None else chosen.where(table.c.seq < position))
                .mappings()
                .all()
            )
        for row in rows:
            yield entries[row["seq"]], from_plain(record, {name: row[name] for name in layout.columns})

    def records_of(self, entry: Entry, record: type[Record]) -> tuple[Record, ...]:
        """The row records of one entry, in order. Cost: as many rows as it has."""
        layout = layout_of(entry.kind)
        chosen = layout.table.select().where(layout.table.c.seq == entry.seq).order_by(layout.table.c.position)
        with self._database.read() as connection:
            rows = connection.execute(chosen).mappings().all()
        return tuple(from_plain(record, {name: row[name] for name in layout.columns}) for row in rows)

    def judges(self) -> tuple[Judge, ...]:
        """Every judge version that was appended, in order, each once."""
        columns = [JUDGE.c.id, JUDGE.c.kind, JUDGE.c.version]
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).order_by(JUDGE.c.seq, JUDGE.c.position)).mappings().all()
        return tuple(dict.fromkeys(from_plain(Judge, dict(row)) for row in rows))

    def events(self, name: str | None = None) -> tuple[tuple[Entry, Event], ...]:
        """What happened, in order, with the entries; only events of ``name`` if it is given."""
        chosen = EVENT.select().order_by(EVENT.c.seq, EVENT.c.position)
        with self._database.read() as connection:
            entries = read_entries(connection)
            rows = connection.execute(chosen if name is None else chosen.where(EVENT.c.name == name)).all()
        return tuple((entries[row.seq], Event(row.name, row.subject, _body(row.body))) for row in rows)

    def segment(self, entry: Entry, *, columns: Sequence[str] | None = None) -> pa.Table:
        """The table of an entry that is a segment, all columns or some, its bytes checked against their hash.

        Raises
        ------
        WorkspaceError
            ``ledger.no_segment`` when its records are rows; ``blob.missing``.
        LedgerAltered
            ``blob.altered``, ``segment.unreadable``.
        """
        if entry.segment is None:
            raise WorkspaceError("ledger.no_segment", f"The records of entry {entry.seq} are rows.", "Use read.")
        return read_segment(entry.kind, self._blobs.read(entry.segment), columns=columns)

    @contextmanager
    def _appends(self) -> Iterator[Appends]:
        with self._database.write() as connection:
            appends = Appends(connection, self._keys)
            yield appends
            appends.cover()

    def _kept(self, kind: str, table: pa.Table, at: str) -> Batch:
        whole = fitted(kind, table, at=at)
        data = parquet_bytes(whole)
        name = self._blobs.put_bytes(data)
        return Batch(
            kind, segment_schema(kind), row_hashes(whole), (), None, name, len(data), table_content(kind, whole)
        )


def _segment_batch(kind: str, table: pa.Table, at: str) -> Batch:
    return Batch(kind, segment_schema(kind), row_hashes(fitted(kind, table, at=at)))


def _body(text: str) -> dict[str, object]:
    import json

    body: dict[str, object] = json.loads(text)
    return body
