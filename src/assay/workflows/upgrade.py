"""The upgrade story: an older workspace is checked, copied, taken up to this version's schema, and checked again."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from assay.core.errors import LedgerAltered, Problem
from assay.core.ledger import Soundness, Verification
from assay.core.ports import Clock, NewId
from assay.core.version import version
from assay.store.backup import backup
from assay.store.clock import random_id, system_now
from assay.store.migrate import KNOWN, SCHEMA, known_schema, upgrade_schema
from assay.store.open import Store, open_store
from assay.store.records import Event
from assay.store.verify import verify_store

UPGRADED, COPIED = "workspace.upgraded", "backup.written"


class Way(NamedTuple):
    """From which schema to which one."""

    folder: Path
    """The workspace."""
    found: str
    """The schema that it has."""
    known: str
    """The newest schema that this version of Assay knows."""
    copy: Path
    """Where the backup goes that is made first."""

    @property
    def steps(self) -> tuple[str, ...]:
        """The schemas that it goes through, the newest last; none when there is nothing to do."""
        return KNOWN[KNOWN.index(self.found) + 1 :]


def way_up(place: Path, *, out: Path | None = None, now: Clock = system_now) -> Way:
    """What an upgrade of the workspace in ``place`` would do; changes nothing.

    Raises
    ------
    WorkspaceError
        ``workspace.none``, ``workspace.schema``, ``workspace.unreadable``.
    """
    with open_store(place, as_it_is=True) as store:
        found = known_schema(store.database)
    stamp = now()[:19].replace(":", "").replace("-", "")
    return Way(place, found, SCHEMA, out or place.parent / f"assay-{found}-{stamp}.tar")


def upgrade(
    way: Way, *, actor: str, now: Clock = system_now, new_id: NewId = random_id, tell: Callable[[str], None]
) -> Verification:
    """Check, copy, take up, check; ``tell`` hears each step before it is done.

    On an error the workspace is as it was: the change of the tables is one transaction.

    Raises
    ------
    LedgerAltered
        ``upgrade.altered`` with every finding, before anything is changed.
    WorkspaceError
        ``backup.exists``, ``backup.unwritable``, ``workspace.role`` for a role that may not change tables.
    """
    with open_store(way.folder, as_it_is=True) as store:
        tell("Checking every record before anything is changed ...")
        _checked(store, "Restore a backup, or see what it is: assay verify.")
        tell(f"Writing a backup to {way.copy} ...")
        made = backup(store, way.copy, now=now())
        tell(f"Taking the tables from {way.found} to {way.known} ...")
        upgrade_schema(store.database)
        tell("Checking every record again ...")
        checked = _checked(store, f"Restore the backup: assay restore {way.copy} FOLDER.")
    with open_store(way.folder) as store:
        copied = Event(COPIED, f"{made.head.size}:{made.head.root}", {"file": way.copy.name})
        upgraded = Event(UPGRADED, way.known, {"from": way.found, "assay": version()})
        if store.keys.find(store.key_fingerprint) is not None:
            store.ledger.append("event", [copied, upgraded], id=f"upgrade:{new_id()}", actor=actor, now=now())
    return checked


def _checked(store: Store, fix: str) -> Verification:
    found = verify_store(store)
    if found.outcome is Soundness.ALTERED:
        raise LedgerAltered.gather(
            Problem("upgrade.altered", f"{each.what} {each.where}: {each.detail}", fix) for each in found.findings
        )
    return found
