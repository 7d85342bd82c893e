"""The difference estimator: unbiased whatever the machine says, and as sure as it says."""

from itertools import combinations, product

import numpy as np
import pytest

from assay.stats.mixed.difference import choose_lam, horvitz_thompson, pooled_means, sharpened
from assay.stats.mixed.pool import Pool
from assay.stats.mixed.prediction_powered import ppi_mean

Y = np.array([1.0, 0.0, 1.0, 3.0, 2.0, 0.5])
F = np.array([0.5, 0.5, 2.0, 1.0, -1.0, 0.0])
"""Six items and a machine that is often wrong."""


def one_group(n_items: int, labelled: np.ndarray, **more: object) -> Pool:
    return Pool(np.zeros(n_items, np.int64), labelled, 1, **more)  # type: ignore[arg-type]


def value(y: np.ndarray, f: np.ndarray, pool: Pool, lam: float) -> float:
    found = pooled_means(y[pool.labelled, None], f[:, None], pool, np.full(pool.n_groups, lam))
    return float(found[0, 0])


@pytest.mark.parametrize("lam", [0.0, 0.4, 1.0])
def test_horvitz_thompson_is_unbiased_over_every_sample_that_could_be_drawn(lam: float) -> None:
    """Each item by its own coin: all 64 samples with their probabilities."""
    chance = np.array([0.2, 0.9, 0.5, 0.3, 0.7, 1.0])
    mean = 0.0
    for coins in product((False, True), repeat=6):
        drawn = np.array(coins)
        likely = float(np.prod(np.where(drawn, chance, 1 - chance)))
        weight = 1 / chance[drawn]
        mean += likely * horvitz_thompson(Y[drawn], F[drawn], F, weight, lam=lam) if likely else 0.0
    assert mean == pytest.approx(Y.mean(), abs=1e-12)


@pytest.mark.parametrize("lam", [0.0, 0.4, 1.0])
def test_a_stratified_sample_is_unbiased_over_every_sample_that_could_be_drawn(lam: float) -> None:
    """Two of the first four items, one of the last two: 12 samples, all as likely."""
    found = []
    for first, last in product(combinations(range(4), 2), (4, 5)):
        weight = np.array([2.0, 2.0, 2.0])
        pool = one_group(6, np.array([*first, last]), weight=weight)
        found.append(value(Y, F, pool, lam))
        assert found[-1] == pytest.approx(horvitz_thompson(Y[pool.labelled], F[pool.labelled], F, weight, lam=lam))
    assert np.mean(found) == pytest.approx(Y.mean(), abs=1e-12)


def test_a_simple_sample_is_ppi() -> None:
    rng = np.random.default_rng(3)
    y, f = rng.random(2000) < 0.6, rng.random(2000)
    y, f = y.astype(float), f + 0.5 * y
    pool = one_group(2000, np.arange(100))
    lam = choose_lam(y[:100], f, pool)
    theirs = ppi_mean(y[:100], f[:100], f[100:])
    found = sharpened(y[:100], f, pool, lam)
    assert value(y, f, pool, float(lam[0])) == pytest.approx(theirs.value, abs=1e-12)
    assert float(lam[0]) * 0.95 == pytest.approx(theirs.lam, abs=1e-12)
    assert float(found.alone[0]) ** 0.5 == pytest.approx(theirs.people_error, abs=1e-12)
    assert float(found.correlation[0]) == pytest.approx(theirs.correlation, abs=1e-12)
    assert float(found.variance[0]) ** 0.5 == pytest.approx(theirs.standard_error, rel=0.08)  # and what was not seen


def test_a_pool_that_people_labelled_whole_leaves_only_the_variance_of_the_pool() -> None:
    strata = np.array([0, 0, 0, 1, 1, 1])
    for more in ({}, {"weight": np.ones(6), "strata": strata}):
        found = sharpened(Y, F, one_group(6, np.arange(6), **more), np.zeros(1))
        assert float(found.alone[0]) == pytest.approx(Y.var(ddof=1) / 6, rel=0.35)
    assert choose_lam(Y, F, one_group(6, np.arange(6))).tolist() == [0.0]


def test_clusters_of_one_item_change_nothing() -> None:
    rng = np.random.default_rng(5)
    f = rng.random(300)
    y = f[:60] + rng.random(60)
    plain = one_group(300, np.arange(60))
    lam = choose_lam(y, f, plain)
    alone = sharpened(y, f, one_group(300, np.arange(60), clusters=np.arange(300)), lam)
    assert alone.variance == pytest.approx(sharpened(y, f, plain, lam).variance, rel=0.01)
    assert alone.degrees == pytest.approx([58.0])


def test_groups_are_those_of_their_own_pools() -> None:
    rng = np.random.default_rng(6)
    y, f, group = rng.random(80), rng.random(400), rng.integers(-1, 3, 400)
    pool = Pool(group, np.arange(80), 3)
    lam = choose_lam(y, f, pool)
    found = sharpened(y, f, pool, lam)
    for place in range(3):
        rows = np.flatnonzero(group == place)
        own = one_group(rows.size, np.arange(int((rows < 80).sum())))
        alone = sharpened(y[rows[rows < 80]], f[rows], own, lam[[place]])
        assert float(found.variance[place]) == pytest.approx(float(alone.variance[0]), rel=1e-12)
        assert float(found.degrees[place]) == float(alone.degrees[0])


def test_a_machine_that_was_never_wrong_on_few_items_is_not_taken_as_right_on_all() -> None:
    y = np.tile([1.0, 0.0], 15)
    f = np.r_[y, np.tile([1.0, 0.0], 300)]
    found = sharpened(y, f, one_group(630, np.arange(30)), choose_lam(y, f, one_group(630, np.arange(30))))
    assert 0.03 < float(found.variance[0]) ** 0.5 < float(found.alone[0]) ** 0.5


@pytest.mark.parametrize("answers", [np.ones(20), np.zeros(20)], ids=["all yes", "all no"])
def test_answers_that_do_not_vary_give_no_correlation_and_nothing_to_follow(answers: np.ndarray) -> None:
    pool = one_group(100, np.arange(20))
    f = np.linspace(0.0, 1.0, 100)
    assert choose_lam(answers, f, pool).tolist() == [0.0]
    assert np.isnan(sharpened(answers, f, pool, np.zeros(1)).correlation[0])


@pytest.mark.slow
@pytest.mark.parametrize("design", ["simple", "stratified", "by coins", "clusters"])
def test_the_variance_is_that_of_many_samples(design: str) -> None:
    """3,000 pools of 600 and samples of about 60, with a fixed lam: never too small by much."""
    rng = np.random.default_rng(11)
    values, variances = [], []
    for _ in range(3000):
        size = rng.random(600)
        blocks = np.repeat(rng.random(60), 10)
        y = (rng.random(600) < (blocks if design == "clusters" else 0.4 + 0.5 * size)).astype(float)
        f = np.where(rng.random(600) < 0.85, y, 1 - y)
        labelled, more = _drawn(rng, design, size)
        pool = one_group(600, labelled, **more)
        values.append(value(y, f, pool, 0.6))
        variances.append(float(sharpened(y[labelled], f, pool, np.array([0.6])).variance[0]))
    assert 0.93 < np.mean(variances) / np.var(values) < 1.15  # disagreements not seen add about 0.05


def _drawn(rng: np.random.Generator, design: str, size: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    if design == "by coins":
        chance = 60 * (0.2 + size) / (0.2 + size).sum()
        labelled = np.flatnonzero(rng.random(600) < chance)
        return labelled, {"weight": 1 / chance[labelled]}
    order = rng.permutation(600)
    if design != "stratified":
        more = {"clusters": np.repeat(np.arange(60), 10)} if design == "clusters" else {}
        return np.sort(order[:60]), more
    strata = (size > 0.7).astype(np.int64)
    labelled = np.sort(np.r_[order[strata[order] == 0][:20], order[strata[order] == 1][:40]])
    weight = np.bincount(strata) / np.array([20, 40])
    return labelled, {"weight": weight[strata[labelled]], "strata": strata[labelled]}


@pytest.mark.slow
def test_dividing_by_the_weights_is_better_than_by_the_pool_for_people_alone() -> None:
    rng = np.random.default_rng(12)
    errors: dict[str, list[float]] = {"ratio": [], "plain": [], "ratio mixed": [], "plain mixed": []}
    for _ in range(2000):
        size = rng.random(600)
        y = (rng.random(600) < 0.4 + 0.5 * size).astype(float)
        f = np.where(rng.random(600) < 0.85, y, 1 - y)
        labelled, more = _drawn(rng, "by coins", size)
        pool = one_group(600, labelled, **more)
        for name, lam in (("", 0.0), (" mixed", 0.7)):
            errors[f"ratio{name}"].append(value(y, f, pool, lam) - y.mean())
            plain = horvitz_thompson(y[labelled], f[labelled], f, more["weight"], lam=lam)
            errors[f"plain{name}"].append(plain - y.mean())
    spread = {name: float(np.std(each)) for name, each in errors.items()}
    assert spread["ratio"] < 0.9 * spread["plain"]
    assert spread["ratio mixed"] < 1.05 * spread["plain mixed"]
