"""The story of tokens for programs: made for one account with a part of what it may do, shown once, taken back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from assay.access.roles import Grant, Permission, Role, allows
from assay.access.tokens import LONGEST_TOKEN, SEEN_EVERY_S, token_hash
from assay.core.errors import InputError, NotPermitted, did_you_mean
from assay.core.ports import NewId
from assay.core.safe_text import UNSEEN
from assay.store.accounts import Account, AccountState
from assay.store.api_tokens import ApiToken
from assay.store.clock import random_token
from assay.store.queueing.rows import later

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

PREFIX = "assay_"
"""How a token begins, so that scanners of source code know one."""
LONGEST_NAME, MOST_DAYS, MOST_TOKENS = 100, 3_660, 50


class MadeToken(NamedTuple):
    """A token just made: the only time that it is known."""

    kept: ApiToken
    """What is kept of it."""
    secret: str
    """What the program shows; to be told once and kept nowhere."""


class TokenLine(NamedTuple):
    """A token as lists tell it."""

    kept: ApiToken
    """The token."""
    judge: str
    """Pseudonym of the account that it acts for."""
    name: str
    """Name of the account."""


class CallingFor(NamedTuple):
    """For whom a program calls."""

    account: Account
    """Whose token it is."""
    grants: tuple[Grant, ...]
    """What the account may do, and where."""
    scopes: frozenset[Permission]
    """What the token may do of that."""
    token: str
    """Id of the token."""


def make_token(
    workspace: "Workspace",
    account: Account,
    *,
    name: str,
    scopes: Sequence[str],
    days: int | None = 90,
    new_token: NewId = random_token,
) -> MadeToken:
    """A new token of an account; it may do what ``scopes`` name, as long as the account may.

    Raises
    ------
    InputError
        ``token.name``, ``token.scope``, ``token.no_scope``, ``token.days``, ``token.too_many``.
    NotPermitted
        ``token.beyond`` for what the account may not do itself.
    """
    called, allowed = _named(name), _scopes(workspace, account, scopes)
    if days is not None and not 1 <= days <= MOST_DAYS:
        fix = f"Give 1 to {MOST_DAYS:,} days, or none for a token without an end."
        raise InputError("token.days", f"A token for {days} days.", fix)
    if account.state is not AccountState.ACTIVE:
        raise NotPermitted("account.locked", f"'{account.name}' is locked.", "Unlock the account first.")
    if len(workspace.store.api_tokens.every(account.id)) >= MOST_TOKENS:
        what = f"The account has {MOST_TOKENS} tokens already."
        raise InputError("token.too_many", what, "Revoke those that are not used any more.")
    secret, now = PREFIX + new_token(), workspace.now()
    ends = None if days is None else later(now, 86_400 * days)
    kept = ApiToken(workspace.new_id(), token_hash(secret), account.id, called, allowed, now, ends)
    workspace.store.api_tokens.make(kept)
    return MadeToken(kept, secret)


def tokens(workspace: "Workspace", account: str | None = None) -> tuple[TokenLine, ...]:
    """Tokens with whose they are, the newest first; of one account where its id is given."""
    known = {each.id: each for each in workspace.store.accounts.every()}
    found = workspace.store.api_tokens.every(account)
    return tuple(TokenLine(each, known[each.account].judge, known[each.account].name) for each in found)


def revoke_token(workspace: "Workspace", id: str, *, account: str | None = None) -> None:
    """Make a token void at once; one of this account only, where its id is given.

    Raises
    ------
    WorkspaceError
        ``token.unknown``.
    """
    workspace.store.api_tokens.revoke(id, account=account)


def calling(workspace: "Workspace", secret: str) -> CallingFor | None:
    """For whom a program with this token calls; None when it works no more."""
    if not secret.startswith(PREFIX) or len(secret) > LONGEST_TOKEN:
        return None
    now = workspace.now()
    found = workspace.store.api_tokens.caller(token_hash(secret), now=now)
    if found is None:
        return None
    if found.token.used_at is None or found.token.used_at <= later(now, -SEEN_EVERY_S):
        workspace.store.api_tokens.used(found.token.id, now=now)
    grants = tuple(Grant(Role(each.role), each.scope) for each in found.grants)
    scopes = frozenset(Permission(word) for word in found.token.scopes if word in set(Permission))
    return CallingFor(found.account, grants, scopes, found.token.id)


def _named(name: str) -> str:
    called = " ".join(name.split())
    if not 1 <= len(called) <= LONGEST_NAME or UNSEEN.search(called):
        what = f"The name of the token has {len(called)} characters, or some that cannot be seen."
        raise InputError("token.name", what, f"Say in 1 to {LONGEST_NAME} characters what it is for.")
    return called


def _scopes(workspace: "Workspace", account: Account, scopes: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(scopes))
    if not wanted:
        fix = f"Name some of: {', '.join(Permission)}."
        raise InputError("token.no_scope", "The token may do nothing.", fix)
    for word in wanted:
        if word not in set(Permission):
            raise InputError("token.scope", f"There is no scope '{word[:60]}'.", did_you_mean(word, Permission))
    every = workspace.store.accounts.grants()
    held = [Grant(Role(each.role), each.scope) for each in every if each.account == account.id]
    beyond = [word for word in wanted if not allows(held, Permission(word))]
    if beyond:
        what = f"The account may not {beyond[0]} itself."
        raise NotPermitted("token.beyond", what, "A token does no more than its account: grant the role first.")
    return wanted
