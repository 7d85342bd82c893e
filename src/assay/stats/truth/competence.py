"""Models with fewer numbers a judge than a confusion has cells: ZenCrowd (one coin), MACE; and LFC, which holds the
confusion near a good judge's.

References
----------
Demartini, Difallah and Cudre-Mauroux (2012), ZenCrowd, doi:10.1145/2187836.2187900.
Raykar et al. (2010), Learning from crowds, https://www.jmlr.org/papers/v11/raykar10a.html (LFC: Dirichlet priors, MAP).
Hovy, Berg-Kirkpatrick, Vaswani and Hovy (2013), Learning whom to trust with MACE, https://aclanthology.org/N13-1132/.
"""

from dataclasses import replace

import numpy as np

from assay.stats.arrays import FloatArray
from assay.stats.truth.consensus import Consensus
from assay.stats.truth.dawid_skene import Options, run
from assay.stats.truth.steps import LEAST, Maximise
from assay.stats.votes import Votes


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

    Smoothing is added to the counts of knowing, of spamming and of each spammed answer.
    """
    state = _Spam(votes, max(options.smoothing, LEAST))
    found = run(votes, options, state.maximise)
    return replace(found, weight=state.knows)


class _Spam:
    """Chance to know and habits of spamming, carried from step to step."""

    def __init__(self, votes: Votes, smoothing: float) -> None:
        self._smoothing = smoothing
        self.knows = np.full(votes.n_judges, 0.5)
        self._habit = np.full((votes.n_judges, votes.n_classes), 1.0 / votes.n_classes)

    def maximise(self, counts: FloatArray) -> FloatArray:
        right = np.einsum("jaa->ja", counts)
        spam = (1.0 - self.knows)[:, None] * self._habit
        by_spam = right * spam / np.maximum(spam + self.knows[:, None], LEAST)
        spammed = counts.sum(axis=2) - right + by_spam
        knowing = (right - by_spam).sum(axis=1)
        whole = knowing + spammed.sum(axis=1)
        self.knows = (knowing + self._smoothing) / (whole + 2.0 * self._smoothing)
        raised = spammed + self._smoothing
        self._habit = raised / raised.sum(axis=1, keepdims=True)
        base = ((1.0 - self.knows)[:, None] * self._habit)[:, :, None]
        return np.asarray(base + self.knows[:, None, None] * np.eye(counts.shape[1]))


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
