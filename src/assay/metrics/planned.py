"""Facts of a plan: from the facts table of the store, by the contract of `assay.core.facts`."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from assay.core.facts import ITEM, REFERENCE, answer_column, score_column
from assay.core.plan import Plan
from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.slices import group


def planned_facts(plan: Plan, table: pa.Table) -> Facts:
    """Facts with the systems, slices, cluster and weight of a plan."""
    names = set(table.column_names)
    systems = {
        spec.name: tuple(column if (column := of(spec.name)) in names else None for of in (answer_column, score_column))
        for spec in (plan.baseline, plan.candidate)
    }
    cuts = (*plan.slices, *(gate.by for gate in plan.gates if gate.by))
    return facts_from_table(
        table,
        item=ITEM,
        label=REFERENCE,
        systems={name: (answer, score) for name, (answer, score) in systems.items()},
        by=cuts,
        cluster=plan.cluster,
        weight=plan.weight,
        positive=plan.positive,
    )


def slice_sizes(table: pa.Table, specs: Sequence[SliceSpec]) -> Mapping[SliceKey, int]:
    """Items with a reference, of each slice of the cuts and of all (key ``()``); answers are not read."""
    facts = facts_from_table(table, item=ITEM, label=REFERENCE, systems={}, by=specs)
    found: dict[SliceKey, int] = {(): facts.n_rows}
    for spec in specs:
        grouping = group(facts, spec)
        counts = np.bincount(grouping.codes[grouping.codes >= 0], minlength=len(grouping.keys))
        found |= dict(zip(grouping.keys, counts.tolist(), strict=True))
    return found
