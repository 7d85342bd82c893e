"""Columns by which items can be cut: codes into levels, and numbers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assay.metrics.encoding import ArrowArray, encode, numbers, sorted_levels

Int32s = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

MISSING = "missing"
"""Level of items whose value is missing."""


@dataclass(frozen=True, eq=False)
class Codes:
    """A column as codes into its levels."""

    name: str
    """Column name."""
    values: Int32s
    """Level of each row, shape (n_rows,); -1 is none."""
    levels: tuple[str, ...]
    """Texts, in reading order; ``missing`` last where a value is missing."""
    numbers: Floats | None = None
    """The values as numbers, NaN where missing; None for a column of texts."""


@dataclass(frozen=True, eq=False)
class FactColumn:
    """A column by which items can be cut, encoded when first asked for."""

    name: str
    """Column name."""
    array: ArrowArray
    """Values in row order; texts are dictionary-encoded."""

    @cached_property
    def codes(self) -> Codes:
        """Levels in reading order, ``missing`` last."""
        found = sorted_levels(encode(self.array))
        values, levels = found.values, found.levels
        if values.size and int(values.min()) < 0:
            levels = levels if MISSING in levels else (*levels, MISSING)
            values = np.where(values < 0, np.int32(levels.index(MISSING)), values)
        return Codes(self.name, values, levels, self.numbers)

    @cached_property
    def numbers(self) -> Floats | None:
        """Values as numbers, NaN where missing; None for texts."""
        return numbers(self.array)

    @cached_property
    def absent(self) -> npt.NDArray[np.bool_]:
        """Rows whose value is missing."""
        if self.numbers is not None:
            return np.asarray(np.isnan(self.numbers))
        return np.asarray(encode(self.array).values < 0)
