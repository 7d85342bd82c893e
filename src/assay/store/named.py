"""One judgment by the name that the ledger has for it, and whether another took its place."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError
from assay.core.judgment import Judgment
from assay.store.records import layout_of
from assay.store.tables.ledger import JUDGMENT

if TYPE_CHECKING:
    from assay.store.open import Store


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


def is_superseded(store: "Store", name: str) -> bool:
    """Whether another judgment stands in the place of this one. Cost: one pass over the judgments that came singly."""
    with store.database.read() as connection:
        found = select(JUDGMENT.c.seq).where(JUDGMENT.c.supersedes == name).limit(1)
        return connection.execute(found).first() is not None
