"""Judgments that were kept one by one, as a table that grows with the ledger: no row is read twice in one process."""

import threading
import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute
from sqlalchemy import select

from assay.store.answers import ORDINAL
from assay.store.database import Database
from assay.store.judgments import JUDGMENT_SEGMENT
from assay.store.tables.ledger import JUDGMENT

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
FEW = ("question", "judge", "judge_version", "guideline_version", "status", "label", "run")
"""Columns of few values, which are held as codes."""
AT_A_TIME = 50_000
"""Rows that are held as Python values at a time."""


class _Read:
    """What was read of one database."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.next = 0
        self.parts: list[pa.Table] = []


_KNOWN: weakref.WeakKeyDictionary[Database, _Read] = weakref.WeakKeyDictionary()


def judgments_read(database: Database, columns: Sequence[str], position: int) -> pa.Table:
    """Columns of every judgment row before a ledger position, in order, with `ORDINAL`, its place on the ledger.

    The ledger is appended to and never changed, so what was read once is kept, texts of few values as codes.
    """
    names, known, schema = tuple(columns), _KNOWN.setdefault(database, _Read()), _schema()
    with known.lock:
        if known.next < position:
            known.parts = [*known.parts, *_new(database, known.next, position)]
            known.next = int(known.parts[-1][ORDINAL][-1].as_py() >> 32) + 1 if known.parts else 0
        parts = known.parts
    if not parts:
        return schema.empty_table().select([*names, ORDINAL])
    table = pa.concat_tables(parts).select([*names, ORDINAL])
    table = table.cast(pa.schema([schema.field(name) for name in table.column_names]))
    return table.slice(0, int(np.searchsorted(table[ORDINAL].to_numpy(), position << 32)))


def _schema() -> pa.Schema:
    return JUDGMENT_SEGMENT.append(pa.field(ORDINAL, pa.int64()))


def _new(database: Database, start: int, position: int) -> list[pa.Table]:
    columns = [JUDGMENT.c[name] for name in JUDGMENT_SEGMENT.names]
    chosen = select(*columns, JUDGMENT.c.seq, JUDGMENT.c.position)
    chosen = chosen.where(JUDGMENT.c.seq >= start, JUDGMENT.c.seq < position)
    chosen = chosen.order_by(JUDGMENT.c.seq, JUDGMENT.c.position).execution_options(yield_per=AT_A_TIME)
    with database.read() as connection:
        return [_coded(rows) for rows in connection.execute(chosen).partitions()]


def _coded(rows: Sequence[Any]) -> pa.Table:
    *values, seqs, places = zip(*rows, strict=True)
    arrays: list[Any] = [pa.array(each, field.type) for each, field in zip(values, JUDGMENT_SEGMENT, strict=True)]
    arrays = [
        each.dictionary_encode() if name in FEW else each
        for name, each in zip(JUDGMENT_SEGMENT.names, arrays, strict=True)
    ]
    ordinals = (np.asarray(seqs, np.int64) << 32) + np.asarray(places, np.int64)
    return pa.table([*arrays, pa.array(ordinals)], names=[*JUDGMENT_SEGMENT.names, ORDINAL])
