"""The keeping story: a workspace copied into one file while it is in use, and made again from it."""

from pathlib import Path
from typing import TYPE_CHECKING

from assay.core.ledger import Verification
from assay.store.backup import Backup, backup, restore

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


def back_up(workspace: "Workspace", out: Path) -> Backup:
    """One file with the database as of one moment and every blob it names."""
    return backup(workspace.store, out, now=workspace.now())


def restore_into(file: Path, folder: Path) -> Verification:
    """A workspace in ``folder``, verified."""
    return restore(file, folder)
