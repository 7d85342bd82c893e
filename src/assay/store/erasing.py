"""Erasing somebody who may sign in: every row about him goes, his pseudonym stays; then all that is kept is searched.

What stands in the log was signed and stays; a name that somebody wrote there is found and told, never hidden.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Table, Text, delete, func, or_, select, update
from sqlalchemy.types import TypeEngine

from assay.core.people import person
from assay.store.accounts import TURN, Account
from assay.store.database import Database
from assay.store.sqlite import SqliteDatabase
from assay.store.tables.ledger import EVENT, LEDGER_TABLES, LOG_ENTRY
from assay.store.tables.metadata import METADATA
from assay.store.tables.operational import (
    ACCESS_GRANT,
    ACCOUNT,
    DRAFT,
    INVITATION,
    SESSION,
    SIGN_IN_TRY,
)
from assay.store.tables.outside import API_TOKEN, IDENTITY, WEBHOOK

PERSON_ERASED = "person.erased"
"""Name of the tombstone of somebody who could sign in; its subject is his pseudonym."""
OWN_TABLES = (SESSION, DRAFT, ACCESS_GRANT, INVITATION, API_TOKEN, IDENTITY)
"""Tables whose rows belong to one account."""
MADE = (ACCOUNT, ACCESS_GRANT, INVITATION, WEBHOOK)
"""Tables that say who made a row."""
SHORTEST = 3
"""Letters of a word that is searched for; shorter ones would be found in every word."""
PIECE_BYTES = 1 << 22


class Mention(NamedTuple):
    """Where a name still stands."""

    table: str
    """Table."""
    column: str
    """Column."""
    n_rows: int
    """In how many rows."""

    @property
    def is_proven(self) -> bool:
        """Whether it is in the log, which is signed and cannot be changed."""
        return self.table in {table.name for table in LEDGER_TABLES}


def searched(account: Account) -> tuple[str, ...]:
    """What to look for when somebody is erased: name and mail, as typed and as compared."""
    words = (account.name, account.person, account.mail or "", person(account.mail or ""))
    return tuple(dict.fromkeys(word for word in words if len(word) >= SHORTEST))


def rows_of_account(database: Database, account: str) -> dict[str, int]:
    """How many rows of each table are about an account alone."""
    with database.read() as connection:
        counts = {table.name: _count(connection, table, account) for table in OWN_TABLES}
    return {name: n for name, n in counts.items() if n}


def delete_mentions(database: Database, words: Sequence[str], *, keys: Sequence[str], judge: str) -> int:
    """Delete links noted for these words, failed tries under these keys, and drafts that hold one of the words.

    What somebody of that name made before he had an account was made by the pseudonym ``judge`` from now on.
    """
    taken = 0
    with database.operate(turn=TURN) as connection:
        for table, column in ((INVITATION, INVITATION.c.mail), (DRAFT, DRAFT.c.text)):
            if words:
                held = or_(*(func.lower(column).contains(form.lower(), autoescape=True) for form in _forms(words)))
                taken += connection.execute(delete(table).where(held)).rowcount
        for table in MADE:
            is_his = func.lower(table.c.made_by).in_([word.lower() for word in words])
            taken += connection.execute(update(table).where(is_his).values(made_by=judge)).rowcount
        taken += connection.execute(delete(SIGN_IN_TRY).where(SIGN_IN_TRY.c.key.in_(keys))).rowcount
    return taken


def let_go(database: Database) -> None:
    """Leave nothing in pages that were used once, as far as the database can."""
    if isinstance(database, SqliteDatabase):
        database.write_anew()
    else:
        database.forget_deleted()


def mentions(database: Database, words: Sequence[str]) -> tuple[Mention, ...]:
    """Every column of every table in which one of the words stands."""
    if not words:
        return ()
    with database.read() as connection:
        return tuple(_mentions(connection, _forms(words)))


def files_with(folder: Path, words: Sequence[str]) -> tuple[str, ...]:
    """Every file of a workspace whose bytes hold one of the words, pages that are no longer used included.

    Latin letters are compared without their case, others as they are written.
    """
    forms = [form.encode().lower() for form in _forms(words)]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(path.relative_to(folder).as_posix() for path in files if _holds(path, forms))


def entries_with(database: Database, words: Sequence[str]) -> tuple[int, ...]:
    """Numbers of the entries of the log whose actor is one of the words, or in whose events one stands."""
    forms = _forms(words)
    if not forms:
        return ()
    actor = or_(*(LOG_ENTRY.c.actor.icontains(form, autoescape=True) for form in forms))
    body = or_(*(EVENT.c.body.icontains(form, autoescape=True) for form in forms))
    with database.read() as connection:
        found = {*connection.execute(select(LOG_ENTRY.c.seq).where(actor)).scalars()}
        found |= {*connection.execute(select(EVENT.c.seq).where(body)).scalars()}
    return tuple(sorted(found))


def _forms(words: Sequence[str]) -> tuple[str, ...]:
    """The words, and as JSON escapes them."""
    return tuple(dict.fromkeys(form for word in words for form in (word, json.dumps(word)[1:-1])))


def _count(connection: Connection, table: Table, account: str) -> int:
    return connection.execute(select(func.count()).select_from(table).where(table.c.account == account)).scalar_one()


def _mentions(connection: Connection, forms: Sequence[str]) -> Iterator[Mention]:
    for table in METADATA.sorted_tables:
        for column in table.columns:
            kind: TypeEngine[object] = column.type
            if not isinstance(kind, Text):
                continue
            held = or_(*(column.icontains(form, autoescape=True) for form in forms))
            n_rows = connection.execute(select(func.count()).select_from(table).where(held)).scalar_one()
            if n_rows:
                yield Mention(table.name, column.name, n_rows)


def _holds(path: Path, forms: Sequence[bytes]) -> bool:
    """Whether a file holds one of the words; read piece by piece, each with the end of the one before."""
    longest, tail = max(map(len, forms), default=0), b""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES).lower():
            if any(form in tail + piece for form in forms):
                return True
            tail = piece[-longest:]
    return False
