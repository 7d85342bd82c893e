"""The text of a reviewed file: UTF-8, of a size that a person can review; and the hash of any file."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from assay.core.errors import InputError

MOST_BYTES = 1_000_000


def read_text(path: Path) -> str:
    """A reviewed text file.

    Raises
    ------
    InputError
        ``input.no_file``, ``input.encoding``, ``input.too_large`` (over 1 MB).
    """
    with _opened(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        what = f"{path} has more than {MOST_BYTES:,} bytes."
        raise InputError("input.too_large", what, "Shorten it: a person must be able to review it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            "input.encoding", f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.", file=str(path), line=line
        ) from None


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal.

    Raises
    ------
    InputError
        ``input.no_file``.
    """
    with _opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        if not path.is_file():
            raise InputError("input.no_file", f"{path} is {_what(path)}.", "Check the path.")
        with path.open("rb") as file:
            yield file
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("input.no_file", f"{path} cannot be read: {reason}.", "Check the path.") from None


def _what(path: Path) -> str:
    """Why a path is not a file to read; a device or a pipe may never end."""
    if not path.exists():
        return "not there"
    return "a folder" if path.is_dir() else "not a regular file"
