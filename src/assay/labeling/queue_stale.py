"""The judgments of a queue that a change of the guideline left behind."""

from assay.labeling.gold import GOLD_LANE
from assay.labeling.guideline import Guideline
from assay.labeling.judging import run_of
from assay.labeling.kept import KeptQuestion, QueuePlan, guideline_versions, in_force
from assay.labeling.stale import Stale, stale_judgments
from assay.store.open import Store
from assay.store.votes import votes_of


def stale_in(store: Store, plan: QueuePlan, asked: KeptQuestion) -> Stale:
    """Judgments in the present round of each item that were given before a rule changed."""
    versions = guideline_versions(store, asked.key)
    current = in_force(versions)
    rounds = {each.item: each.round for each in store.queues.items(plan.name, without=[GOLD_LANE])}
    votes = votes_of(store, plan.dataset, position=store.ledger.size())
    names = ("item", "question", "run", "attempt", "status", "guideline_version")
    given = [
        (item, guideline)
        for item, question, run, attempt, status, guideline in zip(
            *(votes[name].to_pylist() for name in names), strict=True
        )
        if (question, run, status) == (asked.question.name, run_of(plan.name), "given") and rounds.get(item) == attempt
    ]
    known: dict[str, Guideline] = {each.guideline.version: each.guideline for each in versions}
    return stale_judgments(given, known, current.guideline if current else None)
