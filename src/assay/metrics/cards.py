"""Method cards: how a number was made, the same for every slice, so that thousands of slices share one card."""

from assay.core.estimate import MethodCard, Rule
from assay.metrics.definition import MetricDefinition, RankMeasure, ResidualMeasure
from assay.metrics.facts import Facts
from assay.stats.proportion import CORRECTED_FROM, QUARTER_STEP
from assay.stats.replicates import N_REPLICATES

INTERVALS = {
    Rule.WILSON: "Wilson score with effective n; at an end of the range, n is the number of units the value rests on.",
    Rule.STUDENT: "Value plus and minus the t quantile times the standard error.",
    Rule.PAIRED: (
        "Adjusted paired difference (Bonett and Price 2012): one pseudo-unit of each sign, with effective n; "
        "both systems saw the same items."
    ),
    Rule.REPLICATES: (
        f"{N_REPLICATES} replicates of the Gaussian multiplier bootstrap over second moments, reflected at the value."
    ),
}


def value_card(metric: MetricDefinition, facts: Facts, *, seed: int) -> MethodCard:
    """Card of a metric of one system."""
    return MethodCard(
        metric=metric.name,
        definition=metric.sentence,
        interval=" ".join(
            part for part in (INTERVALS[metric.rule], _quantile(metric, facts), _step(metric, facts)) if part
        ),
        variance=_variance(metric, facts),
        options=_options(metric, facts, seed),
        notes=_notes(facts),
    )


def difference_card(metric: MetricDefinition, facts: Facts, *, seed: int, test: str) -> MethodCard:
    """Card of a difference; ``test`` names what the p value is."""
    rule = Rule.PAIRED if metric.rule is Rule.WILSON else metric.rule
    return MethodCard(
        metric=metric.name,
        definition=f"Candidate minus baseline. {metric.sentence}",
        interval=f"{INTERVALS[rule]} {_quantile(metric, facts)}".strip(),
        variance=_variance(metric, facts),
        options=(*_options(metric, facts, seed), ("p value", test)),
        notes=_notes(facts),
    )


def plain(facts: Facts) -> bool:
    """Whether items are independent, of one stratum, and count the same."""
    return facts.layout.cluster is None and facts.weight is None and not _stratified(facts)


def _stratified(facts: Facts) -> bool:
    return facts.design is not None and facts.design.strata is not None


def _notes(facts: Facts) -> tuple[str, ...]:
    drawn = () if facts.design is None else (facts.design.told, *facts.design.notes)
    return (*(f"left out: {note}" for note in facts.left_out), *facts.assumed, *drawn)


def _quantile(metric: MetricDefinition, facts: Facts) -> str:
    if metric.rule is Rule.REPLICATES:
        return ""
    if plain(facts) and metric.share:
        return "Normal quantile."
    return "Student quantile with the effective number of units less one as degrees of freedom."


def _step(metric: MetricDefinition, facts: Facts) -> str:
    if not (plain(facts) and metric.share):
        return ""
    return f"From {CORRECTED_FROM} items on it is {QUARTER_STEP:g} of an item wider at each end: counts are whole."


def _variance(metric: MetricDefinition, facts: Facts) -> str:
    cluster = facts.layout.cluster
    if _stratified(facts):
        return "Items independent within the strata of their sample (Taylor linearisation, n_h / (n_h - 1))."
    if cluster is None:
        paper = "DeLong 1988" if isinstance(metric.measure, RankMeasure) else "delta method, n / (n - 1)"
        return f"Independent items ({paper})."
    paper = "Obuchowski 1997" if isinstance(metric.measure, RankMeasure) else "delta method, C / (C - 1)"
    return f"Clusters of '{cluster}': items that share a value may depend on each other ({paper})."


def _options(metric: MetricDefinition, facts: Facts, seed: int) -> tuple[tuple[str, str], ...]:
    found = list(metric.options)
    if facts.positive is not None:
        found.append(("positive class", facts.positive_how))
    if facts.weight is not None:
        found.append(("weights", facts.weight_name or "given"))
    if isinstance(metric.measure, ResidualMeasure):
        found.append(("seed", str(seed)))
    return tuple(found)
