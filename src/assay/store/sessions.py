"""Who is signed in, and how often somebody tried: rows under hashes. How long they hold is policy's business."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import bindparam, delete, insert, select, update

from assay.core.encode import to_plain
from assay.store.accounts import Account, AccountState, Granted
from assay.store.database import Database
from assay.store.prepared import rows_of
from assay.store.tables.operational import ACCESS_GRANT, ACCOUNT, SESSION, SIGN_IN_TRY


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in."""

    token: str
    """Hash of the token that the browser holds."""
    account: str
    """Id of the account."""
    made_at: str
    """UTC, when he signed in."""
    seen_at: str
    """UTC, when he was last seen, to about a minute."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A session with whose it is, in one reading."""

    session: Session
    """The session."""
    account: Account
    """Whose it is."""
    grants: tuple[Granted, ...]
    """What he may do now."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries to sign in that failed in a row."""

    failures: int
    """How many."""
    last_at: str
    """UTC, of the last one."""


Policy = Callable[[str, Tries | None], Tries]
"""How a key stands after a try, from how it stood before."""

_SESSION, _ACCOUNT, _GRANT = (tuple(each.name for each in fields(kind)) for kind in (Session, Account, Granted))
_VISIT = (
    select(
        *(SESSION.c[name].label(f"session_{name}") for name in _SESSION),
        *(ACCOUNT.c[name].label(f"account_{name}") for name in _ACCOUNT),
        *(ACCESS_GRANT.c[name].label(f"grant_{name}") for name in _GRANT),
    )
    .join(ACCOUNT, ACCOUNT.c.id == SESSION.c.account)
    .outerjoin(ACCESS_GRANT, ACCESS_GRANT.c.account == ACCOUNT.c.id)
    .where(SESSION.c.token == bindparam("of_token"))
)
"""A session with its account, a row for each grant: every request begins with it."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one workspace."""

    database: Database
    """Where they are kept."""

    def begin(self, session: Session, *, instead_of: str | None, older_than: str) -> None:
        """Keep a new session, end the one that the browser had, and clear away those not seen since."""
        with self.database.change_access() as connection:
            old = (SESSION.c.seen_at < older_than) | (SESSION.c.token == (instead_of or ""))
            connection.execute(delete(SESSION).where(old))
            connection.execute(insert(SESSION), to_plain(session))

    def visit(self, token: str) -> Visit | None:
        """The session with this hash of a token, with account and grants; None when there is none."""
        with self.database.read() as connection:
            rows = rows_of(connection, _VISIT, {"of_token": token})
        if not rows:
            return None
        first = rows[0]
        session = Session(*(getattr(first, f"session_{name}") for name in _SESSION))
        whose = {name: getattr(first, f"account_{name}") for name in _ACCOUNT}
        account = Account(**{**whose, "state": AccountState(whose["state"])})
        granted = [Granted(*(getattr(row, f"grant_{name}") for name in _GRANT)) for row in rows if row.grant_role]
        return Visit(session, account, tuple(granted))

    def seen(self, token: str, *, now: str) -> None:
        """Note that a browser was seen."""
        with self.database.operate() as connection:
            connection.execute(update(SESSION).where(SESSION.c.token == token).values(seen_at=now))

    def end(self, token: str) -> None:
        """Sign one browser out."""
        with self.database.change_access() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.token == token))

    def end_every(self, account: str) -> None:
        """Sign an account out everywhere."""
        with self.database.change_access() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.account == account))

    def count_tries(self, keys: Sequence[str], policy: Policy, *, forget_before: str) -> None:
        """Count a try under each key, as ``policy`` says; it may refuse by raising, and then nothing is counted.

        It counts as failed unless `forgive` is called, so that tries side by side count too.
        """
        with self.database.operate(turn="tries") as connection:
            connection.execute(delete(SIGN_IN_TRY).where(SIGN_IN_TRY.c.last_at < forget_before))
            for key in keys:
                row = connection.execute(select(SIGN_IN_TRY).where(SIGN_IN_TRY.c.key == key)).mappings().first()
                after = policy(key, None if row is None else Tries(row["failures"], row["last_at"]))
                if row is None:
                    connection.execute(insert(SIGN_IN_TRY), {"key": key, **to_plain(after)})
                else:
                    its = SIGN_IN_TRY.c.key == key
                    connection.execute(update(SIGN_IN_TRY).where(its).values(to_plain(after)))

    def forgive(self, key: str, *, one_of: str) -> None:
        """Forget the failures of a key, and the last one of another: a try turned out well."""
        one_less = (SIGN_IN_TRY.c.key == one_of) & (SIGN_IN_TRY.c.failures > 0)
        with self.database.operate(turn="tries") as connection:
            connection.execute(delete(SIGN_IN_TRY).where(SIGN_IN_TRY.c.key == key))
            connection.execute(update(SIGN_IN_TRY).where(one_less).values(failures=SIGN_IN_TRY.c.failures - 1))
