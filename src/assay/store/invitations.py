"""Links that work once, under the hash of their token: to join with some roles, or to choose a new password."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from assay.core.errors import WorkspaceError
from assay.store.accounts import (
    TURN,
    Account,
    AccountState,
    Granted,
    add_account,
    find_account,
    free_pseudonym,
    holders,
)
from assay.store.database import Database
from assay.store.identities import Identity, link_identity
from assay.store.tables.operational import ACCOUNT, INVITATION, SESSION

GONE_FIX = "Ask whoever sent it for a new one."


class LinkKind(StrEnum):
    """What a link is for."""

    FIRST = "first"
    """To become the first administrator."""
    INVITATION = "invitation"
    """To join."""
    RESET = "reset"
    """To choose a new password."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was made; its token is known to who got it alone."""

    id: str
    """Name of the link, for lists and for taking it back."""
    token: str
    """Hash of the token."""
    kind: LinkKind
    """What it is for."""
    account: str | None
    """Whose password it resets."""
    mail: str | None
    """For whom it is, as its maker noted."""
    grants: tuple[tuple[str, str], ...]
    """Role and scope that it gives."""
    made_at: str
    """UTC."""
    made_by: str
    """Pseudonym of its maker."""
    ends_at: str
    """UTC, when it stops to work."""
    used_at: str | None = None
    """UTC, when it was used."""


Join = Callable[[str], Account]
"""The account for a pseudonym."""


@dataclass(frozen=True, slots=True)
class Invitations:
    """The links of one workspace."""

    database: Database
    """Where they are kept."""

    def make(self, link: Invitation) -> None:
        """Keep a link; an earlier one to the same account's password, or to the first account, is void."""
        whose = INVITATION.c.account
        of_one = whose.is_(None) if link.account is None else whose == link.account
        gone = INVITATION.c.ends_at <= link.made_at
        if link.kind is not LinkKind.INVITATION:
            gone |= (INVITATION.c.kind == link.kind.value) & of_one
        with self.database.change_access(turn=TURN) as connection:
            connection.execute(delete(INVITATION).where(gone))
            connection.execute(insert(INVITATION), _row(link))

    def open(self, now: str) -> tuple[Invitation, ...]:
        """Links that still work, the newest first."""
        works = INVITATION.c.used_at.is_(None) & (INVITATION.c.ends_at > now)
        asked = select(INVITATION).where(works).order_by(INVITATION.c.made_at.desc(), INVITATION.c.id)
        with self.database.read() as connection:
            return tuple(_read(dict(row)) for row in connection.execute(asked).mappings())

    def find(self, id: str) -> Invitation:
        """The link of that name.

        Raises
        ------
        WorkspaceError
            ``invitation.unknown``.
        """
        with self.database.read() as connection:
            row = connection.execute(select(INVITATION).where(INVITATION.c.id == id)).mappings().first()
        if row is None:
            raise WorkspaceError("invitation.unknown", f"There is no invitation '{id}'.", "It may be revoked already.")
        return _read(dict(row))

    def look(self, token: str, now: str) -> Invitation:
        """The link with this hash of a token, while it works.

        Raises
        ------
        WorkspaceError
            ``invitation.gone`` when it does not, whatever the reason.
        """
        with self.database.read() as connection:
            return _working(connection, token, now)

    def revoke(self, id: str) -> None:
        """Make a link void."""
        with self.database.change_access(turn=TURN) as connection:
            connection.execute(delete(INVITATION).where(INVITATION.c.id == id))

    def join(
        self,
        token: str,
        make: Join,
        *,
        judges: Sequence[str],
        now: str,
        sole: str,
        identity: Callable[[Account], Identity] | None = None,
    ) -> Account:
        """Use a link to join: the account, its grants, its identity elsewhere and the end of the link are one change.

        ``judges`` are names that the ledger knows already; ``sole`` is the role whose holder voids a first link.

        Raises
        ------
        WorkspaceError
            ``invitation.gone``.
        InputError
            ``account.name_taken``; the link works still.
        """
        with self.database.change_access(turn=TURN) as connection:
            link = _working(connection, token, now)
            if link.kind is LinkKind.RESET or (link.kind is LinkKind.FIRST and holders(connection, sole)):
                raise _gone()
            account = make(free_pseudonym(connection, judges))
            granted = [Granted(account.id, role, scope, now, link.made_by) for role, scope in link.grants]
            add_account(connection, account, granted)
            if identity is not None:
                link_identity(connection, identity(account))
            _use(connection, link, now)
            return account

    def reset(self, token: str, password: str, *, now: str) -> Account:
        """Use a link to set the hash of a new password; its owner is signed out everywhere.

        Raises
        ------
        WorkspaceError
            ``invitation.gone``.
        """
        with self.database.change_access(turn=TURN) as connection:
            link = _working(connection, token, now)
            if link.kind is not LinkKind.RESET or link.account is None:
                raise _gone()
            account = find_account(connection, link.account)
            if account.state is not AccountState.ACTIVE:
                raise _gone()
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account.id).values(password=password))
            connection.execute(delete(SESSION).where(SESSION.c.account == account.id))
            _use(connection, link, now)
            return account


def _working(connection: Connection, token: str, now: str) -> Invitation:
    row = connection.execute(select(INVITATION).where(INVITATION.c.token == token)).mappings().first()
    if row is None or row["used_at"] is not None or row["ends_at"] <= now:
        raise _gone()
    return _read(dict(row))


def _use(connection: Connection, link: Invitation, now: str) -> None:
    connection.execute(update(INVITATION).where(INVITATION.c.id == link.id).values(used_at=now, mail=None))


def _gone() -> WorkspaceError:
    return WorkspaceError("invitation.gone", "This link does not work: it was used, revoked or is too old.", GONE_FIX)


def _row(link: Invitation) -> dict[str, Any]:
    names = ("id", "token", "account", "mail", "made_at", "made_by", "ends_at", "used_at")
    row = {name: getattr(link, name) for name in names}
    return {**row, "kind": link.kind.value, "grants": json.dumps(link.grants)}


def _read(row: dict[str, Any]) -> Invitation:
    grants = tuple((str(role), str(scope)) for role, scope in json.loads(row.pop("grants")))
    return Invitation(**{**row, "kind": LinkKind(row["kind"])}, grants=grants)
