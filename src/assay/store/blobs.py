"""Blobs: bytes kept under the SHA-256 of themselves, in ``objects/ab/cdef...``."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assay.core.errors import LedgerAltered, WorkspaceError
from assay.store.durable import sync_folder, write_durably

PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Blobs:
    """The blob store of one workspace."""

    folder: Path
    """The folder ``objects``."""

    def put_bytes(self, data: bytes) -> str:
        """Keep ``data``; give its name. Durable on return; the same bytes twice are one blob."""
        name = hashlib.sha256(data).hexdigest()
        self._keep(name, len(data), iter((data,)))
        return name

    def put_file(self, path: Path) -> str:
        """Keep the bytes of a file; give their name. Durable on return.

        Raises
        ------
        WorkspaceError
            ``blob.changing`` when the file changes while it is read.
        """
        name, size = digest_file(path), path.stat().st_size
        self._keep(name, size, pieces(path))
        if digest_file(self._place(name)) != name:
            self._place(name).unlink()
            raise WorkspaceError(
                "blob.changing", f"The file {path} changed while it was read.", "Try again when nobody writes to it."
            )
        return name

    def path(self, sha256: str) -> Path:
        """Where the blob is.

        Raises
        ------
        WorkspaceError
            ``blob.missing`` when it is not kept here.
        """
        place = self._place(sha256)
        if not place.is_file():
            raise WorkspaceError(
                "blob.missing",
                f"The blob {sha256} is not in {self.folder}.",
                "Restore it from a backup: assay restore.",
            )
        return place

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their name.

        Raises
        ------
        WorkspaceError
            ``blob.missing``.
        LedgerAltered
            ``blob.altered`` when the bytes no longer have that hash.
        """
        data = self.path(sha256).read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            raise LedgerAltered(
                "blob.altered", f"The blob {sha256} has other bytes (SHA-256 {found}).", "See: assay verify."
            )
        return data

    def has(self, sha256: str) -> bool:
        """Whether a blob of that name is here (its bytes are not checked)."""
        return self._place(sha256).is_file()

    def names(self) -> Iterator[str]:
        """Names of all blobs, sorted; files that are not blobs are left out."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for file in sorted(folder.iterdir()):
                name = folder.name + file.name
                if _is_name(name):
                    yield name

    def _place(self, sha256: str) -> Path:
        if not _is_name(sha256):
            raise WorkspaceError(
                "blob.name",
                f"'{sha256[:80]}' is not the name of a blob.",
                "Names are 64 lower-case hexadecimal digits.",
            )
        return self.folder / sha256[:2] / sha256[2:]

    def _keep(self, name: str, size: int, data: Iterator[bytes]) -> None:
        place = self._place(name)
        if place.is_file() and place.stat().st_size == size and digest_file(place) == name:
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        write_durably(place, data)
        sync_folder(self.folder)


def pieces(path: Path) -> Iterator[bytes]:
    """Bytes of a file, a mebibyte at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def digest_file(path: Path) -> str:
    """SHA-256 of the bytes of a file, hexadecimal."""
    digest = hashlib.sha256()
    for piece in pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _is_name(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")
