"""The variance of AUROC: DeLong's for independent items, Obuchowski's for clusters; by loops over the definitions."""

from typing import Any

import numpy as np
import pytest

from assay.metrics.compare import compare
from assay.metrics.estimate import estimate


def placements(score: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """DeLong's V10 of each positive and V01 of each other row."""
    found = np.empty(score.size)
    for row in range(score.size):
        other = score[~positive] if positive[row] else score[positive]
        signed = score[row] - other if positive[row] else other - score[row]
        found[row] = np.mean((signed > 0) + 0.5 * (signed == 0))
    return found


def delong(first: np.ndarray, second: np.ndarray, positive: np.ndarray) -> float:
    """Covariance of two areas on the same rows (DeLong et al. 1988)."""
    parts = (np.cov(first[rows], second[rows])[0, 1] / rows.sum() for rows in (positive, ~positive))
    return float(sum(parts))


def obuchowski(placed: np.ndarray, positive: np.ndarray, clusters: list[str], area: float) -> float:
    """Variance of an area of clustered rows (Obuchowski 1997, equations 3 to 5)."""
    keys, m, n = sorted(set(clusters)), positive.sum(), (~positive).sum()
    of = np.asarray(clusters)
    has = [(of == key) & positive for key in keys], [(of == key) & ~positive for key in keys]
    ten = np.array([(placed[rows] - area).sum() for rows in has[0]])
    one = np.array([(placed[rows] - area).sum() for rows in has[1]])
    i10, i01 = (sum(rows.any() for rows in each) for each in has)
    s10 = i10 / ((i10 - 1) * m) * (ten**2).sum()
    s01 = i01 / ((i01 - 1) * n) * (one**2).sum()
    s11 = len(keys) / (len(keys) - 1) * (ten * one).sum()
    return float(s10 / m + s01 / n + 2 * s11 / (m * n))


@pytest.fixture
def columns(make: Any) -> dict[str, Any]:
    data = make.clustered(260)
    return {"table": data, **{name: data[name].to_numpy() for name in ("s", "s2")}, "y": data["y"].to_numpy() == 1}


def test_independent_items_have_delongs_variance(make: Any, columns: dict[str, Any]) -> None:
    found = estimate("auroc", make.facts(columns["table"]), systems=["new"])[0]
    placed = placements(columns["s"], columns["y"])
    assert found.value == pytest.approx(placed[columns["y"]].mean(), abs=1e-12)
    assert found.spread.standard_error**2 == pytest.approx(delong(placed, placed, columns["y"]), abs=1e-12)


def test_a_paired_difference_has_delongs_covariance(make: Any, columns: dict[str, Any]) -> None:
    found = compare("auroc", make.facts(columns["table"]), baseline="old", candidate="new")[0]
    new, old = (placements(columns[name], columns["y"]) for name in ("s", "s2"))
    expected = delong(new, new, columns["y"]) + delong(old, old, columns["y"]) - 2 * delong(new, old, columns["y"])
    assert found.spread.standard_error**2 == pytest.approx(expected, abs=1e-12)


def test_clusters_have_obuchowskis_variance(make: Any, columns: dict[str, Any]) -> None:
    found = estimate("auroc", make.facts(columns["table"], cluster="c"), systems=["new"])[0]
    placed = placements(columns["s"], columns["y"])
    expected = obuchowski(placed, columns["y"], columns["table"]["c"].to_pylist(), found.value)
    assert found.spread.standard_error**2 == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("metric", ["auroc", "average_precision", "f1", "mcc", "kappa", "balanced_accuracy", "brier"])
def test_the_error_is_about_that_of_leaving_out_one_cluster_at_a_time(metric: str, make: Any) -> None:
    data = make.clustered(400)
    clusters = data["c"].to_pylist()
    found = estimate(metric, make.facts(data, cluster="c"), systems=["new"])[0]
    left = np.array(
        [
            estimate(metric, make.facts(data.filter([each != key for each in clusters])), systems=["new"])[0].value
            for key in sorted(set(clusters))
        ]
    )
    jackknife = np.sqrt((left.size - 1) / left.size * ((left - left.mean()) ** 2).sum())
    assert found.spread.standard_error == pytest.approx(jackknife, rel=0.03)
