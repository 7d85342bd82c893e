"""Items of a queue whose answer is known: its gold, and what was ruled."""

from assay.labeling.disagreement import as_text
from assay.labeling.gold import find_gold
from assay.labeling.gold_quality import right_answers
from assay.labeling.kept import QueuePlan
from assay.labeling.rulings import rulings_in
from assay.store.open import Store


def known_gold(store: Store, plan: QueuePlan) -> dict[str, str]:
    """The known answer of each gold item of a queue."""
    gold = find_gold(store, plan.name)
    if gold is None:
        return {}
    right, _ = right_answers(store, plan.dataset, gold.reference)
    return {item: right[item] for item in gold.items if item in right}


def known_answers(store: Store, plan: QueuePlan) -> dict[str, str]:
    """The answer of each item that is gold or was ruled on; a ruling goes first."""
    ruled = {item: as_text(each.ruling.answer) for item, each in rulings_in(store, plan.name).items()}
    return {**known_gold(store, plan), **ruled}
