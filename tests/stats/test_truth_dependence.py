"""Judges who copy each other are found, independent ones are not."""

from collections.abc import Iterator

import numpy as np
import pytest

from assay.stats.kernel import repeated_work
from assay.stats.truth.dependence import Dependence, dependence, error_correlation
from assay.stats.votes import Votes, votes


@pytest.fixture(autouse=True, scope="module")
def compiled() -> Iterator[None]:
    """Many small runs: compiled, as in any large one."""
    with repeated_work():
        yield


def crowd(
    seed: int, *, copying: int = 0, n_items: int = 300, n_judges: int = 5, k: int = 3, spread: float = 0.0
) -> Votes:
    """Judge 0 and the next ``copying`` ones give one answer; all others err on their own, three in four right."""
    rng = np.random.default_rng(seed)
    truth, skill = rng.integers(0, k, n_items), rng.uniform(0.75 - spread, 0.75 + spread / 2, n_judges)
    said = np.where(rng.random((n_items, n_judges)) < skill, truth[:, None], rng.integers(0, k, (n_items, n_judges)))
    said[:, 1 : copying + 1] = said[:, :1]
    items, judges = np.indices(said.shape)
    return votes(items.ravel(), judges.ravel(), said.ravel())


def pairs(found: Dependence) -> list[tuple[int, int]]:
    return [(each.first, each.second) for each in found.pairs]


def test_two_judges_who_copy_are_named_with_how_often_they_agree() -> None:
    found = dependence(crowd(1, copying=1))
    assert pairs(found) == [(0, 1)]
    assert found.pairs[0].agreement == 1.0
    assert 0.6 < found.pairs[0].expected < 0.85
    assert found.pairs[0].n_items == 300


def test_independent_judges_of_unequal_skill_are_left_alone() -> None:
    found = dependence(crowd(2, n_judges=8, spread=0.4))
    assert found.pairs == ()
    assert abs(found.correlation) < 0.05
    assert found.effective == pytest.approx(8.0, rel=0.3)


def of_difficulty(hard_accuracy: float) -> tuple[Votes, np.ndarray]:
    """Five judges; three items in ten are hard for all. And which votes are right."""
    rng = np.random.default_rng(3)
    truth, hard = rng.integers(0, 2, 500), rng.random(500) < 0.3
    right = rng.random((500, 5)) < np.where(hard, hard_accuracy, 0.95)[:, None]
    items, judges = np.indices(right.shape)
    said = np.where(right, truth[:, None], 1 - truth[:, None])
    return votes(items.ravel(), judges.ravel(), said.ravel()), right.ravel().astype(float)


def test_items_that_are_hard_for_all_count_as_fewer_votes() -> None:
    found = dependence(of_difficulty(0.5)[0])
    assert found.correlation > 0.05
    assert found.effective < 4.2


def test_errors_that_all_share_are_seen_on_a_reference_only() -> None:
    table, right = of_difficulty(0.2)
    assert dependence(table).correlation < 0.1
    assert error_correlation(table, right) > 0.4
    assert error_correlation(table, np.ones(right.size)) is None


def test_without_three_votes_of_an_item_or_without_errors_nothing_is_said() -> None:
    two = votes(np.repeat(np.arange(10), 2), np.tile([0, 1], 10), np.tile([0, 1], 10))
    assert dependence(two).correlation is None
    same = votes(np.repeat(np.arange(10), 3), np.tile([0, 1, 2], 10), np.zeros(30, int))
    assert dependence(same).correlation is None
    alike = votes(np.repeat(np.arange(10), 3), np.tile([0, 1, 2], 10), np.repeat(np.arange(10) % 2, 3))
    assert dependence(alike).pairs == ()


@pytest.mark.slow
@pytest.mark.parametrize("shape", [{}, {"k": 2}, {"n_judges": 8, "spread": 0.3}], ids=str)
def test_a_copying_pair_is_found_and_false_alarms_are_rare(shape: dict[str, float]) -> None:
    alone = [dependence(crowd(seed, **shape)) for seed in range(100)]
    assert np.mean([bool(each.pairs) for each in alone]) <= 0.03
    assert np.mean([each.correlation > 0.12 for each in alone]) == 0.0
    planted = [dependence(crowd(seed, copying=1, **shape)) for seed in range(40)]
    assert np.mean([pairs(each)[:1] == [(0, 1)] for each in planted]) >= 0.95
    blocs = [dependence(crowd(seed, copying=2, **shape)) for seed in range(40)]
    assert np.mean([bool(each.pairs) for each in blocs]) >= 0.85, "a bloc may hide behind those it outvotes, not unseen"
