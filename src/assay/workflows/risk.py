"""The story of a risk: how much is wrong at most, and how much of a pool a machine may label."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.datasets.cells import kernels
from assay.datasets.frames import table_from
from assay.datasets.named import check_known
from assay.datasets.problems import Problems
from assay.datasets.reading import read_table
from assay.datasets.sample_file import is_by_hand, read_sample
from assay.metrics.designed import Drawn, answered_part, places_of
from assay.metrics.encoding import encode, numbers, one_array
from assay.metrics.reasons import Reason
from assay.metrics.risk import Checked, MachineShare, RiskBound, machine_share, risk_bound

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TRUTH = {"1": 1.0, "true": 1.0, "yes": 1.0, "wrong": 1.0, "0": 0.0, "false": 0.0, "no": 0.0, "right": 0.0}


class Risk(NamedTuple):
    """What may be claimed, and who labels which item."""

    found: RiskBound | MachineShare
    """The claim."""
    assigned: pa.Table | None
    """For a machine's share: the item (or row), its uncertainty, and who labels it (machine or people)."""


def risk(
    data: Any,
    *,
    at_most: float,
    confidence: float = 0.95,
    wrong: str | None = None,
    machine: str | None = None,
    label: str | None = None,
    uncertainty: str | None = None,
    pool: int | None = None,
    sample: Any = None,
    item: str | None = None,
) -> Risk:
    """Whether at most a given share is wrong; with ``uncertainty``, how much the machine may label so that it is.

    Parameters
    ----------
    data : path or frame with one row an item
    at_most, confidence : the claim, one-sided
    wrong : column that says what was wrong: 1 and 0, yes and no, or a loss between 0 and 1; empty is not checked
    machine, label : instead: columns of the machine's and the people's answer; it is wrong where they differ
    uncertainty : column of how unsure the machine is of each item; larger is less sure
        Every row is an item of the pool, those with a label were checked: a simple random sample, or ``sample``.
        When all rows were checked, the claim is about items still to come.
    pool : items of the fixed pool that the checked ones were drawn from; without it, they stand for a stream
    sample : drawn sample, stratified where probabilities differ, or ``by-hand``; needs ``item``

    Raises
    ------
    InputError
        With what is wrong, where, and what would be right.

    Examples
    --------
    >>> import assay
    >>> found = assay.risk({"wrong": [0] * 59}, wrong="wrong", at_most=0.05).found
    >>> print(found.holds, round(found.upper, 4))
    True 0.0495
    """
    named = [name for name in (wrong, machine, label, uncertainty, item) if name]
    table = _read(data, named, item)
    _check_asked(wrong, machine, label, uncertainty, pool)
    drawn = None if sample is None or is_by_hand(sample) else read_sample(sample)
    if drawn is not None and item is None:
        raise InputError("sample.no_item", "A sample needs the ids of the items.", "Name their column: --item COLUMN.")
    loss = _loss(table, wrong, machine, label)
    given = ~np.isnan(loss)
    ids = None if item is None else kernels.cast(table[item].combine_chunks(), pa.string())
    if drawn is not None:
        given &= kernels.is_in(ids, value_set=drawn.items).to_numpy(zero_copy_only=False)
    if uncertainty is None:
        checked = _checked(loss, given, pool, drawn, ids, by_hand=is_by_hand(sample))
        return Risk(risk_bound(checked, at_most=at_most, confidence=confidence), None)
    unsure = _uncertainty(table, uncertainty)
    fixed = None if given.all() else loss.size
    checked = _checked(loss, given, fixed, drawn, ids, by_hand=is_by_hand(sample))
    if fixed is not None and checked.pool != fixed:
        what = f"The sample was drawn from {checked.pool} items, and the file has {fixed} rows."
        raise InputError("risk.pool", what, "Give every item of the pool, and no other, a row.")
    found = machine_share(checked, unsure, given, at_most=at_most, confidence=confidence)
    return Risk(found, _assigned(found, unsure, ids))


def _read(data: Any, columns: list[str], item: str | None) -> pa.Table:
    is_file = isinstance(data, (str, Path))
    as_text = [item] if item else []
    table = read_table(data, columns=columns, as_text=as_text).table if is_file else table_from(data)
    problems = Problems(str(data) if is_file else None)
    check_known(columns, table.column_names, problems)
    problems.raise_any()
    return table


def _check_asked(
    wrong: str | None, machine: str | None, label: str | None, uncertainty: str | None, pool: int | None
) -> None:
    if (wrong is None) == (machine is None or label is None):
        what = "What is wrong must be told in one way."
        fix = "Name --wrong COLUMN, or both --machine COLUMN and --label COLUMN."
        raise InputError("risk.what_is_wrong", what, fix)
    if uncertainty is not None and pool is not None:
        what = "With an uncertainty, the rows are the pool."
        raise InputError("risk.pool", what, "Leave out --pool, and give every item of the pool a row.")


def _loss(table: pa.Table, wrong: str | None, machine: str | None, label: str | None) -> Floats:
    """Loss of each row, NaN where it was not checked."""
    if wrong is None:
        said, right = encode(one_array(table[str(machine)])), encode(one_array(table[str(label)]))
        _check_fit(said.levels, right.levels, str(machine), str(label))
        place = {name: code for code, name in enumerate(said.levels)}
        codes = np.asarray([place.get(name, -2) for name in right.levels] + [-1])[right.values]
        return np.where((said.values < 0) | (right.values < 0), np.nan, codes != said.values)
    found = numbers(one_array(table[wrong]))
    if found is not None:
        return found
    levels = encode(one_array(table[wrong]))
    unknown = [level for level in levels.levels if level.lower() not in TRUTH]
    if unknown:
        what = f"Column '{wrong}' holds '{unknown[0][:40]}', which says neither right nor wrong."
        raise InputError("risk.loss", what, f"Write 1 for wrong and 0 for right. {did_you_mean(unknown[0], TRUTH)}")
    return np.asarray([TRUTH[level.lower()] for level in levels.levels] + [np.nan])[levels.values]


def _check_fit(said: tuple[str, ...], right: tuple[str, ...], machine: str, label: str) -> None:
    if said and right and not set(said) & set(right):
        what = f"No answer of '{machine}' ({', '.join(said[:4])}) is one of '{label}' ({', '.join(right[:4])})."
        raise InputError("input.answers_do_not_fit", what, "Write answers and labels alike.")


def _uncertainty(table: pa.Table, name: str) -> Floats:
    found = numbers(one_array(table[name]))
    if found is None:
        raise InputError(
            "risk.uncertainty", f"Column '{name}' holds no numbers.", "Give a number; larger is less sure."
        )
    wrong = np.flatnonzero(~np.isfinite(found))
    if wrong.size:
        what = f"The uncertainty '{name}' is missing or endless in {wrong.size} rows (the first is row {wrong[0] + 1})."
        raise InputError("risk.uncertainty", what, "Give each item of the pool a number.")
    return found


def _checked(loss: Floats, given: Flags, pool: int | None, drawn: Drawn | None, ids: Any, *, by_hand: bool) -> Checked:
    own = loss[given]
    if by_hand:
        return Checked(own, pool, withheld=Reason.PICKED_BY_HAND)
    if drawn is None or not own.size:
        taken = () if pool is None else ("the checked items are taken as a simple random sample of the pool",)
        return Checked(own, pool, notes=taken)
    rows = places_of(ids.filter(pa.array(given)), drawn)
    part = answered_part(drawn, rows)
    _check_strata(part.probability, drawn.strata[rows])
    alike = bool(np.ptp(part.probability) == 0.0) and len(drawn.names) == 1
    frame = round(float((1.0 / part.probability).sum()))
    if alike:
        return Checked(own, frame, withheld=part.withheld, notes=part.notes)
    return Checked(own, frame, part.probability, part.withheld, part.notes)


def _check_strata(probability: Floats, strata: npt.NDArray[np.int32]) -> None:
    for stratum in np.unique(strata).tolist():
        inside = probability[strata == stratum]
        if np.ptp(inside) > 1e-9 * inside.max():
            what = "The items of the sample were drawn in proportion to a size."
            fix = "Its heaviest items may not be in it, so no exact bound is known: draw a simple or stratified sample."
            raise InputError("risk.unequal", what, fix)


def _assigned(found: MachineShare, unsure: Floats, ids: Any) -> pa.Table:
    limit = np.inf if found.share == 1.0 else -np.inf if found.below is None else found.below
    items = pa.array([str(row + 1) for row in range(unsure.size)]) if ids is None else ids
    judge = np.where(unsure < limit, "machine", "people")
    return pa.table({"item": items, "uncertainty": pa.array(unsure), "judge": pa.array(judge)})
