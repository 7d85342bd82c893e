"""Immutable dataset versions: rows as Parquet parts, a manifest that names them, and the hash that is the version."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assay.core.canonical import Plain, content_hash
from assay.core.encode import to_plain
from assay.core.errors import InputError
from assay.core.item import Column, DatasetVersion, Part, Source
from assay.datasets.logical import logical_hash
from assay.datasets.parquet import parquet_bytes

PART_ROWS = 1_000_000
FORMAT = "assay-dataset/1"


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A Parquet part, ready for the store of blobs."""

    part: Part
    """What the manifest says of it."""
    data: bytes
    """Its bytes."""


def write_parts(table: pa.Table, *, rows: int = PART_ROWS) -> Iterator[WrittenPart]:
    """``table`` (types of the house, sensitive values taken out) as Parquet, ``rows`` a part, row order kept.

    One part is in memory at a time. The same rows give the same logical hashes always, and the same bytes with the
    same version of Arrow.
    """
    for low in range(0, table.num_rows, rows):
        piece = table.slice(low, rows)
        data = parquet_bytes(piece)
        part = Part(sha256(data).hexdigest(), logical_hash(piece), piece.num_rows, len(data))
        yield WrittenPart(part, data)


def make_version(name: str, columns: Sequence[Column], parts: Sequence[Part], source: Source) -> DatasetVersion:
    """The manifest of a version whose parts were written."""
    return DatasetVersion(name, tuple(columns), tuple(parts), sum(part.rows for part in parts), source)


def version_hash(version: DatasetVersion) -> str:
    """The version: hash of columns with their roles and of the logical content of the parts, 64 hexadecimal digits.

    The dataset's name, the file it came from and the Parquet encoding do not count: the same rows and roles are the
    same version, with any Arrow. The bytes of the parts are named in the manifest, which the ledger covers.
    """
    return content_hash(_plain(version))


def read_parts(paths: Sequence[Path], *, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of a version from its parts in order; only ``columns`` when given.

    Raises
    ------
    InputError
        ``dataset.part_broken`` when a part cannot be read.
    """
    names: Any = list(columns) if columns is not None else None
    try:
        return pa.concat_tables([_read_part(path, names) for path in paths])
    except (pa.ArrowException, OSError) as error:
        what = f"A part of the dataset cannot be read: {error}"
        raise InputError("dataset.part_broken", what, "Run assay verify, then restore a backup.") from error


def _read_part(path: Path, names: list[str] | None) -> pa.Table:
    with pq.ParquetFile(path, page_checksum_verification=True) as part:
        return part.read(columns=names)


def _plain(version: DatasetVersion) -> Plain:
    parts: list[Plain] = [{"logical": part.logical, "rows": part.rows} for part in version.parts]
    columns: Plain = to_plain(version.columns)
    return {"format": FORMAT, "columns": columns, "parts": parts, "n_items": version.n_items}
