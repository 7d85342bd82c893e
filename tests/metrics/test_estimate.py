"""Estimates: published standard errors, reasons where there is no value or no interval, effective n."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.core.estimate import Rule
from assay.metrics.estimate import estimate
from assay.metrics.registry import known_metrics
from assay.stats.clusters import clustered_standard_error

ALL = [name if name != "f_beta" else "f_beta:beta=2" for name in known_metrics()]


def one(facts: Any, metric: str, **options: Any) -> Any:
    return estimate(metric, facts, **options)[0]


def test_the_clustered_standard_error_is_that_of_miller_2024(make: Any) -> None:
    facts = make.facts({"y": [1] * 6, "p": [1, 1, 1, 0, 0, 0], "c": [0, 1, 1, 1, 0, 0]}, cluster="c")
    assert one(facts, "accuracy").spread.standard_error == pytest.approx(0.166667, abs=5e-7)


def test_independent_items_get_the_wilson_interval_of_eight_in_ten(make: Any) -> None:
    found = one(make.facts({"y": [1] * 10, "p": [1] * 8 + [0] * 2}), "accuracy")
    assert found.interval == pytest.approx((0.49016, 0.94332), abs=5e-6)
    assert found.spread.n_units == pytest.approx(10)
    assert found.spread.degrees is None
    assert found.n_effective == 10


def test_precision_rests_on_the_positive_answers_alone(make: Any) -> None:
    found = one(make.facts({"y": [1] * 8 + [0] * 12, "p": [1] * 8 + [1] * 2 + [0] * 10}), "precision")
    assert found.n == 20
    assert found.n_effective == 10
    assert found.interval == pytest.approx((0.49016, 0.94332), abs=5e-6)


def test_a_share_by_slice_has_the_clustered_error_of_its_own_items(make: Any) -> None:
    data = make.clustered(240)
    found = estimate("accuracy", make.facts(data, cluster="c", by=["g"]), by=["g"])
    for level in "xyz":
        part = data.filter(pa.compute.equal(data["g"], level))
        right = (part["y"].to_numpy() == part["p"].to_numpy()).astype(float)
        expected = clustered_standard_error(right, part["c"].to_pylist()).corrected
        each = found.find("accuracy", (("g", level),), "new")
        assert each.spread.standard_error == pytest.approx(expected, abs=1e-12)


def test_weights_and_clusters_give_the_error_of_the_weighted_mean(make: Any) -> None:
    data = make.clustered(240)
    right = (data["y"].to_numpy() == data["p"].to_numpy()).astype(float)
    weights = data["w"].to_numpy()
    found = one(make.facts(data, cluster="c", weight="w"), "accuracy")
    expected = clustered_standard_error(right, data["c"].to_pylist(), weights).corrected
    assert found.value == pytest.approx(np.average(right, weights=weights))
    assert found.spread.standard_error == pytest.approx(expected, abs=1e-12)


ONE_CLASS = {"y": [1, 1, 1, 1], "p": [1, 1, 0, 1], "s": [0.9, 0.8, 0.2, 0.7]}
NONE_SAID = {"y": [1, 0, 1, 0], "p": [0, 0, 0, 0], "s": [0.4, 0.1, 0.2, 0.3]}
NEGATIVES = {"y": [0, 0, 0, 0], "p": [0, 0, 0, 0], "s": [0.1, 0.1, 0.1, 0.1]}
THREE = {"y": ["a", "b", "c", "a"], "p": ["a", "b", "a", "a"], "s": [0.1, 0.5, 0.3, 0.2]}
UNDEFINED = [
    (ONE_CLASS, "auroc", "single_class"),
    (ONE_CLASS, "mcc", "single_class"),
    (ONE_CLASS, "balanced_accuracy", "single_class"),
    (ONE_CLASS, "specificity", "no_negatives"),
    (NONE_SAID, "precision", "never_predicted"),
    (NONE_SAID, "mcc", "single_prediction"),
    (NEGATIVES, "recall", "no_positives"),
    (NEGATIVES, "f1", "no_positives"),
    (NEGATIVES, "average_precision", "no_positives"),
    (NEGATIVES, "kappa", "single_class"),
    (THREE, "precision", "class_never_predicted"),
    (THREE, "auroc", "needs_class_scores"),
    (THREE, "log_loss", "needs_class_scores"),
    (THREE, "ece", "needs_class_scores"),
    ({"y": [0, 1], "p": [0, 1]}, "auroc", "no_score"),
    ({"y": [0, 1], "s": [0.2, 0.7]}, "accuracy", "no_prediction"),
]


@pytest.mark.parametrize(("data", "metric", "reason"), UNDEFINED, ids=str)
def test_an_undefined_metric_has_no_value_and_says_why(
    data: dict[str, Any], metric: str, reason: str, make: Any
) -> None:
    found = one(make.facts(data), metric)
    assert (found.value, found.interval, found.reason) == (None, None, reason)
    assert found.spread.rule is Rule.NONE


@pytest.mark.parametrize("metric", ALL)
def test_no_items_have_no_value(metric: str, make: Any) -> None:
    empty = pa.table({"y": pa.array([], pa.int8()), "p": pa.array([], pa.int8()), "s": pa.array([], pa.float64())})
    found = one(make.facts(empty), metric)
    assert (found.value, found.interval, found.reason, found.n) == (None, None, "no_items", 0)


@pytest.mark.parametrize("metric", ALL)
def test_one_cluster_allows_no_interval(metric: str, make: Any) -> None:
    data = {"y": [0, 1, 1, 0, 1], "p": [0, 1, 0, 1, 1], "s": [0.2, 0.8, 0.4, 0.6, 0.7], "c": ["u"] * 5}
    found = one(make.facts(data, cluster="c"), metric)
    assert found.value is not None
    assert (found.interval, found.reason) == (None, "one_cluster")


@pytest.mark.parametrize("metric", ["accuracy", "recall", "brier", "log_loss", "ece", "f1"])
def test_one_item_allows_no_interval(metric: str, make: Any) -> None:
    found = one(make.facts({"y": [1], "p": [1], "s": [0.8]}), metric)
    assert found.value is not None
    assert (found.interval, found.reason) == (None, "too_few_items")


def test_one_positive_allows_no_interval_of_auroc(make: Any) -> None:
    found = one(make.facts({"y": [1, 0, 0, 0], "s": [0.8, 0.1, 0.9, 0.3]}), "auroc")
    assert (found.value, found.interval, found.reason) == (pytest.approx(2 / 3), None, "too_few_items")


def test_a_constant_log_loss_has_no_end_to_lean_on(make: Any) -> None:
    found = one(make.facts({"y": [0, 1, 0, 1], "s": [0.5] * 4}), "log_loss")
    assert found.value == pytest.approx(np.log(2))
    assert (found.interval, found.reason) == (None, "no_variation")


@pytest.mark.parametrize("metric", ["accuracy", "auroc", "mcc", "f1", "brier", "average_precision", "kappa"])
def test_perfect_answers_never_get_an_interval_of_width_zero(metric: str, make: Any) -> None:
    data = {"y": [0, 1] * 20, "p": [0, 1] * 20, "s": [0.0, 1.0] * 20}
    found = one(make.facts(data), metric)
    assert found.value in (0.0, 1.0)
    assert found.interval.high - found.interval.low > 0.05


def test_clusters_widen_an_interval_and_never_narrow_it_below_independent_items(make: Any) -> None:
    opposed = {"y": [1] * 40, "p": [0, 1] * 20, "c": np.repeat(np.arange(20), 2)}
    alike = {**opposed, "p": np.repeat([0, 1], 2).tolist() * 10}
    free, same, other = (
        one(make.facts(data, **options), "accuracy")
        for data, options in ((opposed, {}), (alike, {"cluster": "c"}), (opposed, {"cluster": "c"}))
    )
    width = {
        name: each.interval.high - each.interval.low for name, each in zip("fso", (free, same, other), strict=True)
    }
    assert width["s"] > 1.3 * width["f"]
    assert width["o"] >= width["f"]
    assert same.n_effective == pytest.approx(20, rel=0.06)
    assert other.n_effective <= 40


def test_scores_that_are_no_probabilities_are_refused_only_where_they_are_read_as_such(make: Any) -> None:
    facts = make.facts({"y": [0, 1, 1, 0], "s": [-3.0, 2.0, 0.5, 0.1]})
    assert one(facts, "auroc").value == 1.0
    with pytest.raises(InputError, match="2 of 4 scores of 'new' are outside") as caught:
        estimate("brier,auroc", facts)
    assert caught.value.code == "metric.not_a_probability"


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -1.0])
def test_a_level_that_is_no_coverage_is_refused(level: float, make: Any) -> None:
    with pytest.raises(InputError, match="is no coverage"):
        estimate("accuracy", make.facts({"y": [0], "p": [0]}), level=level)


def test_an_unknown_system_is_told_with_the_near_match(make: Any) -> None:
    with pytest.raises(InputError, match=r"No system 'nww'.*Did you mean 'new'"):
        estimate("accuracy", make.facts({"y": [0], "p": [0]}), systems=["nww"])


def test_items_that_were_not_answered_are_left_out_of_value_and_n(make: Any) -> None:
    data = {"y": [0, 1, 1, 0], "p": [0, None, 1, 1], "g": ["a", "b", "a", "a"]}
    found = estimate("accuracy", make.facts(data, missing="leave_out", by=["g"]), by=["g"])
    assert (found[0].value, found[0].n) == (pytest.approx(2 / 3), 3)
    empty = found.find("accuracy", (("g", "b"),))
    assert (empty.value, empty.n, empty.reason) == (None, 0, "no_items")
    assert found[0].method.notes == ("left out: 1 item that new did not answer",)


def test_slices_of_a_cut_share_one_method_card(make: Any) -> None:
    found = estimate("accuracy,auroc", make.facts(make.clustered(), cluster="c", by=["g", "g,h"]), by=["g", "g,h"])
    assert len({id(each.method) for each in found}) == 4
    card = found[0].method
    assert "'c'" in card.variance
    assert ("positive class", "1 (the usual one)") in card.options


def test_one_positive_class_of_three_is_measured_against_the_rest(make: Any) -> None:
    facts = make.facts(THREE, positive="a")
    assert one(facts, "recall").value == 1.0
    assert one(facts, "precision").value == pytest.approx(2 / 3)
    assert one(facts, "accuracy").value == 0.75
    assert one(facts, "auroc").value == 0.0


def test_averages_over_too_many_classes_are_refused_and_accuracy_is_not(make: Any) -> None:
    names = [f"class {number}" for number in range(2100)]
    facts = make.facts({"y": names, "p": names})
    assert one(facts, "accuracy").value == 1.0
    with pytest.raises(InputError, match="There are 2100 classes"):
        estimate("f1", facts)


def test_many_classes_are_measured_some_slices_at_a_time(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    data = {"y": random.integers(0, 6, 400), "p": random.integers(0, 6, 400), "g": random.integers(0, 9, 400)}
    facts = make.facts(data, by=["g"])
    whole = estimate("f1,mcc,accuracy", facts, by=["g"]).to_arrow()
    monkeypatch.setattr("assay.metrics.scan.MOST_STATE_BYTES", 20_000)
    assert estimate("f1,mcc,accuracy", facts, by=["g"]).to_arrow() == whole


def test_the_same_facts_and_seed_give_the_same_bytes(make: Any) -> None:
    data = make.clustered(200)
    first, second = (estimate(ALL, make.facts(data, cluster="c", by=["g"]), by=["g"]).to_arrow() for _ in range(2))
    assert first.equals(second)


def test_year_zero_and_other_odd_values_are_levels_like_any_other(make: Any) -> None:
    data = {"y": [0, 1], "p": [0, 1], "year": [0, -5]}
    found = estimate("accuracy", make.facts(data, by=["year"]), by=["year"])
    assert [each.slice for each in found] == [(), (("year", "-5"),), (("year", "0"),)]
