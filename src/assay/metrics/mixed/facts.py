"""Items with the people's answer where there is one and the machine's everywhere, and the row terms under both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.core.slices import SliceSpec
from assay.metrics.definition import SmoothMeasure
from assay.metrics.design import Design, factors
from assay.metrics.designed import Drawn, picked_by_hand, with_sample
from assay.metrics.facts import Answers, Facts, facts_from_table
from assay.metrics.long_facts import joined_ids
from assay.metrics.terms import row_terms

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

LEAST_PEOPLE = 2
MENU = "menu of "
"""Before the name of a column that is read for its classes only."""
FAR_OFF = 1.5
"""Times that the weights may sum to another number of items than there are before it is told."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Columns of a table with one row an item."""

    item: str
    """Ids."""
    people: str
    """What people hold to be right; missing where they were not asked."""
    machine: str
    """What the machine holds to be right."""
    systems: Mapping[str, tuple[str, str]]
    """Of each system, its answers as they stand beside the people's column and beside the machine's."""
    numbers: bool = False
    """Whether the systems' answers are numbers."""


@dataclass(frozen=True, eq=False)
class Terms:
    """Row terms of one system under both references."""

    people: Floats
    """Shape (n_labelled, n_terms)."""
    machine: Floats
    """Shape (n_items, n_terms)."""
    places: dict[str, tuple[int, int]]
    """Where each family stands."""


@dataclass(frozen=True, eq=False)
class MixedFacts:
    """Items with the people's answer where there is one, and the machine's."""

    labelled: Codes
    """Rows that people labelled, ascending."""
    by_people: Facts
    """Those rows against the people's answers."""
    by_machine: Facts
    """All rows against the machine's."""
    alone: Facts
    """Those of people again, with clusters and design: what `assay.metrics.estimate` makes of people alone."""
    clusters: Codes | None
    """Cluster of each row; None when each is its own."""
    weight: Floats | None
    """1 / probability of each labelled row; None where all were as likely."""
    strata: Codes | None
    """Stratum of each labelled row, two or more in each; None where there is one."""
    machine_strata: bool = False
    """Whether the strata are the machine's own answers: people alone would not have had them."""

    @property
    def n_items(self) -> int:
        """All items."""
        return self.by_machine.n_rows

    @property
    def design(self) -> Design:
        """How people's items were chosen."""
        return self.alone.design or Design(told="People's items are taken as a simple random sample of all.")


def mixed_facts(
    table: pa.Table,
    sides: Sides,
    *,
    by: Sequence[SliceSpec] = (),
    cluster: str | None = None,
    positive: str | None = None,
    drawn: Drawn | None = None,
    picked: bool = False,
    machine_strata: bool = False,
) -> MixedFacts:
    """Facts of a table with one row an item; the machine and every system answered all of them.

    Parameters
    ----------
    drawn : how people's items were drawn; None for a simple random sample of all
    picked : whether somebody picked them by hand instead
    machine_strata : whether the strata of the draw are what the machine said

    Raises
    ------
    InputError
        ``mixed.no_people``; ``sample.not_drawn``; as `facts_from_table`.
    """
    labelled = np.flatnonzero(np.asarray(table[sides.people].is_valid()))
    if labelled.size < LEAST_PEOPLE:
        what = f"People labelled {labelled.size} of {table.num_rows} items."
        raise InputError("mixed.no_people", what, "Give at least 2 items with an answer of people; 30 tell something.")
    whole = _facts(table, sides, 1, by=by, positive=positive)
    few = _facts(table, sides, 0, by=by, positive=positive)
    alone = few if cluster is None else _facts(table, sides, 0, by=by, positive=positive, cluster=cluster)
    weight, strata = _draw(few, drawn, table.num_rows)
    return MixedFacts(
        labelled.astype(np.int64),
        few,
        whole,
        _designed(alone, drawn, table.num_rows, picked=picked, machine_strata=machine_strata),
        None if cluster is None else _clusters(table, cluster),
        weight,
        None if cluster is not None else strata,
        machine_strata,
    )


def terms_of(facts: MixedFacts, measure: SmoothMeasure, system: str) -> Terms:
    """Row terms of a system against people's answers and against the machine's."""
    families = measure.families(facts.by_machine)
    made = [_dense(each, each.answers_of(system), families) for each in (facts.by_people, facts.by_machine)]
    return Terms(made[0][0], made[1][0], made[1][1])


def _facts(
    table: pa.Table,
    sides: Sides,
    side: int,
    *,
    by: Sequence[SliceSpec],
    positive: str | None,
    cluster: str | None = None,
) -> Facts:
    """Facts against people's answers (side 0) or the machine's (side 1)."""
    label = (sides.people, sides.machine)[side]
    systems: dict[str, tuple[str | None, str | None]] = {
        name: (None, pair[side]) if sides.numbers else (pair[side], None) for name, pair in sides.systems.items()
    }
    if not sides.numbers:  # both sides must know the same classes
        columns = {sides.people, sides.machine, *(each for pair in sides.systems.values() for each in pair)}
        systems |= {f"{MENU}{column}": (column, None) for column in sorted(columns - {label})}
    return facts_from_table(
        table,
        item=sides.item,
        label=label,
        systems=systems,
        by=by,
        cluster=cluster,
        positive=positive,
        missing="leave_out",
    )


def _draw(few: Facts, drawn: Drawn | None, n_items: int) -> tuple[Floats | None, Codes | None]:
    """Weights and strata of the labelled rows."""
    if drawn is None:
        return None, None
    found = with_sample(few, drawn)
    strata = None if found.design is None else found.design.strata
    if strata is None:
        return found.weight, None
    weight = np.full(few.n_rows, n_items / few.n_rows) if found.weight is None else found.weight
    return weight, factors(strata, np.arange(few.n_rows))[0].astype(np.int64)


def _designed(alone: Facts, drawn: Drawn | None, n_items: int, *, picked: bool, machine_strata: bool) -> Facts:
    if picked:
        return picked_by_hand(alone)
    if drawn is None:
        return alone
    found = with_sample(alone, drawn)
    if machine_strata and found.design is not None:
        told = "Stratified by what the machine said; people alone are told as if drawn without these strata."
        found = replace(found, design=replace(found.design, strata=None, told=told))
    stands_for = float((1.0 / drawn.probability).sum())
    if found.design is None or n_items / FAR_OFF <= stands_for <= n_items * FAR_OFF:
        return found
    note = f"the sample stands for {stands_for:.0f} items by its probabilities, and the machine answered {n_items}"
    return replace(found, design=replace(found.design, notes=(*found.design.notes, note)))


def _clusters(table: pa.Table, cluster: str) -> Codes:
    """Codes from 0; a row without a value is a cluster of its own."""
    keys = joined_ids(table, [cluster]).values.astype(np.int64)
    return np.where(keys < 0, keys.max(initial=-1) + 1 + np.arange(keys.size), keys)


def _dense(facts: Facts, answers: Answers, families: tuple[str, ...]) -> tuple[Floats, dict[str, tuple[int, int]]]:
    terms = row_terms(facts, (answers,), families)
    dense = np.zeros((facts.n_rows, terms.n_terms + 1))
    slots = np.minimum(terms.slots, terms.n_terms).astype(np.int64)
    np.add.at(dense, (np.arange(facts.n_rows)[:, None], slots), terms.values)
    return dense[:, : terms.n_terms], terms.places[0]
