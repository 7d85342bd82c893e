"""What programs show instead of a password: rows under hashes, each of one account."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from assay.core.errors import WorkspaceError
from assay.store.accounts import Account, AccountState, Granted
from assay.store.database import Database
from assay.store.tables.operational import ACCESS_GRANT, ACCOUNT
from assay.store.tables.outside import API_TOKEN


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token that was made; what it says is known to who got it alone."""

    id: str
    """Name of the token, for lists and for taking it back."""
    token: str
    """Hash of it."""
    account: str
    """Id of the account that it acts for."""
    name: str
    """What it is for, as its maker noted."""
    scopes: tuple[str, ...]
    """What it may do of what the account may."""
    made_at: str
    """UTC."""
    ends_at: str | None
    """UTC, when it stops to work; None for never."""
    used_at: str | None = None
    """UTC, when it was last used, to about a minute."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A token with whose it is."""

    token: ApiToken
    """The token."""
    account: Account
    """Whose it is."""
    grants: tuple[Granted, ...]
    """What the account may do now."""


@dataclass(frozen=True, slots=True)
class ApiTokens:
    """The tokens of one workspace."""

    database: Database
    """Where they are kept."""

    def make(self, token: ApiToken) -> None:
        """Keep a new token."""
        with self.database.operate() as connection:
            connection.execute(insert(API_TOKEN), _row(token))

    def every(self, account: str | None = None) -> tuple[ApiToken, ...]:
        """Tokens, the newest first; of one account where it is named."""
        asked = select(API_TOKEN).order_by(API_TOKEN.c.made_at.desc(), API_TOKEN.c.id)
        if account is not None:
            asked = asked.where(API_TOKEN.c.account == account)
        with self.database.read() as connection:
            return tuple(_read(dict(row)) for row in connection.execute(asked).mappings())

    def caller(self, token: str, *, now: str) -> Caller | None:
        """Whose token has this hash, while it works and its account is open; None when nobody's does."""
        works = or_(API_TOKEN.c.ends_at.is_(None), API_TOKEN.c.ends_at > now)
        with self.database.read() as connection:
            asked = select(API_TOKEN).where(API_TOKEN.c.token == token, works)
            row = connection.execute(asked).mappings().first()
            if row is None:
                return None
            whose = connection.execute(select(ACCOUNT).where(ACCOUNT.c.id == row["account"])).mappings().first()
            if whose is None or whose["state"] != AccountState.ACTIVE.value:
                return None
            held = connection.execute(select(ACCESS_GRANT).where(ACCESS_GRANT.c.account == whose["id"])).mappings()
            grants = tuple(Granted(*(each[field.name] for field in fields(Granted))) for each in held)
        names = {field.name: whose[field.name] for field in fields(Account)}
        return Caller(_read(dict(row)), Account(**{**names, "state": AccountState(whose["state"])}), grants)

    def used(self, id: str, *, now: str) -> None:
        """Note that a token was used."""
        with self.database.operate() as connection:
            connection.execute(update(API_TOKEN).where(API_TOKEN.c.id == id).values(used_at=now))

    def revoke(self, id: str, *, account: str | None = None) -> None:
        """Make a token void; one of this account only, where it is named.

        Raises
        ------
        WorkspaceError
            ``token.unknown``.
        """
        gone = delete(API_TOKEN).where(API_TOKEN.c.id == id)
        with self.database.operate() as connection:
            done = connection.execute(gone if account is None else gone.where(API_TOKEN.c.account == account))
        if done.rowcount == 0:
            raise WorkspaceError("token.unknown", f"There is no token '{id[:60]}'.", "See them: assay token list.")


def _row(token: ApiToken) -> dict[str, Any]:
    return {field.name: getattr(token, field.name) for field in fields(ApiToken)} | {"scopes": " ".join(token.scopes)}


def _read(row: dict[str, Any]) -> ApiToken:
    return ApiToken(**{**row, "scopes": tuple(str(row["scopes"]).split())})
