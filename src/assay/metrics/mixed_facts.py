"""Items with the people's answer where there is one and the machine's everywhere, and the row terms under both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError
from assay.core.slices import SliceSpec
from assay.metrics.definition import SmoothMeasure
from assay.metrics.facts import Answers, Facts, facts_from_table
from assay.metrics.long_facts import joined_ids
from assay.metrics.terms import row_terms

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


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
    clusters: Codes | None
    """Cluster of each row; None when each is its own."""
    picked: bool
    """Whether people's items were picked by hand."""

    @property
    def n_items(self) -> int:
        """All items."""
        return self.by_machine.n_rows


def mixed_facts(
    table: pa.Table,
    *,
    people: str,
    machine: str,
    systems: Sequence[str],
    by: Sequence[SliceSpec] = (),
    cluster: str | None = None,
    positive: str | None = None,
    picked: bool = False,
) -> MixedFacts:
    """Facts of a table with one row an item; the machine and every system answered all of them.

    Parameters
    ----------
    people, machine : columns of the answers held to be right, and of those that stand in
    systems : columns of the systems' answers
    picked : whether the items that people labelled were picked by hand, not drawn

    Raises
    ------
    InputError
        ``mixed.no_people``; as `facts_from_table`.
    """
    both = {name: (name, None) for name in (*systems, machine, people)}
    whole = facts_from_table(table, label=machine, systems=both, by=by, positive=positive, missing="leave_out")
    few = facts_from_table(
        table, label=people, systems={k: v for k, v in both.items() if k != people}, by=by, positive=positive
    )
    labelled = np.flatnonzero(np.asarray(table[people].is_valid()))
    if labelled.size < 2:
        what = f"People labelled {labelled.size} of {table.num_rows} items."
        raise InputError("mixed.no_people", what, "Give at least 2 items with an answer of people; 30 tell something.")
    codes = None
    if cluster is not None:
        keys = joined_ids(table, [cluster]).values.astype(np.int64)
        codes = np.where(keys < 0, keys.max(initial=-1) + 1 + np.arange(keys.size), keys)
    return MixedFacts(labelled.astype(np.int64), few, whole, codes, picked)


def terms_of(facts: MixedFacts, measure: SmoothMeasure, system: str) -> Terms:
    families = measure.families(facts.by_machine)
    made = [_dense(each, each.answers_of(system), families) for each in (facts.by_people, facts.by_machine)]
    return Terms(made[0][0], made[1][0], made[1][1])


def _dense(facts: Facts, answers: Answers, families: tuple[str, ...]) -> tuple[Floats, dict[str, tuple[int, int]]]:
    terms = row_terms(facts, (answers,), families)
    dense = np.zeros((facts.n_rows, terms.n_terms + 1))
    slots = np.minimum(terms.slots, terms.n_terms).astype(np.int64)
    np.add.at(dense, (np.arange(facts.n_rows)[:, None], slots), terms.values)
    return dense[:, : terms.n_terms], terms.places[0]
