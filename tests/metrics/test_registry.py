"""Metric names are read with their options, and unknown ones with the near match."""

import pytest

from assay.core.errors import InputError
from assay.metrics.registry import known_metrics, parse_metric, parse_metrics, split_metrics


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("accuracy", "accuracy"),
        (" f1 ", "f1"),
        ("f_beta:beta=2", "f_beta:beta=2"),
        ("f_beta:beta=2.0", "f_beta:beta=2"),
        ("f_beta:average=macro,beta=0.5", "f_beta:beta=0.5,average=macro"),
        ("precision:average=micro", "precision:average=micro"),
        ("ece", "ece"),
        ("ece:bins=15,kind=width", "ece"),
        ("ece:kind=mass", "ece:kind=mass"),
    ],
)
def test_a_name_with_options_is_read_into_its_one_spelling(text: str, name: str) -> None:
    assert parse_metric(text).name == name
    assert parse_metric(parse_metric(text).name).name == name


REFUSED = [
    ("acuracy", "metric.unknown", "Did you mean 'accuracy'"),
    ("", "metric.unknown", "Known"),
    ("accuracy:beta=2", "metric.option", "no option 'beta=2'"),
    ("f_beta", "metric.option", "no beta"),
    ("f_beta:beta=0", "metric.option", "beta=0"),
    ("f_beta:beta=nan", "metric.option", "beta=nan"),
    ("f_beta:beta=x", "metric.option", "above 0"),
    ("ece:bins=0", "metric.option", "bins=0"),
    ("ece:bins=1.5", "metric.option", "whole number"),
    ("ece:bins=1000", "metric.option", "1 to 200"),
    ("ece:kind=mas", "metric.option", "Did you mean 'mass'"),
    ("f1:average=macroo", "metric.option", "Did you mean 'macro'"),
    ("f1:average", "metric.option", "option=value"),
]


@pytest.mark.parametrize(("text", "code", "told"), REFUSED)
def test_what_cannot_be_read_is_refused_with_what_would_be_right(text: str, code: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        parse_metric(text)
    assert caught.value.code == code


def test_options_stay_with_their_metric_in_a_list() -> None:
    text = "accuracy,ece:bins=10,kind=mass,f_beta:beta=2,average=macro,f1"
    assert split_metrics(text) == ("accuracy", "ece:bins=10,kind=mass", "f_beta:beta=2,average=macro", "f1")


def test_metrics_asked_for_twice_are_one() -> None:
    assert [each.name for each in parse_metrics(["accuracy,f1", "f1", parse_metric("accuracy")])] == ["accuracy", "f1"]


def test_all_unknown_metrics_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        parse_metrics("acuracy,f1,aurocc")
    assert len(caught.value.problems) == 2


def test_no_metric_at_all_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(InputError, match="Known: accuracy"):
        parse_metrics([])


@pytest.mark.parametrize("name", known_metrics())
def test_every_metric_has_a_sentence_a_range_and_a_direction(name: str) -> None:
    metric = parse_metric(name if name != "f_beta" else "f_beta:beta=2")
    assert metric.sentence.endswith(".")
    assert metric.low < metric.high < 100
    assert metric.higher_is_better is (name not in {"log_loss", "brier", "ece"})
