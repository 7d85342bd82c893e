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

from assay.stats.arrays import numbers, same_length, within

STEPS = 50
CLOSE = 1e-10


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


def at_equal_length(share: ArrayLike, difference: ArrayLike) -> AtEqualLength | None:
    """The win rate at equal length; None where lengths do not vary or the model does not settle.

    Parameters
    ----------
    share : float array of shape (n,) in [0, 1]
        Preference for the candidate, 1 for a win.
    difference : float array of shape (n,)
        Length of its answer less that of the baseline.
    """
    won, apart = within("share", share, 0.0, 1.0), numbers("difference", difference)
    n = same_length(share=won, difference=apart)
    spread = float(apart.std())
    if n < 3 or spread == 0.0 or float(won.min()) == float(won.max()):
        return None
    design = np.stack([np.ones(n), np.tanh(apart / spread)], axis=1)
    beta = np.zeros(2)
    for _ in range(STEPS):
        expected = special.expit(design @ beta)
        bend = (design * (expected * (1.0 - expected))[:, None]).T @ design
        step = np.linalg.solve(bend, design.T @ (won - expected))
        beta = beta + np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < CLOSE:
            break
    else:
        return None
    expected = special.expit(design @ beta)
    bread = np.linalg.inv((design * (expected * (1.0 - expected))[:, None]).T @ design)
    scores = design * (won - expected)[:, None]
    errors = np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread) * n / (n - 2))
    return AtEqualLength(
        float(special.expit(beta[0])), float(beta[0]), float(errors[0]), float(beta[1]), float(errors[1])
    )
