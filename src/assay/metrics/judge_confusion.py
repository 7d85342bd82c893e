"""What each judge answers when an answer is the right one, with intervals: one confusion over all kinds of judges.

A vote on an item counts for each answer that can be right by its probability p. A row of a confusion then rests on
sum p^2 votes: the part of sum p that is known and not guessed. Against a reference p is 0 or 1: that is the number of
votes, a whole count, whose interval is that of `assay.metrics.shares` on a judge's card.
Where a model estimates truth and confusions together, the variance of its information says what is left.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.estimate import Rule
from assay.metrics.encoding import ArrowArray
from assay.metrics.limits import Spreads, many_limits
from assay.metrics.long_facts import LongFacts
from assay.metrics.reasons import Reason
from assay.stats.proportion import whole_count_correction
from assay.stats.truth.information import confusion_variance
from assay.stats.truth.steps import soft_counts

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MOST_CELLS = 200_000
"""Cells of the confusions of all judges that are shown one by one."""
LEAST_VOTES = 2.0
"""Effective votes from which on a share has an interval."""
AT_AN_END = 1e-6
"""Spread of a row's answers below which it is one answer."""
LEAST_SEEN = 0.01
"""Expected votes from which on a row is shown."""


def fits(facts: LongFacts) -> bool:
    """Whether the confusions of all judges can be shown cell by cell."""
    return len(facts.judges) * len(facts.classes) ** 2 <= MOST_CELLS


def confusion_table(facts: LongFacts, posterior: Floats, *, level: float, is_model: bool = False) -> pa.Table:
    """Judge, truth, answer, share, low, high, n, n_effective, reason: one row a cell, the rows of a judge that occur.

    ``share`` is how often the judge gives the answer where ``truth`` is right, ``n`` the expected number of its votes
    there; the interval is Wilson's with effective n and Student's quantile, and where the truth of all of them is
    certain that of a whole count.

    Parameters
    ----------
    posterior : float array of shape (n_items, n_classes)
        Probability of each answer; a row of zeros leaves the item out.
    is_model : whether a model with a confusion for each judge gave the posterior
    """
    counts = soft_counts(facts.votes, posterior)
    whole = counts.sum(axis=1)
    judges, truths = np.nonzero(whole >= LEAST_SEEN)
    n_answers = len(facts.classes)
    units = _units(facts, posterior, counts, is_model=is_model)
    n, n_effective = (np.repeat(each[judges, truths], n_answers) for each in (whole, units))
    share = np.clip(counts[judges, :, truths].ravel() / n, 0.0, 1.0)
    bounded = n_effective >= LEAST_VOTES
    low, high = np.zeros((2, share.size))
    certain = np.isclose(n_effective, n, rtol=1e-12, atol=0.0) & (not is_model)
    low[bounded], high[bounded] = _ends(share[bounded], n_effective[bounded], certain[bounded], level)
    names = pa.array(facts.classes, pa.string())
    return pa.table(
        {
            "judge": pa.array(facts.judges, pa.string()).take(_ints(np.repeat(judges, n_answers))),
            "truth": names.take(_ints(np.repeat(truths, n_answers))),
            "answer": names.take(_ints(np.tile(np.arange(n_answers), judges.size))),
            "share": pa.array(share),
            "low": pa.array(low, mask=~bounded),
            "high": pa.array(high, mask=~bounded),
            "n": pa.array(n),
            "n_effective": pa.array(n_effective),
            "reason": pa.array([None if each else Reason.TOO_FEW_ITEMS.word for each in bounded], pa.string()),
        }
    )


def _units(facts: LongFacts, posterior: Floats, counts: Floats, *, is_model: bool) -> Floats:
    """Effective votes behind each row of each judge, shape (n_judges, n_classes)."""
    known = np.asarray(soft_counts(facts.votes, posterior**2).sum(axis=1), np.float64)
    whole = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, whole, out=np.zeros(counts.shape), where=whole > 0)
    variance = confusion_variance(facts.votes, posterior, share) if is_model else None
    if variance is None:
        return known
    inside, spread = (share * (1.0 - share)).sum(axis=1), variance.sum(axis=1)
    usable = (inside > AT_AN_END) & (spread > 0)
    most = np.divide(inside, spread, out=np.full(known.shape, np.inf), where=usable)
    return np.asarray(np.minimum(known, most), np.float64)


def _ends(share: Floats, n_effective: Floats, certain: Flags, level: float) -> tuple[Floats, Floats]:
    error = np.sqrt(share * (1.0 - share) / n_effective)
    degrees = np.where(certain, np.inf, np.maximum(n_effective - 1.0, 1.0))
    correction = np.where(certain, whole_count_correction(n_effective), 0.0)
    spreads = Spreads(Rule.WILSON, error, n_effective, degrees, 0.0, 1.0, correction=correction)
    return many_limits(share, spreads, (1.0 - level) / 2.0)


def _ints(values: npt.NDArray[np.int64]) -> ArrowArray:
    return pa.array(values, pa.int64())
