"""Drafts: what is known of an item while it lies on a desk, under the id of its assignment."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from assay.store.database import Database
from assay.store.prepared import first_of
from assay.store.tables.operational import DRAFT

_FIND = select(DRAFT.c.text).where(DRAFT.c.assignment == bindparam("of_assignment"))


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one workspace. Nothing published is computed from them."""

    database: Database
    """Where they are kept."""

    def find(self, assignment: str) -> str | None:
        """The text that was kept last; None when there is none."""
        with self.database.read() as connection:
            found = first_of(connection, _FIND, {"of_assignment": assignment})
        return None if found is None else str(found.text)

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
