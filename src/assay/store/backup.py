"""Backup of a workspace in use, and restore with verification.

A backup is a folder, or one .tar of it, with ``assay.db``, ``objects/``, ``workspace.json`` and ``backup.json``, which
lists every file with its SHA-256. The signing key is not in it: keep that apart.
"""

import io
import json
import os
import re
import secrets
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError, LedgerAltered, Problem, WorkspaceError
from assay.core.ledger import Head, Soundness, Verification
from assay.store.blobs import digest_file, pieces
from assay.store.bundle_file import Member
from assay.store.copying import copy_into_empty
from assay.store.durable import sync_folder, write_durably
from assay.store.keys import keyring
from assay.store.open import (
    DATABASE,
    OBJECTS,
    POSTGRES,
    SETTINGS,
    SQLITE,
    Store,
    open_database,
    read_settings,
    write_settings,
)
from assay.store.sqlite import SqliteDatabase
from assay.store.verify import verify_folder

FORMAT = "assay-backup/1"
LIST = "backup.json"
MOST_LIST_BYTES = 1 << 28
_FILE = re.compile(rf"{re.escape(DATABASE)}|{re.escape(SETTINGS)}|{OBJECTS}/[0-9a-f]{{2}}/[0-9a-f]{{62}}")


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    format: str
    """Format and its version."""
    created_at: str
    """UTC."""
    head: Head
    """Newest signed head in it."""
    files: tuple[Member, ...]
    """Every file with its hash, in order of name."""


def backup(store: Store, target: Path, *, now: str) -> Backup:
    """Copy a workspace while others may use it; ``target`` is a new folder, or a new file that ends in ``.tar``.

    The database is copied first, by SQLite's own online backup, then the blobs, which are durable before any row
    names them: so every blob that the copy names is in it.

    Raises
    ------
    WorkspaceError
        ``backup.exists``, ``backup.unwritable``, ``workspace.busy``.
    """
    if target.exists():
        raise WorkspaceError("backup.exists", f"{target} is there already.", "Name another file or folder.")
    try:
        with _beside(target) as partial:
            made = _copy(store, partial, now)
            if target.suffix == ".tar":
                _pack(partial, made, target)
            else:
                partial.replace(target)
            sync_folder(target.parent)
            return made
    except OSError as error:
        what = f"The backup {target} cannot be written: {error}."
        raise WorkspaceError("backup.unwritable", what, "Check the folder, its permissions and the disk.") from None


def restore(
    source: Path,
    folder: Path,
    *,
    key_folder: Path | None = None,
    key: str | None = None,
    head: str | Head | None = None,
    database: str = SQLITE,
) -> Verification:
    """Make the workspace ``folder`` from a backup; every file is hashed and the whole ledger verified first.

    With ``database="postgres"`` the rows then go into the empty database at the address in the environment.

    Raises
    ------
    WorkspaceError
        ``workspace.exists`` when ``folder`` is there and not empty; ``backup.unwritable``, ``workspace.not_empty``.
    InputError
        ``backup.unreadable`` when the source is not a backup.
    LedgerAltered
        ``backup.altered`` with every file, or every finding of ``verify``; nothing is restored then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError("workspace.exists", f"{folder} is there and not empty.", "Name a new folder.")
    keys = keyring(key_folder, workspace=folder)
    try:
        with _beside(folder) as partial:
            _unpack(source, partial)
            (partial / OBJECTS).mkdir(exist_ok=True)
            found = verify_folder(partial, keys=keys, key=key, head=head)
            if found.outcome is Soundness.ALTERED:
                raise LedgerAltered.gather(
                    Problem("backup.altered", f"{each.what} {each.where}: {each.detail}", "Take another backup.")
                    for each in found.findings
                )
            if database == POSTGRES:
                _move_to_postgres(partial)
            if folder.exists():
                folder.rmdir()
            partial.replace(folder)
            sync_folder(folder.parent)
            return found
    except OSError as error:
        what = f"The workspace {folder} cannot be written: {error}."
        raise WorkspaceError("backup.unwritable", what, "Check the folder, its permissions and the disk.") from None


def _move_to_postgres(folder: Path) -> None:
    """All rows of the file into an empty database, in one transaction; the file goes."""
    source, target = SqliteDatabase(folder / DATABASE), open_database(folder, POSTGRES)
    try:
        with source.read() as kept, target.write() as connection:
            copy_into_empty(kept, connection)
    finally:
        source.close()
        target.close()
    for file in folder.glob(f"{DATABASE}*"):
        file.unlink()
    write_settings(folder, replace(read_settings(folder), database=POSTGRES))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder next to the target, gone afterwards unless it became the target, with the parents made for it."""
    made = [parent for parent in target.parents if not parent.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(8)}.partial")
    partial.mkdir()
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        if not target.exists():
            with suppress(OSError):
                for parent in made:
                    parent.rmdir()


def _copy(store: Store, folder: Path, now: str) -> Backup:
    store.database.copy_to(folder / DATABASE)
    head = _newest_head(folder / DATABASE)
    names = [DATABASE, SETTINGS]
    _copy_settings(store, folder)
    for blob in store.blobs.names():
        name = f"{OBJECTS}/{blob[:2]}/{blob[2:]}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store.blobs.path(blob), folder / name)
        names.append(name)
    files = tuple(_member(folder, name) for name in sorted(names))
    made = Backup(FORMAT, now, head, files)
    write_durably(folder / LIST, (json.dumps(to_plain(made), indent=1).encode() + b"\n",))
    return made


def _newest_head(path: Path) -> Head:
    with closing(sqlite3.connect(path)) as copy:
        return Head(*copy.execute("SELECT size, root, at, key, signature FROM head ORDER BY size DESC").fetchone())


def _copy_settings(store: Store, folder: Path) -> None:
    """As they are; but a backup holds its database in a file, wherever the workspace has it."""
    if store.settings.database == SQLITE:
        shutil.copyfile(store.folder / SETTINGS, folder / SETTINGS)
    else:
        write_settings(folder, replace(store.settings, database=SQLITE))


def _member(folder: Path, name: str) -> Member:
    path = folder / name
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return Member(name, digest_file(path), path.stat().st_size)


def _pack(folder: Path, made: Backup, target: Path) -> None:
    partial = folder / "packed.tar"
    with tarfile.open(partial, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in (LIST, *(member.name for member in made.files)):
            info = tarfile.TarInfo(name)
            info.size, info.mode = (folder / name).stat().st_size, 0o600
            with (folder / name).open("rb") as file:
                tar.addfile(info, file)
    write_durably(target, pieces(partial))


def _unpack(source: Path, folder: Path) -> None:
    if source.is_dir():
        _take(source, folder)
        return
    if source.exists() and not source.is_file():
        raise _unreadable(source, "it is not a regular file")
    try:
        with tarfile.open(source, "r:") as tar:
            _take_from_tar(tar, folder)
    except (tarfile.TarError, EOFError) as error:
        raise _unreadable(source, str(error)) from None
    except FileNotFoundError:
        raise _unreadable(source, "there is no such file") from None


def _take(source: Path, folder: Path) -> None:
    listed = source / LIST
    if not listed.is_file():
        raise _unreadable(source, f"it has no {LIST}")
    made = _read_list(listed.read_bytes(), source)
    for member in made.files:
        path = source / member.name
        if path.is_symlink() or not path.is_file():
            raise _altered(member, "is missing")
        with path.open("rb") as file:
            _take_file(member, file, folder)


def _take_from_tar(tar: tarfile.TarFile, folder: Path) -> None:
    first = tar.next()
    if first is None or first.name != LIST or not first.isreg() or first.size > MOST_LIST_BYTES:
        raise _unreadable(Path(str(tar.name)), f"it does not begin with {LIST}")
    made = _read_list(_stream(tar, first).read(), Path(str(tar.name)))
    for member in made.files:
        info = tar.next()
        if info is None or info.name != member.name or not info.isreg():
            raise _altered(member, "is missing, or another file stands in its place")
        _take_file(member, _stream(tar, info), folder)


def _stream(tar: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    return tar.extractfile(info) or io.BytesIO()


def _read_list(data: bytes, source: Path) -> Backup:
    try:
        made = from_plain(Backup, json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _unreadable(source, f"{LIST}: {error}") from None
    if made.format != FORMAT:
        raise _unreadable(source, f"its format is '{made.format}', not '{FORMAT}'")
    for member in made.files:
        if not _FILE.fullmatch(member.name):
            raise _unreadable(source, f"{LIST} names '{member.name[:100]}', which no workspace has")
    return made


def _take_file(member: Member, file: IO[bytes], folder: Path) -> None:
    """Copy at most the bytes that are due, and hash what was copied."""
    target = folder.joinpath(*PurePosixPath(member.name).parts)
    target.parent.mkdir(parents=True, exist_ok=True)

    def due() -> Iterator[bytes]:
        left = member.bytes + 1
        while left > 0 and (piece := file.read(min(left, 1 << 20))):
            left -= len(piece)
            yield piece

    write_durably(target, due())
    found = digest_file(target)
    if found != member.sha256 or target.stat().st_size != member.bytes:
        raise _altered(member, f"has other bytes (SHA-256 {found})")


def _altered(member: Member, how: str) -> LedgerAltered:
    return LedgerAltered("backup.altered", f"The file {member.name} of the backup {how}.", "Take another backup.")


def _unreadable(source: Path, why: str) -> InputError:
    return InputError(
        "backup.unreadable", f"{source} is not a backup: {why}.", "Give a folder or a .tar of assay backup."
    )
