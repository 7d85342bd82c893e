"""Accounts as another server (OpenID Connect) knows them: rows that policy writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from assay.core.encode import from_plain, to_plain
from assay.store.accounts import TURN, Account, Granted, add_account, free_pseudonym
from assay.store.database import Database
from assay.store.tables.operational import ACCOUNT
from assay.store.tables.outside import IDENTITY

Join = Callable[[str], Account]
"""The account for a pseudonym."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as another server knows him."""

    issuer: str
    """Address of that server."""
    subject: str
    """Its name for him, which never changes."""
    account: str
    """Id of his account here."""
    made_at: str
    """UTC."""


@dataclass(frozen=True, slots=True)
class Identities:
    """The identities of one workspace."""

    database: Database
    """Where they are kept."""

    def account(self, issuer: str, subject: str) -> Account | None:
        """Whose identity this is; None when nobody here has it."""
        its = (IDENTITY.c.issuer == issuer) & (IDENTITY.c.subject == subject)
        asked = select(ACCOUNT).where(ACCOUNT.c.id == IDENTITY.c.account, its)
        with self.database.read() as connection:
            row = connection.execute(asked).mappings().first()
        return None if row is None else from_plain(Account, dict(row))

    def add(
        self,
        make: Join,
        identity: Callable[[Account], Identity],
        grants: Callable[[Account], Sequence[Granted]],
        *,
        judges: Sequence[str],
    ) -> Account:
        """A new account with its identity and grants, in one change; ``judges`` are names that the ledger knows.

        Raises
        ------
        InputError
            ``account.name_taken``.
        """
        with self.database.change_access(turn=TURN) as connection:
            account = make(free_pseudonym(connection, judges))
            add_account(connection, account, grants(account))
            link_identity(connection, identity(account))
            return account


def link_identity(connection: Connection, identity: Identity) -> None:
    """Note an identity of an account."""
    connection.execute(insert(IDENTITY), to_plain(identity))
