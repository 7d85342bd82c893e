"""One judgment by the name that the ledger has for it, and whether another took its place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError
from assay.core.judgment import Judgment
from assay.store.answers import judgment_name
from assay.store.records import layout_of
from assay.store.tables.ledger import JUDGMENT

if TYPE_CHECKING:
    from assay.store.open import Store

CHUNK = 500
"""Entries that are looked up at a time."""
MOST_BESIDE = 100
"""Judgments of one submission that are looked at."""


def judgments_beside(store: "Store", name: str) -> tuple[Judgment, ...]:
    """The other judgments of the submission that the judgment of that name belongs to, in order."""
    seq, _, position = name.partition(":")
    if not (seq.isdecimal() and position.isdecimal()):
        return ()
    here = (JUDGMENT.c.seq == int(seq)) & (JUDGMENT.c.position != int(position))
    chosen = select(JUDGMENT).where(here).order_by(JUDGMENT.c.position).limit(MOST_BESIDE)
    with store.database.read() as connection:
        rows = connection.execute(chosen).mappings().all()
    columns = layout_of("judgment").columns
    return tuple(from_plain(Judgment, {column: row[column] for column in columns}) for row in rows)


def judgment_called(store: "Store", name: str) -> Judgment:
    """The judgment of that name, of those that came one by one.

    Raises
    ------
    WorkspaceError
        ``judgment.unknown``.
    """
    seq, _, position = name.partition(":")
    if seq.isdecimal() and position.isdecimal():
        here = (JUDGMENT.c.seq == int(seq)) & (JUDGMENT.c.position == int(position))
        with store.database.read() as connection:
            row = connection.execute(select(JUDGMENT).where(here)).mappings().first()
        if row is not None:
            kept: Judgment = from_plain(Judgment, {column: row[column] for column in layout_of("judgment").columns})
            return kept
    what = f"There is no judgment '{name[:60]}' here."
    raise WorkspaceError("judgment.unknown", what, "Name it as the list of answers does.")


def judgments_called(store: "Store", names: Sequence[str]) -> list[Judgment]:
    """The judgments of those names, in their order; one statement for each `CHUNK` of them.

    Raises
    ------
    WorkspaceError
        ``judgment.unknown``.
    """
    layout, found = layout_of("judgment"), dict[str, Judgment]()
    seqs = sorted({int(name.partition(":")[0]) for name in names if name.partition(":")[0].isdecimal()})
    with store.database.read() as connection:
        for start in range(0, len(seqs), CHUNK):
            chosen = select(JUDGMENT).where(JUDGMENT.c.seq.in_(seqs[start : start + CHUNK]))
            for row in connection.execute(chosen).mappings():
                kept = from_plain(Judgment, {column: row[column] for column in layout.columns})
                found[judgment_name(row["seq"], row["position"])] = kept
    return [found[name] if name in found else judgment_called(store, name) for name in names]


def superseded(store: "Store") -> frozenset[str]:
    """Names of all judgments in whose place another one stands. Cost: one pass over those that came singly."""
    with store.database.read() as connection:
        chosen = select(JUDGMENT.c.supersedes).where(JUDGMENT.c.supersedes.is_not(None))
        return frozenset(str(name) for name in connection.execute(chosen).scalars())


def is_superseded(store: "Store", name: str) -> bool:
    """Whether another judgment stands in the place of this one. Cost: one pass over the judgments that came singly."""
    with store.database.read() as connection:
        found = select(JUDGMENT.c.seq).where(JUDGMENT.c.supersedes == name).limit(1)
        return connection.execute(found).first() is not None
