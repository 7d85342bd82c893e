"""How a number of people and machine was made, and what its labels are worth, in words."""

from assay.core.estimate import MethodCard, Rule
from assay.core.figures import count
from assay.metrics.cards import INTERVALS
from assay.metrics.definition import MetricDefinition
from assay.metrics.mixed.facts import MixedFacts
from assay.stats.mixed.difference import UNSEEN

LEAST_GAIN = 1.05
"""Times its labels that a number must be worth for the machine to have bought something."""


def mixed_card(
    metric: MetricDefinition,
    facts: MixedFacts,
    *,
    is_difference: bool,
    options: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> MethodCard:
    """Card of a number of people and machine."""
    rule = Rule.PAIRED if is_difference and metric.rule is Rule.WILSON else metric.rule
    unseen = "" if rule is Rule.PAIRED else f" {UNSEEN:g} disagreements that were not seen count."
    simple = facts.weight is None and facts.strata is None
    form = "PPI++ (arXiv:2311.01453)" if simple else "Design-weighted difference estimator with the lam of PPI++"
    return MethodCard(
        metric.name,
        f"Candidate minus baseline. {metric.sentence}" if is_difference else metric.sentence,
        f"{form}: {INTERVALS[rule]} Student's t.{unseen}",
        f"{_variance(facts)} Of the draw from this pool, and of the pool as a sample of what will come.",
        options,
        (*notes, "assumed: the machine was not tuned on these labels", *_design(facts)),
    )


def naive_card(metric: MetricDefinition) -> MethodCard:
    """Card of what the machine alone says."""
    return MethodCard(metric.name, metric.sentence, "None: nothing says how wrong the machine is.", "None.")


def worth(n: int, n_machine: int, multiplier: float) -> str:
    """What the labels of people are worth beside the machine's answers."""
    if multiplier < LEAST_GAIN:
        return f"{_labels(n)} worth {count(n)}: this judge buys nothing here ({count(n_machine)} answers of it)"
    worth = count(round(n * multiplier))
    return f"{_labels(n)} worth {worth} (x{multiplier:.2f}) with {count(n_machine)} answers of the machine"


def _labels(n: int) -> str:
    return f"{count(n)} labels of people are"


def _variance(facts: MixedFacts) -> str:
    if facts.clusters is not None:
        return "Items of a cluster together."
    return "Independent items." if facts.strata is None else "Items independent within strata."


def _design(facts: MixedFacts) -> tuple[str, ...]:
    return tuple(each.rstrip(".") for each in (facts.design.told, *facts.design.notes) if each)
