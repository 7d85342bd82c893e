"""A drawn sample as a table (item, probability, stratum, order), read back for estimates."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.datasets.cells import kernels
from assay.datasets.frames import table_from
from assay.datasets.problems import Problems, shown
from assay.datasets.reading import read_table
from assay.metrics.designed import Drawn
from assay.metrics.encoding import encode, numbers, one_array

ITEM, PROBABILITY, STRATUM, ORDER = "item", "probability", "stratum", "order"
COLUMNS = (ITEM, PROBABILITY, STRATUM, ORDER)
EVERYTHING = "all"
"""Stratum of a sample that has no strata."""
BY_HAND = "by-hand"
"""In place of a sample: somebody picked the items."""
Flags = npt.NDArray[np.bool_]


def is_by_hand(data: Any) -> bool:
    """Whether it says ``by-hand`` in place of a sample."""
    return isinstance(data, (str, Path)) and str(data) == BY_HAND


def read_sample(data: Any) -> Drawn:
    """A sample from a file or a frame: ``item`` and ``probability``, and where there are any ``stratum`` and ``order``.

    Raises
    ------
    InputError
        ``sample.file`` with every column, probability, place and id that cannot be used.
    """
    file = str(data) if isinstance(data, (str, Path)) else None
    table = read_table(file, as_text=(ITEM, STRATUM)).table if file else table_from(data)
    problems = Problems(file)
    for name in (ITEM, PROBABILITY):
        if name not in table.column_names:
            fix = f"A sample has the columns {', '.join(COLUMNS)}: make one with assay sample draw."
            problems.add("sample.file", f"There is no column '{name}'.", fix)
    problems.raise_any()
    items: Any = kernels.cast(_plain(table[ITEM]), pa.string())
    _check_ids(items, problems)
    probability = _numbers(table, PROBABILITY, problems)
    _bad(~((probability > 0.0) & (probability <= 1.0)), items, "a probability above 0 and at most 1", problems)
    order = _numbers(table, ORDER, problems) if ORDER in table.column_names else None
    if order is not None:
        _bad(np.isnan(order), items, "a place in the order", problems)
    strata = encode(one_array(table[STRATUM])) if STRATUM in table.column_names else None
    codes = np.zeros(len(items), np.int32) if strata is None else strata.values
    _bad(codes < 0, items, "a stratum", problems)
    problems.raise_any()
    return Drawn(items, probability, codes, (EVERYTHING,) if strata is None else strata.levels, order)


def rows_of_sample(table: pa.Table, item: str, label: str, drawn: Drawn) -> tuple[pa.Table, int]:
    """The rows that were drawn or have no label, and how many labelled ones were not drawn."""
    ids: Any = kernels.cast(_plain(table[item]), pa.string())
    foreign = kernels.and_(
        kernels.invert(kernels.is_in(ids, value_set=drawn.items)), kernels.is_valid(_plain(table[label]))
    )
    n_foreign = int(kernels.sum(foreign).as_py() or 0)
    kept = table.filter(kernels.invert(foreign))
    if not kernels.any(kernels.is_valid(_plain(kept[label]))).as_py():
        what = f"No item of the sample has a label: it begins with {_first(drawn.items)}, the data with {_first(ids)}."
        raise InputError("sample.no_answers", what, "Write the ids of both alike, and name the column of the labels.")
    return kept, n_foreign


def _first(ids: Any) -> str:
    return shown(ids[0].as_py()) if len(ids) else "nothing"


def _plain(column: Any) -> Any:
    found = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return found.cast(found.type.value_type) if pa.types.is_dictionary(found.type) else found


def _numbers(table: pa.Table, name: str, problems: Problems) -> npt.NDArray[np.float64]:
    found = numbers(one_array(table[name]))
    if found is None:
        problems.add("sample.file", f"Column '{name}' holds no numbers.", "Give the table as it was drawn.")
        return np.ones(table.num_rows)
    return found


def _check_ids(items: Any, problems: Problems) -> None:
    if items.null_count:
        problems.add("sample.file", f"{items.null_count} rows have no item.", "Give each row its item.")
    twice = len(items) - items.null_count - int(kernels.count_distinct(items).as_py())
    if twice:
        problems.add("sample.file", f"{twice} items stand there more than once.", "Give each item one row.")


def _bad(wrong: Flags, items: Any, what: str, problems: Problems) -> None:
    rows = np.flatnonzero(wrong)
    if rows.size:
        name = shown(items[int(rows[0])].as_py())
        said = f"{rows.size} items have not {what}; the first is {name}."
        problems.add("sample.file", said, "Give the table as it was drawn.")
