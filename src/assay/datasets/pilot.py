"""What a pilot says of the spread of answers in each stratum, for Neyman's allocation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.datasets.cells import kernels
from assay.datasets.frames import table_from
from assay.datasets.named import check_known
from assay.datasets.problems import Problems
from assay.datasets.reading import read_table
from assay.datasets.sample_file import ITEM
from assay.metrics.encoding import encode, numbers, one_array
from assay.stats.sampling.allocation import steadied_variance

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
LEAST_IN_STRATUM = 2


class Spreads(NamedTuple):
    """Standard deviations of a pilot's answers."""

    spread: Floats
    """Of each stratum, with one further item's worth of the whole pilot's."""
    notes: tuple[str, ...]
    """What was left out or taken instead."""


def pilot_spreads(
    data: Any, *, item: str, answer: str, ids: Any, strata: npt.NDArray[np.int32], names: Sequence[str]
) -> Spreads:
    """Spread of the pilot's answers in each stratum of a frame: numbers as they are, else as shares of each answer.

    Parameters
    ----------
    data : path or frame with the columns ``item`` (named as in the frame, or ``item``) and ``answer``
    ids : Arrow array of the frame's item ids, as text
    strata : int array, stratum of each item of the frame; ``names`` of the strata

    Raises
    ------
    InputError
        ``input.unknown_column``; ``sample.pilot_item`` when no pilot item with an answer is in the frame;
        ``sample.pilot_stratum`` for strata with fewer than two.
    """
    table = _read(data, item, answer)
    column = one_array(table[answer])
    values, codes = numbers(column), encode(column).values
    place = kernels.fill_null(kernels.index_in(_ids(table, item), value_set=ids), -1).to_numpy(zero_copy_only=False)
    kept = np.flatnonzero((place >= 0) & (codes >= 0))
    if not kept.size:
        what = f"None of the {table.num_rows} pilot items with an answer is in the frame."
        raise InputError("sample.pilot_item", what, "Write the ids of both alike.")
    which = strata[place[kept]]
    size = np.bincount(which, minlength=len(names))
    _check_sizes(size, names)
    indicators = values[kept][:, None] if values is not None else np.eye(int(codes.max()) + 1)[codes[kept]]
    own = sum((_variances(each, which, size) for each in indicators.T), np.zeros(len(names)))
    whole = float(indicators.var(axis=0, ddof=1).sum())
    left = table.num_rows - kept.size
    notes = [f"{left} pilot rows without an answer or outside the frame were left out"] if left else []
    if whole <= 0.0:
        notes.append("the pilot's answers are all alike, so strata got items in proportion to their size")
        return Spreads(np.ones(len(names)), tuple(notes))
    return Spreads(np.sqrt(steadied_variance(own, size, whole)), tuple(notes))


def _read(data: Any, item: str, answer: str) -> pa.Table:
    file = str(data) if isinstance(data, (str, Path)) else None
    table = read_table(file, as_text=(item, ITEM)).table if file else table_from(data)
    problems = Problems(file)
    names = [answer] if ITEM in table.column_names else [item, answer]
    check_known(names, table.column_names, problems)
    problems.raise_any()
    return table


def _ids(table: pa.Table, item: str) -> Any:
    return kernels.cast(table[item if item in table.column_names else ITEM].combine_chunks(), pa.string())


def _variances(values: Floats, strata: npt.NDArray[np.int32], size: Int64s) -> Floats:
    """Variance of each stratum, over n - 1."""
    mean = np.bincount(strata, values, minlength=size.size) / size
    return np.asarray(np.bincount(strata, (values - mean[strata]) ** 2, minlength=size.size) / (size - 1.0))


def _check_sizes(size: Int64s, names: Sequence[str]) -> None:
    few = [f"'{name[:40]}' ({n})" for name, n in zip(names, size.tolist(), strict=True) if n < LEAST_IN_STRATUM]
    if few:
        shown = ", ".join(few[:5]) + (f" and {len(few) - 5} more" if len(few) > 5 else "")
        what = f"{len(few)} of {len(names)} strata have fewer than {LEAST_IN_STRATUM} pilot answers: {shown}."
        fix = "Draw the pilot with --design stratified --allocation equal, or cut the frame into fewer strata."
        raise InputError("sample.pilot_stratum", what, fix)
