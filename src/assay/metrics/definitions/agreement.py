"""Agreement of answers and references beyond chance: Matthews correlation and Cohen's kappa.

Both are functions of correct, predicted and reference weights by class; with c = sum of correct, s the total,
p and t the predicted and reference weights, E = sum_k p_k t_k:

    mcc = (c s - E) / sqrt((s^2 - sum p^2)(s^2 - sum t^2))
    kappa = (c s - E) / (s^2 - E)

References: Gorodkin (2004), doi:10.1016/j.compbiolchem.2004.09.006; Cohen (1960), doi:10.1177/001316446002000104.
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Rule
from assay.metrics.definition import MetricDefinition, Smooth, SmoothMeasure, Sums
from assay.metrics.definitions.class_sums import class_family, class_sums
from assay.metrics.definitions.ratios import total
from assay.metrics.reasons import Reason

Floats = npt.NDArray[np.float64]


def mcc(options: Mapping[str, str]) -> MetricDefinition:
    """Matthews correlation coefficient."""
    return MetricDefinition(
        name="mcc",
        sentence="Correlation of answers and references over classes; 1 is perfect, 0 is chance, -1 all wrong.",
        measure=SmoothMeasure(lambda facts: (class_family(facts, one_class=False),), _mcc),
        rule=Rule.WILSON,
        low=-1.0,
    )


def kappa(options: Mapping[str, str]) -> MetricDefinition:
    """Cohen's kappa."""
    return MetricDefinition(
        name="kappa",
        sentence="Agreement beyond what the class frequencies give by chance; 1 is full, 0 is chance.",
        measure=SmoothMeasure(lambda facts: (class_family(facts, one_class=False),), _kappa),
        rule=Rule.WILSON,
        low=-1.0,
    )


def _mcc(sums: Sums) -> Smooth:
    classes = class_sums(sums)
    p, t, s = classes.predicted, classes.reference, classes.total
    occurs_said, occurs_is = _varied(p), _varied(t)
    defined = occurs_said & occurs_is
    spread_p = np.where(defined, s**2 - (p**2).sum(axis=1), 1.0)
    spread_t = np.where(defined, s**2 - (t**2).sum(axis=1), 1.0)
    agreement = classes.correct.sum(axis=1) * s - (p * t).sum(axis=1)
    root = np.sqrt(spread_p * spread_t)
    value = np.where(defined, agreement / root, 0.0)
    by_correct = np.where(defined, s / root, 0.0)
    by_total = classes.correct.sum(axis=1) / root - value * s * (1.0 / spread_p + 1.0 / spread_t)
    by_predicted = -t / root[:, None] + p * (value / spread_p)[:, None]
    by_reference = -p / root[:, None] + t * (value / spread_t)[:, None] + by_total[:, None]
    gradient = classes.gradient(
        np.repeat(by_correct[:, None], p.shape[1], axis=1),
        by_predicted * defined[:, None],
        by_reference * defined[:, None],
    )
    reason = np.select(
        [s <= 0, ~occurs_is, ~occurs_said], [Reason.NO_ITEMS, Reason.SINGLE_CLASS, Reason.SINGLE_PREDICTION], 0
    )
    return Smooth(value, gradient, total(sums), reason.astype(np.int8))


def _kappa(sums: Sums) -> Smooth:
    classes = class_sums(sums)
    p, t, s = classes.predicted, classes.reference, classes.total
    by_chance = (p * t).sum(axis=1)
    defined = _varied(p) | _varied(t)
    below = np.where(defined, s**2 - by_chance, 1.0)
    right = classes.correct.sum(axis=1)
    value = np.where(defined, (right * s - by_chance) / below, 0.0)
    falls = (1.0 - value) / below
    by_correct = np.repeat((s / below)[:, None], p.shape[1], axis=1)
    by_total = (right - 2.0 * s * value) / below
    gradient = classes.gradient(
        by_correct * defined[:, None],
        -t * (falls * defined)[:, None],
        (-p * falls[:, None] + by_total[:, None]) * defined[:, None],
    )
    reason = np.select([s <= 0, ~defined], [Reason.NO_ITEMS, Reason.SINGLE_CLASS], 0)
    return Smooth(value, gradient, total(sums), reason.astype(np.int8))


def _varied(weights: Floats) -> npt.NDArray[np.bool_]:
    """Whether more than one class has weight."""
    return np.asarray(np.count_nonzero(weights > 0, axis=1) > 1)


DEFINITIONS: dict[str, Callable[[Mapping[str, str]], MetricDefinition]] = {"mcc": mcc, "kappa": kappa}
