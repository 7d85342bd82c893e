"""Metrics of answers that are numbers, against a reference of numbers: error, bias, spread and correlation.

With errors e = answer - reference: mae = mean |e|, rmse = sqrt(mean e^2), bias = mean e,
error_sd = sqrt(mean e^2 - bias^2); correlation is Pearson's. They are read by name from `NUMBERS`, not from a plan.

References: Hyndman and Koehler (2006), doi:10.1016/j.ijforecast.2006.03.001; Bland and Altman (1986),
doi:10.1016/S0140-6736(86)90837-8 (bias and spread of a method); Pearson (1895), doi:10.1098/rspl.1895.0041.
"""

import math
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError, Problem, did_you_mean
from assay.core.estimate import Rule
from assay.metrics.definition import MetricDefinition, Smooth, SmoothMeasure, Sums
from assay.metrics.definitions.ratios import ratio, total
from assay.metrics.reasons import Reason

Floats = npt.NDArray[np.float64]

ABSOLUTE, SIGNED, SQUARED = np.eye(3)
"""Terms of the family ``errors``."""


def number_metrics(names: Iterable[str]) -> tuple[MetricDefinition, ...]:
    """The metrics of these names, each once.

    Raises
    ------
    InputError
        ``metric.unknown`` for each name that is no metric of numbers, with the near match.
    """
    wanted = list(dict.fromkeys(names))
    problems = [
        Problem("metric.unknown", f"No metric '{name}' of numbers.", did_you_mean(name, NUMBERS))
        for name in wanted
        if name not in NUMBERS
    ]
    if problems:
        raise InputError.gather(problems)
    return tuple(NUMBERS[name] for name in wanted)


def _of_errors(
    name: str, sentence: str, evaluate: Callable[[Sums], Smooth], *, low: float = 0.0, lower_is_better: bool = True
) -> MetricDefinition:
    return MetricDefinition(
        name=name,
        sentence=sentence,
        measure=SmoothMeasure(lambda facts: ("errors", "weight"), evaluate),
        rule=Rule.STUDENT,
        low=low,
        high=math.inf,
        higher_is_better=not lower_is_better,
        needs_score=True,
        of_numbers=True,
    )


def _mean(sums: Sums, term: Floats) -> Smooth:
    weight = total(sums)
    return ratio(sums, sums.marks("errors", term), weight, weight, Reason.NO_ITEMS)


def _rmse(sums: Sums) -> Smooth:
    return _root(_mean(sums, SQUARED))


def _error_sd(sums: Sums) -> Smooth:
    square, bias = _mean(sums, SQUARED), _mean(sums, SIGNED)
    value = np.maximum(square.value - bias.value**2, 0.0)
    gradient = square.gradient - 2.0 * bias.value[:, None] * bias.gradient
    return _root(square._replace(value=value, gradient=gradient))


def _root(square: Smooth) -> Smooth:
    """The square root of a mean square; without error its gradient is 0, so that it has no interval."""
    value = np.sqrt(square.value)
    slope = np.divide(0.5, value, out=np.zeros(value.shape), where=value > 0)
    return square._replace(value=value, gradient=square.gradient * slope[:, None])


def _correlation(sums: Sums) -> Smooth:
    weight = total(sums)
    whole = sums.sums @ weight
    scale = np.divide(1.0, whole, out=np.zeros(whole.size), where=whole > 0)
    x, y, xx, yy, xy = sums.of("products").T * scale
    cxx, cyy, cxy = xx - x * x, yy - y * y, xy - x * y
    varied_x, varied_y = cxx > 1e-12 * xx, cyy > 1e-12 * yy
    defined = varied_x & varied_y & (whole > 0)
    root = np.sqrt(np.where(defined, cxx * cyy, 1.0))
    value = np.where(defined, np.clip(cxy / root, -1.0, 1.0), 0.0)
    by_x, by_y = (value / np.where(defined, each, 1.0) for each in (cxx, cyy))
    inner = [x * by_x - y / root, y * by_y - x / root, -by_x / 2.0, -by_y / 2.0, 1.0 / root]
    of_weight = x * y / root - x * x * by_x / 2.0 - y * y * by_y / 2.0
    gradient = sums.spread_out("products", np.column_stack(inner)) + of_weight[:, None] * weight
    gradient *= (scale * defined)[:, None]
    reason = np.select(
        [whole <= 0, ~varied_y, ~varied_x], [Reason.NO_ITEMS, Reason.SINGLE_CLASS, Reason.SINGLE_PREDICTION], 0
    )
    return Smooth(value, gradient, weight, reason.astype(np.int8))


NUMBERS: dict[str, MetricDefinition] = {
    each.name: each
    for each in (
        _of_errors(
            "mae",
            "Mean absolute difference of answer and reference, in their unit; 0 is perfect.",
            lambda sums: _mean(sums, ABSOLUTE),
        ),
        _of_errors(
            "rmse",
            "Root of the mean squared difference of answer and reference, in their unit; 0 is perfect.",
            _rmse,
        ),
        _of_errors(
            "bias",
            "Mean of answer minus reference, in their unit; above 0 answers are too high.",
            lambda sums: _mean(sums, SIGNED),
            low=-math.inf,
        ),
        _of_errors(
            "error_sd",
            "Standard deviation of answer minus reference, divided by n: what is left without the bias.",
            _error_sd,
        ),
        MetricDefinition(
            name="correlation",
            sentence="Pearson correlation of answers and references; 1 is a rising line, 0 none, -1 a falling line.",
            measure=SmoothMeasure(lambda facts: ("products", "weight"), _correlation),
            rule=Rule.WILSON,
            low=-1.0,
            needs_score=True,
            of_numbers=True,
        ),
    )
}
"""By name."""
