"""The story of signing in by another server: who he is there is known, was invited, or is of a domain let in."""

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from assay.access.roles import Grant, Role
from assay.access.tokens import LONGEST_TOKEN, token_hash
from assay.core.errors import InputError, NotPermitted
from assay.core.people import person
from assay.core.safe_text import UNSEEN
from assay.store.accounts import Account, AccountState, Granted
from assay.store.identities import Identities, Identity

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

BY = "openid"
"""Who made an account that a domain let in."""
LONGEST_NAME, LONGEST_SUBJECT = 90, 255
PSEUDONYM = re.compile(r"j[0-9]+")
ADMINISTRATOR = Role.ADMINISTRATOR.value


class Known(NamedTuple):
    """Somebody as another server told of him, its proof checked."""

    issuer: str
    """Address of that server."""
    subject: str
    """Its name for him, which never changes."""
    mail: str | None
    """His mail address, only where the server says that it verified it."""
    name: str | None
    """How he is called there."""


def account_of(
    workspace: "Workspace", known: Known, *, invitation: str | None, domains: Mapping[str, Grant]
) -> Account:
    """The account of somebody who signed in elsewhere; a new one where an invitation or a domain says so.

    Parameters
    ----------
    invitation : token of the link that he came by, used up by joining
    domains : domain of verified mail addresses to what whoever has one may do

    Raises
    ------
    NotPermitted
        ``openid.locked``; ``openid.not_invited`` for who is not known here and was not let in.
    WorkspaceError
        ``invitation.gone``.
    """
    found = Identities(workspace.store.database).account(known.issuer, known.subject)
    if found is not None:
        return _active(found)
    if invitation is not None:
        return _joined(workspace, known, invitation)
    grant = domains.get(_domain(known.mail))
    if grant is None:
        what = "You signed in there, but nobody here is known by that."
        raise NotPermitted("openid.not_invited", what, "Ask an administrator for an invitation, and open its link.")
    return _let_in(workspace, known, grant)


def _active(account: Account) -> Account:
    if account.state is not AccountState.ACTIVE:
        raise NotPermitted("openid.locked", "This account is locked.", "Ask an administrator.")
    return account


def _joined(workspace: "Workspace", known: Known, invitation: str) -> Account:
    """Join by a link: account, identity, grants and the end of the link are one change."""
    hashed, now = token_hash(invitation[:LONGEST_TOKEN]), workspace.now()
    made_by = workspace.store.invitations.look(hashed, now).made_by

    def join(name: str) -> Account:
        return workspace.store.invitations.join(
            hashed,
            lambda judge: _account(workspace, known, name, judge, made_by=made_by),
            judges=_judges(workspace),
            now=now,
            sole=ADMINISTRATOR,
            identity=lambda account: Identity(known.issuer, known.subject, account.id, now),
        )

    return _under_a_free_name(known, join)


def _let_in(workspace: "Workspace", known: Known, grant: Grant) -> Account:
    now = workspace.now()

    def add(name: str) -> Account:
        return Identities(workspace.store.database).add(
            lambda judge: _account(workspace, known, name, judge, made_by=BY),
            lambda account: Identity(known.issuer, known.subject, account.id, now),
            lambda account: [Granted(account.id, grant.role.value, grant.scope, now, BY)],
            judges=_judges(workspace),
        )

    return _under_a_free_name(known, add)


def _under_a_free_name(known: Known, make: Callable[[str], Account]) -> Account:
    """Two people may be called the same there; here the second one gets a number."""
    called = _called(known)
    for number in count(1):
        try:
            return make(called if number == 1 else f"{called} {number}")
        except InputError as error:
            if error.code != "account.name_taken" or number > 100:
                raise
    raise AssertionError


def _called(known: Known) -> str:
    """A name that can be shown: the one there, else what stands before the @ of the address."""
    for word in (known.name, (known.mail or "").partition("@")[0]):
        called = " ".join((word or "").split())[:LONGEST_NAME]
        if person(called) and not UNSEEN.search(called) and not PSEUDONYM.fullmatch(person(called)):
            return called
    return "somebody"


def _account(workspace: "Workspace", known: Known, name: str, judge: str, *, made_by: str) -> Account:
    made = (AccountState.ACTIVE, workspace.now(), made_by)
    return Account(workspace.new_id(), name, person(name), known.mail, judge, None, *made)


def _judges(workspace: "Workspace") -> list[str]:
    return [judge.id for judge in workspace.store.ledger.judges()]


def _domain(mail: str | None) -> str:
    name, at, domain = (mail or "").rpartition("@")
    return domain.casefold() if at and name and "@" not in name else ""
