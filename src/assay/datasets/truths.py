"""Columns that say yes or no: 1 and 0, or one of a few words."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.metrics.encoding import encode, one_array
from assay.metrics.fact_table import check_columns

Floats = npt.NDArray[np.float64]
WORDS: Mapping[str, float] = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "y", "right", "pass", "passed", "safe", "refuse", "refused"), 1.0),
    **dict.fromkeys(("0", "0.0", "false", "no", "n", "wrong", "fail", "failed", "unsafe", "answer", "answered"), 0.0),
}
"""What counts as yes (1) and as no (0), whatever the case."""


def truth_column(table: pa.Table, name: str) -> Floats:
    """1 for yes, 0 for no, NaN where nothing is said.

    Raises
    ------
    InputError
        ``input.unknown_column``, ``input.truth`` with the near match.
    """
    check_columns(table, [name])
    column = encode(one_array(table[name]))
    levels = [level.strip().lower() for level in column.levels]
    unknown = [level for level in levels if level and level not in WORDS]
    if unknown:
        what = f"Column '{name}' holds '{unknown[0][:40]}', which says neither yes nor no."
        raise InputError("input.truth", what, f"Write 1 or 0. {did_you_mean(unknown[0], WORDS)}")
    return np.asarray([WORDS.get(level, np.nan) for level in levels] + [np.nan])[column.values]
