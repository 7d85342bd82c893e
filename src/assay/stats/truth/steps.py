"""Expectation and maximisation over confusions: the one loop behind Dawid-Skene, ZenCrowd, LFC and MACE.

A method is what it makes of soft counts ``counts[judge][answer][class]``, how often a judge gave an answer while a
class was (in expectation) true. The expectation step multiplies confusions over the votes of an item, and adds their
logarithms where the product is too small to be exact. Votes are taken in fixed blocks whose counts are added in order,
so the result does not depend on the number of cores.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, IntArray
from assay.stats.kernel import Kernel, in_threads
from assay.stats.truth.consensus import MOST_CELLS, Consensus
from assay.stats.truth.progress import tell
from assay.stats.votes import Votes

NEVER = 1e-300
"""Chance of an answer that a judge never gave; only keeps the logarithm finite, for no vote asks for it."""
LEAST = 1e-10
"""A probability below it counts as it."""
EXACT = 1e-200
"""A chance of all votes of an item below it may have lost digits to underflow, and is made by logarithms."""
BLOCK_CELLS = 4_000_000
"""Cells of the counts of one block, above which there is one block only."""
N_BLOCKS = 4

Maximise = Callable[[FloatArray], FloatArray]
"""From soft counts to confusions, both of shape (n_judges, n_classes, n_classes)."""


class Stop(NamedTuple):
    """When to stop."""

    iterations: int
    """Most steps."""
    tolerance: float | None
    """Stop when the bound per vote changes by less; None makes all steps."""
    bound: str
    """``item`` or ``vote``: what the prior counts by. By vote it is no bound and may fall, and a fall stops too."""

    def reached(self, bounds: list[float]) -> bool:
        """Whether the last step changed little."""
        if self.tolerance is None or len(bounds) < 2:
            return False
        grown = bounds[-1] - bounds[-2]
        return (grown if self.bound == "vote" else abs(grown)) < self.tolerance


class _Believed(NamedTuple):
    """What an expectation step takes for true: chances above 0, and their logarithms."""

    chances: FloatArray
    """Confusions, shape (n_judges, n_classes, n_classes)."""
    prior: FloatArray
    """Of the classes, shape (n_classes,)."""
    logs: FloatArray
    """Of the chances."""
    log_prior: FloatArray
    """Of the prior."""


class Expected(NamedTuple):
    """What an expectation step gives."""

    posterior: FloatArray
    """Shape (n_items, n_classes)."""
    counts: FloatArray
    """Soft counts."""
    shares: FloatArray
    """Sum of the posteriors of the items with a vote, shape (n_classes,)."""
    entropy: float
    """Of those posteriors, natural logarithm."""


def iterate(
    votes: Votes,
    *,
    posterior: FloatArray,
    prior: FloatArray,
    confusion: FloatArray | None,
    maximise: Maximise,
    estimate_prior: bool,
    first: str,
    stop: Stop,
) -> Consensus:
    """The loop; ``first`` says whether an iteration is (e, m) or (m, e).

    With ``m`` the first step makes confusions of ``posterior``, and ``confusion`` is not read. Without ``confusion``
    it is made of ``posterior`` too.
    """
    check_cells(votes)
    if first == "m" or confusion is None:
        confusion = maximise(soft_counts(votes, posterior))
    found, bounds, converged = Expected(posterior, np.zeros(0), np.zeros(0), 0.0), list[float](), False
    n_voted, n_iterations = int(voted(votes).sum()), 0
    for n_iterations in range(1, stop.iterations + 1):
        found = expect(votes, confusion, prior)
        tell(n_iterations, stop.iterations)
        if estimate_prior:
            prior = found.shares / n_voted
        if first == "e" or n_iterations < stop.iterations or stop.tolerance is not None:
            confusion = maximise(found.counts)
        bounds.append(bound_per_vote(votes, found, confusion, prior, bound=stop.bound))
        converged = stop.reached(bounds)
        if converged:
            break
    return Consensus(found.posterior, prior, confusion, None, n_iterations, converged, tuple(bounds))


def expect(votes: Votes, confusion: FloatArray, prior: FloatArray) -> Expected:
    """Posteriors of all items under these confusions, and the soft counts they make."""
    believed = _believed(confusion, prior)
    posterior = np.empty((votes.n_items, votes.n_classes))
    edges = _blocks(votes)
    parts = in_threads(
        lambda block: _expect_block(votes, believed, posterior, block),
        list(pairwise(edges.tolist())),
        work=votes.n_votes * votes.n_classes,
    )
    counts, sums = parts[0]
    for more_counts, more_sums in parts[1:]:
        counts += more_counts
        sums += more_sums
    shares = sums[:-1]
    entropy = float(sums[-1] - (counts * believed.logs).sum() - shares @ believed.log_prior)
    return Expected(posterior, counts, shares, entropy)


def soft_counts(votes: Votes, posterior: FloatArray) -> FloatArray:
    """How often each judge gave each answer while each class was in expectation true."""
    counts = np.zeros((votes.n_judges, votes.n_classes, votes.n_classes))
    _count(votes.items, votes.judges, votes.answers, posterior, counts, work=votes.n_votes * votes.n_classes)
    return counts


def bound_per_vote(votes: Votes, found: Expected, confusion: FloatArray, prior: FloatArray, *, bound: str) -> float:
    """The lower bound of the log likelihood per vote; with ``vote`` the prior counts once a vote, not once an item."""
    _, _, logs, log_prior = _believed(confusion, prior)
    by_prior = found.counts.sum(axis=(0, 1)) if bound == "vote" else found.shares
    whole = float((found.counts * logs).sum() + by_prior @ log_prior)
    return (whole + found.entropy) / votes.n_votes


def voted(votes: Votes) -> NDArray[np.bool_]:
    """Items with a vote."""
    return np.asarray(np.diff(votes.starts) > 0)


def answered(votes: Votes) -> NDArray[np.bool_]:
    """Which answers each judge gave at all, shape (n_judges, n_classes)."""
    cells = votes.judges.astype(np.int64) * votes.n_classes + votes.answers
    times = np.bincount(cells, minlength=votes.n_judges * votes.n_classes)
    return np.asarray(times.reshape(votes.n_judges, votes.n_classes) > 0)


def check_cells(votes: Votes) -> None:
    """Refuse confusions beyond memory.

    Raises
    ------
    InputError
        ``stats.too_many_cells``.
    """
    cells = votes.n_judges * votes.n_classes**2
    if cells > MOST_CELLS:
        raise InputError(
            "stats.too_many_cells",
            f"{votes.n_judges} judges with {votes.n_classes} classes have {cells:,} cells of confusion.",
            "Use majority, wawa or glad, which keep one number a judge, or merge rare answers.",
        )


def _believed(confusion: FloatArray, prior: FloatArray) -> _Believed:
    chances, floored = np.maximum(confusion, NEVER), np.maximum(prior, LEAST)
    return _Believed(chances, floored, np.log(chances), np.log(floored))


def _blocks(votes: Votes) -> IntArray:
    """Edges of runs of items with about equal votes."""
    n_blocks = N_BLOCKS if votes.n_judges * votes.n_classes**2 <= BLOCK_CELLS else 1
    goals = np.linspace(0, votes.n_votes, n_blocks + 1).astype(np.int64)
    inner = np.searchsorted(votes.starts, goals[1:-1])
    return np.asarray(np.r_[0, inner, votes.n_items], dtype=np.int64)


def _expect_block(
    votes: Votes, believed: _Believed, posterior: FloatArray, block: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """Soft counts of some items; and sums of their posteriors by class, with their log likelihood last."""
    counts = np.zeros((votes.n_judges, votes.n_classes, votes.n_classes))
    sums = np.zeros(votes.n_classes + 1)
    work = int(votes.starts[block[1]] - votes.starts[block[0]]) * votes.n_classes
    _stepper(votes.n_classes)(
        votes.starts,
        votes.judges,
        votes.answers,
        *believed,
        posterior,
        counts,
        sums,
        int(block[0]),
        int(block[1]),
        work=work,
    )
    return counts, sums


@cache
def _stepper(n_classes: int) -> Kernel:
    """The loop over items for one number of classes; knowing it, the compiler unrolls the inner loops."""

    def step(  # noqa: PLR0912, PLR0917 - numba compiles positional arguments, and one function is one loop
        starts: Any,
        judges: Any,
        answers: Any,
        chances: Any,
        prior: Any,
        logs: Any,
        log_prior: Any,
        posterior: Any,
        counts: Any,
        sums: Any,
        begin: int,
        end: int,
    ) -> None:
        """Posterior of each item from the confusions of its votes, added to the soft counts at once."""
        row = np.empty(n_classes)
        for i in range(begin, end):
            for k in range(n_classes):
                row[k] = prior[k]
            for v in range(starts[i], starts[i + 1]):
                j, a = np.uint64(judges[v]), np.uint64(answers[v])
                for k in range(n_classes):
                    row[k] *= chances[j, a, np.uint64(k)]
            whole, most = 0.0, 0.0
            for k in range(n_classes):
                whole += row[k]
            if whole < EXACT:
                for k in range(n_classes):
                    row[k] = log_prior[k]
                for v in range(starts[i], starts[i + 1]):
                    j, a = np.uint64(judges[v]), np.uint64(answers[v])
                    for k in range(n_classes):
                        row[k] += logs[j, a, np.uint64(k)]
                most, whole = row.max(), 0.0
                for k in range(n_classes):
                    row[k] = np.exp(row[k] - most)
                    whole += row[k]
            for k in range(n_classes):
                row[k] /= whole
                posterior[np.uint64(i), np.uint64(k)] = row[k]
            if starts[i + 1] == starts[i]:
                continue
            sums[n_classes] += most + np.log(whole)
            for k in range(n_classes):
                sums[k] += row[k]
            for v in range(starts[i], starts[i + 1]):
                j, a = np.uint64(judges[v]), np.uint64(answers[v])
                for k in range(n_classes):
                    counts[j, a, np.uint64(k)] += row[k]

    return Kernel(step)


def _count_loop(items: Any, judges: Any, answers: Any, posterior: Any, counts: Any) -> None:
    """Add the posterior of each vote's item to the counts of its judge and answer."""
    for v in range(items.shape[0]):
        for k in range(posterior.shape[1]):
            counts[judges[v], answers[v], k] += posterior[items[v], k]


_count = Kernel(_count_loop)
