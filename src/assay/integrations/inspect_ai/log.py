"""A log of Inspect, whichever way it is written: an ``.eval`` archive, or one ``.json`` document."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from assay.core.errors import InputError
from assay.datasets.json_parts import list_in
from assay.datasets.json_records import read_document
from assay.integrations.inspect_ai.archive import FIX, Archive

HEADER, BEGUN = "header.json", "_journal/start.json"
"""What stands at the end of an archive, and what stands there alone where its run was killed."""


class Log(NamedTuple):
    """A log that was read."""

    header: Mapping[str, Any]
    """What was evaluated, and how it ended."""
    samples: tuple[Mapping[str, Any], ...]
    """Each sample of each epoch."""
    sha256: str
    """Of the bytes of the file."""


def read_log(path: Path) -> Log:
    """The log of a file, by how it begins.

    Raises
    ------
    InputError
        ``input.no_file``, ``input.too_large``, ``exchange.shape`` with every sample that cannot be read.
    """
    if _is_document(path):
        document = read_document(path, by_python=True)
        if not isinstance(document.value.get("eval"), dict):
            raise InputError("exchange.shape", "The document has no 'eval'.", FIX, file=str(path))
        samples = list_in(document.value.get("samples"))
        return Log(document.value, tuple(each for each in samples if isinstance(each, dict)), document.sha256)
    archive = Archive(path)
    header = archive.first_of(HEADER, BEGUN).value
    return Log(header, tuple(entry.value for entry in archive.below("samples/")), archive.sha256)


def _is_document(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
