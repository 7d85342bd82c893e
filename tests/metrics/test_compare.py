"""Comparisons are paired: McNemar, clustered differences, DeLong, and what cannot be compared."""

from typing import Any

import numpy as np
import pytest

from assay.core.errors import InputError
from assay.core.estimate import Rule
from assay.metrics.compare import compare
from assay.stats.clusters import clustered_standard_error

PAIR = {"baseline": "old", "candidate": "new"}


def pairs(b: int, c: int, both: int = 30, neither: int = 10) -> dict[str, list[int]]:
    """Items that only the baseline (b), only the candidate (c), both or neither got right."""
    old = [1] * b + [0] * c + [1] * both + [0] * neither
    new = [0] * b + [1] * c + [1] * both + [0] * neither
    return {"y": [1] * len(old), "p": new, "p2": old}


@pytest.mark.parametrize(
    ("b", "c", "p"), [(15, 5, 0.026604), (61, 27, 2.6559e-4), (16, 6, 0.034690), (10, 25, 0.011331)]
)
def test_the_p_of_accuracy_is_mcnemars_mid_p(b: int, c: int, p: float, make: Any) -> None:
    found = compare("accuracy", make.facts(pairs(b, c)), **PAIR)[0]
    assert found.p_value == pytest.approx(p, rel=5e-5)
    assert found.difference == pytest.approx((c - b) / (b + c + 40))
    assert ("p value", "McNemar's exact test, mid-p") in found.method.options


def test_no_discordant_items_give_no_difference_but_an_interval(make: Any) -> None:
    found = compare("accuracy", make.facts(pairs(0, 0)), **PAIR)[0]
    assert (found.difference, found.p_value) == (0.0, 1.0)
    assert found.interval.low < 0 < found.interval.high
    assert found.spread.rule is Rule.PAIRED


def test_the_error_of_a_difference_is_that_of_the_differences_by_cluster(make: Any) -> None:
    data = make.clustered(240)
    y, new, old = (data[name].to_numpy() for name in ("y", "p", "p2"))
    differences = (new == y).astype(float) - (old == y)
    found = compare("accuracy", make.facts(data, cluster="c"), **PAIR)[0]
    assert found.difference == pytest.approx(differences.mean())
    expected = clustered_standard_error(differences, data["c"].to_pylist()).corrected
    assert found.spread.standard_error == pytest.approx(expected, abs=1e-12)


def test_a_paired_difference_is_surer_than_two_separate_values(make: Any) -> None:
    for each in compare("accuracy,f1,auroc,brier,log_loss", make.facts(make.clustered(600)), **PAIR):
        apart = np.hypot(each.baseline.spread.standard_error, each.candidate.spread.standard_error)
        assert each.spread.standard_error < 0.9 * apart


def test_items_that_one_did_not_answer_are_left_out_for_both(make: Any) -> None:
    data = {"y": [1, 1, 1, 1], "p": [1, None, 1, 0], "p2": [1, 1, 0, 0]}
    found = compare("accuracy", make.facts(data, missing="leave_out"), **PAIR)[0]
    assert found.n == found.baseline.n == 3
    assert (found.baseline.value, found.candidate.value) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("data", "metric", "reason"),
    [
        ({"y": [1, 1, 0], "p": [0, 0, 0], "p2": [1, 0, 0]}, "precision", "not_paired"),
        ({"y": [1, 1], "s": [0.1, 0.9], "s2": [0.3, 0.2]}, "auroc", "not_paired"),
        ({"y": [1, 0], "p": [1, 0], "p2": [1, 0]}, "auroc", "no_score"),
        ({"y": [1], "p": [1], "p2": [0]}, "accuracy", "too_few_items"),
    ],
    ids=str,
)
def test_what_cannot_be_compared_says_why(data: dict[str, Any], metric: str, reason: str, make: Any) -> None:
    found = compare(metric, make.facts(data), **PAIR)[0]
    assert (found.interval, found.p_value, found.reason) == (None, None, reason)


def test_a_system_is_not_compared_with_itself(make: Any) -> None:
    with pytest.raises(InputError, match="'new' is compared with itself"):
        compare("accuracy", make.facts({"y": [1], "p": [1]}), baseline="new", candidate="new")


def test_differences_of_correlations_may_reach_two(make: Any) -> None:
    data = {"y": [0, 1] * 20, "p": [0, 1] * 20, "p2": [1, 0] * 20}
    found = compare("mcc", make.facts(data), **PAIR)[0]
    assert found.difference == pytest.approx(2.0)
    assert 1.0 < found.interval.low < found.interval.high <= 2.0


def test_estimates_in_a_comparison_are_those_of_the_same_items_alone(make: Any) -> None:
    from assay.metrics.estimate import estimate

    facts = make.facts(make.clustered(300), cluster="c", weight="w", by=["g"])
    metrics = "accuracy,f1,auroc,average_precision,log_loss,ece"
    alone = estimate(metrics, facts, by=["g"])
    for each in compare(metrics, facts, by=["g"], **PAIR):
        for one in (each.baseline, each.candidate):
            other = alone.find(one.metric, one.slice, one.system)
            assert one.value == pytest.approx(other.value, abs=1e-12)
            assert one.interval == pytest.approx(other.interval, abs=1e-9)
