"""The keeping story: a workspace copied into one file while it is in use, and made again from it."""

from pathlib import Path
from typing import TYPE_CHECKING

from assay.core.ledger import Verification
from assay.store.backup import Backup, backup, restore
from assay.store.records import Event

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


def back_up(workspace: "Workspace", out: Path, *, actor: str) -> Backup:
    """A folder, or one ``.tar``, with the database as of one moment and every blob it names.

    The log notes that a copy was given away, so that an erasure can name it; without the key at hand the copy is made
    all the same and nothing is noted.

    Raises
    ------
    WorkspaceError
        ``backup.exists``, ``backup.unwritable``, ``workspace.busy``.
    """
    store, now = workspace.store, workspace.now()
    made = backup(store, out, now=now)
    if store.keys.find(store.key_fingerprint) is not None:
        event = Event("backup.written", f"{made.head.size}:{made.head.root}", {"file": out.name})
        store.ledger.append("event", [event], id=f"backup:{workspace.new_id()}", actor=actor, now=now)
    return made


def restore_into(source: Path, folder: Path, *, key: str | None, head: str | None, database: str) -> Verification:
    """The workspace ``folder`` made from a backup, and what its verification found; an altered one is refused.

    Raises
    ------
    WorkspaceError
        ``workspace.exists``, ``backup.unwritable``, ``workspace.address``, ``workspace.not_empty``.
    InputError
        ``backup.unreadable``.
    LedgerAltered
        ``backup.altered``.
    """
    return restore(source, folder, key=key, head=head, database=database)
