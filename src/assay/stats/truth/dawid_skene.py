"""Dawid and Skene's model: each judge has a confusion, and every option that changes the result is named.

References
----------
Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM algorithm,
doi:10.2307/2346806.
"""

import math
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray
from assay.stats.truth.consensus import Consensus, check_votes
from assay.stats.truth.majority import majority
from assay.stats.truth.steps import LEAST, Maximise, Stop, answered, iterate, voted
from assay.stats.votes import Votes

RANGES = (
    ("diagonal", Real, (0.0, 1.0), "a number above 0 and below 1"),
    ("iterations", Integral, (0, math.inf), "a whole number, 1 or more"),
    ("tolerance", Real, (0.0, math.inf), "a number above 0"),
    ("smoothing", Real, (-math.ulp(0.0), math.inf), "a number, 0 or more"),
)
"""Options that are numbers: their kind, what they lie between, and that in words."""


@dataclass(frozen=True, slots=True)
class Options:
    """All that changes the result."""

    init: str = "majority"
    """``majority``: begin with the shares of the votes; ``diagonal``: with one confusion for all judges."""
    diagonal: float = 0.7
    """For ``diagonal``: chance of the right answer; the rest is spread evenly."""
    first: str = "m"
    """Which step an iteration begins with. ``m`` makes confusions of the shares of the votes, so it needs
    ``init="majority"``; ``e`` with that init differs in the last confusions only, which it makes once more.
    """
    iterations: int = 100
    """Most iterations."""
    tolerance: float | None = 1e-5
    """Stop when the bound per vote changes by less; None makes all iterations."""
    bound: str = "item"
    """What the class prior counts by in that bound: ``item`` is the likelihood's; ``vote`` is crowd-kit's, which may
    fall while the likelihood still rises, and then stops.
    """
    prior: str = "estimated"
    """Class prior: ``estimated`` from the posteriors, or ``uniform``."""
    smoothing: float = 0.0
    """Added to every cell of the soft counts."""

    def check(self) -> None:
        """Refuse options that mean nothing.

        Raises
        ------
        InputError
            ``stats.option`` with the values it takes.
        """
        words = (("init", self.init, ("majority", "diagonal")), ("first", self.first, ("e", "m")))
        more = (("prior", self.prior, ("estimated", "uniform")), ("bound", self.bound, ("item", "vote")))
        for name, value, known in (*words, *more):
            if value not in known:
                raise InputError("stats.option", f"{name} is '{value}'.", f"It is one of: {', '.join(known)}.")
        if self.init == "diagonal" and self.first == "m":
            what = "init is 'diagonal' and first is 'm', which would make confusions of the votes and not read it."
            raise InputError("stats.option", what, "Say first e, or init majority.")
        for name, kind, (least, most), wanted in RANGES:
            value = getattr(self, name)
            if name == "tolerance" and value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, kind) or not least < float(value) < most:
                raise InputError("stats.option", f"{name} is {value!r}.", f"It is {wanted}.")


def dawid_skene(votes: Votes, options: Options | None = None) -> Consensus:
    """Posteriors and confusions by expectation and maximisation.

    The updates of the default options are those of crowd-kit's ``DawidSkene``; with ``bound="vote"`` it stops where
    that does.
    """
    asked = options or Options()
    return run(votes, asked, smoothed(votes, asked.smoothing))


def run(votes: Votes, options: Options, maximise: Maximise) -> Consensus:
    """The loop with another way to make confusions of soft counts."""
    options.check()
    check_votes(votes)
    shares = majority(votes).posterior
    uniform = np.full(votes.n_classes, 1.0 / votes.n_classes)
    from_shares = options.prior == "estimated" and options.init == "majority"
    start = shares[voted(votes)].mean(axis=0) if from_shares else uniform
    return iterate(
        votes,
        posterior=shares,
        prior=start,
        confusion=None if options.init == "majority" else diagonal(votes, options.diagonal),
        maximise=maximise,
        estimate_prior=options.prior == "estimated",
        first=options.first,
        stop=Stop(options.iterations, options.tolerance, options.bound),
    )


def diagonal(votes: Votes, right: float) -> FloatArray:
    """One confusion for all judges: ``right`` on the diagonal, the rest spread evenly."""
    others = (1.0 - right) / max(votes.n_classes - 1, 1)
    one = np.full((votes.n_classes, votes.n_classes), others) + (right - others) * np.eye(votes.n_classes)
    return np.tile(one, (votes.n_judges, 1, 1))


def smoothed(votes: Votes, smoothing: float) -> Maximise:
    """Confusions as shares of the soft counts; without smoothing answers that a judge never gave have none."""
    given = answered(votes)[:, :, None]

    def maximise(counts: FloatArray) -> FloatArray:
        raised = counts + smoothing if smoothing else np.where(given, np.maximum(counts, LEAST), 0.0)
        whole = raised.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(raised, whole, out=np.zeros(raised.shape), where=whole > 0))

    return maximise
