"""Do two judges give the same wrong answers more often than judges who work on their own?

Who is wrong on an item is no coin: hard items catch everybody. So a pair is not held against independence but against
the other pairs. For each pair the items that both judged make a table of who was wrong; given how often each of the two
was wrong, the number of items on which both were follows Fisher's noncentral hypergeometric law, whose odds ratio says
how much errors fall together for whatever reason all share (difficulty). That ratio is estimated from the pairs without
either judge (Mantel and Haenszel), and its upper end at 80 % is used, never less than 1. The test asks how
improbable it is that they share as many **same** wrong answers: at most as probable as as many shared errors of any
kind, so with several wrong answers the test is on the safe side.

References
----------
van der Linden and Sotaridona (2006), Detecting answer copying when the regular response process follows a known
response model, doi:10.3102/10769986031003283 (the question, and matches as what is counted).
Mantel and Haenszel (1959), doi:10.1093/jnci/22.4.719. Robins, Breslow and Greenland (1986), Estimators of the
Mantel-Haenszel variance consistent in both sparse data and large-strata limiting models, doi:10.2307/2531052.
Fisher (1935), The logic of inductive inference, doi:10.2307/2342435 (the law with an odds ratio).
Holm (1979), https://www.jstor.org/stable/4615733.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from assay.stats.arrays import FloatArray, IntArray
from assay.stats.multiplicity import holm

NOT_JUDGED, RIGHT = -2, -1
"""Codes of an answer that is no error; errors are 0 and above."""
FEWEST_JUDGES = 4
"""With fewer no pair is left to say how errors of others fall together."""
UPPER = 0.8416212335729143
"""Normal quantile of 80 %: the ratio is estimated itself, and from few pairs where judges are few."""
LEAST_ERRORS = 1


class SharedErrors(NamedTuple):
    """Pairs of judges; arrays of shape (n_pairs,), the least probable first."""

    first: IntArray
    """Code of one judge."""
    second: IntArray
    """Code of the other."""
    n_items: IntArray
    """Items that both judged."""
    n_wrong_first: IntArray
    """Of them, those on which the first was wrong."""
    n_wrong_second: IntArray
    """Those on which the second was."""
    n_same: IntArray
    """Those on which both gave the same wrong answer."""
    expected: FloatArray
    """Shared errors that judges who work on their own are expected to have, beside the difficulty of items."""
    p_values: FloatArray
    """How probable as many are, one-sided."""
    adjusted: FloatArray
    """The same, adjusted for the number of pairs by Holm: to be held against the level of all pairs together."""


def same_errors(answers: npt.ArrayLike) -> SharedErrors:
    """Every pair of judges who were both wrong on an item that both judged.

    Cost: products of matrices of judges by items, and as many terms a pair as errors.

    Parameters
    ----------
    answers : int array of shape (n_judges, n_items)
        `NOT_JUDGED`, `RIGHT`, or the code of the wrong answer.

    Returns
    -------
    SharedErrors
        Empty with fewer than `FEWEST_JUDGES` judges. A pair to which no other pair can be compared has a p of 1.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> wrong = np.where(rng.random((6, 200)) < 0.2, rng.integers(0, 2, (6, 200)), RIGHT)
    >>> wrong[1] = wrong[0]
    >>> found = same_errors(wrong)
    >>> int(found.first[0]), int(found.second[0]), bool(found.adjusted[0] < 1e-6), bool(found.adjusted[1] > 0.01)
    (0, 1, True, True)
    """
    codes = np.asarray(answers, dtype=np.int64)
    n_judges = codes.shape[0]
    upper = np.triu_indices(n_judges, k=1)
    tables = _tables(codes)
    odds = _common_odds(tables, upper)
    both, wrong, theirs, n, same = (each[upper] for each in (*tables, _same(codes)))
    chosen = (np.minimum(wrong, theirs) >= LEAST_ERRORS) & (n_judges >= FEWEST_JUDGES) & (both >= 0)
    kept = [each[chosen] for each in (*upper, n, wrong, theirs, same)]
    tails = [_tail(*row) for row in zip(*(each.tolist() for each in (*kept[2:], odds[chosen])), strict=True)]
    expected, p_values = (np.asarray([tail[at] for tail in tails], np.float64) for at in (0, 1))
    adjusted = holm(p_values) if p_values.size else p_values
    order = np.lexsort((kept[1], kept[0], p_values))
    return SharedErrors(*(each[order] for each in (*kept, expected, p_values, adjusted)))


def _tables(codes: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Of each pair: items on which both were wrong, the first, the second, and that both judged."""
    judged, wrong = (codes != NOT_JUDGED).astype(np.int64), (codes >= 0).astype(np.int64)
    alone = wrong @ judged.T
    return wrong @ wrong.T, alone, alone.T, judged @ judged.T


def _same(codes: IntArray) -> IntArray:
    found = np.zeros((codes.shape[0], codes.shape[0]), np.int64)
    for code in range(int(codes.max(initial=-1)) + 1):
        said = (codes == code).astype(np.int64)
        found += said @ said.T
    return found


def _common_odds(tables: tuple[IntArray, ...], upper: tuple[IntArray, IntArray]) -> FloatArray:
    """Upper end of the odds ratio of shared errors of the pairs without either judge; infinite where there is none."""
    both, first, second, n = (each.astype(np.float64) for each in tables)
    a, b, c = both, first - both, second - both
    d, size = n - a - b - c, np.maximum(n, 1.0)
    agree, part = (a + d) / size, (b + c) / size
    one, other = a * d / size, b * c / size
    terms = (one, other, agree * one, agree * other + part * one, part * other)
    r, s, pr, mixed, qs = (_without(each, upper) for each in terms)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        error = np.sqrt(pr / (2 * r**2) + mixed / (2 * r * s) + qs / (2 * s**2))
        odds = np.exp(np.log(r / s) + UPPER * error)
    return np.where((r > 0) & (s > 0), np.maximum(odds, 1.0), np.inf)


def _without(terms: FloatArray, upper: tuple[IntArray, IntArray]) -> FloatArray:
    """For each pair the sum over all pairs that share no judge with it."""
    clean = terms.copy()
    np.fill_diagonal(clean, 0.0)
    of_judge = clean.sum(axis=1)
    first, second = upper
    return np.asarray(of_judge.sum() / 2 - of_judge[first] - of_judge[second] + clean[upper])


def _tail(n: int, first: int, second: int, same: int, odds: float) -> tuple[float, float]:
    """Expected shared errors, and the probability of ``same`` or more of them, given how often each was wrong."""
    counts = np.arange(max(0, first + second - n), min(first, second) + 1)
    if not np.isfinite(odds):
        return float(counts[-1]), 1.0
    logs = _log_choose(first, counts) + _log_choose(n - first, second - counts) + counts * np.log(odds)
    chances = np.exp(logs - special.logsumexp(logs))
    return float(chances @ counts), min(1.0, float(chances[counts >= same].sum()))


def _log_choose(n: int, k: IntArray) -> FloatArray:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
