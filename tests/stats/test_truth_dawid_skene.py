"""Dawid-Skene: one iteration by hand, what each option changes, and laws."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import entropy

from assay.core.errors import InputError
from assay.stats.kernel import repeated_work
from assay.stats.truth.consensus import Consensus, answers_of
from assay.stats.truth.dawid_skene import Options, dawid_skene
from assay.stats.truth.named import METHODS, infer
from assay.stats.truth.steps import expect
from assay.stats.votes import Votes, standing, votes

LEAN = settings(max_examples=4, deadline=None)
SEEDS = st.integers(0, 10**6)


@pytest.fixture(autouse=True, scope="module")
def compiled() -> Iterator[None]:
    """Many small runs: compiled, as in any large one."""
    with repeated_work():
        yield


def crowd(seed: int, *, n_items: int = 60, n_judges: int = 8, k: int = 3, gaps: float = 0.3) -> Votes:
    """Votes of judges of unequal skill, with gaps."""
    rng = np.random.default_rng(seed)
    truth, skill = rng.choice(k, n_items, p=np.arange(k, 0, -1) / (k * (k + 1) / 2)), rng.uniform(0.3, 0.95, n_judges)
    said = np.where(rng.random((n_items, n_judges)) < skill, truth[:, None], rng.integers(0, k, (n_items, n_judges)))
    items, judges = np.nonzero(rng.random(said.shape) >= gaps)
    return votes(items, judges, said[items, judges], n_items=n_items, n_judges=n_judges, n_classes=k)


def posterior(table: Votes, **asked: Any) -> np.ndarray:
    return infer("dawid-skene", table, asked)[0].posterior


def by_hand() -> Votes:
    """Two judges on three items of two classes: they agree on the first two, not on the third."""
    return votes([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 0, 1])


def test_one_iteration_is_what_a_pencil_gives() -> None:
    """Shares (1, 0), (0, 1), (1/2, 1/2). M: judge 0 says 0 on 1 + 1/2 of 3/2 votes where 0 is true (1), and on 1/2 of
    3/2 where 1 is true (1/3); judge 1 says 0 on 1 of 3/2 (2/3), and never where 1 is true (0, held at 1e-10).
    E with prior (1/2, 1/2): item 0: 1 * 2/3 against 1/3 * 0 -> 1; item 2: 1 * 1/3 against 1/3 * 1 -> 1/2.
    """
    found = dawid_skene(by_hand(), Options(iterations=1, tolerance=None))
    np.testing.assert_allclose(found.confusion[0], [[1, 1 / 3], [0, 2 / 3]], atol=1e-9)
    np.testing.assert_allclose(found.confusion[1], [[2 / 3, 0], [1 / 3, 1]], atol=1e-9)
    np.testing.assert_allclose(found.posterior, [[1, 0], [0, 1], [0.5, 0.5]], atol=1e-9)


def test_an_expectation_from_a_diagonal_is_what_a_pencil_gives() -> None:
    """0.7^2 / (0.7^2 + 0.3^2) = 49/58 where both agree; the M step then counts 49/58 + 1/2 of 49/58 + 1/2 + 9/58."""
    found = dawid_skene(by_hand(), Options(init="diagonal", diagonal=0.7, first="e", iterations=1, tolerance=None))
    np.testing.assert_allclose(found.posterior, [[49 / 58, 9 / 58], [9 / 58, 49 / 58], [0.5, 0.5]], atol=1e-12)
    right = (49 / 58 + 1 / 2) / (49 / 58 + 1 / 2 + 9 / 58)
    assert found.confusion[0, 0, 0] == pytest.approx(right, abs=1e-12)


def test_init_diagonal_begins_elsewhere_and_its_share_matters() -> None:
    table = crowd(1)
    assert np.abs(posterior(table, iterations=2) - posterior(table, init="diagonal", iterations=2)).max() > 1e-3
    low, high = (posterior(table, init="diagonal", diagonal=share, iterations=1) for share in (0.5, 0.9))
    assert high.max(axis=1).mean() > low.max(axis=1).mean()


def test_init_diagonal_begins_with_e_and_refuses_m() -> None:
    table = crowd(1)
    assert infer("dawid-skene", table, {"init": "diagonal"})[1].first == "e"
    with pytest.raises(InputError, match="first e"):
        posterior(table, init="diagonal", first="m")


def test_first_e_makes_the_confusions_once_more() -> None:
    table = crowd(2)
    m, e = (infer("dawid-skene", table, {"first": each, "iterations": 3})[0] for each in ("m", "e"))
    np.testing.assert_array_equal(m.posterior, e.posterior)
    longer = infer("dawid-skene", table, {"first": "m", "iterations": 4})[0]
    np.testing.assert_array_equal(e.confusion, longer.confusion)
    assert np.abs(m.confusion - e.confusion).max() > 1e-6


def test_iterations_and_tolerance_say_when_it_stops() -> None:
    table = crowd(3)
    assert infer("dawid-skene", table, {"iterations": 4})[0].iterations == 4
    assert not infer("dawid-skene", table, {"iterations": 4, "tolerance": 1e-12})[0].converged
    loose, tight = (infer("dawid-skene", table, {"tolerance": each})[0] for each in (1e-2, 1e-7))
    assert loose.iterations < tight.iterations
    assert loose.converged
    assert tight.bound[-1] - tight.bound[-2] < 1e-7 <= tight.bound[-2] - tight.bound[-3]


def test_prior_uniform_does_not_follow_the_classes() -> None:
    table = crowd(4)
    estimated, uniform = (infer("dawid-skene", table, {"prior": each})[0] for each in ("estimated", "uniform"))
    np.testing.assert_array_equal(uniform.prior, np.full(3, 1 / 3))
    np.testing.assert_allclose(estimated.prior, estimated.posterior.mean(axis=0), atol=1e-12)
    assert np.abs(estimated.posterior - uniform.posterior).max() > 1e-3


def test_smoothing_pulls_confusions_towards_even_chances() -> None:
    table = crowd(5)
    plain, smooth = (infer("dawid-skene", table, {"smoothing": each})[0].confusion for each in (0.0, 50.0))
    assert np.abs(smooth - 1 / 3).max() < np.abs(plain - 1 / 3).max()
    assert smooth.min() > 0.0


def test_repeats_say_which_answer_counts() -> None:
    table = votes([0, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 1, 1, 0, 0])
    found = {rule: standing(table, rule).counts[0].tolist() for rule in ("last", "first", "all")}
    assert found == {"last": [0.0, 2.0], "first": [1.0, 1.0], "all": [1.0, 2.0]}


def test_ties_are_split_given_to_the_first_or_drawn_by_the_seed() -> None:
    even = np.full((400, 2), 0.5)
    split = answers_of(even)
    assert (set(split.codes.tolist()), split.share.tolist()[0]) == ({-1}, [0.5, 0.5])
    assert set(answers_of(even, ties="first").codes.tolist()) == {0}
    drawn = answers_of(even, ties="random", seed=3)
    assert 150 < drawn.codes.sum() < 250
    assert drawn.codes.tolist() == answers_of(even, ties="random", seed=3).codes.tolist()
    assert drawn.codes.tolist() != answers_of(even, ties="random", seed=4).codes.tolist()
    with pytest.raises(InputError, match="random"):
        answers_of(even, ties="rndom")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"init": "diagnal"}, "majority, diagonal"),
        ({"first": "x"}, "e, m"),
        ({"prior": "flat"}, "estimated, uniform"),
        ({"diagonal": 1.0, "init": "diagonal"}, "below 1"),
        ({"iterations": 0}, "1 or more"),
        ({"iterations": "20"}, "whole number"),
        ({"tolerance": 0.0}, "above 0"),
        ({"tolerance": float("nan")}, "above 0"),
        ({"smoothing": -1.0}, "0 or more"),
        ({"smoothing": float("inf")}, "0 or more"),
        ({"clusters": 3}, "init, diagonal, first"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_options_that_mean_nothing_are_refused_with_what_they_take(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        posterior(crowd(1), **asked)


def test_a_method_without_options_refuses_them_by_name() -> None:
    with pytest.raises(InputError, match="majority has no option 'prior'"):
        infer("majority", crowd(1), {"prior": "uniform"})
    with pytest.raises(InputError, match="dawid-skene"):
        infer("david-skene", crowd(1), {})


def turned(table: Votes, items: np.ndarray, judges: np.ndarray, classes: np.ndarray) -> Votes:
    """The same votes under other names."""
    return votes(
        items[table.items],
        judges[table.judges],
        classes[table.answers],
        n_items=table.n_items,
        n_judges=table.n_judges,
        n_classes=table.n_classes,
    )


@pytest.mark.parametrize("name", METHODS)
@given(seed=SEEDS)
@LEAN
def test_other_names_of_items_judges_and_classes_turn_the_result_alike(name: str, seed: int) -> None:
    table, rng = crowd(seed), np.random.default_rng(seed)
    if name == "wawa":  # its ties go to the first class of the menu
        table = table.where(
            np.isin(table.items, np.flatnonzero(~answers_of(infer("majority", table, {})[0].posterior).tied))
        )
    items, judges, classes = (rng.permutation(n) for n in (table.n_items, table.n_judges, table.n_classes))
    # a fixed number of iterations, for a stopping rule may fall on either side of its tolerance
    asked = {"iterations": 4} if METHODS[name].takes else {}
    plain, other = (infer(name, each, asked)[0] for each in (table, turned(table, items, judges, classes)))
    np.testing.assert_allclose(other.posterior[np.ix_(items, classes)], plain.posterior, atol=2e-5)
    if plain.weight is not None:
        np.testing.assert_allclose(other.weight[judges], plain.weight, atol=2e-4)


@pytest.mark.parametrize("name", METHODS)
@given(seed=SEEDS)
@LEAN
def test_posteriors_sum_to_one_and_an_item_without_votes_changes_nothing_else(name: str, seed: int) -> None:
    table = crowd(seed)
    more = votes(
        table.items, table.judges, table.answers, n_items=table.n_items + 1, n_judges=table.n_judges + 1, n_classes=3
    )
    asked = {"iterations": 4} if METHODS[name].takes else {}
    plain, other = (infer(name, each, asked)[0] for each in (table, more))
    np.testing.assert_allclose(other.posterior.sum(axis=1), 1.0, atol=1e-12)
    assert (other.posterior >= 0).all()
    np.testing.assert_allclose(other.posterior[:-1], plain.posterior, atol=1e-9 if name != "glad" else 1e-5)
    np.testing.assert_allclose(other.posterior[-1], other.prior, atol=0.02)  # that of the step before the last


@pytest.mark.parametrize("name", METHODS)
def test_the_same_votes_give_the_same_bytes(name: str) -> None:
    def run() -> Consensus:
        return infer(name, crowd(8, n_items=100), {})[0]

    one, other = run(), run()
    assert one.posterior.tobytes() == other.posterior.tobytes()
    assert one.bound == other.bound


@pytest.mark.parametrize("prior", ["estimated", "uniform"])
@pytest.mark.parametrize("name", ["dawid-skene", "zencrowd"])
@given(seed=SEEDS)
@LEAN
def test_the_likelihood_never_falls(name: str, prior: str, seed: int) -> None:
    steps = np.diff(infer(name, crowd(seed), {"prior": prior, "iterations": 30})[0].bound)
    assert (steps > -1e-9).all()


def test_an_item_with_thousands_of_votes_is_as_exact_as_its_logarithms() -> None:
    """Chances of 2,000 votes multiply to less than any number of the machine, whose logarithms add up all the same."""
    rng = np.random.default_rng(4)
    table = votes(np.repeat([0, 1, 2], [2_000, 3, 700]), rng.integers(0, 50, 2_703), rng.integers(0, 3, 2_703))
    confusion, prior = rng.dirichlet(np.ones(3), (50, 3)).transpose(0, 2, 1), np.array([0.5, 0.3, 0.2])
    found = expect(table, confusion, prior)
    sums = np.tile(np.log(prior), (3, 1))
    np.add.at(sums, table.items, np.log(confusion[table.judges, table.answers]))
    wanted = np.exp(sums - logsumexp(sums, axis=1, keepdims=True))
    np.testing.assert_allclose(found.posterior, wanted, rtol=1e-9, atol=1e-300)
    assert found.entropy == pytest.approx(float(entropy(wanted, axis=1).sum()), abs=1e-9)


def test_a_bound_by_vote_may_stop_long_before_the_likelihood_does() -> None:
    """crowd-kit counts the prior once a vote; that falls here after two steps, with judges still far from the truth."""
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 2, 1000)
    items, judges = (each.ravel() for each in np.indices((1000, 5)))
    chance = np.where(truth == 0, 0.9, 0.7)[items]
    table = votes(items, judges, np.where(rng.random(items.size) < chance, truth[items], 1 - truth[items]))
    by_vote, by_item = (infer("dawid-skene", table, {"bound": bound})[0] for bound in ("vote", "item"))
    assert (by_vote.iterations, by_vote.converged) == (2, True)
    assert by_item.iterations > 5
    behind = np.array([[0.9, 0.3], [0.1, 0.7]])
    errors = [abs(float((each.confusion - behind)[:, 0].mean())) for each in (by_vote, by_item)]
    assert errors[1] < 0.01 < errors[0]


def test_what_does_not_fit_into_memory_is_refused_before_it_is_made() -> None:
    with pytest.raises(InputError, match="posteriors"):
        infer("majority", votes([0], [0], [0], n_items=100_000, n_judges=2, n_classes=10_000), {})
    with pytest.raises(InputError, match="cells of confusion"):
        infer("dawid-skene", votes([0], [0], [0], n_items=10, n_judges=100_000, n_classes=100), {})
    with pytest.raises(InputError, match="no votes"):
        infer("glad", votes([], [], []), {})
