"""How good judges are on gold: the same estimates by which any judge is measured against any reference."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.estimate import Estimate
from assay.labeling.gold import Gold
from assay.labeling.kept import QueuePlan
from assay.labeling.votes import ITEM, answers_in, facts_of
from assay.metrics.audit import Rejected, audit_reference
from assay.metrics.consensus import find_consensus, judges_scored
from assay.metrics.long_facts import LongFacts
from assay.metrics.references import PROBABILITY, likeliest
from assay.store.open import Store
from assay.store.parts import read_part
from assay.store.references import references_of

LEAST_SURE = 0.95
"""A right answer that is less likely than this is not held to be known."""
METHOD = "majority"
"""Needs no model: judges are scored against the reference, and consensus has no part in it."""


class GoldQuality(NamedTuple):
    """What answers to gold say of the judges, and of the gold."""

    judges: tuple[Estimate, ...]
    """Accuracy on gold of all judges together, then of each."""
    rejected: tuple[Rejected, ...]
    """Gold whose right answer the judges contradict, the clearest first: to be reviewed."""
    n_judgments: int
    """Answers to gold that count: the last of a judge on an item."""
    n_items: int
    """Gold items that were answered."""


def right_answers(store: Store, version: str, reference: str | None) -> tuple[dict[str, str], int]:
    """The known answer of each item of a reference set, and of how many items it is too doubtful.

    The reference set must be there; None is the label column of the import.
    """
    every = references_of(store, version)
    kept = every[0] if reference is None else next(each for each in every if each.name == reference)
    table = read_part(store.blobs, kept.table, None)
    right = likeliest(table)
    if PROBABILITY not in table.column_names:
        return right, 0
    sure = table.filter(compute.greater_equal(table[PROBABILITY], pa.scalar(LEAST_SURE)))
    known = set(sure[ITEM].to_pylist())
    return {item: answer for item, answer in right.items() if item in known}, len(right) - len(known)


def gold_answers(store: Store, plan: QueuePlan, gold: Gold, *, position: int) -> pa.Table:
    """Every answer to a gold item of a queue, those that came late among them."""
    given = answers_in(store, plan, position=position, late=True)
    return given.filter(compute.is_in(given[ITEM], value_set=pa.array(gold.items, pa.string())))


def gold_quality(
    store: Store,
    plan: QueuePlan,
    gold: Gold,
    *,
    position: int,
    level: float,
    seed: int,
    since: Mapping[str, str] = MappingProxyType({}),
) -> GoldQuality | None:
    """The accuracy of each judge on the gold of a queue, with intervals; None while nobody answered any.

    Of a judge of ``since`` only what he answered after that time counts.

    Cost: one pass over the judgments of the dataset.
    """
    right, _ = right_answers(store, plan.dataset, gold.reference)
    facts = facts_of(_later(gold_answers(store, plan, gold, position=position), since), set(right.values()))
    if facts is None:
        return None
    return GoldQuality(
        judged(facts, right, level=level, seed=seed),
        audit_reference(facts, right, level=level, seed=seed).rejected,
        facts.votes.n_votes,
        len(facts.items),
    )


def _later(answers: pa.Table, since: Mapping[str, str]) -> pa.Table:
    if not since:
        return answers
    pairs = zip(answers["judge"].to_pylist(), answers["observed_at"].to_pylist(), strict=True)
    return answers.filter(pa.array([str(at) > since.get(str(judge), "") for judge, at in pairs], pa.bool_()))


def judged(facts: LongFacts, right: Mapping[str, str], *, level: float, seed: int) -> tuple[Estimate, ...]:
    """Accuracy against right answers, of all judges together and of each: as `assay consensus --reference` has it."""
    found = find_consensus(facts, METHOD, {})
    return tuple(judges_scored(found, right, ["accuracy"], level=level, seed=seed))
