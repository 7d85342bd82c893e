"""Tables become facts: types to levels, the positive class, what is left out, and what is refused."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.core.errors import InputError

COLUMNS: dict[str, tuple[pa.Array, list[str]]] = {
    "integers": (pa.array([10, 9, 10]), ["9", "10"]),
    "whole numbers kept as floating point": (pa.array([1.0, 0.0, None]), ["0", "1", "missing"]),
    "fractions": (pa.array([0.5, 2.0, 0.5]), ["0.5", "2.0"]),
    "booleans": (pa.array([True, False, None]), ["false", "true", "missing"]),
    "texts": (pa.array(["b", "a", "b"]), ["a", "b"]),
    "texts with a missing one": (pa.array(["b", None, "b"]), ["b", "missing"]),
    "a text that says missing": (pa.array(["missing", None, "b"]), ["b", "missing"]),
    "dictionary": (pa.array(["b", "a", "b"]).dictionary_encode(), ["a", "b"]),
    "large text": (pa.array(["b", "a", "b"], pa.large_string()), ["a", "b"]),
    "nothing at all": (pa.nulls(3), ["missing"]),
    "dates": (pa.array([1, 2, 1], pa.date32()), ["1970-01-02", "1970-01-03"]),
    "NaN": (pa.array([np.nan, 1.0, 1.0]), ["1", "missing"]),
}


@pytest.mark.parametrize("name", COLUMNS, ids=str)
def test_values_of_any_type_become_levels_in_reading_order(name: str, make: Any) -> None:
    column, levels = COLUMNS[name]
    facts = make.facts({"y": [0, 1, 1], "p": [0, 1, 0], "g": column}, by=["g"])
    codes = facts.column("g").codes
    assert list(codes.levels) == levels
    assert codes.values.min() >= 0


POSITIVES = [
    (["0", "1"], None, "1", "usual"),
    ([0, 1], None, "1", "usual"),
    ([True, False], None, "true", "usual"),
    (["no", "Yes"], None, "Yes", "usual"),
    (["neg", "pos"], None, "pos", "usual"),
    (["<=50K", ">50K"], None, ">50K", "last"),
    (["cat", "dog"], None, "dog", "last"),
    (["cat", "dog"], "cat", "cat", "asked"),
    (["a", "b", "c"], None, None, "none"),
    (["a", "b", "c"], "b", "b", "asked"),
    (["0", "0"], None, "1", "does not occur"),
]


@pytest.mark.parametrize(("labels", "asked", "positive", "how"), POSITIVES, ids=str)
def test_the_positive_class_is_the_one_asked_for_or_the_usual_or_the_last(
    labels: list[Any], asked: str | None, positive: str | None, how: str, make: Any
) -> None:
    facts = make.facts({"y": labels, "p": labels}, positive=asked)
    assert facts.positive == positive
    assert how in facts.positive_how


def test_an_unknown_positive_class_is_refused_with_the_near_match(make: Any) -> None:
    with pytest.raises(InputError, match=r"No class 'spamm'.*Did you mean 'spam'") as caught:
        make.facts({"y": ["spam", "ham"], "p": ["spam", "ham"]}, positive="spamm")
    assert caught.value.code == "input.unknown_class"


def test_items_without_a_label_are_left_out_and_told(make: Any) -> None:
    facts = make.facts(
        {"y": ["a", None, "b", "a"], "p": ["a", "b", "b", "b"], "item": ["1", "2", "3", "4"]}, item="item"
    )
    assert facts.n_rows == 3
    assert facts.items.to_pylist() == ["1", "3", "4"]
    assert facts.left_out == ("1 item without a label (column 'y')",)


def test_a_missing_answer_is_refused_or_left_out(make: Any) -> None:
    data = {"y": [0, 1, 1], "p": [0, None, 1]}
    with pytest.raises(InputError, match=r"gave no answer in 1 of 3 items \(rows 2\)") as caught:
        make.facts(data)
    assert caught.value.code == "input.missing_answer"
    facts = make.facts(data, missing="leave_out")
    assert facts.answers[0].answered.tolist() == [True, False, True]
    assert facts.left_out == ("1 item that new did not answer",)


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "NaN score": ({"y": [0, 1], "s": [0.1, np.nan]}, {}, "input.not_finite"),
    "infinite score": ({"y": [0, 1], "s": [0.1, np.inf]}, {}, "input.not_finite"),
    "score of texts": ({"y": [0, 1], "s": ["low", "high"]}, {}, "input.not_a_number"),
    "weight 0": ({"y": [0, 1], "p": [0, 1], "w": [1.0, 0.0]}, {"weight": "w"}, "input.weight"),
    "negative weight": ({"y": [0, 1], "p": [0, 1], "w": [1, -1]}, {"weight": "w"}, "input.weight"),
    "missing weight": ({"y": [0, 1], "p": [0, 1], "w": [1.0, None]}, {"weight": "w"}, "input.weight"),
    "NaN weight": ({"y": [0, 1], "p": [0, 1], "w": [1.0, np.nan]}, {"weight": "w"}, "input.not_finite"),
    "answers that no label has": ({"y": ["0", "1"], "p": ["no", "yes"]}, {}, "input.answers_do_not_fit"),
    "unknown column": ({"y": [0, 1], "p": [0, 1]}, {"cluster": "user"}, "input.unknown_column"),
    "no answers": ({"y": [0, 1], "z": [0, 1]}, {"systems": {"m": (None, None)}}, "input.no_answers"),
}


@pytest.mark.parametrize("name", REFUSED, ids=str)
def test_what_cannot_be_used_is_refused_with_a_stable_code(name: str, make: Any) -> None:
    data, options, code = REFUSED[name]
    with pytest.raises(InputError) as caught:
        make.facts(data, **options)
    assert code in [problem.code for problem in caught.value.problems]


def test_all_mistakes_are_told_at_once(make: Any) -> None:
    data = {"y": [0, 1], "p": [0, None], "s": [0.1, np.nan], "w": [0.0, 1.0]}
    with pytest.raises(InputError) as caught:
        make.facts(data, weight="w")
    assert {problem.code for problem in caught.value.problems} == {
        "input.missing_answer",
        "input.not_finite",
        "input.weight",
    }


def test_unknown_columns_are_told_together_with_the_near_match(make: Any) -> None:
    with pytest.raises(InputError, match=r"'contry'.*Did you mean 'country'") as caught:
        make.facts({"y": [0], "p": [0], "country": ["DE"]}, by=["contry"], cluster="user")
    assert len(caught.value.problems) == 2


CLUSTERS: dict[str, pa.Array] = {
    "narrow integers": pa.array([7, 5, 7, 5, 6]),
    "wide integers": pa.array([10**12, 5, 10**12, 5, -6]),
    "texts": pa.array(["b", "a", "b", "a", "c"]),
    "small integers": pa.array([100, -100, 100, -100, 0], pa.int8()),
}


@pytest.mark.parametrize("name", CLUSTERS, ids=str)
def test_rows_of_a_cluster_stand_side_by_side_whatever_its_type(name: str, make: Any) -> None:
    data = {"y": [0, 1, 0, 1, 1], "p": [0, 1, 0, 1, 0], "c": CLUSTERS[name], "item": [0, 1, 2, 3, 4]}
    facts = make.facts(data, cluster="c", item="item")
    together = [
        set(facts.items[start:stop].to_pylist())
        for start, stop in zip(facts.layout.starts[:-1], facts.layout.starts[1:], strict=True)
    ]
    assert sorted(map(sorted, together)) == [[0, 2], [1, 3], [4]]


def test_an_item_without_a_cluster_is_its_own_and_that_is_told(make: Any) -> None:
    facts = make.facts({"y": [0, 1, 1, 0], "p": [0, 1, 1, 0], "c": ["a", None, "a", None]}, cluster="c")
    assert facts.layout.n_clusters == 3
    assert facts.assumed == ("2 items without a value of 'c': each is its own cluster",)


def test_an_empty_table_has_facts_without_rows(make: Any) -> None:
    facts = make.facts(
        {"y": pa.array([], pa.string()), "p": pa.array([], pa.string()), "c": pa.array([], pa.string())}, cluster="c"
    )
    assert facts.n_rows == 0
    assert facts.layout.n_clusters == 0
