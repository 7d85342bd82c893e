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
from assay.store.derived import read_chosen
from assay.store.judgments import ITEM_SEGMENT, JUDGMENT_SEGMENT
from assay.store.tables.derived import SEGMENT_CONTENT
from assay.store.tables.ledger import ITEM, JUDGMENT

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
NEEDED = (
    "item",
    "item_hash",
    "question",
    "status",
    "label",
    "number",
    "judge",
    "judge_version",
    "attempt",
    "run",
    "supersedes",
)
"""Columns of a judgment that facts are made from."""
ORDINAL = "__ordinal"
"""Column of the place of a judgment on the whole ledger."""


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
    called: bool = False
    """Whether the facts tell the status of what has no answer."""


def judgment_name(seq: int, position: int) -> str:
    """How ``supersedes`` names the judgment at ``position`` of entry ``seq``."""
    return f"{seq}:{position}"


def standing_judgments(store: "Store", wanted: AnswersOf, *, position: int) -> pa.Table:
    """Judgments of the judge, version, run and attempt that no later one supersedes, in ledger order.

    Columns ``item``, ``item_hash``, ``question``, ``label``, ``number``, ``status``.
    """
    every = pa.concat_tables([*_segments(store, wanted, position), _rows(store, wanted, position)])
    every = without_superseded(every)
    chosen = pc.equal(every["attempt"], wanted.attempt)
    if wanted.run is not None:
        chosen = pc.and_(chosen, pc.fill_null(pc.equal(every["run"], wanted.run), False))
    kept = _where(every, chosen)
    ordinals = kept[ORDINAL].to_numpy()
    in_order = kept if (ordinals[1:] > ordinals[:-1]).all() else kept.sort_by(ORDINAL)
    return in_order.select(["item", "item_hash", "question", "label", "number", "status"])


def without_superseded(table: pa.Table) -> pa.Table:
    """The judgments that none of these supersedes; columns ``supersedes`` and `ORDINAL`."""
    superseded = [_ordinal_of(name) for name in pc.drop_null(table["supersedes"]).to_pylist()]
    if not superseded:
        return table
    return table.filter(pc.invert(pc.is_in(table[ORDINAL], value_set=pa.array(superseded, pa.int64()))))


def first_answers(standing: pa.Table, question: str, column: str) -> pa.Table:
    """The earliest standing judgment of each item on one question: ``item``, ``item_hash`` and the answer column."""
    asked = _where(standing, pc.equal(standing["question"], question)).select(["item", "item_hash", column])
    if pc.count_distinct(asked["item"]).as_py() == asked.num_rows:
        return asked
    numbered = asked.append_column("row", pa.array(np.arange(asked.num_rows)))
    firsts = numbered.group_by("item").aggregate([("row", "min")])["row_min"]
    return asked.take(firsts.sort())


def items_of(store: "Store", version: str, *, position: int) -> pa.Table | None:
    """Item and content hash of every item of a dataset version; None when its items were never appended."""
    names = ("item", "item_hash", "dataset")
    found = [
        store.ledger.segment(each, columns=names) for each in entries_about(store, "item", None, version, position)
    ]
    kept = [_where(table, pc.equal(table["dataset"], version)) for table in found]
    table = ITEM
    chosen = select(table.c.item, table.c.item_hash).where((table.c.dataset == version) & (table.c.seq < position))
    with store.database.read() as connection:
        rows = connection.execute(chosen.order_by(table.c.seq, table.c.position)).mappings().all()
    schema = pa.schema([ITEM_SEGMENT.field("item"), ITEM_SEGMENT.field("item_hash")])
    kept.append(pa.Table.from_pylist([dict(row) for row in rows], schema=schema))
    items = pa.concat_tables([each.select(schema.names) for each in kept])
    return items if items.num_rows else None


def _segments(store: "Store", wanted: AnswersOf, position: int) -> Iterator[pa.Table]:
    for entry in entries_about(store, "judgment", wanted.judge, wanted.judge_version, position):
        table = store.ledger.segment(entry, columns=NEEDED)
        ours = pc.and_(pc.equal(table["judge"], wanted.judge), pc.equal(table["judge_version"], wanted.judge_version))
        ordinals = pa.array(np.arange(table.num_rows, dtype=np.int64) + ordinal(entry.seq, 0))
        yield _where(table.append_column(ORDINAL, ordinals), ours)


def _rows(store: "Store", wanted: AnswersOf, position: int) -> pa.Table:
    mine = (JUDGMENT.c.judge == wanted.judge) & (JUDGMENT.c.judge_version == wanted.judge_version)
    chosen = select(JUDGMENT).where(mine & (JUDGMENT.c.seq < position)).order_by(JUDGMENT.c.seq, JUDGMENT.c.position)
    with store.database.read() as connection:
        rows = [dict(row) for row in connection.execute(chosen).mappings()]
    schema = pa.schema([JUDGMENT_SEGMENT.field(name) for name in NEEDED])
    table = pa.Table.from_pylist([{name: row[name] for name in NEEDED} for row in rows], schema=schema)
    ordinals = pa.array([ordinal(row["seq"], row["position"]) for row in rows], pa.int64())
    return table.append_column(ORDINAL, ordinals)


def _where(table: pa.Table, chosen: Any) -> pa.Table:
    """The chosen rows; the table itself when that is all of them."""
    return table if pc.all(chosen).as_py() else table.filter(chosen)


def ordinal(seq: int, position: int) -> int:
    """Place of a judgment on the whole ledger."""
    return (seq << 32) + position


def name_of_ordinal(ordinal: int) -> str:
    """How ``supersedes`` names the judgment at this place of the ledger."""
    return judgment_name(ordinal >> 32, ordinal & 0xFFFFFFFF)


def _ordinal_of(name: str) -> int:
    """Place of the judgment that a name means; before all others when it names none."""
    seq, _, position = name.partition(":")
    return ordinal(int(seq), int(position)) if seq.isdecimal() and position.isdecimal() else -1


def entries_about(store: "Store", kind: str, about: str | None, version: str, position: int) -> tuple[Entry, ...]:
    """Segments of one kind on a version (of a dataset, of a judge), before one position; ``about`` narrows them."""
    content = SEGMENT_CONTENT
    chosen = select(content.c.seq).where((content.c.version == version) & (content.c.seq < position)).distinct()
    with store.database.read() as connection:
        return read_chosen(connection, kind, chosen if about is None else chosen.where(content.c.about == about))
