"""Drafts: what is known of an item while it lies on a desk, under the id of its assignment."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from assay.store.database import Database
from assay.store.prepared import rows_by_key
from assay.store.tables.operational import DRAFT

_EVERY = select(DRAFT.c.assignment, DRAFT.c.text)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one workspace. Nothing published is computed from them."""

    database: Database
    """Where they are kept."""

    def find(self, assignment: str) -> str | None:
        """The text that was kept last; None when there is none."""

        def look() -> str | None:
            return self._texts([assignment]).get(assignment)

        return self.database.seen(_seen_as(assignment), look)

    def look_ahead(self, assignments: Sequence[str]) -> None:
        """Read drafts that `find` is to give within one view, all at once."""
        found = self._texts(assignments)
        self.database.note_seen({_seen_as(each): found.get(each) for each in assignments})

    def keep(self, assignment: str, text: str, *, account: str, now: str) -> None:
        """Keep a text in the place of the one before."""
        row = {"assignment": assignment, "account": account, "text": text, "at": now}
        with self.database.operate() as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(DRAFT).values(row)
            changed = {name: insert.excluded[name] for name in ("account", "text", "at")}
            connection.execute(insert.on_conflict_do_update(index_elements=[DRAFT.c.assignment], set_=changed))

    def forget(self, assignment: str) -> None:
        """Let go of a draft."""
        with self.database.operate() as connection:
            connection.execute(delete(DRAFT).where(DRAFT.c.assignment == assignment))

    def _texts(self, assignments: Sequence[str]) -> dict[str, str]:
        """Those that are kept, by their assignment."""
        with self.database.read() as connection:
            rows = rows_by_key(connection, _EVERY, DRAFT.c.assignment, assignments)
        return {row.assignment: str(row.text) for row in rows}


def _seen_as(assignment: str) -> tuple[str, str]:
    return ("draft", assignment)
