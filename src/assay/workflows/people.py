"""The story of who may come in: invited by a link that works once, granted roles, locked, given a new password."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from assay.access.passwords import Passwords, check_password
from assay.access.roles import EVERYWHERE, FIRST_ROLES, Grant, Permission, Role, allows, may_give
from assay.access.tokens import LONGEST_TOKEN, link_end, token_hash
from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.core.people import person
from assay.core.ports import NewId
from assay.core.safe_text import UNSEEN
from assay.store.accounts import Account, AccountState, Granted
from assay.store.clock import random_token
from assay.store.invitations import Invitation, LinkKind

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

LONGEST_NAME, LONGEST_MAIL = 100, 200
PSEUDONYM = re.compile(r"j[0-9]+")
ADMINISTRATOR = Role.ADMINISTRATOR.value
EVERYTHING = (Grant(Role.ADMINISTRATOR),)
"""What whoever has the workspace itself may do: the command line."""


class Person(NamedTuple):
    """An account with what it was granted."""

    account: Account
    """The account."""
    grants: tuple[Grant, ...]
    """Its roles."""


class OneTimeLink(NamedTuple):
    """A link just made: the only time that its token is known."""

    link: Invitation
    """What is kept of it."""
    path: str
    """The path of its page, with the token; to be shown once and kept nowhere."""


def people(workspace: "Workspace", *, seen_by: Sequence[Grant] = EVERYTHING) -> tuple[Person, ...]:
    """Everybody, in order of name; a lead sees those who have a role in what he leads, and only those roles."""
    held: dict[str, list[Grant]] = {}
    for each in workspace.store.accounts.grants():
        grant = Grant(Role(each.role), each.scope)
        if allows(seen_by, Permission.INVITE, grant.scope):
            held.setdefault(each.account, []).append(grant)
    sees_all = allows(seen_by, Permission.INVITE, EVERYWHERE)
    every = workspace.store.accounts.every()
    return tuple(Person(each, tuple(held.get(each.id, ()))) for each in every if sees_all or each.id in held)


def open_links(workspace: "Workspace") -> tuple[Invitation, ...]:
    """Links that still work, the newest first."""
    return workspace.store.invitations.open(workspace.now())


def has_administrator(workspace: "Workspace") -> bool:
    """Whether somebody looks after accounts already."""
    return bool(workspace.store.accounts.holders(ADMINISTRATOR))


def first_link(workspace: "Workspace", *, new_token: NewId = random_token) -> OneTimeLink | None:
    """A link to become the first administrator; None when there is one. It makes the one before it void."""
    if has_administrator(workspace):
        return None
    grants = tuple(Grant(role) for role in FIRST_ROLES)
    return _made(workspace, LinkKind.FIRST, grants, actor="first", new_token=new_token)


def invite(
    workspace: "Workspace",
    grants: Sequence[Grant],
    *,
    mail: str | None = None,
    giver: Sequence[Grant] = EVERYTHING,
    actor: str,
    new_token: NewId = random_token,
) -> OneTimeLink:
    """A link to join with these roles; ``giver`` is what its maker was granted.

    Raises
    ------
    InputError
        ``invitation.no_role``, ``invitation.mail``.
    NotPermitted
        ``access.may_not_give`` for a role that is not the maker's to give.
    """
    if not grants:
        raise InputError("invitation.no_role", "The invitation names no role.", "Choose what the person is to do.")
    for grant in grants:
        _check_giver(giver, grant)
    noted = (mail or "").strip() or None
    if noted is not None and (len(noted) > LONGEST_MAIL or UNSEEN.search(noted)):
        what = f"The note for whom it is has more than {LONGEST_MAIL} characters, or some that cannot be seen."
        raise InputError("invitation.mail", what, "Write a mail address or a short note.")
    once = tuple(dict.fromkeys(grants))
    return _made(workspace, LinkKind.INVITATION, once, actor=actor, new_token=new_token, mail=noted)


def reset_link(workspace: "Workspace", name: str, *, actor: str, new_token: NewId = random_token) -> OneTimeLink:
    """A link with which somebody chooses a new password.

    Raises
    ------
    WorkspaceError
        ``account.unknown``, ``account.locked``.
    """
    account = found(workspace, name)
    if account.state is not AccountState.ACTIVE:
        raise WorkspaceError("account.locked", f"'{account.name}' is locked.", "Unlock the account first.")
    return _made(workspace, LinkKind.RESET, (), actor=actor, new_token=new_token, account=account)


def look(workspace: "Workspace", token: str) -> Invitation:
    """The link of a token, while it works; looking does not use it.

    Raises
    ------
    WorkspaceError
        ``invitation.gone``.
    """
    link = workspace.store.invitations.look(token_hash(token[:LONGEST_TOKEN]), workspace.now())
    if link.kind is LinkKind.FIRST and has_administrator(workspace):
        raise WorkspaceError("invitation.gone", "There is an administrator already.", "Ask for an invitation.")
    return link


def join(workspace: "Workspace", passwords: Passwords, token: str, *, name: str, password: str) -> Account:
    """Use a link to join under a name of one's own.

    Raises
    ------
    InputError
        ``account.name``, ``account.name_taken``, ``password...``; the link works still.
    WorkspaceError
        ``invitation.gone``.
    """
    link = look(workspace, token)
    called = checked_name(name)
    check_password(password, names=[called])
    hashed, now = passwords.hash(password), workspace.now()

    def account(judge: str) -> Account:
        made = (AccountState.ACTIVE, now, link.made_by)
        return Account(workspace.new_id(), called, person(called), link.mail, judge, hashed, *made)

    judges = [judge.id for judge in workspace.store.ledger.judges()]
    return workspace.store.invitations.join(link.token, account, judges=judges, now=now, sole=ADMINISTRATOR)


def choose_password(workspace: "Workspace", passwords: Passwords, token: str, *, password: str) -> Account:
    """Use a link to choose a new password; its owner is signed out everywhere.

    Raises
    ------
    InputError
        ``password...``; the link works still.
    WorkspaceError
        ``invitation.gone``.
    """
    link = look(workspace, token)
    name = workspace.store.accounts.find(link.account).name if link.account else ""
    check_password(password, names=[name])
    return workspace.store.invitations.reset(link.token, passwords.hash(password), now=workspace.now())


def revoke(workspace: "Workspace", id: str, *, giver: Sequence[Grant] = EVERYTHING, actor: str) -> None:
    """Make a link void: one's own, or for an administrator any.

    Raises
    ------
    NotPermitted
        ``access.not_yours``.
    WorkspaceError
        ``invitation.unknown``.
    """
    link = workspace.store.invitations.find(id)
    if link.made_by != actor and not allows(giver, Permission.ADMINISTER):
        raise NotPermitted("access.not_yours", "Somebody else made this invitation.", "Ask an administrator.")
    workspace.store.invitations.revoke(id)


def lock(workspace: "Workspace", name: str) -> Account:
    """Keep somebody out at once, until he is unlocked.

    Raises
    ------
    WorkspaceError
        ``account.unknown``; ``account.last`` for the last administrator.
    """
    return _set_state(workspace, name, AccountState.LOCKED)


def unlock(workspace: "Workspace", name: str) -> Account:
    """Let somebody in again.

    Raises
    ------
    WorkspaceError
        ``account.unknown``.
    """
    return _set_state(workspace, name, AccountState.ACTIVE)


def give(workspace: "Workspace", name: str, grant: Grant, *, actor: str) -> None:
    """Grant somebody a role more; it holds from the next page on.

    Raises
    ------
    WorkspaceError
        ``account.unknown``.
    """
    account = found(workspace, name)
    workspace.store.accounts.give(Granted(account.id, grant.role.value, grant.scope, workspace.now(), actor))


def take(workspace: "Workspace", name: str, grant: Grant) -> None:
    """Take a role away; it holds no more from the next page on.

    Raises
    ------
    WorkspaceError
        ``account.unknown``; ``account.last`` for the last administrator.
    """
    account = found(workspace, name)
    workspace.store.accounts.take(account.id, grant.role.value, grant.scope, keep_one=ADMINISTRATOR)


def found(workspace: "Workspace", name: str) -> Account:
    """The account of that name or pseudonym.

    Raises
    ------
    WorkspaceError
        ``account.unknown``.
    """
    accounts = workspace.store.accounts
    account = accounts.named(name) or next((each for each in accounts.every() if each.judge == name), None)
    if account is None:
        what = f"Nobody here is called '{name[:LONGEST_NAME]}'."
        raise WorkspaceError("account.unknown", what, "See who there is: assay people list.")
    return account


def checked_name(name: str) -> str:
    """A name to sign in with.

    Raises
    ------
    InputError
        ``account.name``.
    """
    called = " ".join(name.split())
    if PSEUDONYM.fullmatch(person(called)):
        raise InputError("account.name", f"'{called}' looks like a pseudonym.", "Write your name.")
    if not 1 <= len(called) <= LONGEST_NAME or UNSEEN.search(called) or not person(called):
        what = f"The name has {len(called)} characters." if called else "The name is empty."
        fix = f"Write 1 to {LONGEST_NAME} characters that can be seen."
        raise InputError("account.name", what, fix)
    return called


def _set_state(workspace: "Workspace", name: str, state: AccountState) -> Account:
    account = found(workspace, name)
    workspace.store.accounts.set_state(account.id, state, keep_one=ADMINISTRATOR)
    return workspace.store.accounts.find(account.id)


def _check_giver(giver: Sequence[Grant], grant: Grant) -> None:
    if not may_give(giver, grant):
        where = "everywhere" if grant.scope == EVERYWHERE else f"in '{grant.scope}'"
        what = f"The role {grant.role.value} {where} is not yours to give."
        fix = "Give labeler, reviewer or adjudicator in what you lead, or ask an administrator."
        raise NotPermitted("access.may_not_give", what, fix)


def _made(
    workspace: "Workspace",
    kind: LinkKind,
    grants: Sequence[Grant],
    *,
    actor: str,
    new_token: NewId,
    mail: str | None = None,
    account: Account | None = None,
) -> OneTimeLink:
    token, now = new_token(), workspace.now()
    pairs = tuple((grant.role.value, grant.scope) for grant in grants)
    whose = None if account is None else account.id
    id = workspace.new_id()
    link = Invitation(id, token_hash(token), kind, whose, mail, pairs, now, actor, link_end(kind, now))
    workspace.store.invitations.make(link)
    return OneTimeLink(link, f"/invitation/{token}")
