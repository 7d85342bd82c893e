"""The story of an erasure: shown first, then done, with a tombstone; afterwards all that is kept is searched."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assay.access.roles import Role
from assay.access.throttle import name_key
from assay.core.errors import NotPermitted, WorkspaceError
from assay.store.accounts import Account, AccountState
from assay.store.erasing import (
    PERSON_ERASED,
    Mention,
    delete_mentions,
    entries_with,
    files_with,
    let_go,
    mentions,
    rows_of_account,
    searched,
)
from assay.store.records import Event
from assay.store.sealed import Erasure, about_subject, given_away
from assay.store.sealed import erase as erase_sealed

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

ADMINISTRATOR = Role.ADMINISTRATOR.value


@dataclass(frozen=True, slots=True)
class PersonErased:
    """What an erasure of somebody who could sign in takes, and what it cannot reach."""

    judge: str
    """Pseudonym, which stays."""
    rows: dict[str, int]
    """How many rows about him alone each table has."""
    n_entries: int
    """Entries of the log that are his; they stay, under the pseudonym."""
    given_away: tuple[str, ...]
    """Bundles, exports and backups that left the house before."""
    entries: tuple[int, ...]
    """Entries of the log in which the name was written; they are signed and stay."""
    left: tuple[Mention, ...] = ()
    """Where the name stands after all."""
    files: tuple[str, ...] = ()
    """Files of the workspace that hold it after all."""


def about_person(workspace: "Workspace", name: str) -> PersonErased:
    """What `erase_person` would do; changes nothing.

    Raises
    ------
    WorkspaceError
        ``account.unknown``.
    """
    return _about(workspace, _found(workspace, name))


def erase_person(workspace: "Workspace", name: str, *, actor: str) -> PersonErased:
    """Erase name, mail, password, sessions, links, drafts, tokens and identities of somebody; the pseudonym stays.

    Done again under the pseudonym it finishes what was interrupted.

    Raises
    ------
    WorkspaceError
        ``account.unknown``; ``account.last`` for the last administrator; ``key.missing``.
    """
    store, account = workspace.store, _found(workspace, name)
    before, words = _about(workspace, account), _words(account)
    if store.keys.find(store.key_fingerprint) is None:
        raise store.keys.missing(store.key_fingerprint)
    if account.state is not AccountState.ERASED:
        delete_mentions(store.database, words, keys=[name_key(word) for word in words], judge=account.judge)
        store.accounts.forget(account.id, keep_one=ADMINISTRATOR)
    event = Event(PERSON_ERASED, account.judge, {"given_away": len(before.given_away)})
    store.ledger.append("event", [event], id=f"erased:{account.id}", actor=actor, now=workspace.now())
    let_go(store.database)
    left, files = mentions(store.database, words), files_with(workspace.folder, words)
    return replace(before, left=left, files=files)


def about_data_subject(workspace: "Workspace", subject: str) -> Erasure:
    """How many sealed values of a data subject there are; changes nothing.

    Raises
    ------
    WorkspaceError
        ``sealed.unknown_subject``.
    """
    return about_subject(workspace.store, subject)


def erase_data_subject(workspace: "Workspace", subject: str, *, actor: str) -> Erasure:
    """Delete key, salts and sealed values of a data subject; the commitments in the log stay and say nothing.

    Raises
    ------
    WorkspaceError
        ``sealed.unknown_subject``, ``key.missing``.
    """
    id = f"erased-subject:{workspace.new_id()}"
    found = erase_sealed(workspace.store, subject, id=id, actor=actor, now=workspace.now())
    let_go(workspace.store.database)
    return found


def check_confirmed(is_confirmed: bool) -> None:
    """Make sure that somebody said yes, for nothing brings back what is erased.

    Raises
    ------
    NotPermitted
        ``erase.not_confirmed``.
    """
    if not is_confirmed:
        fix = "Look at what it will do with --dry-run, then give --yes."
        raise NotPermitted("erase.not_confirmed", "Nothing was erased: nobody said yes.", fix)


def _about(workspace: "Workspace", account: Account) -> PersonErased:
    store = workspace.store
    own = sum(1 for entry in store.ledger.entries() if entry.actor == account.judge)
    words = _words(account)
    rows = rows_of_account(store.database, account.id)
    return PersonErased(account.judge, rows, own, given_away(store), entries_with(store.database, words))


def _words(account: Account) -> tuple[str, ...]:
    """What is searched for; nothing any more where the name is gone already."""
    return () if account.state is AccountState.ERASED else searched(account)


def _found(workspace: "Workspace", name: str) -> Account:
    accounts = workspace.store.accounts
    account = accounts.named(name) or next((each for each in accounts.every() if each.judge == name), None)
    if account is None:
        raise WorkspaceError("account.unknown", f"Nobody here is called '{name[:100]}'.", "See: assay people list.")
    return account
