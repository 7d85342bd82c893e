"""Means of shares: never bare, never of zero width, and no surer for rows of one item."""

import numpy as np
import pytest

from assay.core.estimate import Estimate
from assay.metrics.shares import mean_share


def made(values: list[float], clusters: list[int] | None = None) -> Estimate:
    codes = None if clusters is None else np.asarray(clusters)
    return mean_share("share", "A share.", np.asarray(values, float), (), clusters=codes)


@pytest.mark.parametrize(
    ("values", "clusters", "reason"),
    [([], None, "no_items"), ([1.0], None, "too_few_items"), ([0.0, 1.0, 1.0], [4, 4, 4], "one_cluster")],
)
def test_too_little_has_a_reason(values: list[float], clusters: list[int] | None, reason: str) -> None:
    found = made(values, clusters)
    assert (found.value, found.interval, found.reason) == (None, None, reason)


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("clusters", [None, [0, 0, 1, 1, 2, 2]])
def test_a_constant_share_has_an_interval_that_is_wider_than_zero(value: float, clusters: list[int] | None) -> None:
    found = made([value] * 6, clusters)
    assert found.interval.low <= value <= found.interval.high
    assert found.interval.low < found.interval.high


def test_the_standard_error_is_that_of_a_mean() -> None:
    values = np.random.default_rng(1).random(50)
    found = made(values.tolist())
    error = float(dict(found.method.options)["standard error"])
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(50), rel=1e-12)


def test_clusters_of_one_row_are_no_clusters() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0]
    assert made(values, [9, 3, 5, 1, 2]) == made(values)


def test_rows_that_stand_twice_are_no_surer() -> None:
    values = np.random.default_rng(2).random(40)
    once, twice = made(values.tolist()), made(np.tile(values, 2).tolist(), np.tile(np.arange(40), 2).tolist())
    assert twice.interval == pytest.approx(once.interval, abs=1e-3)
