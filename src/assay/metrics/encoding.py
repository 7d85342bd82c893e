"""Arrow columns to codes and texts: the one place that says how a value of any type is written as a level.

Integers are written without ``.0`` (also where a column of whole numbers came as floating point, as frames with gaps
do), booleans as ``true`` and ``false``, everything else as Arrow writes it. A missing value has code -1.
"""

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Int32s = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
if TYPE_CHECKING:
    ArrowArray: TypeAlias = pa.Array[Any]
    ArrowColumn: TypeAlias = pa.ChunkedArray[Any] | pa.Array[Any]
else:
    ArrowArray = pa.Array
    ArrowColumn = pa.ChunkedArray | pa.Array


class Encoded(NamedTuple):
    """A column as codes into its levels."""

    values: Int32s
    """Index into ``levels``; -1 where the value is missing."""
    levels: tuple[str, ...]
    """Distinct values as text, in the order of their codes; not sorted, and not all need occur."""


def one_array(column: ArrowColumn) -> ArrowArray:
    """The column as one array, texts dictionary-encoded."""
    array: Any = column
    if isinstance(array, pa.ChunkedArray):
        whole = array.unify_dictionaries() if pa.types.is_dictionary(array.type) else array
        array = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)
    found: ArrowArray = array.dictionary_encode() if _is_text(array.type) else array
    return found


def encode(column: ArrowArray) -> Encoded:
    """Codes and levels of one array; NaN counts as missing."""
    array: Any = column
    if pa.types.is_null(array.type):
        return Encoded(np.full(len(array), -1, np.int32), ())
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), pa.scalar(None, array.type), array)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    return _merge_equal_texts(_codes(array.indices), texts(array.dictionary))


def texts(values: ArrowArray) -> tuple[str | None, ...]:
    """Each value as a level is written; None where it is missing."""
    if pa.types.is_floating(values.type):
        return _number_texts(values)
    return tuple(values.cast(pa.string()).to_pylist())


def numbers(array: ArrowArray) -> Floats | None:
    """The values as float64 with NaN for missing, or None when the column does not hold numbers."""
    kind: Any = array.type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return None
    found = array.cast(pa.float64(), safe=False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.float64)


def sorted_levels(encoded: Encoded) -> Encoded:
    """The same column with levels in reading order: numbers by size, then texts."""
    order = sorted(range(len(encoded.levels)), key=lambda code: reading_order(encoded.levels[code]))
    if order == list(range(len(order))):
        return encoded
    place = np.empty(len(order) + 1, np.int32)
    place[np.asarray(order, dtype=np.int64)] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1
    return Encoded(place[encoded.values], tuple(encoded.levels[code] for code in order))


def reading_order(level: str) -> tuple[int, float, str]:
    """Sort key: numbers by size before texts."""
    try:
        number = float(level)
    except ValueError:
        return (1, 0.0, level)
    return (0, number, level) if np.isfinite(number) else (1, 0.0, level)


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _codes(indices: Any) -> Int32s:
    if indices.null_count:
        indices = indices.cast(pa.int64()).fill_null(-1)
    # a copy, because Arrow's memory is read-only, for which numba would compile every kernel a second time
    return np.array(indices.to_numpy(zero_copy_only=False), dtype=np.int32)


def _number_texts(values: ArrowArray) -> tuple[str | None, ...]:
    found = values.to_pylist()
    whole = all(value is None or float(value).is_integer() for value in found)
    return tuple(None if value is None else str(int(value)) if whole else repr(float(value)) for value in found)


def _merge_equal_texts(values: Int32s, levels: tuple[str | None, ...]) -> Encoded:
    """Levels that are written alike are one level; a missing level is code -1."""
    names = tuple(dict.fromkeys(level for level in levels if level is not None))
    if names == levels:
        return Encoded(values, names)
    place = {name: code for code, name in enumerate(names)}
    lookup = np.asarray([-1 if level is None else place[level] for level in levels] + [-1], dtype=np.int32)
    return Encoded(lookup[values], names)
