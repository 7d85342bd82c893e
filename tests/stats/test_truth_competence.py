"""ZenCrowd, LFC and MACE: what they recover, and where their assumptions fail."""

from collections.abc import Iterator

import numpy as np
import pytest

from assay.stats.kernel import repeated_work
from assay.stats.truth.named import infer
from assay.stats.votes import Votes, votes


@pytest.fixture(autouse=True, scope="module")
def compiled() -> Iterator[None]:
    """Many small runs: compiled, as in any large one."""
    with repeated_work():
        yield


def crowd(
    seed: int, confusions: np.ndarray, prior: tuple[float, ...], *, n_items: int, overlap: int
) -> tuple[Votes, np.ndarray]:
    """Votes drawn from confusions ``[judge][answer][class]``, and the truth."""
    rng = np.random.default_rng(seed)
    n_judges, k = confusions.shape[:2]
    truth = rng.choice(k, n_items, p=prior)
    items = np.repeat(np.arange(n_items), overlap)
    judges = rng.permuted(np.tile(np.arange(n_judges), (n_items, 1)), axis=1)[:, :overlap].ravel()
    ends = confusions[judges, :, truth[items]].cumsum(axis=1)
    said = np.minimum((rng.random(items.size)[:, None] > ends).sum(axis=1), k - 1)
    return votes(items, judges, said, n_items=n_items, n_judges=n_judges, n_classes=k), truth


def coins(accuracy: np.ndarray, k: int) -> np.ndarray:
    """Confusions of judges who err evenly."""
    others = (1.0 - accuracy) / (k - 1)
    return others[:, None, None] + (accuracy - others)[:, None, None] * np.eye(k)


def right(name: str, table: Votes, truth: np.ndarray, **asked: object) -> float:
    """Share of items whose likeliest answer is true; ties in part."""
    posterior = infer(name, table, asked)[0].posterior
    best = posterior >= posterior.max(axis=1, keepdims=True) - 1e-9
    return float((best[np.arange(truth.size), truth] / best.sum(axis=1)).mean())


def test_zencrowd_recovers_the_truth_and_the_accuracy_of_each_judge() -> None:
    accuracy = np.linspace(0.45, 0.95, 12)
    table, truth = crowd(1, coins(accuracy, 4), (0.25,) * 4, n_items=1500, overlap=6)
    found = infer("zencrowd", table, {})[0]
    assert np.abs(found.weight - accuracy).max() < 0.06
    assert right("zencrowd", table, truth) > right("majority", table, truth) + 0.01
    assert right("zencrowd", table, truth) > 0.96


@pytest.mark.parametrize("name", ["lfc", "dawid-skene"])
def test_lfc_and_dawid_skene_recover_the_truth_and_the_confusions(name: str) -> None:
    rng = np.random.default_rng(2)
    confusions = np.stack([rng.dirichlet(1 + 8 * np.eye(3)[k], 10) for k in range(3)], axis=2)
    table, truth = crowd(2, confusions, (0.5, 0.3, 0.2), n_items=3000, overlap=5)
    found = infer(name, table, {"tolerance": 1e-7})[0]
    assert np.abs(found.confusion - confusions).mean() < 0.02
    assert np.abs(found.confusion - confusions).max() < 0.09
    assert np.abs(found.prior - (0.5, 0.3, 0.2)).max() < 0.03
    assert right(name, table, truth) > 0.97


def test_lfc_keeps_a_judge_of_few_votes_near_a_good_one() -> None:
    table, _ = crowd(3, coins(np.full(6, 0.8), 2), (0.5, 0.5), n_items=100, overlap=5)
    once = votes(np.r_[table.items, 0], np.r_[table.judges, 6], np.r_[table.answers, 0], n_classes=2)
    free, held = (infer(name, once, {})[0].confusion[6] for name in ("dawid-skene", "lfc"))
    assert free[0].max() > 0.99
    assert 0.6 < held[0, 0] < 0.9
    assert held[1, 1] == pytest.approx(0.8, abs=0.01)


def test_mace_finds_spammers_and_their_habits() -> None:
    knows = np.r_[np.full(8, 0.85), np.full(4, 0.05)]
    habit = np.r_[np.full((8, 3), 1 / 3), np.tile([0.8, 0.1, 0.1], (4, 1))]
    confusions = (1 - knows)[:, None, None] * habit[:, :, None] + knows[:, None, None] * np.eye(3)
    table, truth = crowd(4, confusions, (1 / 3,) * 3, n_items=800, overlap=5)
    for name in ("mace", "mace-em"):
        found = infer(name, table, {})[0]
        assert found.weight[:8].min() > 0.7
        assert found.weight[8:].max() < 0.2
        np.testing.assert_allclose(found.confusion.sum(axis=1), 1.0, atol=1e-9)
        assert right(name, table, truth) > right("majority", table, truth) + 0.05


def test_glad_rates_easy_items_and_able_judges_higher() -> None:
    rng = np.random.default_rng(5)
    ability, ease = rng.uniform(-0.5, 2.5, 20), rng.normal(0.5, 1.0, 400)
    chance = 1 / (1 + np.exp(-ability[None, :] * np.exp(ease[:, None])))
    truth = rng.integers(0, 2, 400)
    said = np.where(rng.random(chance.shape) < chance, truth[:, None], 1 - truth[:, None])
    items, judges = np.nonzero(rng.random(said.shape) < 0.5)
    found = infer("glad", votes(items, judges, said[items, judges]), {"iterations": 10})[0]
    assert np.corrcoef(found.weight, ability)[0, 1] > 0.9
    assert np.corrcoef(np.log(found.difficulty), ease)[0, 1] > 0.4


def collapse(seed: int) -> dict[str, float]:
    """Imbalanced classes and one-sided errors: judges miss half of the rare class and hardly invent it."""
    one = np.array([[0.97, 0.5], [0.03, 0.5]])
    table, truth = crowd(seed, np.tile(one, (30, 1, 1)), (0.9, 0.1), n_items=600, overlap=5)
    found = {f"one coin, {prior}": infer("zencrowd", table, {"prior": prior})[0] for prior in ("estimated", "uniform")}
    found["majority"] = infer("majority", table, {})[0]
    return {name: float((each.posterior.argmax(axis=1)[truth == 1] == 1).mean()) for name, each in found.items()}


def test_an_estimated_prior_makes_one_coin_forget_the_rare_class() -> None:
    """Methods (36): added to a one-parameter error model it collapses onto the commonest class."""
    means = {name: np.mean([collapse(seed)[name] for seed in range(3)]) for name in collapse(0)}
    assert means["one coin, estimated"] < means["majority"] - 0.1
    assert means["one coin, uniform"] >= means["majority"] - 0.02


def symmetric(seed: int) -> dict[str, float]:
    """The reverse case: errors truly even, 10 % positives, 5 of 30 judges an item, each right with .75."""
    table, truth = crowd(seed, coins(np.full(30, 0.75), 2), (0.9, 0.1), n_items=1000, overlap=5)
    found = {prior: right("zencrowd", table, truth, prior=prior) for prior in ("estimated", "uniform")}
    return found | {"majority": right("majority", table, truth)}


@pytest.mark.slow
def test_where_errors_are_even_the_estimated_prior_wins_by_the_published_figures() -> None:
    """Methods (36): .948 with the estimated prior, .883 with the uniform one and with majority."""
    drawn = [symmetric(seed) for seed in range(20)]
    means = {name: np.mean([each[name] for each in drawn]) for name in drawn[0]}
    assert means["estimated"] == pytest.approx(0.948, abs=0.005)
    assert means["uniform"] == pytest.approx(0.883, abs=0.015)
    assert means["majority"] == pytest.approx(0.896, abs=0.015)
