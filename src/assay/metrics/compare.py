"""Candidate minus baseline on the items both answered: paired, so that what both find hard cancels."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import special

from assay.core.errors import InputError
from assay.core.slices import SliceSpec
from assay.metrics.cards import difference_card, plain
from assay.metrics.comparisons import ComparisonColumn, Comparisons
from assay.metrics.definition import MetricDefinition
from assay.metrics.estimate import check_level, check_probabilities, cuts_of, joined, value_column
from assay.metrics.facts import Facts
from assay.metrics.finish import Numbers, finish_difference
from assay.metrics.registry import parse_metrics
from assay.metrics.scan import CutMeasured, scan
from assay.metrics.slice_index import slice_index
from assay.stats.paired import mcnemar

Floats = npt.NDArray[np.float64]

MATCHED = ("accuracy", "pass_rate")
"""Shares of all items, whose paired difference rests on the items that one system alone got right."""
MCNEMAR = "McNemar's exact test, mid-p"
STUDENT = "difference over its standard error, Student's t"
NORMAL = "difference over its standard error, normal"


def compare(
    metrics: str | MetricDefinition | Iterable[str | MetricDefinition],
    facts: Facts,
    *,
    baseline: str,
    candidate: str,
    by: Sequence[SliceSpec | str] = (),
    level: float = 0.95,
    seed: int = 7,
) -> Comparisons:
    """Differences of metrics between two systems on all items and on the slices of each cut.

    Both systems' estimates in it are on the items that both answered. Parameters and errors as for
    `assay.metrics.estimate.estimate`; ``metric.same_system`` when both are one.
    """
    if baseline == candidate:
        raise InputError(
            "metric.same_system", f"'{baseline}' is compared with itself.", "Name a baseline and another candidate."
        )
    definitions = parse_metrics(metrics)
    cuts = cuts_of(by)
    check_level(level)
    systems = (facts.answers_of(baseline), facts.answers_of(candidate))
    check_probabilities(definitions, systems)
    found = scan(facts, systems, definitions, cuts, seed=seed)
    columns = tuple(
        _column(facts, definition, (baseline, candidate), found, place, level=level, seed=seed)
        for place, definition in enumerate(definitions)
    )
    return Comparisons(columns, slice_index(cuts, [cut.keys for cut in found]), level)


def _column(
    facts: Facts,
    definition: MetricDefinition,
    systems: tuple[str, str],
    found: Sequence[CutMeasured],
    place: int,
    *,
    level: float,
    seed: int,
) -> ComparisonColumn:
    measured = tuple(joined(found, place, which) for which in range(3))
    count = np.concatenate([cut.count for cut in found])
    numbers = finish_difference(definition, measured, count, level=level, plain=plain(facts))
    baseline, candidate = (
        value_column(facts, definition, system, each, found, level=level, seed=seed)
        for system, each in zip(systems, measured[:2], strict=True)
    )
    test, p_value = _test(definition, facts, numbers)
    card = difference_card(definition, facts, seed=seed, test=test)
    return ComparisonColumn(baseline, candidate, card, numbers, p_value)


def _test(definition: MetricDefinition, facts: Facts, numbers: Numbers) -> tuple[str, Floats]:
    """Name of the test and two-sided p of no difference."""
    if definition.name in MATCHED and plain(facts) and facts.soft is None:
        return MCNEMAR, _mcnemar(numbers)
    error, value = numbers.spreads.standard_error, numbers.value
    t = np.divide(np.abs(value), error, out=np.where(value == 0.0, 0.0, math.inf), where=error > 0)
    if np.isinf(numbers.spreads.degrees).all():
        return NORMAL, 2.0 * special.ndtr(-t)
    return STUDENT, 2.0 * special.stdtr(numbers.spreads.degrees, -t)


def _mcnemar(numbers: Numbers) -> Floats:
    """Mid-p from the discordant pairs, which difference and variance of n independent items determine.

    n d = c - b and n (n - 1) var + n d^2 = b + c, for b and c items that one system alone got right.
    """
    n, d = numbers.n.astype(np.float64), numbers.value
    discordant = np.rint(n * (n - 1.0) * numbers.spreads.standard_error**2 + n * d * d)
    gained = (discordant + np.rint(n * d)) / 2.0
    return mcnemar(np.maximum(discordant - gained, 0.0), np.maximum(gained, 0.0)).mid_p
