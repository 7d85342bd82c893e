"""How estimates and differences are written, and what is written where there are none."""

from dataclasses import replace
from typing import Any

import pytest

from assay.core.estimate import Comparison, Estimate, Interval
from assay.metrics.reasons import Reason
from assay.reports import words
from assay.reports.numbers import at_worst, difference_written, estimate_written, level_words, percent, shrunk_written


@pytest.fixture
def whole(examples: Any) -> Estimate:
    return examples.estimate("accuracy", "new", 0.874, n=4000)


def test_a_value_stands_with_its_interval(whole: Estimate) -> None:
    assert str(estimate_written(whole)) == "0.874 (0.862 to 0.886)"


def test_a_value_without_an_interval_stands_with_the_reason(whole: Estimate) -> None:
    bare = replace(whole, interval=None, reason="too_few_items")
    assert str(estimate_written(bare)) == "0.87 (no interval: too few items)"


def test_no_value_is_a_dash_and_the_reason(whole: Estimate) -> None:
    assert str(estimate_written(replace(whole, value=None, interval=None, reason="single_class"))) == (
        "— only one class here"
    )


def test_a_count_says_that_it_is_one(whole: Estimate) -> None:
    assert str(estimate_written(replace(whole, kind="count", value=1204.0, interval=None))) == "1\u2009204 (count)"


def test_a_value_without_interval_and_reason_says_that_none_was_recorded(whole: Estimate) -> None:
    assert "no reason was recorded" in str(estimate_written(replace(whole, interval=None)))


def test_what_was_not_shrunk_says_so(whole: Estimate) -> None:
    assert str(shrunk_written(whole)) == "— not shrunk"


@pytest.mark.parametrize(
    ("ends", "higher_is_better", "written", "worst"),
    [
        ((0.012, 0.004, 0.020), True, "better by 0.012 (0.004 to 0.020)", "at least 0.004 higher"),
        ((-0.012, -0.020, -0.004), True, "worse by 0.012 (0.004 to 0.020)", "no worse than 0.020 lower"),
        ((-0.012, -0.020, -0.004), False, "better by 0.012 (0.004 to 0.020)", "at least 0.004 lower"),
        ((0.012, 0.004, 0.020), False, "worse by 0.012 (0.004 to 0.020)", "no worse than 0.020 higher"),
        ((0.005, -0.003, 0.013), True, "cannot tell: better by 0.005 (−0.003 to 0.013)", "no worse than 0.003 lower"),
        ((-0.005, -0.013, 0.003), True, "cannot tell: worse by 0.005 (−0.003 to 0.013)", "no worse than 0.013 lower"),
        ((0.005, -0.003, 0.013), False, "cannot tell: worse by 0.005 (−0.003 to 0.013)", "no worse than 0.013 higher"),
    ],
)
def test_a_difference_says_its_direction(
    examples: Any, ends: tuple[float, float, float], higher_is_better: bool, written: str, worst: str
) -> None:
    difference, low, high = ends
    _, _, base = examples.pair("accuracy", (0.86, 0.87))
    found = replace(base, difference=difference, interval=Interval(low, high), higher_is_better=higher_is_better)
    assert str(difference_written(found)) == written
    assert at_worst(found) == worst


def test_a_difference_that_is_written_as_zero_has_no_direction(examples: Any) -> None:
    found = replace(examples.pair("accuracy", (0.8, 0.8))[2], difference=0.0, interval=Interval(-0.039, 0.039))
    assert str(difference_written(found)) == "cannot tell: 0.000 (−0.039 to 0.039)"


def test_there_is_no_difference_from_a_value_that_is_not_there(examples: Any) -> None:
    baseline, _, found = examples.pair("recall", (0.8, 0.5), n=5)
    undefined = replace(found, baseline=replace(baseline, value=None), difference=0.5, reason="not_paired")
    assert str(difference_written(undefined)) == "— one of the two values is undefined"


def test_a_difference_without_interval_has_its_reason(examples: Any) -> None:
    found: Comparison = examples.pair("accuracy", (0.8, 0.83), n=5)[2]
    assert str(difference_written(found)) == "better by 0.03 (no interval: too few items)"
    assert at_worst(found) == "—"
    undefined = examples.pair("accuracy", (0.8, 0.83), n=0)[2]
    assert str(difference_written(undefined)) == "— no items"


def test_shares_of_people_are_percent() -> None:
    assert percent(0.125) == "12.5\u2009%"
    assert level_words(0.95) == "95\u2009% interval"


def test_every_reason_that_metrics_give_has_words() -> None:
    assert {reason.word for reason in Reason if reason.word} <= set(words.REASONS)


def test_an_unknown_reason_is_still_readable_and_harmless() -> None:
    assert words.reason_words("the_judge\u202e_left") == "the judge\\u202e left"


@pytest.mark.parametrize(
    ("at", "shown"), [("2026-11-22T14:05:00.000000Z", "2026-11-22 14:05"), ("yesterday", "yesterday"), ("", "")]
)
def test_a_time_is_written_to_the_minute(at: str, shown: str) -> None:
    assert words.moment(at) == shown
