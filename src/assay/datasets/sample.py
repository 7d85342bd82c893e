"""Draw a sample of a table: which items, how likely each was, its stratum, and its place in the random order."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, Problem
from assay.core.expression import columns_of, parse_expression
from assay.core.item import Sample, Stratum
from assay.datasets.cells import kernels
from assay.datasets.pilot import pilot_spreads
from assay.datasets.problems import Problems, shown
from assay.datasets.sample_asked import SampleAsked, settled
from assay.datasets.sample_file import COLUMNS, EVERYTHING
from assay.datasets.tickets import tickets
from assay.metrics.columns import FactColumn
from assay.metrics.conditions import holds
from assay.metrics.encoding import numbers, one_array
from assay.metrics.long_facts import JOIN, cuttable
from assay.stats.sampling.allocation import allocate
from assay.stats.sampling.draws import draw_simple, draw_stratified
from assay.stats.sampling.unequal import draw_unequal, inclusion_probabilities

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class DrawnSample(NamedTuple):
    """A sample with its items."""

    sample: Sample
    """How it was drawn."""
    table: pa.Table
    """item, probability, stratum, order: one row a drawn item, in the random order in which they are to be worked."""

    def to_arrow(self) -> pa.Table:
        """One row a drawn item."""
        return self.table


class _Frame(NamedTuple):
    """Items that can be drawn, in order of their ids."""

    ids: Any
    strata: Int32s
    names: tuple[str, ...]
    size: Floats | None


class _Draw(NamedTuple):
    """Places of the drawn items in random order, and the probability of every item of the frame."""

    rows: Int64s
    probability: Floats
    known: dict[str, Any]


def draw(table: pa.Table, asked: SampleAsked, *, name: str, frame: str, file: str | None = None) -> DrawnSample:
    """A sample of the rows of a table; the same ids, design and seed draw the same, whatever the order of the rows.

    Parameters
    ----------
    name : what it is called; empty where it is not kept
    frame : dataset version, or hash of the file
    file : as messages name it

    Raises
    ------
    InputError
        ``sample.*`` and ``input.unknown_column``, ``input.missing_id``, ``input.duplicate_id``, ``slice.*``.
    """
    wanted = settled(asked, table.column_names, file=file)
    items = _frame(table, wanted, file=file)
    _check_n(wanted, items)
    chance = tickets(items.ids.to_pylist(), design=_word(wanted), seed=wanted.seed)
    found = _drawn(wanted, items, chance)
    sample = Sample(
        name,
        frame,
        wanted.where,
        wanted.design,
        wanted.seed,
        "",
        n=wanted.n,
        n_frame=len(items.ids),
        allocation=wanted.allocation,
        by=wanted.stratum,
        size=wanted.size,
        **found.known,
    )
    return DrawnSample(sample, _table(items, found))


def _word(asked: SampleAsked) -> str:
    """Designs of the same word share their tickets."""
    return "neyman" if asked.allocation == "neyman" else asked.design


def _drawn(asked: SampleAsked, frame: _Frame, chance: Floats) -> _Draw:
    n_items = len(frame.ids)
    if asked.design == "pps" and frame.size is not None:
        probability = inclusion_probabilities(frame.size, asked.n)
        rows = draw_unequal(probability, chance[0], chance[1])
        in_order = rows[np.argsort(chance[2][rows], kind="stable")]
        return _Draw(in_order, probability, {"n_certain": int((probability == 1.0).sum())})
    if asked.design == "stratified":
        return _drawn_by_strata(asked, frame, chance[0])
    return _Draw(draw_simple(chance[0], asked.n), np.full(n_items, asked.n / n_items), {})


def _drawn_by_strata(asked: SampleAsked, frame: _Frame, chance: Floats) -> _Draw:
    size = np.bincount(frame.strata, minlength=len(frame.names))
    spread, notes = None, list[str]()
    if asked.allocation == "neyman":
        answer = asked.pilot_answer or ""
        found = pilot_spreads(
            asked.pilot, item=asked.item, answer=answer, ids=frame.ids, strata=frame.strata, names=frame.names
        )
        spread = found.spread
        notes += found.notes
    measure = {"equal": np.ones(size.size), "proportional": size, "neyman": size * (1.0 if spread is None else spread)}
    least = np.minimum(asked.least, size)
    given = allocate(measure[str(asked.allocation)], asked.n, least=least, most=size)
    whole = [f"{name[:40]} ({n})" for name, n, all_ in zip(frame.names, given, size, strict=True) if n == all_]
    if whole and asked.n < len(frame.ids):
        more = f" and {len(whole) - 5} more" if len(whole) > 5 else ""
        notes.append(f"strata that give all their items: {', '.join(whole[:5])}{more}")
    known = {
        "strata": tuple(
            Stratum(name, int(all_), int(n), None if spread is None else round(float(spread[h]), 12))
            for h, (name, all_, n) in enumerate(zip(frame.names, size, given, strict=True))
        ),
        "pilot": None if spread is None else f"{asked.pilot_answer}",
        "notes": tuple(notes),
    }
    return _Draw(draw_stratified(chance, frame.strata, given), (given / size)[frame.strata], known)


def _frame(table: pa.Table, asked: SampleAsked, *, file: str | None) -> _Frame:
    table = _restricted(table, asked.where)
    ids: Any = kernels.cast(_whole(table[asked.item]), pa.string())
    problems = Problems(file)
    _check_ids(ids, asked.item, problems)
    size = None if asked.size is None else _sizes(table, asked.size, ids, problems)
    problems.raise_any()
    order = kernels.sort_indices(ids)
    place = order.to_numpy(zero_copy_only=False)
    strata, names = _strata(table, asked.stratum)
    return _Frame(ids.take(order), strata[place], names, None if size is None else size[place])


def _restricted(table: pa.Table, where: str | None) -> pa.Table:
    if where is not None:
        condition = parse_expression(where)
        columns = {name: FactColumn(name, one_array(table[name])) for name in columns_of(condition)}
        table = table.filter(pa.array(holds(condition, cuttable(columns, table.num_rows))))
    if not table.num_rows:
        what = "There is no item to draw from" + (f" where {where[:60]}." if where else ".")
        raise InputError("sample.empty_frame", what, "Widen the condition, or name a file that has rows.")
    return table


def _check_ids(ids: Any, item: str, problems: Problems) -> None:
    if ids.null_count:
        what = f"{ids.null_count} rows have no id (column '{item}')."
        problems.add("input.missing_id", what, "Give each item its id.")
    counted = kernels.value_counts(ids.drop_null())
    twice = counted.filter(kernels.greater(counted.field("counts"), 1))
    for each in twice.slice(0, 5).to_pylist():
        what = f"Item {shown(each['values'])} stands in {each['counts']} rows."
        problems.add("input.duplicate_id", what, "Give each item one row: it would be drawn twice.")
    if len(twice) > 5:
        problems.add("input.duplicate_id", f"{len(twice) - 5} more items stand in several rows.", "Keep one of each.")


def _sizes(table: pa.Table, name: str, ids: Any, problems: Problems) -> Floats:
    found = numbers(one_array(table[name]))
    if found is None:
        problems.add("sample.size", f"Column '{name}' holds no numbers.", "Give a column of sizes above 0.")
        return np.ones(table.num_rows)
    wrong = np.flatnonzero(~((found > 0.0) & np.isfinite(found)))
    if wrong.size:
        row = int(wrong[0])
        held = "nothing" if np.isnan(found[row]) else f"{found[row]:g}"
        what = f"The size '{name}' is not above 0 for {wrong.size} items; the first, {shown(ids[row])}, has {held}."
        fix = f"Give each a size above 0, or leave them out of the frame: --slice '{name} > 0'."
        problems.add("sample.size", what, fix)
    return found


def _strata(table: pa.Table, columns: tuple[str, ...]) -> tuple[Int32s, tuple[str, ...]]:
    """Stratum of each row and the names of those that occur, in reading order; ``missing`` is a level of its own."""
    if not columns:
        return np.zeros(table.num_rows, np.int32), (EVERYTHING,)
    parts = [FactColumn(name, one_array(table[name])).codes for name in columns]
    whole = np.zeros(table.num_rows, np.int64)
    for part in parts:
        whole = whole * len(part.levels) + part.values
    occurring, first, codes = np.unique(whole, return_index=True, return_inverse=True)
    names = tuple(JOIN.join(part.levels[part.values[row]] for part in parts) for row in first.tolist())
    if len(set(names)) < occurring.size:
        what = f"Two strata of {', '.join(columns)} have the same name once their levels are joined."
        raise InputError("sample.stratum_name", what, f"Write the levels without '{JOIN.strip()}'.")
    return codes.astype(np.int32), names


def _check_n(asked: SampleAsked, frame: _Frame) -> None:
    n_items, problems = len(frame.ids), []
    if asked.n > n_items:
        where = f" where {asked.where[:60]}" if asked.where else ""
        what = f"n is {asked.n}, the frame has {n_items} items{where}."
        problems.append(Problem("sample.too_large", what, f"Ask for at most all of them: --n {n_items}."))
    needed = int(np.minimum(asked.least, np.bincount(frame.strata)).sum())
    if asked.design == "stratified" and asked.n < needed:
        what = f"n is {asked.n}, and {len(frame.names)} strata with at least {asked.least} items each need {needed}."
        fix = f"Ask for more (--n {needed}), or cut the frame into fewer strata."
        problems.append(Problem("sample.too_small", what, fix))
    if problems:
        raise InputError.gather(problems)


def _table(frame: _Frame, found: _Draw) -> pa.Table:
    rows = pa.array(found.rows)
    names = [frame.names[code] for code in frame.strata[found.rows].tolist()]
    order = np.arange(1, found.rows.size + 1)
    columns = [frame.ids.take(rows), pa.array(found.probability[found.rows]), pa.array(names), pa.array(order)]
    return pa.Table.from_arrays(columns, names=list(COLUMNS))


def _whole(column: Any) -> Any:
    found = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return found.cast(found.type.value_type) if pa.types.is_dictionary(found.type) else found
