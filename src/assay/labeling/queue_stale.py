"""The judgments of a queue that a change of the guideline left behind."""

from typing import Any

from pyarrow import compute

from assay.core.judgment import Status
from assay.labeling.gold import GOLD_LANE
from assay.labeling.guideline import Guideline
from assay.labeling.judging import run_of
from assay.labeling.kept import KeptQuestion, QueuePlan, guideline_versions, in_force
from assay.labeling.stale import Stale, stale_judgments
from assay.store.open import Store
from assay.store.votes import votes_of

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""


def stale_in(store: Store, plan: QueuePlan, asked: KeptQuestion) -> Stale:
    """Judgments in the present round of each item that were given before a rule changed."""
    versions = guideline_versions(store, asked.key)
    current = in_force(versions)
    known: dict[str, Guideline] = {each.guideline.version: each.guideline for each in versions}
    rules = current.guideline if current else None
    votes = votes_of(store, plan.dataset, position=store.ledger.size())
    for name, value in (("question", asked.question.name), ("run", run_of(plan.name)), ("status", Status.GIVEN.value)):
        votes = votes.filter(pc.equal(votes[name], value))
    seen = [("", version) for version in pc.unique(votes["guideline_version"]).to_pylist()]
    if stale_judgments(seen, known, rules).n_judgments == 0:
        return Stale(0, (), ())
    rounds = store.queues.rounds_taken_up(plan.name, without=[GOLD_LANE])
    columns = (votes[name].to_pylist() for name in ("item", "attempt", "guideline_version"))
    given = [(item, version) for item, attempt, version in zip(*columns, strict=True) if rounds.get(item) == attempt]
    return stale_judgments(given, known, rules)
