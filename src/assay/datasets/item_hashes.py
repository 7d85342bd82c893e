"""Content hash of each item: what the item is, apart from what anyone said of it.

SHA-256 of the SHA-256 of the schema (canonical JSON of names and layouts, by name), then for each column in the order
of names: a byte (0 null, 1 given), for a text its length in 4 bytes, then the cell as in `assay.datasets.logical`.
All numbers are little-endian.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from assay.core.canonical import canonical_json
from assay.core.item import Column, Role
from assay.datasets.cells import Cells, cells_of, kernels
from assay.datasets.logical import LAYOUTS, fixed_values

ITEM_ROLES = frozenset({Role.SLICE, Role.GROUP, Role.CLUSTER, Role.TIME, Role.TEXT, Role.MEDIA, Role.OTHER})
"""Roles of the columns that make an item what it is.

Answers (label, prediction, score) are judgments of it, its weight belongs to the sample, and sensitive values are
sealed: none of them makes another item.
"""
CHUNK = 1 << 16


def item_hashes(table: pa.Table, columns: Sequence[Column]) -> Cells:
    """Content hash of each item, as text of 64 hexadecimal digits, in row order; shape (n_rows,).

    Over the columns that make the item what it is: not its id, label, weight, predictions, scores or sensitive
    columns. Their order does not count; their names and types do. About a second for a million short rows.
    """
    names = sorted(column.name for column in columns if column.role in ITEM_ROLES)
    return row_hashes(table.select(names))


def row_hashes(table: pa.Table) -> Cells:
    """Hash of each row over all columns of ``table``, as text, in row order."""
    schema = [[field.name, LAYOUTS[field.type]] for field in table.schema]
    head = hashlib.sha256(canonical_json({"format": "assay-item/1", "columns": schema})).digest()
    if not table.num_columns:
        return cells_of(pa.array([hashlib.sha256(head).hexdigest()] * table.num_rows, pa.string()))
    hashes = [_hash_rows(table.slice(low, CHUNK), head) for low in range(0, table.num_rows, CHUNK)]
    return pa.chunked_array(hashes, pa.string())


def _hash_rows(rows: pa.Table, head: bytes) -> Any:
    pieces = [piece for place in range(rows.num_columns) for piece in _row_pieces(rows.column(place))]
    nothing = pa.scalar(b"", pa.large_binary())
    joined = kernels.binary_join_element_wise(
        pa.scalar(head, pa.large_binary()), *pieces, nothing, null_handling="replace", null_replacement=b""
    )
    _, offsets, data = joined.buffers()
    places = np.frombuffer(offsets, np.int64)[joined.offset : joined.offset + len(joined) + 1].tolist()
    view, hashed = memoryview(data), hashlib.sha256
    return pa.array([hashed(view[low:high]).hexdigest() for low, high in pairwise(places)], pa.string())


def _row_pieces(column: Cells) -> list[Any]:
    """Arrays of bytes to be joined row by row: tag, length of a text, cell."""
    whole: Any = column.combine_chunks()
    chunk = whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.cast(pa.large_string()).chunks)
    tag = _fixed(chunk.is_valid().cast(pa.int8()).to_numpy())
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return [tag, _fixed(fixed_values(chunk), chunk)]
    lengths = kernels.binary_length(chunk).fill_null(0).to_numpy().astype("<u4")
    return [tag, _fixed(lengths, chunk), chunk.cast(pa.large_binary())]


def _fixed(values: Any, given: Any = None) -> Any:
    """Numbers as an array of their little-endian bytes, null where ``given`` is null."""
    width = values.dtype.itemsize
    valid = None if given is None or not given.null_count else kernels.is_valid(given).buffers()[1]
    offsets: Any = np.arange(0, (len(values) + 1) * width, width, dtype=np.int64)
    data: Any = np.ascontiguousarray(values)
    buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_binary(), len(values), buffers)
