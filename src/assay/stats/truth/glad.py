"""GLAD: an answer is right with chance ``1 / (1 + exp(-ability exp(ease)))``; wrong answers are alike.

Abilities and log eases have normal priors of mean 1 and variance 1. The maximisation step climbs the expected
log posterior by L-BFGS.

Reference: Whitehill, Wu, Bergsma, Movellan and Ruvolo (2009), Whose vote should count more,
https://papers.nips.cc/paper/2009/hash/f899139df5e1059396431415e770c6dd-Abstract.html
"""

import numpy as np
from scipy import optimize, special

from assay.stats.arrays import FloatArray
from assay.stats.truth.consensus import Consensus, check_votes
from assay.stats.truth.dawid_skene import Options
from assay.stats.truth.majority import majority
from assay.stats.truth.progress import tell
from assay.stats.votes import Votes

CENTRE = 1.0
"""Mean of the normal priors."""
CLIMB = 25
"""Steps of a maximisation."""


def glad(votes: Votes, options: Options) -> Consensus:
    """Posteriors with the ability of each judge (``weight``) and the ease of each item (``difficulty``).

    ``iterations``, ``tolerance`` (of the bound per vote) and ``prior`` are read; the start is fixed at the prior means.
    """
    check_votes(votes)
    ability, ease = np.full(votes.n_judges, CENTRE), np.full(votes.n_items, CENTRE)
    prior = np.full(votes.n_classes, 1.0 / votes.n_classes)
    if options.prior == "estimated":
        prior = majority(votes).posterior[np.diff(votes.starts) > 0].mean(axis=0)
    bounds: list[float] = []
    converged = False
    posterior = np.zeros((votes.n_items, votes.n_classes))
    for _ in range(options.iterations):
        posterior = _posterior(votes, ability, ease, prior)
        right = posterior[votes.items, votes.answers]
        ability, ease, bound = _climb(votes, right, ability, ease)
        bounds.append(bound / votes.n_votes)
        tell(len(bounds), options.iterations)
        if options.tolerance is not None and len(bounds) > 1 and abs(bounds[-1] - bounds[-2]) < options.tolerance:
            converged = True
            break
    return Consensus(posterior, prior, None, ability, len(bounds), converged, tuple(bounds), np.exp(ease))


def _posterior(votes: Votes, ability: FloatArray, ease: FloatArray, prior: FloatArray) -> FloatArray:
    strength = ability[votes.judges] * np.exp(ease[votes.items])
    right = special.log_expit(strength)
    wrong = special.log_expit(-strength) - np.log(max(votes.n_classes - 1, 1))
    base = np.bincount(votes.items, wrong, minlength=votes.n_items)
    cells = votes.items.astype(np.int64) * votes.n_classes + votes.answers
    lift = np.bincount(cells, right - wrong, minlength=votes.n_items * votes.n_classes)
    logs = base[:, None] + lift.reshape(votes.n_items, votes.n_classes) + np.log(np.maximum(prior, 1e-300))
    return np.asarray(special.softmax(logs, axis=1))


def _climb(
    votes: Votes, right: FloatArray, ability: FloatArray, ease: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    """Abilities and log eases with a larger expected log posterior, and that (likelihood part and priors)."""

    def loss(both: FloatArray) -> tuple[float, FloatArray]:
        power, calm = both[: votes.n_judges], both[votes.n_judges :]
        scale = np.exp(calm[votes.items])
        strength = power[votes.judges] * scale
        value = right @ special.log_expit(strength) + (1.0 - right) @ special.log_expit(-strength)
        value -= 0.5 * ((power - CENTRE) @ (power - CENTRE) + (calm - CENTRE) @ (calm - CENTRE))
        slope = right - special.expit(strength)
        by_power = np.bincount(votes.judges, slope * scale, minlength=votes.n_judges) - (power - CENTRE)
        by_calm = np.bincount(votes.items, slope * strength, minlength=votes.n_items) - (calm - CENTRE)
        return -float(value), -np.r_[by_power, by_calm]

    start = np.r_[ability, ease]
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": CLIMB})
    return found.x[: votes.n_judges], found.x[votes.n_judges :], -float(found.fun)
