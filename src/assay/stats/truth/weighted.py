"""Numbers from judges of unequal precision: ``answer = truth of the item + bias of the judge + error of the judge``.

Each judge has its own bias and its own error variance; the truth of an item is free (no shrinkage). The consensus is
the mean of the votes less their bias, each weighed by one over its judge's error variance. Variances are those of
restricted maximum likelihood, by its fixed point; without the correction for what the items' own means take up, the
judge nearest to the mean would win everything. Biases are relative: the average vote has none.

References
----------
Raykar et al. (2010), Learning from crowds, section 5 (a precision for each judge; "LFC_N" in Zheng et al. 2017),
https://www.jmlr.org/papers/v11/raykar10a.html.
Patterson and Thompson (1971), Recovery of inter-block information when block sizes are unequal (restricted
likelihood), doi:10.1093/biomet/58.3.545; Grubbs (1948), On estimating precision of measuring instruments,
doi:10.1080/01621459.1948.10483261; Meier (1953), Variance of a weighted mean, doi:10.2307/3001633.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from assay.stats.arrays import FloatArray, IntArray
from assay.stats.truth.consensus import check_any_vote
from assay.stats.truth.numbers import JudgeNumbers, NumberConsensus, item_means
from assay.stats.truth.progress import tell
from assay.stats.votes import Votes

LEAST = 1e-6
"""Smallest error variance of a judge, as a share of the pooled one."""
MOST_DENSE = 500
"""Judges up to which the information of all of them is inverted together."""


class _State(NamedTuple):
    """Where the iteration stands."""

    bias: FloatArray
    """Of each judge."""
    variance: FloatArray
    """Of each judge's errors."""
    truth: FloatArray
    """Of each item."""


def weighted(
    votes: Votes, values: FloatArray, *, iterations: int = 500, tolerance: float | None = 1e-6, smoothing: float = 1.0
) -> NumberConsensus:
    """Consensus with bias and error of each judge.

    Parameters
    ----------
    values : float array of shape (n_classes,)
        The number that each answer stands for.
    iterations, tolerance : stop when no error variance changes by more than this share of the pooled one
    smoothing : pseudo-votes of a typical judge (no bias, pooled error variance) that each judge is credited with

    Raises
    ------
    InputError
        ``stats.no_items``.

    Examples
    --------
    >>> from assay.stats.votes import votes
    >>> given = votes(np.repeat(np.arange(4), 2), np.tile([0, 1], 4), np.arange(8))
    >>> found = weighted(given, np.array([1.0, 3.1, 2.0, 3.9, 3.0, 5.2, 4.0, 5.8]), smoothing=0.0)
    >>> found.judges.bias.round(3).tolist(), found.value.round(2).tolist()
    ([-1.0, 1.0], [2.05, 2.95, 4.1, 4.9])
    """
    check_any_vote(votes)
    said, model = values[votes.answers], _Model(votes, smoothing)
    state = model.start(said)
    n_iterations, converged = 0, model.pooled <= 0.0
    while not converged and n_iterations < iterations:
        n_iterations += 1
        tell(n_iterations, iterations)
        after = model.step(said, state)
        moved = float(np.abs(after.variance - state.variance).max(initial=0.0))
        converged = tolerance is not None and moved <= tolerance * model.pooled
        state = after
    return model.finished(said, state, n_iterations, converged or tolerance is None)


class _Model:
    """Votes with what stays the same over the iteration."""

    def __init__(self, votes: Votes, smoothing: float) -> None:
        self._votes, self._smoothing = votes, smoothing
        self._times = np.bincount(votes.judges, minlength=votes.n_judges).astype(np.float64)
        self._parts = _components(votes)
        self.pooled = 0.0

    def start(self, said: FloatArray) -> _State:
        """Plain means, no bias, one variance for all."""
        votes = self._votes
        truth = item_means(votes, said)
        rest = said - truth[votes.items]
        free = votes.n_votes - int(np.count_nonzero(np.diff(votes.starts)))
        spread = float(rest @ rest) / max(free, 1)
        self.pooled = spread if spread > 1e-24 * float(np.abs(said).max(initial=1.0)) ** 2 else 0.0
        zero = np.zeros(votes.n_judges)
        return _State(zero, np.full(votes.n_judges, self.pooled or 1.0), truth)

    def step(self, said: FloatArray, state: _State) -> _State:
        """New biases around the items' truths, then variances, then truths."""
        votes, smoothing = self._votes, self._smoothing
        over = said - state.truth[votes.items]
        bias = self._sums(over) / np.maximum(self._times + smoothing, LEAST)
        bias -= self._centre(bias)
        truth = self._truth(said, bias, state.variance)
        rest = said - bias[votes.judges] - truth[votes.items]
        free = self.freedom(state.variance) * np.maximum(1.0 - 1.0 / np.maximum(self._times, 1.0), 0.0)
        raised = self._sums(rest * rest) + smoothing * self.pooled
        variance = np.where(free + smoothing > 0, raised / np.maximum(free + smoothing, 1e-12), self.pooled)
        variance = np.maximum(variance, LEAST * self.pooled)
        return _State(bias, variance, self._truth(said, bias, variance))

    def freedom(self, variance: FloatArray) -> FloatArray:
        """Votes of each judge less what the items' truths take of them."""
        weight = 1.0 / variance[self._votes.judges]
        return self._sums(1.0 - weight / self._items(weight)[self._votes.items])

    def finished(self, said: FloatArray, state: _State, n_iterations: int, converged: bool) -> NumberConsensus:
        """Standard errors, and what the other votes say to each."""
        votes = self._votes
        weight = 1.0 / state.variance
        by_vote = weight[votes.judges]
        whole = self._items(by_vote)
        bias_variance, spread_variance = self._variances(weight, whole)
        error, degrees = self._errors(state, by_vote / whole[votes.items], bias_variance, spread_variance)
        rest = whole[votes.items] - by_vote
        sums = whole[votes.items] * state.truth[votes.items] - by_vote * (said - state.bias[votes.judges])
        nothing = np.full(votes.n_items, np.nan)
        return NumberConsensus(
            state.truth,
            error if self.pooled > 0.0 else nothing,
            degrees,
            nothing,
            nothing,
            sums / np.where(rest > 1e-9 * by_vote, rest, np.nan),
            JudgeNumbers(
                weight,
                state.bias,
                np.sqrt(bias_variance),
                np.sqrt(state.variance),
                np.sqrt(spread_variance / state.variance) / 2.0,
            ),
            n_iterations,
            bool(converged),
        )

    def _errors(
        self, state: _State, share: FloatArray, bias_variance: FloatArray, spread_variance: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Standard error of each item and its degrees of freedom, for weights that are estimates themselves."""
        votes = self._votes
        judges_degrees = (2.0 * state.variance**2 / np.maximum(spread_variance, 1e-300))[votes.judges]
        known = self._items(share**2 * state.variance[votes.judges])
        inflated = known * (1.0 + 4.0 * self._items(share * (1.0 - share) / judges_degrees))
        error = np.sqrt(inflated + self._items(share**2 * bias_variance[votes.judges]))
        spread = self._items(share**2 / judges_degrees)
        voted = known > 0
        return np.where(voted, error, np.nan), 1.0 / np.where(voted, spread, np.nan)

    def _truth(self, said: FloatArray, bias: FloatArray, variance: FloatArray) -> FloatArray:
        judges = self._votes.judges
        return item_means(self._votes, said - bias[judges], 1.0 / variance[judges])

    def _centre(self, bias: FloatArray) -> FloatArray:
        """Mean bias of a vote, in each part of the judges that shared items connect."""
        sums = np.bincount(self._parts, bias * self._times)
        whole = np.bincount(self._parts, self._times)
        return np.asarray((sums / np.maximum(whole, 1.0))[self._parts])

    def _sums(self, by_vote: FloatArray) -> FloatArray:
        return np.bincount(self._votes.judges, by_vote, minlength=self._votes.n_judges).astype(np.float64)

    def _items(self, by_vote: FloatArray) -> FloatArray:
        return np.bincount(self._votes.items, by_vote, minlength=self._votes.n_items).astype(np.float64)

    def _variances(self, weight: FloatArray, whole: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Variances of the biases and of the error variances, by the inverse of the information."""
        share = weight[self._votes.judges] / whole[self._votes.items]
        of_bias = weight * (self._sums(1.0 - share) + self._smoothing)
        of_spread = 0.5 * weight**2 * (self._sums((1.0 - share) ** 2) + self._smoothing)
        if self._votes.n_judges > MOST_DENSE:
            return 1.0 / np.maximum(of_bias, 1e-300), 1.0 / np.maximum(of_spread, 1e-300)
        once, twice = (self._together(1.0 / np.where(whole > 0, whole, 1.0) ** power) for power in (1, 2))
        outer = np.outer(weight, weight)
        bias = np.diag(of_bias) - _off_diagonal(outer * once)
        spread = np.diag(of_spread) + 0.5 * _off_diagonal(outer**2 * twice)
        return _constrained_inverse(bias, self._times, self._parts), np.diag(np.linalg.inv(_firm(spread))).copy()

    def _together(self, by_item: FloatArray) -> FloatArray:
        """Sum of ``by_item`` over the items that two judges share."""
        votes = self._votes
        places, shape = (votes.items, votes.judges), (votes.n_items, votes.n_judges)
        table = sparse.csr_array((np.ones(votes.n_votes), places), shape=shape)
        weighed = sparse.csr_array((by_item[votes.items], places), shape=shape)
        return np.asarray((table.T @ weighed).toarray())


def _components(votes: Votes) -> IntArray:
    """Part of each judge: judges who share items, directly or through others."""
    n = votes.n_judges + votes.n_items
    edges = sparse.coo_array((np.ones(votes.n_votes), (votes.judges, votes.items + votes.n_judges)), shape=(n, n))
    return np.asarray(csgraph.connected_components(edges, directed=False)[1][: votes.n_judges], dtype=np.int64)


def _off_diagonal(square: FloatArray) -> FloatArray:
    return np.asarray(square - np.diag(np.diag(square)))


def _firm(square: FloatArray) -> FloatArray:
    """With a little on the diagonal, so that what is not identified gets a large variance, not an error."""
    return square + np.diag(1e-9 * np.diag(square) + 1e-300)


def _constrained_inverse(information: FloatArray, times: FloatArray, parts: IntArray) -> FloatArray:
    """Variances under the rule that the mean bias of a vote is 0 in each part."""
    member = np.eye(int(parts.max(initial=0)) + 1)[:, parts]
    rule = member * times
    scale = max(float(np.diag(information).max(initial=0.0)), 1e-300) / max(float((rule**2).sum()), 1e-300)
    inverse = np.linalg.inv(_firm(information) + scale * rule.T @ rule)
    free = (member / np.maximum((rule.sum(axis=1) ** 2)[:, None], 1e-300)).sum(axis=0) / scale
    return np.asarray(np.maximum(np.diag(inverse) - free, 0.0))
