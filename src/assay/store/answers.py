"""Which judgments are a system's answers, read from segments and rows as of one ledger position.

The first judgment of an item holds; a later one counts only where it supersedes it.
A judgment is named ``<entry>:<position>``, for example ``12:340``; that is what ``supersedes`` holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute
from sqlalchemy import select

from assay.core.ledger import Entry
from assay.store.derived import read_entries
from assay.store.judgments import ITEM_SEGMENT, JUDGMENT_SEGMENT
from assay.store.tables.derived import SEGMENT_CONTENT
from assay.store.tables.ledger import ITEM, JUDGMENT

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
_NAME, _ORDINAL = pa.field("__name", pa.string()), pa.field("__ordinal", pa.int64())


@dataclass(frozen=True, slots=True)
class AnswersOf:
    """Which judgments are the answers of one system."""

    system: str
    """Name of the system in the facts."""
    judge: str
    """Id of the judge that the system is."""
    judge_version: str
    """Its version; for recorded outputs, of the recording."""
    run: str | None = None
    """Only judgments of this run; None takes all."""
    label_question: str | None = "label"
    """Question whose ``label`` is the answer from the menu; None when it gives none."""
    score_question: str | None = None
    """Question whose ``number`` is the probability of the positive class; None when it gives none."""
    attempt: int = 1
    """Which attempt."""


def judgment_name(seq: int, position: int) -> str:
    """How ``supersedes`` names the judgment at ``position`` of entry ``seq``."""
    return f"{seq}:{position}"


def answers_of(store: "Store", wanted: AnswersOf, *, position: int) -> pa.Table:
    """Every judgment that stands, one row an item and question, in ledger order.

    Columns are those of a judgment segment.
    """
    parts = [*_segments(store, wanted, position), _rows(store, wanted, position)]
    every = pa.concat_tables(parts)
    standing = every.filter(_chosen(every, wanted))
    first = _first_of_each(standing)
    return first.select(JUDGMENT_SEGMENT.names)


def items_of(store: "Store", version: str, *, position: int) -> pa.Table | None:
    """Item and content hash of every item of a dataset version; None when its items were never appended."""
    found = [store.ledger.segment(entry) for entry in _entries(store, "item", None, version, position)]
    kept = [table.filter(pc.equal(table["dataset"], version)) for table in found]
    table = ITEM
    chosen = select(table.c.item, table.c.item_hash).where((table.c.dataset == version) & (table.c.seq < position))
    with store.database.read() as connection:
        rows = connection.execute(chosen.order_by(table.c.seq, table.c.position)).mappings().all()
    schema = pa.schema([ITEM_SEGMENT.field("item"), ITEM_SEGMENT.field("item_hash")])
    kept.append(pa.Table.from_pylist([dict(row) for row in rows], schema=schema))
    items = pa.concat_tables([each.select(schema.names) for each in kept])
    return items if items.num_rows else None


def _segments(store: "Store", wanted: AnswersOf, position: int) -> Iterator[pa.Table]:
    for entry in _entries(store, "judgment", wanted.judge, wanted.judge_version, position):
        table = store.ledger.segment(entry)
        ours = pc.and_(pc.equal(table["judge"], wanted.judge), pc.equal(table["judge_version"], wanted.judge_version))
        places = pa.array(np.arange(table.num_rows, dtype=np.int64))
        yield _placed(table, entry.seq, places).filter(ours)


def _rows(store: "Store", wanted: AnswersOf, position: int) -> pa.Table:
    mine = (JUDGMENT.c.judge == wanted.judge) & (JUDGMENT.c.judge_version == wanted.judge_version)
    chosen = select(JUDGMENT).where(mine & (JUDGMENT.c.seq < position)).order_by(JUDGMENT.c.seq, JUDGMENT.c.position)
    with store.database.read() as connection:
        rows = [dict(row) for row in connection.execute(chosen).mappings()]
    table = pa.Table.from_pylist([{n: row[n] for n in JUDGMENT_SEGMENT.names} for row in rows], schema=JUDGMENT_SEGMENT)
    names = pa.array([judgment_name(row["seq"], row["position"]) for row in rows], pa.string())
    order = pa.array([_order(row["seq"], row["position"]) for row in rows], pa.int64())
    return table.append_column(_NAME, names).append_column(_ORDINAL, order)


def _placed(table: pa.Table, seq: int, places: Any) -> pa.Table:
    names = pc.binary_join_element_wise(pa.scalar(str(seq)), places.cast(pa.string()), ":")
    order = pc.add(pa.scalar(_order(seq, 0)), places)
    return table.append_column(_NAME, names).append_column(_ORDINAL, order)


def _order(seq: int, position: int) -> int:
    return (seq << 32) + position


def _entries(store: "Store", kind: str, about: str | None, version: str, position: int) -> tuple[Entry, ...]:
    content = SEGMENT_CONTENT
    chosen = select(content.c.seq).where((content.c.version == version) & (content.c.seq < position)).distinct()
    with store.database.read() as connection:
        seqs = set(connection.execute(chosen if about is None else chosen.where(content.c.about == about)).scalars())
        return tuple(entry for entry in read_entries(connection) if entry.seq in seqs and entry.kind == kind)


def _chosen(table: pa.Table, wanted: AnswersOf) -> Any:
    superseded = pc.drop_null(table["supersedes"])
    chosen = pc.equal(table["attempt"], wanted.attempt)
    if len(superseded):
        chosen = pc.and_(chosen, pc.invert(pc.is_in(table["__name"], value_set=superseded.combine_chunks())))
    if wanted.run is not None:
        chosen = pc.and_(chosen, pc.fill_null(pc.equal(table["run"], wanted.run), False))
    return chosen


def _first_of_each(table: pa.Table) -> pa.Table:
    """The earliest judgment of each item and question."""
    firsts = table.group_by(["item", "question"]).aggregate([("__ordinal", "min")])
    if firsts.num_rows == table.num_rows:
        return table.sort_by("__ordinal")
    keep = pc.is_in(table["__ordinal"], value_set=firsts["__ordinal_min"].combine_chunks())
    return table.filter(keep).sort_by("__ordinal")
