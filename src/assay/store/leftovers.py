"""What a killed process leaves behind: files that were being written beside their place and that no name points to.

They are never read, so they do no harm but take room. A fresh one may be a write of another process that is under way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assay.store.durable import PARTIAL

SAFE_AGE_S = 3600
"""A write that another process has under way is far younger."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """One unfinished file."""

    path: Path
    """Where it is."""
    size: int
    """Its bytes."""
    is_old: bool
    """Whether it is so old that no process can be writing it still."""


def find_leftovers(folder: Path, *, now: str) -> list[Leftover]:
    """Unfinished files of the workspace ``folder`` and of its blobs, sorted; ``now`` as `core.ports.Clock` gives it."""
    oldest = datetime.fromisoformat(now).timestamp() - SAFE_AGE_S
    found = []
    for path in sorted(folder.rglob(".*.partial")):
        if PARTIAL.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            kept = path.stat()
            found.append(Leftover(path, kept.st_size, kept.st_mtime < oldest))
    return found


def sweep(leftovers: Sequence[Leftover]) -> int:
    """Remove the old ones; gives the bytes set free."""
    old = [each for each in leftovers if each.is_old]
    for each in old:
        each.path.unlink(missing_ok=True)
    return sum(each.size for each in old)
