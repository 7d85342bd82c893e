import numpy as np
import pytest

from assay.core.errors import InputError, ShapeMismatch
from assay.stats.votes import standing, votes


def test_votes_of_one_item_stand_together_in_the_order_given() -> None:
    given = votes([1, 0, 1, 0], [0, 1, 2, 0], [3, 2, 1, 0])
    assert given.items.tolist() == [0, 0, 1, 1]
    assert given.judges.tolist() == [1, 0, 0, 2]
    assert given.starts.tolist() == [0, 2, 4]


def test_items_without_a_vote_are_counted() -> None:
    given = votes([2], [0], [1], n_items=4, n_judges=2, n_classes=3)
    assert given.counts.sum(axis=1).tolist() == [0.0, 0.0, 1.0, 0.0]
    assert given.starts.tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("rule", "answers"), [("last", [2, 1]), ("first", [0, 1]), ("all", [0, 1, 2])], ids=["last", "first", "all"]
)
def test_the_rule_says_which_of_repeated_answers_counts(rule: str, answers: list[int]) -> None:
    given = votes([0, 0, 0], [5, 3, 5], [0, 1, 2])
    assert sorted(standing(given, rule).answers.tolist()) == sorted(answers)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(InputError, match="newest"):
        standing(votes([0], [0], [0]), "newest")


def test_a_code_out_of_range_is_refused_with_its_value() -> None:
    with pytest.raises(InputError, match="7"):
        votes([0], [7], [0], n_judges=2)
    with pytest.raises(InputError, match="-1"):
        votes([0], [0], [-1])


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(ShapeMismatch):
        votes([0, 1], [0], [0])


def test_no_votes_are_no_items() -> None:
    assert votes(np.empty(0), np.empty(0), np.empty(0)).counts.shape == (0, 0)
