"""Estimates of metrics on all items and on every slice asked for, with intervals."""

from collections.abc import Iterable, Sequence

import numpy as np

from assay.core.errors import InputError, Problem
from assay.core.slices import SliceSpec
from assay.metrics.cards import plain, value_card
from assay.metrics.definition import MetricDefinition
from assay.metrics.estimates import EstimateColumn, Estimates
from assay.metrics.facts import Answers, Facts
from assay.metrics.finish import finish_value
from assay.metrics.measure import Measured, join
from assay.metrics.registry import parse_metrics
from assay.metrics.scan import CutMeasured, scan
from assay.metrics.slice_index import slice_index
from assay.metrics.slices import parse_by

PROBABILITY_METRICS = ("log_loss", "brier", "ece", "mean_score")


def estimate(
    metrics: str | MetricDefinition | Iterable[str | MetricDefinition],
    facts: Facts,
    *,
    by: Sequence[SliceSpec | str] = (),
    level: float = 0.95,
    seed: int = 7,
    systems: Sequence[str] | None = None,
) -> Estimates:
    """Metrics of each system on all items and on the slices of each cut.

    Parameters
    ----------
    metrics : names with options, or definitions
        ``"accuracy,f1,ece:bins=10"`` or a sequence.
    facts : Facts
        From `assay.metrics.facts.facts_from_table`.
    by : sequence of SliceSpec or text
        Cuts; all items come first in any case.
    level : float above 0 and below 1
        Coverage of the two-sided intervals.
    seed : int
        Of the replicates of calibration errors.
    systems : names, optional
        All systems of the facts when left out.

    Raises
    ------
    InputError
        An unknown metric, option, column, system; ``metric.not_a_probability`` when a metric needs scores in [0, 1];
        ``metric.level``.
    """
    definitions = parse_metrics(metrics)
    cuts = cuts_of(by)
    check_level(level)
    answers = tuple(facts.answers_of(name) for name in (facts.systems if systems is None else systems))
    check_probabilities(definitions, answers)
    scans = [scan(facts, (each,), definitions, cuts, seed=seed) for each in answers]
    columns = tuple(
        value_column(facts, definition, each.system, joined(found, place, 0), found, level=level, seed=seed)
        for each, found in zip(answers, scans, strict=True)
        for place, definition in enumerate(definitions)
    )
    keys = [cut.keys for cut in scans[0]] if scans else [() for _ in cuts]
    return Estimates(columns, slice_index(cuts, keys), level)


def cuts_of(by: Sequence[SliceSpec | str]) -> list[SliceSpec | None]:
    """All items, then each cut once."""
    parsed = (parse_by(each) if isinstance(each, str) else each for each in by)
    return [None, *dict.fromkeys(parsed)]


def check_level(level: float) -> None:
    """Refuse a coverage outside (0, 1)."""
    if not 0.0 < level < 1.0:
        raise InputError("metric.level", f"The level {level} is no coverage.", "Choose one above 0 and below 1: 0.95.")


def check_probabilities(definitions: Sequence[MetricDefinition], answers: Sequence[Answers]) -> None:
    """Refuse scores outside [0, 1] where a metric reads them as probabilities."""
    asked = [each.name for each in definitions if each.name.partition(":")[0] in PROBABILITY_METRICS]
    problems = []
    for each in answers if asked else ():
        if each.score is None:
            continue
        outside = (each.score < 0.0) | (each.score > 1.0)
        if outside.any():
            first = float(each.score[int(np.argmax(outside))])
            problems.append(
                Problem(
                    "metric.not_a_probability",
                    f"{int(np.count_nonzero(outside))} of {outside.size} scores of '{each.system}' are outside [0, 1] "
                    f"(the first is {first:g}).",
                    f"{', '.join(asked)} need probabilities; rank metrics such as auroc take any score.",
                )
            )
    if problems:
        raise InputError.gather(problems)


def joined(found: Sequence[CutMeasured], metric: int, which: int) -> Measured:
    """One metric of one system (or the difference) over all cuts."""
    return join([cut.measured[metric][which] for cut in found])


def value_column(
    facts: Facts,
    definition: MetricDefinition,
    system: str,
    measured: Measured,
    found: Sequence[CutMeasured],
    *,
    level: float,
    seed: int,
) -> EstimateColumn:
    """One metric of one system, finished."""
    count = np.concatenate([cut.count for cut in found])
    numbers = finish_value(definition, measured, count, level=level, plain=plain(facts))
    return EstimateColumn(definition, system or None, value_card(definition, facts, seed=seed), numbers)
