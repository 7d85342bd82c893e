"""The doctor story: what is wrong with this installation or workspace, and what to do about it."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as installed
from typing import TYPE_CHECKING

from assay.core.errors import AssayError
from assay.core.figures import count
from assay.core.version import version
from assay.store.derived import rebuild as rebuild_derived
from assay.store.leftovers import find_leftovers
from assay.store.leftovers import sweep as remove_old

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

OLDEST_PYTHON = (3, 11)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at."""

    what: str
    """What was found."""
    fine: bool
    """Whether it is as it should be."""
    fix: str = ""
    """What to do where it is not."""


def examine_installation() -> Iterator[Examined]:
    """Python, the package and its dependencies."""
    python = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info[:2] >= OLDEST_PYTHON
    yield Examined(f"Python {python}, assay {version()}.", fine, "" if fine else "Use Python 3.11 or newer.")
    missing = [name for name in dependencies() if not is_installed(name)]
    yield Examined(
        f"{len(missing)} packages are missing: {', '.join(missing)}." if missing else "All packages are installed.",
        not missing,
        "Install again: make install." if missing else "",
    )


def dependencies() -> list[str]:
    """Names of what assay itself requires, extras left out."""
    try:
        wanted = requires("assay") or []
    except PackageNotFoundError:
        return []
    return [found.group() for text in wanted if "extra" not in text and (found := NAME.match(text))]


def is_installed(name: str) -> bool:
    """Whether a distribution of this name is here."""
    try:
        return bool(installed(name))
    except PackageNotFoundError:
        return False


def examine_workspace(workspace: "Workspace", *, rebuild: bool, sweep: bool = False) -> Iterator[Examined]:
    """Key, heads, derived tables, and what killed commands left behind."""
    store = workspace.store
    yield Examined(f"Workspace {workspace.folder} opens.", True)
    key = store.key_file
    known = key is not None or store.keys.find(store.key_fingerprint) is not None
    yield Examined(
        f"The signing key {store.key_fingerprint[:16]} is {'here' if known else 'not here'}.",
        known,
        "" if known else "Restore the key file into ASSAY_KEY_FOLDER; without it nothing can be appended.",
    )
    if key is not None:
        mode = key.stat().st_mode & 0o077
        yield Examined(
            f"The key file {'can be read by others' if mode else 'is yours alone'}.",
            not mode,
            f"chmod 600 {key}" if mode else "",
        )
    if rebuild:
        rebuild_derived(store)
        yield Examined("The derived tables were made again.", True)
    yield from heads(workspace)
    yield unfinished_files(workspace, sweep=sweep)


def unfinished_files(workspace: "Workspace", *, sweep: bool) -> Examined:
    """What killed commands left behind; with ``sweep``, the old ones are removed."""
    found = find_leftovers(workspace.folder, now=workspace.now())
    old = [each for each in found if each.is_old]
    young = f" {count(len(found) - len(old))} more may be being written now." if len(found) > len(old) else ""
    if sweep:
        return Examined(f"Unfinished files removed: {count(len(old))} ({count(remove_old(found))} bytes).{young}", True)
    if not old:
        return Examined(f"No unfinished files of killed commands.{young}", True)
    size = count(sum(each.size for each in old))
    what = f"Unfinished files of killed commands: {count(len(old))} ({size} bytes; nothing reads them).{young}"
    return Examined(what, False, "Run: assay doctor --sweep.")


def heads(workspace: "Workspace") -> Iterator[Examined]:
    """Whether a signed head covers the whole log."""
    try:
        head, size = workspace.store.ledger.head(), workspace.store.ledger.size()
    except AssayError as error:
        yield Examined(error.problems[0].what, False, error.problems[0].fix)
        return
    yield Examined(
        f"The signed head covers {head.size} of {size} entries.",
        head.size == size,
        "Run: assay verify." if head.size != size else "",
    )
