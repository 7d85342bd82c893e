"""Do judges err together? Then several votes count as fewer.

Two votes of an item are held against what the item's other votes make of it: in a consensus that they help to decide,
judges who copy each other are never wrong. Independent judges then agree as often as their confusions say. What is
left over is dependence: judges who copy each other, or items that are hard for all. An excess agreement of
``2 rho sqrt(v v')``, with v and v' the variances of being right, is a correlation rho of errors (wrong answers that
differ make it look smaller); n votes of an item then tell as much as ``n / (1 + (n - 1) rho)`` independent ones.

References
----------
Kish (1965), Survey sampling, ISBN 978-0471109495 (design effect); Qu, Tan and Kutner (1996), Random effects models in
latent class analysis (agreement beyond independence), doi:10.2307/2533043.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy import special

from assay.stats.arrays import FloatArray
from assay.stats.clusters import design_effect
from assay.stats.kernel import Kernel
from assay.stats.multiplicity import holm
from assay.stats.truth.consensus import MOST_CELLS
from assay.stats.truth.dawid_skene import Options, dawid_skene
from assay.stats.votes import Votes

MOST_PAIR_WORK = 300_000_000
"""Pairs of votes times classes, beyond which nothing is said."""
MOST_PAIRED = 5_000_000
"""Pairs of judges times classes, beyond which only the whole is looked at."""
OWN_STEPS = 5
"""Steps for the confusion of each judge."""
SHARED = 5.0
"""Pseudo-votes of the shared confusion in the confusion of each judge."""
LEAST_SHARED = 10
"""Items that two judges share, from which on they are held beside each other."""
LEAST_ITEMS = 30
"""Items with three votes or more, below which a correlation is mostly luck."""
LEAST_EXCESS = 0.05
"""Agreement beyond that of other pairs, from which on it matters."""
CHANCE = 0.01
"""Of any false alarm over the pairs of independent judges."""


class Pair(NamedTuple):
    """Two judges who agree more than independent ones would."""

    first: int
    """Code of a judge."""
    second: int
    """Code of the other."""
    agreement: float
    """Share of their common items on which they agree."""
    expected: float
    """The share that their own confusions explain."""
    n_items: int
    """Votes on common items."""


class Dependence(NamedTuple):
    """How far errors fall together."""

    correlation: float | None
    """Mean correlation of the errors of two votes of an item; None where nothing tells it."""
    votes_an_item: float
    """Mean votes of an item, weighted by votes."""
    effective: float
    """How many independent votes an item's votes count for."""
    pairs: tuple[Pair, ...] = ()
    """Judges who agree more than the others do, the surest first."""


def dependence(votes: Votes) -> Dependence:
    """Correlation of errors within items, and pairs of judges who agree too often.

    What the other votes make of an item is found with one confusion for all judges, for with one each, two judges who
    copy each other would look perfect and decide what is true.
    Undefined (no correlation) where fewer than `LEAST_ITEMS` items have three votes: little stands beside a pair.
    """
    size = np.diff(votes.starts).astype(np.float64)
    typical = float((size**2).sum() / max(size.sum(), 1.0))
    work = float((size * size).sum()) * votes.n_classes
    cells = max(votes.n_judges * votes.n_classes**2, (votes.n_items + votes.n_votes) * votes.n_classes)
    if int((size >= 3).sum()) < LEAST_ITEMS or votes.n_classes < 2 or work > MOST_PAIR_WORK or cells > MOST_CELLS:
        return Dependence(None, typical, typical)
    alike = Votes(votes.items, np.zeros_like(votes.judges), votes.answers, votes.n_items, 1, votes.n_classes)
    model = dawid_skene(alike, Options(smoothing=1.0, iterations=50, tolerance=1e-4))
    shared = np.log(np.asarray(model.confusion)[0])
    confusion = _own(votes, shared, model.posterior)
    by_pair = votes.n_judges**2 * votes.n_classes <= MOST_PAIRED
    sums, whole = np.zeros((votes.n_judges, votes.n_judges, 4) if by_pair else (0, 0, 4)), np.zeros(2)
    log_prior = np.log(np.maximum(model.prior, 1e-300))
    _look(votes.starts, votes.judges, votes.answers, shared, log_prior, confusion, sums, whole, work=int(work))
    if whole[1] <= 0.0:
        return Dependence(None, typical, typical)
    found = float(np.clip(whole[0] / whole[1], -1.0, 1.0))
    return Dependence(found, typical, typical / design_effect(max(typical, 1.0), max(found, 0.0)), _pairs(sums))


def error_correlation(votes: Votes, right: FloatArray) -> float | None:
    """Mean correlation of the errors of two votes of an item, where it is known which are right.

    Parameters
    ----------
    right : float array of shape (n_votes,)
        1 for a vote that is right, 0 for a wrong one; its judge's mean is taken out first.

    Returns
    -------
    float in [-1, 1], or None where nothing varies or no item has two votes.

    Examples
    --------
    >>> from assay.stats.votes import votes
    >>> table = votes([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 0])
    >>> error_correlation(table, np.array([1.0, 1.0, 0.0, 0.0]))
    1.0
    """
    size = np.bincount(votes.items, minlength=votes.n_items).astype(np.float64)
    times = np.bincount(votes.judges, minlength=votes.n_judges)
    mean = np.bincount(votes.judges, right, minlength=votes.n_judges) / np.maximum(times, 1)
    residual = right - mean[votes.judges]
    sums = np.bincount(votes.items, residual, minlength=votes.n_items)
    pairs, spread = float((size * (size - 1.0)).sum()), float(residual @ residual) / max(votes.n_votes, 1)
    if pairs == 0 or spread <= 1e-12:
        return None
    return min(max(float(sums @ sums - residual @ residual) / pairs / spread, -1.0), 1.0)


def _own(votes: Votes, shared: FloatArray, posterior: FloatArray) -> FloatArray:
    """Confusion of each judge, its own votes held against what the others make of an item."""
    logs = np.log(np.maximum(posterior, 1e-300))[votes.items] - shared[votes.answers]
    others = special.softmax(logs, axis=1)
    cells = votes.judges.astype(np.int64) * votes.n_classes + votes.answers
    confusion = np.tile(np.exp(shared), (votes.n_judges, 1, 1))
    for _ in range(OWN_STEPS):
        soft = others * confusion[votes.judges, votes.answers]
        soft /= soft.sum(axis=1, keepdims=True)
        counts = np.stack(
            [np.bincount(cells, each, minlength=votes.n_judges * votes.n_classes) for each in soft.T], axis=1
        ).reshape(confusion.shape)
        raised = counts + SHARED * np.exp(shared)
        confusion = raised / raised.sum(axis=1, keepdims=True)
    return confusion


def _pairs(sums: FloatArray) -> tuple[Pair, ...]:
    """Pairs whose agreement lies beyond what is usual among all pairs, by Holm's rule."""
    n, agreed, expected, variance = np.moveaxis(sums + sums.transpose(1, 0, 2), 2, 0)
    first, second = np.nonzero(np.triu(n >= LEAST_SHARED, 1) & (variance > 0))
    if first.size < 2:
        return ()
    n, agreed, expected, variance = (each[first, second] for each in (n, agreed, expected, variance))
    excess = (agreed - expected) / n
    beyond = excess - max(float(np.median(excess)), 0.0)
    p = special.ndtr(-beyond * n / np.sqrt(variance))
    chosen = np.flatnonzero((holm(p) <= CHANCE) & (beyond >= LEAST_EXCESS))
    ordered = chosen[np.argsort(p[chosen], kind="stable")]
    columns = (first, second, agreed / n, expected / n, n.astype(np.int64))
    return tuple(Pair(*row) for row in zip(*(each[ordered].tolist() for each in columns), strict=True))


def _look_loop(  # noqa: PLR0912, PLR0917 - numba compiles one loop with positional arguments
    starts: Any, judges: Any, answers: Any, shared: Any, log_prior: Any, confusion: Any, sums: Any, whole: Any
) -> None:
    """Each pair of votes of an item, beside what its other votes say."""
    n_classes = log_prior.shape[0]
    row, rest = np.empty(n_classes), np.empty(n_classes)
    for i in range(starts.shape[0] - 1):
        if starts[i + 1] - starts[i] < 3:
            continue
        for k in range(n_classes):
            row[k] = log_prior[k]
        for v in range(starts[i], starts[i + 1]):
            for k in range(n_classes):
                row[k] += shared[answers[v], k]
        for v in range(starts[i], starts[i + 1]):
            for w in range(v + 1, starts[i + 1]):
                if judges[v] == judges[w]:
                    continue
                most, total, chance, spread = -np.inf, 0.0, 0.0, 0.0
                for k in range(n_classes):
                    rest[k] = row[k] - shared[answers[v], k] - shared[answers[w], k]
                    most = max(most, rest[k])
                for k in range(n_classes):
                    rest[k] = np.exp(rest[k] - most)
                    total += rest[k]
                for k in range(n_classes):
                    match = 0.0
                    for a in range(n_classes):
                        match += confusion[judges[v], a, k] * confusion[judges[w], a, k]
                    one, other = confusion[judges[v], k, k], confusion[judges[w], k, k]
                    chance += rest[k] / total * match
                    spread += rest[k] / total * np.sqrt(one * (1.0 - one) * other * (1.0 - other))
                agreed = 1.0 if answers[v] == answers[w] else 0.0
                whole[0] += agreed - chance
                whole[1] += 2.0 * spread
                if sums.shape[0] > 0:
                    sums[judges[v], judges[w], 0] += 1.0
                    sums[judges[v], judges[w], 1] += agreed
                    sums[judges[v], judges[w], 2] += chance
                    sums[judges[v], judges[w], 3] += chance * (1.0 - chance)


_look = Kernel(_look_loop)
