"""Hash of what a table says, independent of how Parquet or Arrow happen to lay it out.

SHA-256 of

1. the canonical JSON of its schema: ``{"format": "assay-table/1", "rows": n, "columns": [[name, layout], ...]}``;
2. for each column its validity, after 8 bytes of length: one bit a row, least significant first, 1 where a cell is
   given, zeros at the end;
3. for each column its cells, after 8 bytes of length: numbers, integers and times as values of 8 bytes, dates of 4,
   booleans of 1, zero where null; texts as one length of 8 bytes a row (0 where null), then, after 8 bytes of length,
   the UTF-8 bytes one after the other.

The two kinds of a column follow each other: validity, cells, next column. All numbers are little-endian.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from assay.core.canonical import canonical_json
from assay.datasets.cells import Cells, kernels

LAYOUTS = {
    pa.string(): "text",
    pa.int64(): "integer",
    pa.float64(): "number",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.timestamp("us"): "time_us",
    pa.timestamp("us", tz="UTC"): "time_us_utc",
    pa.timestamp("ns"): "time_ns",
    pa.timestamp("ns", tz="UTC"): "time_ns_utc",
}


def logical_hash(table: pa.Table) -> str:
    """Hash of the rows of a table with types of the house: 64 hexadecimal digits."""
    digest = hashlib.sha256()
    columns = [[field.name, LAYOUTS[field.type]] for field in table.schema]
    digest.update(canonical_json({"format": "assay-table/1", "rows": table.num_rows, "columns": columns}))
    for place in range(table.num_columns):
        column = table.column(place)
        valid = np.packbits(column.is_valid().to_numpy(), bitorder="little")
        for piece in (_framed(valid.tobytes()), *_cell_bytes(column)):
            digest.update(piece)
    return digest.hexdigest()


def fixed_values(chunk: Any) -> Any:
    """Cells of fixed width as numbers of the hash, zero where null."""
    kind = chunk.type
    if pa.types.is_boolean(kind):
        return chunk.fill_null(False).cast(pa.int8()).to_numpy()
    if pa.types.is_floating(kind):
        return chunk.fill_null(0.0).to_numpy().astype("<f8", copy=False)
    if pa.types.is_date32(kind):
        return chunk.cast(pa.int32()).fill_null(0).to_numpy().astype("<i4", copy=False)
    return chunk.cast(pa.int64()).fill_null(0).to_numpy().astype("<i8", copy=False)


def _cell_bytes(column: Cells) -> Iterator[bytes]:
    if not pa.types.is_string(column.type):
        yield _framed(b"".join(fixed_values(chunk).tobytes() for chunk in column.chunks))
        return
    lengths = kernels.binary_length(column).fill_null(0).to_numpy().astype("<i8")
    yield _framed(lengths.tobytes())
    yield int(lengths.sum()).to_bytes(8, "little")
    for chunk in column.chunks:
        yield _text_bytes(chunk)


def _text_bytes(chunk: Any) -> bytes:
    """UTF-8 bytes of all given texts; those that a null may hide in the buffer are left out."""
    dense = chunk.drop_null() if chunk.null_count else chunk
    _, offset_buffer, data = dense.buffers()
    if data is None or not len(dense):
        return b""
    offsets = np.frombuffer(offset_buffer, np.int32)[dense.offset : dense.offset + len(dense) + 1]
    found: bytes = memoryview(data)[int(offsets[0]) : int(offsets[-1])].tobytes()
    return found


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(8, "little") + content
