"""Columns of estimates and comparisons as Arrow."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.metrics.encoding import ArrowArray
from assay.metrics.finish import Numbers
from assay.metrics.reasons import WORDS

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def number_columns(numbers: Sequence[Numbers]) -> dict[str, ArrowArray]:
    """Values, intervals, counts and reasons as Arrow columns."""
    defined = np.concatenate([each.defined for each in numbers])
    bounded = np.concatenate([each.bounded for each in numbers])
    effective = np.concatenate([each.n_effective for each in numbers])
    return {
        "value": masked([each.value for each in numbers], defined),
        "low": masked([each.low for each in numbers], bounded),
        "high": masked([each.high for each in numbers], bounded),
        "standard_error": masked([each.spreads.standard_error for each in numbers], bounded),
        "n": pa.array(np.concatenate([each.n for each in numbers])),
        "n_effective": pa.array(effective, mask=~(defined & (effective > 0))),
        "reason": pa.DictionaryArray.from_arrays(
            pa.array(
                np.concatenate([each.reason for each in numbers]).astype(np.int32) - 1,
                pa.int32(),
                mask=np.concatenate([each.reason for each in numbers]) == 0,
            ),
            pa.array(WORDS[1:], pa.string()),
        ),
    }


def masked(parts: Sequence[Floats], kept: Flags) -> ArrowArray:
    """Parts one after the other, null where not kept."""
    return pa.array(np.concatenate(parts), mask=~kept)


def repeated(names: Sequence[str | None], times: int) -> ArrowArray:
    """Each name so many times, one name after the other."""
    distinct = list(dict.fromkeys(name for name in names if name is not None))
    codes = [None if name is None else distinct.index(name) for name in names]
    indices = pa.array([code for code in codes for _ in range(times)], pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(distinct, pa.string()))


def tiled(names: Sequence[str], times: int) -> ArrowArray:
    """All names so many times over."""
    distinct = {name: code for code, name in enumerate(dict.fromkeys(names))}
    codes = np.asarray([distinct[name] for name in names], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(np.tile(codes, times), pa.int32()), pa.array(list(distinct), pa.string())
    )
