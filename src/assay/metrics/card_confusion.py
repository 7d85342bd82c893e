"""What a judge says where people say something, cell by cell, over all items and in each slice of them.

Shares like all of the card: what is right is certain here, and an item may have several verdicts.
`assay.metrics.judge_confusion` is for many judges, and for truth that is inferred, where votes count by its
probability; where truth is certain both give the same numbers.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.judge_card import ConfusionCell
from assay.core.slices import ALL_ITEMS, SliceKey, SliceSpec
from assay.metrics.columns import FactColumn
from assay.metrics.encoding import one_array
from assay.metrics.facts import columns_of_spec
from assay.metrics.long_facts import cuttable
from assay.metrics.shares import mean_share
from assay.metrics.slices import group

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_CLASSES = 20
"""Classes up to which each cell of the confusion is shown."""
MOST_CELLS = 5_000
"""Cells of all slices together up to which the confusion of each slice is kept."""


class SliceRows(NamedTuple):
    """The rows of one slice."""

    key: SliceKey
    """Which slice."""
    rows: Flags
    """Whether each row is in it."""


class Counted(NamedTuple):
    """Verdicts that were read, on items whose right answer is known."""

    said: Codes
    """The judge's answers, as places of the menu."""
    right: Codes
    """People's."""
    items: Codes
    """The item of each."""
    menu: Sequence[str]
    """The answers."""

    def where(self, rows: Flags) -> "Counted":
        """Some of them."""
        return Counted(self.said[rows], self.right[rows], self.items[rows], self.menu)


def slice_rows(table: pa.Table, by: Sequence[SliceSpec]) -> list[SliceRows]:
    """The slices of some cuts, each with its rows of a table.

    Raises
    ------
    InputError
        As `assay.metrics.slices.group`.
    """
    names = dict.fromkeys(name for spec in by for name in columns_of_spec(spec))
    facts = cuttable({name: FactColumn(name, one_array(table[name])) for name in names}, table.num_rows)
    groups = [group(facts, spec) for spec in by]
    return [SliceRows(key, each.codes == code) for each in groups for code, key in enumerate(each.keys)]


def confusion(counted: Counted, *, level: float, key: SliceKey = ALL_ITEMS) -> tuple[ConfusionCell, ...]:
    """How often each answer is given where people say each; none with more than `MOST_CLASSES` answers."""
    if len(counted.menu) > MOST_CLASSES:
        return ()
    return tuple(_cells(counted, level, key))


def confusion_by_slice(counted: Counted, slices: Sequence[SliceRows], *, level: float) -> tuple[ConfusionCell, ...]:
    """The same in each slice that holds an item which counts.

    Parameters
    ----------
    slices : with flags of the rows of ``counted``
    """
    kept = [(each.key, counted.where(each.rows)) for each in slices if each.rows.any()]
    n_cells = sum(np.unique(part.right).size * len(part.menu) for _, part in kept)
    if n_cells > MOST_CELLS:
        return ()
    return tuple(cell for key, part in kept for cell in confusion(part, level=level, key=key))


def _cells(counted: Counted, level: float, key: SliceKey) -> Iterator[ConfusionCell]:
    for truth in np.unique(counted.right).tolist():
        rows, right = counted.right == truth, counted.menu[truth]
        for code, answer in enumerate(counted.menu):
            cell: SliceKey = (*key, ("right", right), ("said", answer))
            sentence = f"Share of '{answer}' where people say '{right}'."
            values = (counted.said[rows] == code).astype(np.float64)
            share = mean_share("said", sentence, values, cell, clusters=counted.items[rows], level=level)
            yield ConfusionCell(right, answer, share)
