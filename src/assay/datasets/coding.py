"""Columns as numbers: equal cells have equal codes."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.datasets.cells import Cells, kernels

Codes: TypeAlias = npt.NDArray[np.int64]


class Coded(NamedTuple):
    """A column as numbers."""

    codes: Codes
    """Code of each row, by first appearance; null is a value like others."""
    values: Any
    """Value of each code."""


def code_cells(cells: Cells) -> Coded:
    """Codes of equal cells."""
    coded: Any = kernels.dictionary_encode(cells, null_encoding="encode").unify_dictionaries()
    codes = [np.asarray(chunk.indices, np.int64) for chunk in coded.chunks]
    values = coded.chunk(0).dictionary if coded.num_chunks else pa.array([], cells.type)
    return Coded(np.concatenate(codes or [np.empty(0, np.int64)]), values)
