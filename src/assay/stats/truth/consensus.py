"""What a method of truth inference gives, and one answer of each posterior under a rule for ties."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assay.core.errors import InputError, did_you_mean
from assay.stats.arrays import FloatArray, IntArray
from assay.stats.votes import Votes

TIES = ("fractional", "first", "random")
SAME = 1e-9
"""Probabilities nearer than this are tied."""
MOST_CELLS = 50_000_000
"""Posteriors of all items, and confusions of all judges."""


@dataclass(frozen=True, eq=False)
class Consensus:
    """The answers that a method infers."""

    posterior: FloatArray
    """Probability of each class, rows sum to 1, shape (n_items, n_classes); the prior for an item without a vote."""
    prior: FloatArray
    """Share of each class as inferred or assumed, shape (n_classes,)."""
    confusion: FloatArray | None
    """Chance of each answer (middle axis) when a class (last axis) is true, shape (n_judges, n_classes, n_classes)."""
    weight: FloatArray | None
    """What a method gives each judge: accuracy, weight or competence, shape (n_judges,)."""
    iterations: int
    """Steps that were made."""
    converged: bool
    """Whether the tolerance was reached before the most iterations."""
    bound: tuple[float, ...]
    """What was maximised, after each iteration, per vote."""
    difficulty: FloatArray | None = None
    """For GLAD: of each item, above 0; larger is easier."""


@dataclass(frozen=True, eq=False)
class Answers:
    """One answer of each item."""

    codes: IntArray
    """Likeliest class, the first in the menu (or a drawn one) of tied ones; -1 for a fractional tie."""
    share: FloatArray
    """Weight of each class: 1 for the answer; split evenly over tied classes under the rule ``fractional``."""
    tied: NDArray[np.bool_]
    """Items whose likeliest classes are tied."""


def answers_of(posterior: FloatArray, *, ties: str = "fractional", seed: int = 7) -> Answers:
    """The likeliest class of each item.

    Parameters
    ----------
    ties : ``fractional`` splits an item over its tied classes, ``first`` takes the first of the menu, ``random`` draws

    Raises
    ------
    InputError
        ``stats.ties`` for another word.
    """
    if ties not in TIES:
        raise InputError("stats.ties", f"There is no rule '{ties}' for ties.", did_you_mean(ties, TIES))
    best = posterior >= posterior.max(axis=1, keepdims=True) - SAME
    tied = best.sum(axis=1) > 1
    codes = np.argmax(best, axis=1).astype(np.int64)
    if ties == "random":
        drawn = np.random.default_rng(seed).random(posterior.shape)
        codes = np.argmax(np.where(best, drawn, -1.0), axis=1).astype(np.int64)
    if ties == "fractional":
        return Answers(np.where(tied, -1, codes), best / best.sum(axis=1, keepdims=True), tied)
    return Answers(codes, np.eye(posterior.shape[1])[codes], tied)


def check_votes(votes: Votes) -> None:
    """Refuse votes from which nothing can be inferred, or whose posteriors would not fit into memory.

    Raises
    ------
    InputError
        ``stats.no_items``, ``stats.too_many_cells``.
    """
    check_any_vote(votes)
    cells = votes.n_items * votes.n_classes
    if cells > MOST_CELLS:
        raise InputError(
            "stats.too_many_cells",
            f"{votes.n_items} items with {votes.n_classes} classes have {cells:,} posteriors.",
            f"Merge rare answers; at most {MOST_CELLS:,} fit. Numbers take --method mean, median or weighted.",
        )


def check_any_vote(votes: Votes) -> None:
    """Refuse no votes.

    Raises
    ------
    InputError
        ``stats.no_items``.
    """
    if votes.n_votes == 0:
        raise InputError("stats.no_items", "There are no votes.", "Give at least one answer.")
