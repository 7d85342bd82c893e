"""Mean, median and the weighted model of numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from assay.core.errors import InputError
from assay.stats.truth.named import NUMBER_METHODS, infer_numbers
from assay.stats.truth.numbers import mean, median
from assay.stats.truth.weighted import weighted
from assay.stats.votes import Votes, votes

LEAN = settings(max_examples=10, deadline=None)


def panel(
    seed: int, *, n_items: int = 60, n_judges: int = 8, overlap: int = 4
) -> tuple[Votes, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Votes, the number of each, and the truths, biases (of the average vote: none) and spreads behind them."""
    rng = np.random.default_rng(seed)
    truth, bias, spread = rng.normal(50, 10, n_items), rng.normal(0, 4, n_judges), rng.uniform(1, 8, n_judges)
    items = np.repeat(np.arange(n_items), overlap)
    judges = np.concatenate([rng.choice(n_judges, overlap, replace=False) for _ in range(n_items)])
    said = truth[items] + bias[judges] + spread[judges] * rng.normal(size=items.size)
    times = np.bincount(judges, minlength=n_judges)
    level = float(times @ bias / times.sum())
    return votes(items, judges, np.arange(items.size)), said, truth + level, bias - level, spread


@given(seed=st.integers(0, 10**6))
@LEAN
def test_mean_median_and_what_the_others_say_equal_their_definitions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    items, values = np.sort(rng.integers(0, 12, 60)), rng.integers(0, 9, 60).astype(float)
    table = votes(items, np.arange(60), np.arange(60), n_items=12)
    for method, whole in ((mean, np.mean), (median, np.median)):
        found = method(table, values)
        for item in range(12):
            own = values[items == item]
            assert found.value[item] == pytest.approx(whole(own)) if own.size else np.isnan(found.value[item])
        for vote in range(60):
            rest = np.delete(values, vote)[np.delete(items, vote) == items[vote]]
            assert found.others[vote] == pytest.approx(whole(rest)) if rest.size else np.isnan(found.others[vote])


def test_the_error_of_a_mean_is_that_of_its_own_votes() -> None:
    found = mean(votes([0, 0, 0, 0, 1], [0, 1, 2, 3, 0], range(5)), np.array([1.0, 2.0, 4.0, 9.0, 3.0]))
    assert found.error[0] == pytest.approx(stats.sem([1.0, 2.0, 4.0, 9.0]))
    assert found.degrees[0] == 3
    assert np.isnan(found.error[1])


def test_the_interval_of_a_median_is_that_of_order_statistics() -> None:
    """Of 10 votes, the second smallest to the second largest cover with 1 - 2 * 11/1024 = 97.9 %."""
    found = median(votes([0] * 10, range(10), range(10)), np.arange(10.0) ** 2)
    assert (found.low[0], found.value[0], found.high[0]) == (1.0, 20.5, 64.0)
    assert np.isnan(median(votes([0] * 5, range(5), range(5)), np.arange(5.0)).low[0])
    assert median(votes([0] * 5, range(5), range(5)), np.arange(5.0), level=0.9).low[0] == 0.0


def restricted(votes_: Votes, said: np.ndarray, log_variance: np.ndarray) -> float:
    """Minus twice the log restricted likelihood, with items and biases as fixed effects, by matrices."""
    design = np.zeros((said.size, votes_.n_items + votes_.n_judges - 1))
    design[np.arange(said.size), votes_.items] = 1.0
    rows = np.flatnonzero(votes_.judges > 0)
    design[rows, votes_.n_items + votes_.judges[rows] - 1] = 1.0
    weight = np.exp(-log_variance)[votes_.judges]
    inner = design.T @ (weight[:, None] * design)
    found = np.linalg.solve(inner, design.T @ (weight * said))
    rest = said - design @ found
    return float(log_variance[votes_.judges].sum() + np.linalg.slogdet(inner)[1] + rest @ (weight * rest))


@pytest.mark.parametrize("seed", range(2))
def test_the_weighted_model_is_at_the_top_of_the_restricted_likelihood(seed: int) -> None:
    table, said, *_ = panel(seed, n_items=80, n_judges=6)
    found = weighted(table, said, smoothing=0.0, tolerance=1e-9)
    start = 2.0 * np.log(found.judges.deviation)
    best = optimize.minimize(lambda each: restricted(table, said, each), start, method="BFGS")
    assert restricted(table, said, start) - best.fun < 0.05
    np.testing.assert_allclose(found.judges.deviation, np.exp(best.x / 2.0), rtol=0.06)


def test_the_weighted_model_recovers_truth_bias_and_spread() -> None:
    table, said, truth, bias, spread = panel(3, n_items=1500, n_judges=10, overlap=5)
    found = weighted(table, said)
    assert found.converged
    assert np.abs(found.judges.bias - bias).max() < 0.8
    assert np.abs(found.judges.deviation / spread - 1).max() < 0.15
    errors = {
        name: np.sqrt(np.mean((each.value - truth) ** 2)) for name, each in (("w", found), ("m", mean(table, said)))
    }
    assert errors["w"] < 0.7 * errors["m"]


def test_judges_alike_make_the_weighted_consensus_the_mean() -> None:
    rng = np.random.default_rng(4)
    table = votes(np.repeat(np.arange(500), 4), np.tile(np.arange(4), 500), np.arange(2000))
    said = np.repeat(rng.normal(0, 5, 500), 4) + rng.normal(0, 1, 2000)
    found = weighted(table, said)
    np.testing.assert_allclose(found.value, mean(table, said).value, atol=0.25)
    assert np.median(found.error) == pytest.approx(0.5, abs=0.03)


def test_each_option_of_the_weighted_model_changes_what_it_says() -> None:
    table, said, *_ = panel(5, n_items=40)
    assert infer_numbers("weighted", table, said, {"iterations": 3}, level=0.95)[0].iterations == 3
    loose, tight = (weighted(table, said, tolerance=each) for each in (1e-2, 1e-8))
    assert loose.iterations < tight.iterations
    free, held = (weighted(table, said, smoothing=each) for each in (0.0, 1000.0))
    assert np.ptp(held.judges.deviation) < 0.2 * np.ptp(free.judges.deviation)
    assert np.abs(held.judges.bias).max() < 0.2 * np.abs(free.judges.bias).max()
    with pytest.raises(InputError, match="iterations, tolerance, smoothing"):
        infer_numbers("weighted", table, said, {"prior": "uniform"}, level=0.95)
    with pytest.raises(InputError, match="median"):
        infer_numbers("medain", table, said, {}, level=0.95)


@pytest.mark.parametrize("name", NUMBER_METHODS)
@given(seed=st.integers(0, 10**6))
@LEAN
def test_other_names_units_and_empty_items_change_nothing_else(name: str, seed: int) -> None:
    table, said, *_ = panel(seed, n_items=30)
    rng = np.random.default_rng(seed)
    items, judges = rng.permutation(30), rng.permutation(table.n_judges)
    other = votes(items[table.items], judges[table.judges], table.answers, n_items=31, n_judges=table.n_judges + 1)
    plain = infer_numbers(name, table, said, {}, level=0.95)[0]
    moved = infer_numbers(name, other, 2.0 * said + 7.0, {}, level=0.95)[0]
    np.testing.assert_allclose(moved.value[items], 2.0 * plain.value + 7.0, rtol=1e-4)
    np.testing.assert_allclose(moved.error[items], 2.0 * plain.error, rtol=1e-3)
    assert np.isnan(moved.value[30])
    if plain.judges is not None:
        np.testing.assert_allclose(moved.judges.bias[judges], 2.0 * plain.judges.bias, atol=1e-2)
        np.testing.assert_allclose(moved.judges.deviation[judges], 2.0 * plain.judges.deviation, rtol=1e-2)


def test_numbers_that_never_differ_have_no_error() -> None:
    table = votes([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1])
    for found in (mean(table, np.array([3.0, 8.0])), weighted(table, np.array([3.0, 8.0]))):
        assert found.value.tolist() == [3.0, 8.0]
        assert not (found.error > 0).any()


def test_parts_of_the_judges_that_share_no_item_have_biases_of_their_own_level() -> None:
    table = votes([0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 2, 3, 2, 3], range(8))
    found = weighted(table, np.array([1.0, 3.0, 2.0, 4.1, 10.0, 10.4, 20.0, 20.6]), smoothing=0.0)
    assert found.judges.bias[0] + found.judges.bias[1] == pytest.approx(0.0, abs=1e-9)
    assert found.judges.bias[2] + found.judges.bias[3] == pytest.approx(0.0, abs=1e-9)


def test_more_judges_than_are_inverted_together_get_nearly_the_same_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    table, said, *_ = panel(6, n_items=400, n_judges=30, overlap=6)
    together = weighted(table, said)
    monkeypatch.setattr("assay.stats.truth.weighted.MOST_DENSE", 10)
    alone = weighted(table, said)
    np.testing.assert_allclose(alone.judges.bias_error, together.judges.bias_error, rtol=0.2)
    np.testing.assert_allclose(alone.judges.deviation_error, together.judges.deviation_error, rtol=0.2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"n_items": 60},
        {"n_judges": 3, "overlap": 3},
        {"n_items": 200, "n_judges": 40, "overlap": 3},
        {"n_items": 800},
    ],
    ids=str,
)
def test_intervals_of_items_biases_and_spreads_cover(shape: dict[str, int]) -> None:
    inside: dict[str, list[float]] = {"items": [], "bias": [], "spread": []}
    for seed in range(100):
        table, said, truth, bias, spread = panel(seed, **{"n_items": 120} | shape)
        found = weighted(table, said)
        times = np.bincount(table.judges, minlength=table.n_judges)
        inside["items"].append(within(found.value, found.error, found.degrees, truth))
        inside["bias"].append(within(found.judges.bias, found.judges.bias_error, times - 1.0, bias))
        inside["spread"].append(within(found.judges.deviation, found.judges.deviation_error, times - 1.0, spread))
    means = {name: float(np.mean(each)) for name, each in inside.items()}
    assert means["items"] >= 0.945, means
    assert means["bias"] >= 0.93, means  # three judges: 0.93, for 100 draws of them
    assert means["spread"] >= 0.93, means


def within(value: np.ndarray, error: np.ndarray, degrees: np.ndarray, truth: np.ndarray) -> float:
    return float((np.abs(value - truth) <= stats.t.ppf(0.975, np.maximum(degrees, 1.0)) * error).mean())
