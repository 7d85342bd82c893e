"""Facts of a plan: from the facts table of the store, by the contract of `assay.core.facts`."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.facts import GOOD, ITEM, REFERENCE, SHARE, answer_column, score_column
from assay.core.plan import Plan
from assay.core.slices import SliceKey
from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.missing import completed
from assay.metrics.slices import group


def planned_facts(plan: Plan, table: pa.Table) -> Facts:
    """Facts with the systems, slices, cluster and weight of a plan.

    What a called system did not answer is wrong; several answers to one item are no independent ones.
    """
    table = completed(plan, table)
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
        cluster=plan.cluster or (ITEM if plan.attempts > 1 else None),
        weight=plan.weight,
        positive=GOOD if plan.by_verdict else plan.positive,
        share=SHARE if SHARE in names else None,
    )


class Judged(NamedTuple):
    """What is known of the items before any answer is read."""

    sizes: Mapping[SliceKey, int]
    """Items with a reference, of each slice of the gates and of all (key ``()``); exact counts."""
    positive_share: float | None
    """Share of the positive class, for two classes."""
    items_per_cluster: float | None
    """Mean items of a cluster, weighted by items (``sum n^2 / sum n``)."""


def judged(plan: Plan, table: pa.Table) -> Judged:
    """Counts for planning; answers are not read."""
    specs = tuple(dict.fromkeys(gate.by for gate in plan.gates if gate.by))
    share = SHARE if SHARE in table.column_names else None
    facts = facts_from_table(
        table,
        item=ITEM,
        label=REFERENCE,
        systems={},
        by=specs,
        cluster=plan.cluster,
        positive=plan.positive,
        share=share,
    )
    sizes: dict[SliceKey, int] = {(): facts.n_items}
    once = np.ones(facts.n_rows) if facts.soft is None else facts.soft.share
    for spec in specs:
        grouping = group(facts, spec)
        inside = grouping.codes >= 0
        counts = np.rint(np.bincount(grouping.codes[inside], once[inside], minlength=len(grouping.keys)))
        sizes |= dict(zip(grouping.keys, counts.astype(np.int64).tolist(), strict=True))
    clusters = np.add.reduceat(once, facts.layout.starts[:-1]) if facts.n_rows else np.zeros(0)
    return Judged(
        sizes,
        float((once * facts.is_positive).sum() / facts.n_items)
        if facts.binary and facts.n_rows and not plan.by_verdict
        else None,
        float((clusters**2).sum() / clusters.sum()) if plan.cluster and facts.n_rows else None,
    )
