"""Media columns: paths to files become what a cell keeps of each file; the bytes are for the blob store.

Files are looked for under one folder and nowhere else. What a file is, its first bytes say, never its name.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa

from assay.core.figures import count
from assay.core.item import Column, Role
from assay.core.media import TYPES, Media, MediaKind, kind_of
from assay.datasets.image_size import HEAD_BYTES, image_size
from assay.datasets.problems import Problems, shown
from assay.datasets.roles import named

MEGABYTE = 1_000_000
MOST_BYTES = {"image": 32 * MEGABYTE, "audio": 200 * MEGABYTE, "video": 1_000 * MEGABYTE}
"""A larger file is refused."""
MOST_PIXELS = 100_000_000
MOST_FILES = 100_000
"""Files of one dataset version."""
PIECE_BYTES = 1 << 20
SHOWN_KINDS = "PNG, JPEG, GIF, WebP, MP3, WAV, Ogg, M4A, MP4 or WebM"


class Found(NamedTuple):
    """A file that a cell names."""

    path: Path
    """Where it is."""
    media: Media
    """What is kept of it."""


@dataclass(frozen=True, slots=True)
class TakenMedia:
    """A table whose media columns tell of files, and those files."""

    table: pa.Table
    """The same rows and columns."""
    files: Mapping[str, Path]
    """SHA-256 to the file that has it."""


def take_media(table: pa.Table, columns: Sequence[Column], folder: Path, *, file: str | None = None) -> TakenMedia:
    """What the media columns of a table name, looked for under ``folder``. Cost: each file is read once.

    Raises
    ------
    InputError
        Every problem at once: ``media.path``, ``media.missing``, ``media.kind``, ``media.size``, ``media.broken``,
        ``media.too_many``.
    """
    names, problems = named(columns, Role.MEDIA), Problems(file)
    known: dict[str, Found | None] = {}
    for name in names:
        cells = [None if value is None else str(value) for value in table.column(name).to_pylist()]
        for cell in dict.fromkeys(each for each in cells if each):
            if cell not in known and len(known) < MOST_FILES:
                known[cell] = _found(folder, cell, name, problems)
        texts = [_told(known, cell) for cell in cells]
        table = table.set_column(table.column_names.index(name), name, pa.array(texts, pa.string()))
    if len(known) >= MOST_FILES:
        what = f"The media columns name {count(MOST_FILES)} files or more."
        problems.add("media.too_many", what, "Import them as several datasets.")
    problems.raise_any()
    return TakenMedia(table, {each.media.sha256: each.path for each in known.values() if each is not None})


def _told(known: Mapping[str, Found | None], cell: str | None) -> str | None:
    found = known.get(cell) if cell else None
    return None if found is None else found.media.text()


def _found(folder: Path, cell: str, column: str, problems: Problems) -> Found | None:
    place = _place(folder, cell)
    said = f"{shown(cell)} in the media column {shown(column)}"
    if place is None:
        fix = "Name files by their path below the folder of the file, or below --media-folder."
        problems.add("media.path", f"The path {said} leads out of its folder.", fix)
        return None
    if not place.is_file():
        problems.add("media.missing", f"There is no file {said}.", f"It is looked for under {folder}.")
        return None
    with place.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
        if kind is None:
            fix = f"Give {SHOWN_KINDS}: the bytes count, not the name."
            problems.add("media.kind", f"The file {said} is of no kind that is shown.", fix)
            return None
        size = image_size(file, kind) if TYPES[kind].startswith("image/") else (0, 0)
        if size is None:
            problems.add("media.broken", f"The file {said} does not tell how wide and high it is.", "Save it anew.")
            return None
        too_large = _too_large(kind, place.stat().st_size, size)
        if too_large is not None:
            what, fix = too_large
            problems.add("media.size", f"The file {said} {what}.", fix)
            return None
        return Found(place, Media(kind, _digest(file), *size))


def _place(folder: Path, cell: str) -> Path | None:
    """Where a path leads; None where that is not below the folder."""
    if "\0" in cell or "\\" in cell or Path(cell).is_absolute():
        return None
    try:
        home, place = folder.resolve(), (folder / cell).resolve()
    except (OSError, RuntimeError):
        return None
    return place if place.is_relative_to(home) and place != home else None


def _too_large(kind: MediaKind, n_bytes: int, size: tuple[int, int]) -> tuple[str, str] | None:
    """What is wrong with the size of a file, in words, and what would be right."""
    plays = TYPES[kind].partition("/")[0]
    if n_bytes > MOST_BYTES[plays]:
        fix = f"Make it smaller: up to {count(MOST_BYTES[plays])} for {plays}."
        return f"has {count(n_bytes)} bytes", fix
    if size[0] * size[1] > MOST_PIXELS:
        fix = f"Make it smaller: up to {count(MOST_PIXELS)} pixels."
        return f"has {count(size[0])} x {count(size[1])} pixels", fix
    return None


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()
