"""The story of signing in: throttled, then checked, then a session that ends by itself."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from assay.access.passwords import Passwords
from assay.access.roles import Grant, Role
from assay.access.throttle import BY_ADDRESS, BY_NAME, address_key, after_try, forget_before, name_key
from assay.access.tokens import LONGEST_TOKEN, Hold, csrf_token, holds, is_due, token_hash
from assay.core.errors import NotPermitted
from assay.core.ports import NewId
from assay.store.accounts import Account, AccountState
from assay.store.clock import random_token
from assay.store.queueing.rows import later
from assay.store.sessions import Session, Tries

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

LONGEST_NAME = 100


class Visitor(NamedTuple):
    """Who is at a browser."""

    account: str
    """Id of the account."""
    name: str
    """Name to show."""
    judge: str
    """Pseudonym that the ledger keeps."""
    grants: tuple[Grant, ...]
    """What he may do, and where."""
    csrf: str
    """What his forms carry."""


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody typed to sign in."""

    name: str
    """A name."""
    password: str = field(repr=False)
    """A password."""
    address: str
    """Network address that it came from."""


def sign_in(
    workspace: "Workspace",
    passwords: Passwords,
    given: Try,
    *,
    instead_of: str | None = None,
    new_token: NewId = random_token,
) -> str:
    """Sign somebody in and give the token of a new session; the one that the browser had ends.

    Raises
    ------
    NotPermitted
        ``access.wait``; ``access.sign_in``, the same whether the name, the password or the account is at fault.
    WorkspaceError
        ``access.busy``.
    """
    name, sessions = given.name, workspace.store.sessions
    by_name, by_address = name_key(name), address_key(given.address)
    limits, now = {by_name: BY_NAME, by_address: BY_ADDRESS}, workspace.now()

    def policy(key: str, before: Tries | None) -> Tries:
        return after_try(limits[key], before, now=now)

    sessions.count_tries(tuple(limits), policy, forget_before=forget_before(now))
    account = workspace.store.accounts.named(name) if len(name) <= LONGEST_NAME else None
    kept = account.password if account and account.state is AccountState.ACTIVE else None
    if not passwords.matches(given.password, kept) or account is None:
        fix = "Check both and try again. If you forgot the password, ask an administrator for a new link."
        raise NotPermitted("access.sign_in", "Name and password do not match.", fix)
    sessions.forgive(by_name, one_of=by_address)
    return begin_session(workspace, account, instead_of=instead_of, new_token=new_token)


def begin_session(
    workspace: "Workspace",
    account: Account,
    *,
    instead_of: str | None = None,
    new_token: NewId = random_token,
) -> str:
    """The token of a new session; a token that the browser brought along is never taken over."""
    now, token = workspace.now(), new_token()
    session = Session(token_hash(token), account.id, now, now)
    old = None if instead_of is None else token_hash(instead_of)
    workspace.store.sessions.begin(session, instead_of=old, older_than=later(now, -Hold().whole_s))
    return token


def visitor(workspace: "Workspace", token: str | None, *, hold: Hold | None = None) -> Visitor | None:
    """Who holds this token now; None when nobody does any more."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    hashed, now = token_hash(token), workspace.now()
    visit = workspace.store.sessions.visit(hashed)
    if visit is None or visit.account.state is not AccountState.ACTIVE:
        return None
    if not holds(visit.session, hold or Hold(), now=now):
        workspace.store.sessions.end(hashed)
        return None
    if is_due(visit.session, now=now):
        workspace.store.sessions.seen(hashed, now=now)
    grants = tuple(Grant(Role(each.role), each.scope) for each in visit.grants)
    return Visitor(visit.account.id, visit.account.name, visit.account.judge, grants, csrf_token(token))


def sign_out(workspace: "Workspace", token: str) -> None:
    """End the session of a browser."""
    workspace.store.sessions.end(token_hash(token))


def sign_out_everywhere(workspace: "Workspace", account: str) -> None:
    """End every session of an account."""
    workspace.store.sessions.end_every(account)
