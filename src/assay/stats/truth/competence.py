"""Models with fewer numbers a judge than a confusion has cells: ZenCrowd (one coin), MACE; and LFC, which holds the
confusion near a good judge's.

References
----------
Demartini, Difallah and Cudre-Mauroux (2012), ZenCrowd, doi:10.1145/2187836.2187900.
Raykar et al. (2010), Learning from crowds, https://www.jmlr.org/papers/v11/raykar10a.html (LFC: Dirichlet priors, MAP).
Hovy, Berg-Kirkpatrick, Vaswani and Hovy (2013), Learning whom to trust with MACE, https://aclanthology.org/N13-1132/.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import special

from assay.stats.arrays import FloatArray
from assay.stats.truth.consensus import Consensus
from assay.stats.truth.dawid_skene import Options, run
from assay.stats.truth.steps import LEAST, Maximise
from assay.stats.votes import Votes

KNOWING, HABIT = 0.5, 10.0
"""Priors of MACE: of knowing or not, and of each answer of a spammer."""

Shares = Callable[[FloatArray], FloatArray]
"""From counts to shares of a row, shape (n_judges, n)."""


def zencrowd(votes: Votes, options: Options) -> Consensus:
    """One coin a judge: right with one chance, else any other answer alike.

    Keep the class prior uniform on imbalanced data: an estimated one with so small an error model collapses onto the
    commonest class. Where errors truly are symmetric an estimated prior can win.
    """
    found = run(votes, options, _one_coin(options.smoothing))
    return replace(found, weight=_accuracy(found))


def lfc(votes: Votes, options: Options, *, right: float = 4.0, wrong: float = 1.0) -> Consensus:
    """Dawid-Skene with Dirichlet priors on each row of a confusion, at its mode.

    Parameters
    ----------
    right, wrong : pseudo-counts added to the diagonal and to the other cells
    """
    added = np.full((votes.n_classes, votes.n_classes), wrong) + (right - wrong) * np.eye(votes.n_classes)

    def maximise(counts: FloatArray) -> FloatArray:
        raised = counts + added + options.smoothing
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    return run(votes, options, maximise)


def mace(votes: Votes, options: Options) -> Consensus:
    """A judge either knows the answer or spams from a habit of its own; ``weight`` is how often it knows.

    Variational Bayes with the priors of the paper: Beta(1/2, 1/2) on knowing, Dirichlet(10, ..., 10) on the habits.
    On imbalanced classes it holds where `mace_em` takes a common answer for a habit.
    """
    return _mace(votes, options, _Spam(votes, _expected_logs(KNOWING), _expected_logs(HABIT)))


def mace_em(votes: Votes, options: Options) -> Consensus:
    """The same model by plain expectation and maximisation.

    Smoothing is added to the counts of knowing, of spamming and of each spammed answer.
    """
    shares = _smoothed_shares(max(options.smoothing, LEAST))
    return _mace(votes, options, _Spam(votes, shares, shares))


def _mace(votes: Votes, options: Options, state: "_Spam") -> Consensus:
    found = run(votes, options, state.maximise)
    confusion = np.asarray(found.confusion)
    return replace(found, confusion=confusion / confusion.sum(axis=1, keepdims=True), weight=state.competence)


class _Spam:
    """Chance to know and habits of spamming, carried from step to step."""

    def __init__(self, votes: Votes, share_of_acts: Shares, share_of_habits: Shares) -> None:
        self._acts, self._habits = share_of_acts, share_of_habits
        self._act = np.full((votes.n_judges, 2), 0.5)
        self._habit = np.full((votes.n_judges, votes.n_classes), 1.0 / votes.n_classes)

    @property
    def competence(self) -> FloatArray:
        """How often each judge knows."""
        return np.asarray(self._act[:, 1] / self._act.sum(axis=1))

    def maximise(self, counts: FloatArray) -> FloatArray:
        right = np.einsum("jaa->ja", counts)
        spam = self._act[:, :1] * self._habit
        by_spam = right * spam / np.maximum(spam + self._act[:, 1:], LEAST)
        spammed = counts.sum(axis=2) - right + by_spam
        self._act = self._acts(np.column_stack([spammed.sum(axis=1), (right - by_spam).sum(axis=1)]))
        self._habit = self._habits(spammed)
        base = (self._act[:, :1] * self._habit)[:, :, None]
        return np.asarray(base + self._act[:, 1:, None] * np.eye(counts.shape[1]))


def _smoothed_shares(smoothing: float) -> Shares:
    def shares(counts: FloatArray) -> FloatArray:
        raised = counts + smoothing
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    return shares


def _expected_logs(prior: float) -> Shares:
    """Exponentials of the expected logarithms under a Dirichlet; they sum to less than 1."""

    def shares(counts: FloatArray) -> FloatArray:
        raised = counts + prior
        return np.asarray(np.exp(special.digamma(raised) - special.digamma(raised.sum(axis=1, keepdims=True))))

    return shares


def _one_coin(smoothing: float) -> Maximise:
    def maximise(counts: FloatArray) -> FloatArray:
        n_classes = counts.shape[1]
        right, whole = np.einsum("jaa->j", counts), counts.sum(axis=(1, 2))
        share = (right + smoothing) / np.maximum(whole + 2.0 * smoothing, LEAST)
        share = np.clip(np.where(whole > 0, share, 1.0 / n_classes), LEAST, 1.0 - LEAST)
        others = (1.0 - share) / max(n_classes - 1, 1)
        return np.asarray(others[:, None, None] + (share - others)[:, None, None] * np.eye(n_classes))

    return maximise


def _accuracy(found: Consensus) -> FloatArray | None:
    return None if found.confusion is None else np.asarray(found.confusion[:, 0, 0])
