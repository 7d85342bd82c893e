"""What one more answer is expected to be worth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assay.stats.truth.next_answer import average_confusion, expected_gain
from assay.stats.votes import votes


def shares(rows: int) -> st.SearchStrategy[np.ndarray]:
    positive = arrays(np.float64, (rows, 3), elements=st.floats(0.01, 1.0))
    return positive.map(lambda found: found / found.sum(axis=1, keepdims=True))


@given(posterior=shares(5), confusion=shares(3))
def test_an_answer_never_makes_it_worse_nor_surer_than_certain(posterior: np.ndarray, confusion: np.ndarray) -> None:
    gain = expected_gain(posterior, confusion)
    assert (gain >= 0.0).all()
    assert (posterior.max(axis=1) + gain <= 1.0 + 1e-12).all()


def test_a_judge_who_answers_alike_whatever_is_true_is_worth_nothing() -> None:
    blind = np.full((2, 2), 0.5)
    assert expected_gain(np.array([[0.5, 0.5], [0.7, 0.3]]), blind).tolist() == [0.0, 0.0]


def test_a_judge_who_is_always_right_is_worth_all_the_doubt() -> None:
    assert expected_gain(np.array([[0.6, 0.4], [0.9, 0.1]]), np.eye(2)) == pytest.approx([0.4, 0.1])


def test_all_judges_as_one_answer_as_they_did_on_average() -> None:
    found = votes([0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 1], n_items=2, n_judges=2, n_classes=2)
    sure = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert average_confusion(found, sure).tolist() == [[0.5, 0.5], [0.25, 0.75]]
