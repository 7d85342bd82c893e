"""Calibration error and reliability curve, against a table worked by hand."""

from typing import Any

import numpy as np
import pytest

from assay.core.errors import InputError
from assay.metrics.estimate import estimate
from assay.metrics.reliability import reliability_curve

# Bins of width 0.25, worked by hand:
#   [0, .25)    scores .1 .2      positives 0 1   mean .15  share .5   distance .35   2 of 8 items
#   [.25, .5)   scores .25 .4     positives 0 0   mean .325 share 0    distance .325  2 of 8
#   [.5, .75)   score  .6         positive 1      mean .6   share 1    distance .4    1 of 8
#   [.75, 1]    scores .75 .9 1   positives 1 1 0 mean .8833 share .6667 distance .21667 3 of 8
# sum of distance times items / 8 = (.7 + .65 + .4 + .65) / 8 = .3
SCORES = [0.1, 0.2, 0.25, 0.4, 0.6, 0.75, 0.9, 1.0]
LABELS = [0, 1, 0, 0, 1, 1, 1, 0]


def test_the_error_is_that_of_the_table_worked_by_hand(make: Any) -> None:
    found = estimate("ece:bins=4", make.facts({"y": LABELS, "s": SCORES}))[0]
    assert found.value == pytest.approx(0.3, abs=1e-12)
    assert found.interval.low < 0.3 < found.interval.high


def test_weights_count_in_bins_and_in_the_mean_over_bins(make: Any) -> None:
    weights = [2.0, 1, 1, 1, 1, 1, 1, 1]
    twice = make.facts({"y": [*LABELS, 0], "s": [*SCORES, 0.1]})
    found = estimate("ece:bins=4", make.facts({"y": LABELS, "s": SCORES, "w": weights}, weight="w"))[0]
    assert found.value == pytest.approx(estimate("ece:bins=4", twice)[0].value, abs=1e-12)


def test_bins_of_equal_mass_hold_equally_many_items(make: Any) -> None:
    # halves: scores .1 .2 .25 .4 (share 1/4, mean .2375) and .6 .75 .9 1 (share 3/4, mean .8125)
    found = estimate("ece:bins=2,kind=mass", make.facts({"y": LABELS, "s": SCORES}))[0]
    assert found.value == pytest.approx((abs(0.25 - 0.2375) + abs(0.75 - 0.8125)) / 2, abs=1e-12)


def test_a_calibrated_score_has_an_interval_that_reaches_down_to_almost_nothing(make: Any) -> None:
    random = np.random.default_rng(1)
    score = random.random(2000)
    found = estimate("ece", make.facts({"y": (random.random(2000) < score).astype(int), "s": score}))[0]
    assert found.value > 0.01
    assert found.interval.low < 0.01


def test_the_seed_decides_the_replicates_and_stands_on_the_card(make: Any) -> None:
    facts = make.facts({"y": LABELS * 5, "s": SCORES * 5})
    first, again, other = (estimate("ece", facts, seed=seed)[0] for seed in (1, 1, 2))
    assert first == again
    assert first.interval != other.interval
    assert ("seed", "1") in first.method.options


def test_a_reliability_curve_gives_share_and_mean_score_of_each_bin(make: Any) -> None:
    curve = reliability_curve(make.facts({"y": LABELS, "s": SCORES}), "new", bins=4)
    assert curve.edges == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert curve.mean_score == pytest.approx((0.15, 0.325, 0.6, 2.65 / 3))
    assert [each.value for each in curve.observed] == pytest.approx([0.5, 0.0, 1.0, 2 / 3])
    assert [each.n for each in curve.observed] == [2, 2, 1, 3]
    assert [each.reason for each in curve.observed] == [None, None, "too_few_items", None]
    assert curve.observed[3].slice == (("score", "[0.75, 1]"),)


def test_an_empty_bin_has_neither_mean_nor_share(make: Any) -> None:
    curve = reliability_curve(make.facts({"y": [0, 1], "s": [0.1, 0.9]}), "new", bins=3)
    assert curve.mean_score[1] is None
    assert (curve.observed[1].value, curve.observed[1].reason) == (None, "no_items")


def test_a_curve_of_clusters_is_less_sure(make: Any) -> None:
    data = {
        "y": np.repeat([0, 1, 1, 0], 25),
        "s": np.repeat([0.2, 0.2, 0.8, 0.8], 25),
        "c": np.repeat(np.arange(20), 5),
    }
    free, clustered = (reliability_curve(make.facts(data, cluster=each), "new") for each in (None, "c"))
    for one, other in zip(free.observed, clustered.observed, strict=True):
        if one.interval:
            assert other.interval.high - other.interval.low > one.interval.high - one.interval.low


def test_without_a_score_of_one_positive_class_there_is_no_curve(make: Any) -> None:
    with pytest.raises(InputError, match="has no score of one positive class"):
        reliability_curve(make.facts({"y": [0, 1], "p": [0, 1]}), "new")
