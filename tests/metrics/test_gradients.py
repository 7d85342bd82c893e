"""Every smooth metric's gradient is the derivative of its value, for two classes and for more."""

from typing import Any

import numpy as np
import pytest

from assay.metrics.definition import SmoothMeasure, Sums
from assay.metrics.registry import parse_metric

METRICS = [
    "accuracy",
    "balanced_accuracy",
    "mcc",
    "kappa",
    "brier",
    "log_loss",
    *(
        f"{name}:{options}".rstrip(":,")
        for name in ("precision", "recall", "specificity", "f1")
        for options in ("", "average=macro", "average=weighted", "average=micro")
    ),
    "f_beta:beta=2",
    "f_beta:beta=0.5,average=weighted",
]
SIZES = {"cells": 4, "hits": 2, "margins": 12, "weight": 1, "squared_error": 1, "log_error": 1}


def sums_of(families: tuple[str, ...], random: np.random.Generator) -> Sums:
    """Sums that a table of four classes (or two) could give, on three slices."""
    places, parts, start = {}, [], 0
    for family in families:
        places[family] = (start, start + SIZES[family])
        start += SIZES[family]
        if family == "margins":
            table = random.uniform(1, 9, (3, 4, 4))
            parts.append(
                np.concatenate([table.diagonal(axis1=1, axis2=2), table.sum(axis=1), table.sum(axis=2)], axis=1)
            )
        else:
            parts.append(random.uniform(1, 9, (3, SIZES[family])))
    return Sums(np.concatenate(parts, axis=1), places)


@pytest.mark.parametrize("labels", [["0", "1"], ["a", "b", "c", "d"]], ids=["two classes", "four classes"])
@pytest.mark.parametrize("metric", METRICS)
def test_the_gradient_is_the_derivative(metric: str, labels: list[str], make: Any) -> None:
    measure = parse_metric(metric).measure
    assert isinstance(measure, SmoothMeasure)
    facts = make.facts({"y": labels, "p": labels})
    sums = sums_of(measure.families(facts), np.random.default_rng(len(metric)))
    found, step = measure.evaluate(sums), 1e-6
    assert not found.reason.any()
    for term in range(sums.n_terms):
        ends = []
        for sign in (1.0, -1.0):
            moved = sums.sums.copy()
            moved[:, term] += sign * step
            ends.append(measure.evaluate(Sums(moved, sums.places)).value)
        np.testing.assert_allclose(found.gradient[:, term], (ends[0] - ends[1]) / (2 * step), atol=1e-7)


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_does_not_change_when_every_sum_grows_alike(metric: str, make: Any) -> None:
    measure = parse_metric(metric).measure
    assert isinstance(measure, SmoothMeasure)
    sums = sums_of(measure.families(make.facts({"y": ["a", "b", "c"], "p": ["a", "b", "c"]})), np.random.default_rng(3))
    found = measure.evaluate(sums)
    np.testing.assert_allclose((found.gradient * sums.sums).sum(axis=1), 0.0, atol=1e-12)
