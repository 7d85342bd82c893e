"""The null of a comparison: swap the two systems' answers within a random half of the clusters.

If the systems were the same, the answers of a cluster could belong to either; a gate that fails often on such facts
fails by chance. The layout of the facts is kept, so that thousands of draws cut the same rows.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assay.metrics.facts import Answers, Facts


def swap_within_clusters(facts: Facts, baseline: str, candidate: str, seed: int) -> Facts:
    """Facts in which each cluster (each item, without clusters) has the two systems swapped with probability 1/2."""
    first, second = facts.answers_of(baseline), facts.answers_of(candidate)
    starts = facts.layout.starts
    drawn = np.random.default_rng(seed).random(starts.size - 1) < 0.5
    swapped = np.repeat(drawn, np.diff(starts))
    made = {baseline: _mixed(first, second, swapped), candidate: _mixed(second, first, swapped)}
    return replace(facts, answers=tuple(made.get(each.system, each) for each in facts.answers))


def _mixed(own: Answers, other: Answers, swapped: npt.NDArray[np.bool_]) -> Answers:
    """The system's own answers, the other's where swapped."""
    answered = None
    if own.answered is not None or other.answered is not None:
        everywhere = np.ones(swapped.size, np.bool_)
        mine = everywhere if own.answered is None else own.answered
        answered = np.where(swapped, everywhere if other.answered is None else other.answered, mine)
    return Answers(
        own.system,
        None if own.label is None or other.label is None else np.where(swapped, other.label, own.label),
        None if own.score is None or other.score is None else np.where(swapped, other.score, own.score),
        answered,
    )
