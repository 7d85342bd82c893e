"""Files that are wholly there or not at all, also after a loss of power."""

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

PARTIAL = re.compile(r"\..+\.[0-9a-f]{16}\.partial")
"""Name of a file that is being written, or that a killed process left (see `assay.store.leftovers`)."""


def write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    """Write ``path`` whole: a file beside it, fsync, rename, fsync of the folder. Concurrent writers do no harm."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}.partial")
    try:
        with partial.open("xb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (where the system has such a thing; Windows does not)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
