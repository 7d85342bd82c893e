"""How people's items were chosen, from the columns of the items or from a drawn sample."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as kernels

from assay.core.errors import InputError, did_you_mean
from assay.metrics.designed import Drawn
from assay.metrics.encoding import encode, numbers, one_array
from assay.metrics.mixed.table import ITEM

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SIMPLE, STRATIFIED, WEIGHTED, BY_HAND = "simple", "stratified", "weighted", "by-hand"
DESIGNS = (SIMPLE, STRATIFIED, WEIGHTED, BY_HAND)
EVERYTHING = "all"


class Chosen(NamedTuple):
    """A table whose people's answers are those that were drawn, and how."""

    table: pa.Table
    """One row an item."""
    drawn: Drawn | None
    """The draw; None for a simple random sample of all."""
    notes: tuple[str, ...]
    """Which labels do not count."""


def which_design(
    design: str | None, *, probability: str | None, stratum: str | None, sample: bool, by_hand: bool
) -> str:
    """The design that is meant: the one named, or the one that the columns given tell.

    Raises
    ------
    InputError
        ``mixed.design`` for an unknown one, and where columns are lacking or contradict it.
    """
    if design is not None and design not in DESIGNS:
        raise InputError("mixed.design", f"There is no design '{design}'.", did_you_mean(design, DESIGNS))
    told = BY_HAND if by_hand else WEIGHTED if probability or sample else STRATIFIED if stratum else SIMPLE
    if design is None or design == told or (design == BY_HAND and told == SIMPLE):
        return design or told
    if design == STRATIFIED and stratum:
        return design
    if sample and design != BY_HAND:
        return told
    fixes = {
        STRATIFIED: "Name the column of the strata: --stratum COLUMN; or give the drawn sample: --sample FILE.",
        WEIGHTED: "Name the column of the probabilities: --probability COLUMN; or give the sample: --sample FILE.",
        SIMPLE: "Leave out --probability, --stratum and --sample, or the design: it follows from them.",
        BY_HAND: "Leave out --probability, --stratum and --sample, or the design: they tell how items were drawn.",
    }
    raise InputError("mixed.design", f"The design '{design}' does not fit what is given.", fixes[design])


def drawn_from_columns(table: pa.Table, people: str, *, probability: str | None, stratum: str | None) -> Chosen:
    """The draw that columns of the items tell: probabilities of those that people labelled, strata of all.

    Without probabilities an item's is the share of its stratum that people labelled.

    Raises
    ------
    InputError
        ``mixed.probability``, ``mixed.stratum``.
    """
    labelled = np.asarray(table[people].is_valid())
    strata = None if stratum is None else encode(one_array(table[stratum]))
    if strata is not None:
        every = labelled if probability else np.ones(labelled.size, np.bool_)
        _refuse(table, every & (strata.values < 0), "mixed.stratum", f"no stratum ('{stratum}')", "a stratum")
    codes = np.zeros(labelled.size, np.int32) if strata is None else strata.values
    names = (EVERYTHING,) if strata is None else strata.levels
    shares = _shares(codes, labelled) if probability is None else _probabilities(table, labelled, probability)
    kept = labelled | (_one_each(codes, labelled) if probability is None else False)
    rows = pa.array(np.flatnonzero(kept), pa.int64())
    return Chosen(table, Drawn(_ids(table).take(rows), shares[kept], codes[kept].astype(np.int32), names), ())


def drawn_from_sample(table: pa.Table, people: str, drawn: Drawn) -> Chosen:
    """The draw of a sample: labels of items that it did not draw do not count as people's.

    Raises
    ------
    InputError
        ``sample.no_answers`` when no item of the sample has a label.
    """
    labelled = table[people].is_valid()
    inside = kernels.is_in(_ids(table), value_set=drawn.items)
    foreign = int(np.count_nonzero(np.asarray(labelled) & ~np.asarray(inside)))
    if not (np.asarray(labelled) & np.asarray(inside)).any():
        first = (str(each[0].as_py())[:60] if len(each) else "nothing" for each in (drawn.items, _ids(table)))
        what = "No item of the sample has an answer of people: it begins with '{}', the answers with '{}'."
        raise InputError("sample.no_answers", what.format(*first), "Write the ids of both alike.")
    column: Any = one_array(table[people])
    kept = kernels.if_else(inside, column, pa.scalar(None, column.type))
    place = table.column_names.index(people)
    notes = (f"{foreign} labels of items that the sample did not draw do not count",) if foreign else ()
    return Chosen(table.set_column(place, people, kept), drawn, notes)


def _ids(table: pa.Table) -> Any:
    return table[ITEM].combine_chunks()


def _shares(codes: npt.NDArray[np.int32], labelled: Flags) -> Floats:
    """Share of its stratum that people labelled; of a stratum without labels, what one item would be."""
    size = np.bincount(codes)
    found = np.bincount(codes[labelled], minlength=size.size)
    return np.asarray((np.maximum(found, 1) / np.maximum(size, 1))[codes], dtype=np.float64)


def _one_each(codes: npt.NDArray[np.int32], labelled: Flags) -> Flags:
    """One item of each stratum without labels, so that the stratum is known to have been left out."""
    found = np.zeros(codes.size, np.bool_)
    without = np.setdiff1d(codes, codes[labelled])
    found[[int(np.argmax(codes == code)) for code in without.tolist()]] = True
    return found


def _probabilities(table: pa.Table, labelled: Flags, name: str) -> Floats:
    found = numbers(one_array(table[name]))
    if found is None:
        what = f"Column '{name}' holds no numbers."
        raise InputError("mixed.probability", what, "Give the probability with which each item was drawn.")
    wrong = labelled & ~((found > 0.0) & (found <= 1.0))
    _refuse(table, wrong, "mixed.probability", f"no probability above 0 and at most 1 ('{name}')", "its probability")
    return found


def _refuse(table: pa.Table, wrong: Flags, code: str, lacking: str, what: str) -> None:
    rows = np.flatnonzero(wrong)
    if rows.size:
        first = str(_ids(table)[int(rows[0])].as_py())
        said = f"{rows.size} items have {lacking}; the first is '{first[:60]}'."
        raise InputError(code, said, f"Give each of them {what}.", item=first)
