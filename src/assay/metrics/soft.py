"""Soft references: an item whose right answer is known by probabilities stands in the facts once for each answer.

A row weighs the probability ``q`` that its answer is the right one, and items are never split: sums of row terms are
then expected sums, and the variance of a metric has two parts, by the law of total variance. Items differ (moments of
the expected terms of an item, over clusters), and so could the right answer of each item (``sum_k q_k t_k t_k'``
less the product of the expected terms). Right answers of different items are taken as independent given the votes.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError, Problem
from assay.metrics.design import between_strata
from assay.stats.moments import Moments, cluster_moments, cluster_order

if TYPE_CHECKING:
    from assay.metrics.facts import Facts

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Slots = npt.NDArray[np.uint32]

SUMS_TO_ONE = 1e-6
"""How far the probabilities of an item may be from 1; they are then scaled to it."""


@dataclass(frozen=True, eq=False)
class SoftReference:
    """How likely each row's answer is the right one, rows of one item side by side."""

    share: Floats
    """Probability of the answer of each row, above 0, shape (n_rows,); sums to 1 over the rows of an item."""
    starts: Int64s
    """Rows ``starts[i]`` to ``starts[i + 1]`` are item i."""

    @property
    def n_items(self) -> int:
        """Items."""
        return int(self.starts.size - 1)

    @cached_property
    def settled(self) -> Int64s:
        """Row of the likeliest answer of each item (the first of equal ones), shape (n_items,)."""
        of_item = np.repeat(np.arange(self.n_items), np.diff(self.starts))
        order = np.lexsort((np.arange(self.share.size), -self.share, of_item))
        return np.asarray(order[self.starts[:-1]], dtype=np.int64)

    @cached_property
    def doubt(self) -> Floats:
        """Probability that the likeliest answer is not the right one, of each item, shape (n_items,)."""
        return np.asarray(1.0 - self.share[self.settled])


@dataclass(frozen=True, eq=False)
class SoftRows:
    """Rows of a table in the order of soft facts."""

    rows: Int64s
    """Row of the table at each place: by cluster, then by item."""
    reference: SoftReference
    """Probabilities in that order."""


def soft_rows(share: Floats, items: Int32s, kept: Flags, clusters: Int32s | None, *, name: str) -> SoftRows:
    """Rows that have an answer with a probability above 0, those of an item and of a cluster side by side.

    Parameters
    ----------
    share : float array of shape (n_rows,)
        Probabilities, NaN where missing.
    items : int array of shape (n_rows,)
        Item of each row, from 0.
    kept : bool array of shape (n_rows,)
        Rows with an answer.
    clusters : int array of shape (n_rows,), optional
        Cluster of each row, from 0; the same for all rows of an item.
    name : str
        Column of the probabilities, for messages.

    Raises
    ------
    InputError
        ``input.share``: probabilities outside 0 to 1, or that do not sum to 1 over the rows of an item, with counts.
    """
    _check_range(share, kept, name)
    chosen = np.flatnonzero(kept & (share > 0.0))
    by_item, _ = cluster_order(items[chosen], int(items.max(initial=-1)) + 1)
    rows = chosen[by_item]
    if clusters is not None:
        by_cluster, _ = cluster_order(clusters[rows], int(clusters.max(initial=-1)) + 1)
        rows = rows[by_cluster]
    starts = run_edges(items[rows])
    sums = np.add.reduceat(share[rows], starts[:-1]) if rows.size else np.zeros(0)
    _check_sums(sums, name)
    return SoftRows(rows, SoftReference(share[rows] / np.repeat(sums, np.diff(starts)), starts))


def moments_of(facts: "Facts", codes: Int32s, slots: Slots, values: Floats, *, n_slices: int, n_terms: int) -> Moments:
    """State of row terms by slice, with what an imperfect reference adds to the second moments.

    ``values`` are times the weights of the facts, in which a soft reference has its probabilities already.
    """
    sizes = {"n_slices": n_slices, "n_terms": n_terms}
    clustered = cluster_moments(facts.layout.starts, codes, slots, values, **sizes)
    soft = facts.soft
    if facts.design is not None and facts.design.strata is not None:
        clustered = _stratified(facts, clustered, facts.design.strata, codes, slots, values)
    if soft is None:
        return clustered
    alone = np.arange(codes.size + 1, dtype=np.int64)
    items = clustered if facts.layout.cluster is None else cluster_moments(soft.starts, codes, slots, values, **sizes)
    drawn = cluster_moments(alone, codes, slots, values / np.sqrt(soft.share)[:, None], **sizes).own
    labels = drawn - items.second
    return replace(clustered, count=items.clusters, second=clustered.second + labels, own=drawn, labels=labels)


def _stratified(facts: "Facts", state: Moments, strata: Int32s, codes: Int32s, slots: Slots, values: Floats) -> Moments:
    """The state with what lies between the strata of a sample; no cluster holds more than one item."""
    starts = facts.layout.starts
    sizes = {"n_slices": state.sums.shape[0], "n_terms": state.sums.shape[1]}
    items = np.repeat(np.arange(starts.size - 1, dtype=np.int64), np.diff(starts))
    factor, between = between_strata(strata, items, codes, slots, values, **sizes)
    scaled = cluster_moments(starts, codes, slots, values * np.sqrt(factor)[:, None], **sizes).second
    return replace(state, strata=state.second - (scaled - between))


def _check_range(share: Floats, kept: Flags, name: str) -> None:
    wrong = kept & ~((share >= 0.0) & (share <= 1.0))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError(
            "input.share",
            f"'{name}' is no probability in {int(wrong.sum())} rows (row {row + 1} holds {share[row]:g}).",
            "Give how likely each answer is the right one, from 0 to 1.",
        )


def _check_sums(sums: Floats, name: str) -> None:
    off = np.abs(sums - 1.0) > SUMS_TO_ONE
    if off.any():
        what = f"'{name}' does not sum to 1 over the rows of an item in {int(off.sum())} of {sums.size} items"
        raise InputError.gather(
            [Problem("input.share", f"{what} (one sums to {sums[off][0]:g}).", "Give every answer that can be right.")]
        )


def run_edges(items: npt.NDArray[Any]) -> Int64s:
    """Where each run of equal items starts, and the number of rows."""
    changes = np.flatnonzero(items[1:] != items[:-1]) + 1
    return np.r_[0, changes, items.size].astype(np.int64) if items.size else np.zeros(1, np.int64)
