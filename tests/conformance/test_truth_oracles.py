"""Majority, wawa, Dawid-Skene, GLAD and MACE equal or follow crowd-kit on random votes."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assay.stats.truth.named import infer
from assay.stats.votes import Votes, votes

pytestmark = pytest.mark.filterwarnings("ignore::Warning")
"""The peer uses what its dependencies have deprecated; our own warnings are errors in every other test."""

SHAPES: dict[str, dict[str, Any]] = {
    "balanced": {},
    "imbalanced": {"classes": (0.92, 0.08)},
    "gaps": {"overlap": 2.2},
    "many classes": {"classes": (1 / 8,) * 8},
    "judges worse than chance": {"skills": (0.2, 0.5, 0.9)},
    "one vote an item": {"overlap": 1.0},
}
"""By what is odd about them."""


@cache
def crowdkit() -> Any:
    """The peer; it takes seconds to import, and warns of what its own dependencies gave up."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from crowdkit import aggregation
    return aggregation


def drawn(
    seed: int,
    *,
    classes: tuple[float, ...] = (0.4, 0.35, 0.25),
    n_items: int = 80,
    n_judges: int = 12,
    overlap: float = 4.0,
    skills: tuple[float, ...] = (0.6, 0.75, 0.9),
) -> Votes:
    """Votes of judges of given skills on random items; a judge who does not know picks any class."""
    rng = np.random.default_rng(seed)
    k = len(classes)
    truth = rng.choice(k, n_items, p=np.asarray(classes))
    skill = rng.choice(skills, n_judges)
    times = np.clip(rng.poisson(overlap, n_items) if overlap != 1.0 else np.ones(n_items, int), 1, n_judges)
    items = np.repeat(np.arange(n_items), times)
    judges = np.concatenate([rng.choice(n_judges, each, replace=False) for each in times])
    said = np.where(rng.random(items.size) < skill[judges], truth[items], rng.integers(0, k, items.size))
    order = rng.permutation(items.size)
    return votes(items[order], judges[order], said[order], n_items=n_items, n_judges=n_judges, n_classes=k)


def frame(given: Votes) -> pd.DataFrame:
    return pd.DataFrame({"task": given.items, "worker": given.judges, "label": given.answers})


def aligned(theirs: pd.DataFrame, given: Votes) -> np.ndarray:
    """Their probabilities in our order; classes that nobody gave have none."""
    wide = theirs.reindex(index=range(given.n_items), columns=range(given.n_classes), fill_value=0.0)
    return wide.to_numpy(dtype=float)


def check_labels(ours: np.ndarray, theirs: np.ndarray) -> None:
    """The same likeliest class wherever one is likeliest by more than the tolerance."""
    top = np.sort(ours, axis=1)
    clear = top[:, -1] - top[:, -2] > 2e-6
    assert (ours.argmax(axis=1) == theirs.argmax(axis=1))[clear].all()


def in_their_order(given: Votes) -> Votes:
    """The same votes with classes named in the order of crowd-kit's columns, in which it breaks ties."""
    columns = crowdkit().MajorityVote().fit(frame(given)).probas_.columns.to_numpy()
    place = np.zeros(given.n_classes, int)
    place[columns] = np.arange(columns.size)
    return votes(given.items, given.judges, place[given.answers], n_classes=given.n_classes)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(2))
def test_majority_and_wawa_equal_crowdkit(seed: int, shape: str) -> None:
    """Wawa's own prediction fails under scikit-learn 1.7, so its weights go into the vote that it calls."""
    given = in_their_order(drawn(seed, **SHAPES[shape]))
    peer, skills = crowdkit().MajorityVote(), crowdkit().Wawa().fit(frame(given)).skills_
    for name, weights in (("majority", None), ("wawa", skills)):
        expected = aligned(peer.fit_predict_proba(frame(given), weights), given)
        found = infer(name, given, {})[0].posterior
        np.testing.assert_allclose(found, expected, atol=1e-9)
        check_labels(found, expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_dawid_skene_equals_crowdkit_under_its_stopping_rule(shape: str) -> None:
    given = drawn(1, **SHAPES[shape])
    peer = crowdkit().DawidSkene(n_iter=100, tol=1e-5)
    expected = aligned(peer.fit_predict_proba(frame(given)), given)
    found, _ = infer("dawid-skene", given, {"iterations": 100, "tolerance": 1e-5, "bound": "vote"})
    assert found.iterations == len(peer.loss_history_)
    np.testing.assert_allclose(found.bound, peer.loss_history_, atol=1e-9)
    np.testing.assert_allclose(found.posterior, expected, atol=1e-6)
    np.testing.assert_allclose(found.prior, peer.priors_.reindex(range(given.n_classes), fill_value=0.0), atol=1e-6)
    check_labels(found.posterior, expected)
    for (judge, answer), row in peer.errors_.iterrows():
        np.testing.assert_allclose(found.confusion[judge, answer, row.index.to_numpy(int)], row, atol=1e-6)


def test_dawid_skene_with_all_of_a_few_iterations_equals_crowdkit() -> None:
    given = drawn(5)
    expected = aligned(crowdkit().DawidSkene(n_iter=7, tol=0.0).fit_predict_proba(frame(given)), given)
    np.testing.assert_allclose(infer("dawid-skene", given, {"iterations": 7})[0].posterior, expected, atol=1e-6)


def test_repeated_answers_all_count_as_in_crowdkit() -> None:
    given = drawn(6)
    twice = votes(
        np.r_[given.items, given.items[:90]],
        np.r_[given.judges, given.judges[:90]],
        np.r_[given.answers, given.answers[30:120]],
    )
    expected = aligned(crowdkit().DawidSkene(n_iter=100, tol=1e-5).fit_predict_proba(frame(twice)), twice)
    np.testing.assert_allclose(infer("dawid-skene", twice, {"bound": "vote"})[0].posterior, expected, atol=1e-6)


@pytest.mark.parametrize("shape", ["balanced", "imbalanced", "gaps"])
def test_glad_says_what_crowdkit_says(shape: str) -> None:
    given = drawn(3, **SHAPES[shape])
    peer = crowdkit().GLAD(n_iter=100, tol=1e-5, silent=True)
    expected = aligned(peer.fit_predict_proba(frame(given)), given)
    found, _ = infer("glad", given, {"iterations": 100, "tolerance": 1e-5})
    assert (found.posterior.argmax(axis=1) == expected.argmax(axis=1)).mean() >= 0.99


@pytest.mark.parametrize("shape", ["balanced", "imbalanced"])
@pytest.mark.parametrize(("name", "method"), [("mace", "vb"), ("mace-em", "em")])
def test_mace_says_what_crowdkit_says(name: str, method: str, shape: str) -> None:
    """Codes are in order of appearance, for crowd-kit 1.4.2 mixes that order with the sorted one.

    It starts at random near even chances, we at the shares of the votes.
    """
    drawn_ones = drawn(4, **SHAPES[shape] | {"n_items": 200})
    judges, answers = pd.factorize(drawn_ones.judges)[0], pd.factorize(drawn_ones.answers)[0]
    given = votes(drawn_ones.items, judges, answers)
    peer = crowdkit().MACE(method=method, n_restarts=1, n_iter=50)
    expected = aligned(peer.fit_predict_proba(frame(given)), given)
    asked = {"smoothing": 0.01 / given.n_classes} if method == "em" else {}
    found, _ = infer(name, given, {"iterations": 50, **asked})
    assert (found.posterior.argmax(axis=1) == expected.argmax(axis=1)).mean() >= 0.99
