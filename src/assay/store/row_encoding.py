"""How the rows of a segment hash: a fixed encoding of each row, made column by column for all rows at once.

The leaf of a row is SHA-256(0x00 || encoding), and its encoding is, for each column in the order of the schema:

    0x00                                       when the value is absent
    0x01 || length, 4 bytes || the value       when it is there

with the length in bytes and little-endian; text as UTF-8, whole numbers as 8 bytes two's complement, little-endian;
numbers as 8 bytes IEEE 754, little-endian. Names and types of columns are fixed by the ``schema`` of the entry.
It does not depend on Parquet, on Arrow or on the way rows are cut into chunks.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
CHUNK_ROWS = 50_000
"""Rows encoded at a time: memory stays near 20 MB."""
_ABSENT = pa.scalar(b"\x00", pa.binary())
_NOTHING = pa.scalar(b"", pa.binary())


def row_hashes(table: pa.Table) -> list[bytes]:
    """Leaf hashes of all rows, 32 bytes each. Cost: about 2 microseconds a row of twenty columns."""
    found: list[bytes] = []
    for start in range(0, table.num_rows, CHUNK_ROWS):
        found.extend(_chunk_hashes(table.slice(start, CHUNK_ROWS).combine_chunks()))
    return found


def row_encodings(table: pa.Table) -> Any:
    """Arrow binary array: 0x00, which marks a leaf, and the encoding of each row."""
    parts = [part for name in table.column_names for part in _encoded(_one_array(table.column(name)))]
    joined = [pa.repeat(pa.scalar(b"", pa.binary()), table.num_rows), *_merged([b"\x00", *parts]), _NOTHING]
    return pc.binary_join_element_wise(*joined)


def _merged(parts: Iterable[Any]) -> Iterator[Any]:
    """Parts that are the same for all rows, put together with their neighbours: fewer to copy row by row."""
    for same, group in groupby(parts, key=lambda part: isinstance(part, bytes)):
        if same:
            yield pa.scalar(b"".join(group), pa.binary())
        else:
            yield from group


def _chunk_hashes(table: pa.Table) -> list[bytes]:
    rows = row_encodings(table)
    offsets = np.frombuffer(rows.buffers()[1], np.int32)[rows.offset : rows.offset + len(rows) + 1].tolist()
    data = memoryview(rows.buffers()[2])
    return [sha256(data[start:stop]).digest() for start, stop in pairwise(offsets)]


def _one_array(column: Any) -> Any:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _encoded(values: Any) -> tuple[Any, ...]:
    """What, joined row by row, is the encoding of a column: arrays, or bytes that are the same for all rows."""
    if values.null_count == len(values):
        return (b"\x00",)
    is_text, is_whole = pa.types.is_string(values.type), pa.types.is_int64(values.type)
    if values.null_count == 0 and (is_text or is_whole) and pc.all(pc.equal(values, values[0])).as_py():
        return (_one_value(values[0].as_py()),)
    if is_text:
        octets = values.cast(pa.binary())
        lengths = pc.fill_null(pc.binary_length(octets), 0).to_numpy()
        return _with_absent(_rows_of_bytes(_present(lengths)), values), pc.fill_null(octets, _NOTHING)
    raw = _raw_numbers(values)
    prefix_and_value = np.hstack([_present(np.full(len(values), 8)), raw.view(np.uint8).reshape(-1, 8)])
    return (_with_absent(_rows_of_bytes(prefix_and_value), values),)


def _one_value(value: str | int) -> bytes:
    octets = value.encode() if isinstance(value, str) else value.to_bytes(8, "little", signed=True)
    return b"\x01" + len(octets).to_bytes(4, "little") + octets


def _raw_numbers(values: Any) -> np.ndarray[tuple[int], np.dtype[np.int64 | np.float64]]:
    if pa.types.is_int64(values.type):
        return np.ascontiguousarray(pc.fill_null(values, 0).to_numpy(), dtype="<i8")
    if pa.types.is_float64(values.type):
        return np.ascontiguousarray(pc.fill_null(values, 0.0).to_numpy(), dtype="<f8")
    raise TypeError(f"segments have no columns of type {values.type}")


def _present(lengths: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    prefix = np.ones((len(lengths), 5), np.uint8)
    prefix[:, 1:] = lengths.astype("<u4").view(np.uint8).reshape(-1, 4)
    return prefix


def _rows_of_bytes(matrix: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> Any:
    n_rows, width = matrix.shape
    octets = pa.py_buffer(matrix.tobytes())
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), n_rows, [None, octets]).cast(pa.binary())


def _with_absent(encoded: Any, values: Any) -> Any:
    return encoded if values.null_count == 0 else pc.if_else(values.is_valid(), encoded, _ABSENT)
