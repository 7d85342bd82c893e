"""AUROC and average precision by slice, with influence values: against definitions, DeLong and Obuchowski."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.stats.ranks import auroc, average_precision, score_order
from assay.stats.sorting import ascending


@st.composite
def scored(draw: st.DrawFn) -> tuple[np.ndarray, ...]:
    """Scores with ties, labels, weights and slices of a few rows."""
    n = draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    return (
        np.round(random.random(n), draw(st.integers(0, 2))),
        random.random(n) < 0.4,
        random.uniform(0.5, 3, n),
        random.integers(-1, 3, n).astype(np.int32),
    )


def area(score: np.ndarray, positive: np.ndarray, weight: np.ndarray) -> float:
    """By the definition, pair by pair."""
    above = (score[positive, None] > score[None, ~positive]) + 0.5 * (score[positive, None] == score[None, ~positive])
    pairs = weight[positive, None] * weight[None, ~positive]
    return float((above * pairs).sum() / pairs.sum())


def steps(score: np.ndarray, positive: np.ndarray, weight: np.ndarray) -> float:
    """By the definition, score by score."""
    total, recall, found = weight[positive].sum(), 0.0, 0.0
    for value in np.unique(score)[::-1]:
        reached = score >= value
        gained = weight[reached & positive].sum()
        found += (gained / total - recall) * gained / weight[reached].sum()
        recall = gained / total
    return float(found)


CASES = pytest.mark.parametrize(("statistic", "definition"), [(auroc, area), (average_precision, steps)])


@CASES
@given(data=scored())
def test_the_value_is_that_of_the_definition_on_each_slice(statistic, definition, data) -> None:  # type: ignore[no-untyped-def]
    score, positive, weight, codes = data
    order = score_order(score, positive, weight)
    found = statistic(order, codes, n_slices=3)
    for s in range(3):
        rows = codes == s
        assert found.positives[s] == pytest.approx(weight[rows & positive].sum())
        if (rows & positive).any() and (rows & ~positive).any():
            assert found.value[s] == pytest.approx(definition(score[rows], positive[rows], weight[rows]), abs=1e-12)
    assert not found.influence[codes < 0].any()


@CASES
@given(data=scored())
def test_influence_is_the_derivative_by_the_weight_and_sums_to_nothing(statistic, definition, data) -> None:  # type: ignore[no-untyped-def]
    score, positive, weight, _ = data
    if positive.all() or not positive.any():
        return
    order = score_order(score, positive, weight)
    found = statistic(order, np.zeros(score.size, np.int32), n_slices=1)
    assert found.influence.sum() == pytest.approx(0.0, abs=1e-9)
    step = 1e-6
    for row in range(min(score.size, 6)):
        ends = []
        for sign in (1, -1):
            moved = weight.copy()
            moved[row] += sign * step
            ends.append(definition(score, positive, moved))
        assert found.influence[row] == pytest.approx(weight[row] * (ends[0] - ends[1]) / (2 * step), abs=1e-6)


def test_kept_rows_alone_are_ranked() -> None:
    score, positive = np.array([0.1, 0.9, 0.4, 0.6]), np.array([False, True, True, False])
    kept = np.array([True, True, False, True])
    order = score_order(score, positive, np.ones(4), kept)
    assert order.rows.tolist() == [0, 3, 1]


@pytest.mark.parametrize(
    "numbers",
    [
        np.random.default_rng(1).random(6000),
        np.round(np.random.default_rng(1).random(6000), 2),
        np.append(np.random.default_rng(1).random(6000), [1e300, -1e300]),
        np.random.default_rng(1).beta(0.01, 5, 6000),
        np.zeros(6000),
        np.repeat([0.0, -0.0, 1.0], 2000),
        np.random.default_rng(1).random(6000) * 1e-312,
    ],
    ids=["plain", "ties", "endless range", "most near nothing", "constant", "signed zeros", "subnormal"],
)
def test_numbers_are_sorted_as_numpy_sorts_them(numbers: np.ndarray) -> None:
    np.testing.assert_array_equal(ascending(numbers), np.argsort(numbers, kind="stable"))
