"""Accounts and what they were granted: rows that policy writes. Names and mail are kept here and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError, WorkspaceError
from assay.core.people import person
from assay.store.database import Database
from assay.store.tables.operational import ACCESS_GRANT, ACCOUNT, DRAFT, INVITATION, SESSION
from assay.store.tables.outside import API_TOKEN, IDENTITY

TURN = "accounts"
"""Changes of accounts come one after another, so that each sees the one before."""


class AccountState(StrEnum):
    """Whether somebody may sign in."""

    ACTIVE = "active"
    """Yes."""
    LOCKED = "locked"
    """No, until an administrator says otherwise."""
    ERASED = "erased"
    """Never again; the name is gone, the pseudonym stays."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: str
    """Id of the account."""
    name: str
    """Name to sign in with and to show."""
    person: str
    """The name as names are compared."""
    mail: str | None
    """Mail address, for people who look after accounts."""
    judge: str
    """Pseudonym that the ledger keeps."""
    password: str | None = field(repr=False)
    """Salted hash; None when no password was chosen yet."""
    state: AccountState
    """Whether he may sign in."""
    made_at: str
    """UTC."""
    made_by: str
    """Pseudonym of who invited him, or ``first``."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A role that an account has."""

    account: str
    """Id of the account."""
    role: str
    """The role, a word of policy."""
    scope: str
    """Where: ``*`` for everywhere, or the name of a program or dataset."""
    made_at: str
    """UTC."""
    made_by: str
    """Pseudonym of who granted it."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of one workspace."""

    database: Database
    """Where they are kept."""

    def find(self, id: str) -> Account:
        """The account with this id.

        Raises
        ------
        WorkspaceError
            ``account.unknown``.
        """
        with self.database.read() as connection:
            return find_account(connection, id)

    def named(self, name: str) -> Account | None:
        """The account of that name, however it is spelled; None when there is none."""
        with self.database.read() as connection:
            row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.person == person(name))).mappings().first()
        return None if row is None else from_plain(Account, dict(row))

    def known_as(self, name: str) -> str:
        """The pseudonym of whoever has this name, however it is spelled; the name itself where nobody has it."""
        account = self.named(name)
        return name if account is None else account.judge

    def every(self) -> tuple[Account, ...]:
        """All of them, in order of name."""
        with self.database.read() as connection:
            rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.person)).mappings().all()
        return tuple(from_plain(Account, dict(row)) for row in rows)

    def grants(self, account: str | None = None) -> tuple[Granted, ...]:
        """What an account was granted, or all accounts were."""
        asked = select(ACCESS_GRANT).order_by(ACCESS_GRANT.c.account, ACCESS_GRANT.c.role, ACCESS_GRANT.c.scope)
        with self.database.read() as connection:
            rows = connection.execute(asked if account is None else asked.where(ACCESS_GRANT.c.account == account))
            return tuple(from_plain(Granted, dict(row)) for row in rows.mappings())

    def holders(self, role: str) -> tuple[str, ...]:
        """Ids of active accounts that have a role everywhere."""
        with self.database.read() as connection:
            return holders(connection, role)

    def add(self, account: Account, grants: Sequence[Granted]) -> None:
        """A new account with its grants.

        Raises
        ------
        InputError
            ``account.name_taken``.
        """
        with self.database.change_access(turn=TURN) as connection:
            add_account(connection, account, grants)

    def give(self, grant: Granted) -> None:
        """Grant a role; one that is there already stays as it is."""
        with self.database.change_access(turn=TURN) as connection:
            find_account(connection, grant.account)
            put_grants(connection, [grant])

    def take(self, account: str, role: str, scope: str, *, keep_one: str) -> None:
        """Take a role away.

        Raises
        ------
        WorkspaceError
            ``account.last`` when nobody would hold the role ``keep_one`` everywhere any more.
        """
        its = (ACCESS_GRANT.c.account == account) & (ACCESS_GRANT.c.role == role) & (ACCESS_GRANT.c.scope == scope)
        with self.database.change_access(turn=TURN) as connection:
            before = holders(connection, keep_one)
            connection.execute(delete(ACCESS_GRANT).where(its))
            _check_kept(connection, keep_one, before)

    def set_state(self, account: str, state: AccountState, *, keep_one: str) -> None:
        """Lock or unlock; who is locked is signed out everywhere. Raises as `take`, and ``account.unknown``."""
        with self.database.change_access(turn=TURN) as connection:
            known, before = find_account(connection, account), holders(connection, keep_one)
            if known.state is AccountState.ERASED:
                raise WorkspaceError("account.unknown", "This account was erased.", "Invite the person anew.")
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account).values(state=state.value))
            if state is not AccountState.ACTIVE:
                connection.execute(delete(SESSION).where(SESSION.c.account == account))
            _check_kept(connection, keep_one, before)

    def forget(self, account: str, *, keep_one: str) -> Account:
        """Erase name, mail, password and all rows about a person; the pseudonym stays. Raises as `set_state`."""
        with self.database.change_access(turn=TURN) as connection:
            known, before = find_account(connection, account), holders(connection, keep_one)
            gone = f"erased {known.judge}"
            nothing = {"name": gone, "person": person(gone), "mail": None, "password": None, "state": "erased"}
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account).values(nothing))
            for table in (SESSION, DRAFT, ACCESS_GRANT, INVITATION, API_TOKEN, IDENTITY):
                connection.execute(delete(table).where(table.c.account == account))
            if known.mail is not None:
                connection.execute(delete(INVITATION).where(INVITATION.c.mail == known.mail))
            _check_kept(connection, keep_one, before)
        self.database.forget_deleted()
        return known


def find_account(connection: Connection, id: str) -> Account:
    """The account with this id; raises ``account.unknown``."""
    row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.id == id)).mappings().first()
    if row is None:
        raise WorkspaceError("account.unknown", f"There is no account '{id}'.", "List them: assay people list.")
    return from_plain(Account, dict(row))


def holders(connection: Connection, role: str) -> tuple[str, ...]:
    """Ids of active accounts that have a role everywhere."""
    has = (ACCESS_GRANT.c.account == ACCOUNT.c.id) & (ACCESS_GRANT.c.role == role) & (ACCESS_GRANT.c.scope == "*")
    active = ACCOUNT.c.state == AccountState.ACTIVE.value
    return tuple(connection.execute(select(ACCOUNT.c.id).where(active, exists().where(has))).scalars())


def add_account(connection: Connection, account: Account, grants: Sequence[Granted]) -> None:
    """A new account with its grants; raises ``account.name_taken``."""
    taken = select(ACCOUNT.c.id).where(ACCOUNT.c.person == account.person)
    if connection.execute(taken).first() is not None:
        raise _taken(account.name)
    try:
        connection.execute(insert(ACCOUNT), to_plain(account))
    except IntegrityError:
        raise _taken(account.name) from None
    put_grants(connection, grants)


def put_grants(connection: Connection, grants: Iterable[Granted]) -> None:
    """Those that are not there yet."""
    for grant in grants:
        its = (ACCESS_GRANT.c.account == grant.account) & (ACCESS_GRANT.c.role == grant.role)
        there = select(ACCESS_GRANT.c.account).where(its, ACCESS_GRANT.c.scope == grant.scope)
        if connection.execute(there).first() is None:
            connection.execute(insert(ACCESS_GRANT), to_plain(grant))


def free_pseudonym(connection: Connection, taken: Iterable[str]) -> str:
    """The next of j1, j2, ... that no account has, erased ones included, nor anybody among ``taken``."""
    known = {*connection.execute(select(ACCOUNT.c.judge)).scalars(), *taken}
    number = 1
    while f"j{number}" in known:
        number += 1
    return f"j{number}"


def _taken(name: str) -> InputError:
    return InputError("account.name_taken", f"The name '{name}' is taken.", "Choose another name.")


def _check_kept(connection: Connection, role: str, before: Sequence[str]) -> None:
    if before and not holders(connection, role):
        what = f"Nobody would be {role} any more."
        raise WorkspaceError("account.last", what, f"Make somebody else {role} first.")
