"""Would a longer answer have won for its length? The win rate at equal length, by a logistic model.

``logit P(win) = a + b tanh(d / sd(d))`` with d the difference of lengths: bounded, so that one very long answer does
not decide. The win rate at equal length is ``1 / (1 + exp(-a))``: what the model says, not what was seen.

Reference: Dubois, Galambosi, Liang and Hashimoto (2024), Length-controlled AlpacaEval, arXiv:2404.04475 (its covariate;
its term for the difficulty of an item is not fitted here).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from assay.stats.arrays import FloatArray, numbers, same_length, within

STEPS = 50
CLOSE = 1e-10
LEAST_CURVED = 1e12
"""Condition of the information from which on the maximum lies at infinity."""


class AtEqualLength(NamedTuple):
    """A win rate with the length taken out."""

    win_rate: float
    """At equal length, 0 to 1."""
    intercept: float
    """Its logit."""
    intercept_error: float
    """Standard error of the logit (sandwich)."""
    slope: float
    """Change of the logit per unit of tanh of the standardised difference; above 0, longer answers win."""
    slope_error: float
    """Its standard error."""
    degrees: float
    """Degrees of freedom: clusters (or rows) less the two that were fitted."""


def at_equal_length(
    share: ArrayLike, difference: ArrayLike, *, clusters: ArrayLike | None = None
) -> AtEqualLength | None:
    """The win rate at equal length; None where lengths do not vary, length decides every row, or rows are too few.

    Parameters
    ----------
    share : float array of shape (n,) in [0, 1]
        Preference for the candidate, 1 for a win.
    difference : float array of shape (n,)
        Length of its answer less that of the baseline.
    clusters : array of shape (n,), optional
        Rows that share a value may depend on each other.

    Raises
    ------
    InputError
        ``stats.out_of_range``, ``stats.not_a_number``.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> found = at_equal_length([1, 1, 0, 1, 0, 0, 1, 0], [9, 8, 7, 3, -3, -9, -8, -7])
    >>> round(found.win_rate, 2), found.slope > 0
    (0.5, True)
    """
    won, apart = within("share", share, 0.0, 1.0), numbers("difference", difference)
    n = same_length(share=won, difference=apart)
    groups = np.arange(n) if clusters is None else np.unique(np.asarray(clusters), return_inverse=True)[1]
    units, spread = int(groups.max(initial=-1)) + 1, float(apart.std()) if n else 0.0
    if units < 3 or spread == 0.0 or float(won.min()) == float(won.max()):
        return None
    design = np.stack([np.ones(n), np.tanh(apart / spread)], axis=1)
    beta = _fitted(design, won)
    if beta is None:
        return None
    expected = special.expit(design @ beta)
    bread = np.linalg.inv((design * (expected * (1.0 - expected))[:, None]).T @ design)
    scores = np.zeros((units, 2))
    np.add.at(scores, groups, design * (won - expected)[:, None])
    errors = np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread) * units / (units - 2))
    if not errors[0] > 0.0:
        return None
    intercept, slope = (float(each) for each in beta)
    win_rate = float(special.expit(intercept))
    return AtEqualLength(win_rate, intercept, float(errors[0]), slope, float(errors[1]), units - 2.0)


def _fitted(design: FloatArray, won: FloatArray) -> FloatArray | None:
    """Maximum likelihood by Newton's method; None where it lies at infinity."""
    beta: FloatArray = np.zeros(2)
    for _ in range(STEPS):
        expected = special.expit(design @ beta)
        bend = (design * (expected * (1.0 - expected))[:, None]).T @ design
        if not np.isfinite(bend).all() or np.linalg.cond(bend) > LEAST_CURVED:
            return None
        step = np.linalg.solve(bend, design.T @ (won - expected))
        beta = beta + np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < CLOSE:
            return beta
    return None
