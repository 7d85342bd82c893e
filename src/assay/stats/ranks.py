"""AUROC and average precision by slice, exact under ties and weights, with an influence value for every row.

Rows are copied into score order once; each cut of the rows into slices is then one walk over them.
The influence value of a row is the derivative of the statistic by that row's weight, times the weight: its sum over
the rows of a slice is 0, and the sum over clusters of its squared cluster sums estimates the variance.
For AUROC the influence values are the placement values of DeLong et al. (1988), doi:10.2307/2531595, and of
Obuchowski (1997), doi:10.2307/2533958, for clusters.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.stats.kernel import Kernel
from assay.stats.sorting import ascending

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ScoreOrder:
    """Rows in ascending order of score, with everything a rank statistic reads, copied once."""

    rows: Integers
    """Row at each rank, shape (n_ranked,)."""
    closes: Flags
    """Whether the rank is the last of its group of equal scores."""
    positive: Flags
    """Whether the row is of the positive class."""
    weight: Floats
    """Weight of the row."""


@dataclass(frozen=True, slots=True)
class RankStatistic:
    """A rank statistic by slice."""

    value: Floats
    """Shape (n_slices,); 0 where a needed class has no row (see the weights)."""
    positives: Floats
    """Summed weight of positive rows, shape (n_slices,)."""
    negatives: Floats
    """Summed weight of the other rows, shape (n_slices,)."""
    influence: Floats
    """Shape (n_rows,), in row order; 0 for rows without a rank or a slice."""


def score_order(score: Floats, positive: Flags, weight: Floats, kept: Flags | None = None) -> ScoreOrder:
    """The kept rows in ascending order of score; equal scores keep row order."""
    rows = ascending(score) if kept is None else _kept_order(score, kept)
    ordered = score[rows]
    closes = np.ones(rows.size, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=closes[:-1])
    return ScoreOrder(rows, closes, positive[rows], weight[rows])


def _kept_order(score: Floats, kept: Flags) -> Integers:
    rows = np.flatnonzero(kept)
    return rows[ascending(score[rows])]


def auroc(order: ScoreOrder, codes: Codes, *, n_slices: int, n_rows: int) -> RankStatistic:
    """Area under the receiver operating characteristic: how often a positive outranks another row (ties: half).

    Undefined (value 0, a weight of 0) where a slice lacks positives or others.

    Parameters
    ----------
    order : ScoreOrder
        From `score_order`.
    codes : int32 array of shape (n_ranked,)
        Slice of the row at each rank; negative is none.
    n_rows : int
        Length of the influence array.
    """
    positives, negatives, credit = np.zeros((3, n_slices))
    opposite, influence = np.zeros(codes.size), np.zeros(n_rows)
    _placements(
        codes,
        order.positive,
        order.weight,
        order.closes,
        positives,
        negatives,
        np.zeros(n_slices),
        np.zeros(n_slices),
        credit,
        opposite,
        work=codes.size,
    )
    pairs = positives * negatives
    value = np.divide(credit, pairs, out=np.zeros(n_slices), where=pairs > 0)
    _placement_influence(
        codes,
        order.positive,
        order.weight,
        order.rows,
        positives,
        negatives,
        value,
        opposite,
        influence,
        work=codes.size,
    )
    return RankStatistic(value, positives, negatives, influence)


def average_precision(order: ScoreOrder, codes: Codes, *, n_slices: int, n_rows: int) -> RankStatistic:
    """Precision averaged over the recall gained at each score, from the highest down: sum of (R_k - R_(k-1)) P_k.

    The step-wise definition of scikit-learn, without interpolation. Parameters as for `auroc`.
    """
    positives, negatives, gained, lost, value = np.zeros((5, n_slices))
    marginal, influence = np.zeros(codes.size), np.zeros(n_rows)
    _precision_steps(
        codes,
        order.positive,
        order.weight,
        order.closes,
        positives,
        negatives,
        np.zeros(n_slices),
        np.zeros(n_slices),
        gained,
        lost,
        value,
        marginal,
        work=codes.size,
    )
    np.divide(value, positives, out=value, where=positives > 0)
    _precision_influence(
        codes,
        order.positive,
        order.weight,
        order.rows,
        positives,
        gained,
        lost,
        value,
        marginal,
        influence,
        work=codes.size,
    )
    return RankStatistic(value, positives, negatives, influence)


def _placements_loop(  # noqa: PLR0912, PLR0917 - numba takes no keyword-only arguments
    codes: Any,
    positive: Any,
    weight: Any,
    closes: Any,
    positives: Any,
    negatives: Any,
    tied_positives: Any,
    tied_negatives: Any,
    credit: Any,
    opposite: Any,
) -> None:
    """Weight of the other class below each row (ties: half), and its sum over positives."""
    start = 0
    for i in range(codes.shape[0]):
        if not closes[np.uint64(i)]:
            continue
        if start == i:
            place = np.uint64(i)
            code = codes[place]
            start = i + 1
            if code < 0:
                continue
            s = np.uint64(code)
            if positive[place]:
                opposite[place] = negatives[s]
                credit[s] += weight[place] * negatives[s]
                positives[s] += weight[place]
            else:
                opposite[place] = positives[s]
                negatives[s] += weight[place]
            continue
        for j in range(start, i + 1):
            s = codes[j]
            if s >= 0:
                if positive[j]:
                    tied_positives[s] += weight[j]
                else:
                    tied_negatives[s] += weight[j]
        for j in range(start, i + 1):
            s = codes[j]
            if s >= 0:
                if positive[j]:
                    opposite[j] = negatives[s] + 0.5 * tied_negatives[s]
                    credit[s] += weight[j] * opposite[j]
                else:
                    opposite[j] = positives[s] + 0.5 * tied_positives[s]
        for j in range(start, i + 1):
            s = codes[j]
            if s >= 0:
                positives[s] += tied_positives[s]
                negatives[s] += tied_negatives[s]
                tied_positives[s] = 0.0
                tied_negatives[s] = 0.0
        start = i + 1


def _placement_influence_loop(  # noqa: PLR0917 - numba takes no keyword-only arguments
    codes: Any,
    positive: Any,
    weight: Any,
    rows: Any,
    positives: Any,
    negatives: Any,
    value: Any,
    opposite: Any,
    influence: Any,
) -> None:
    """Placement value minus AUROC, as a share of the class weight."""
    for i in range(codes.shape[0]):
        place = np.uint64(i)
        code = codes[place]
        if code < 0:
            continue
        s = np.uint64(code)
        if positives[s] <= 0.0 or negatives[s] <= 0.0:
            continue
        row = np.uint64(rows[place])
        if positive[place]:
            influence[row] = weight[place] * (opposite[place] / negatives[s] - value[s]) / positives[s]
        else:
            above = (positives[s] - opposite[place]) / positives[s]
            influence[row] = weight[place] * (above - value[s]) / negatives[s]


def _precision_steps_loop(  # noqa: PLR0917 - numba takes no keyword-only arguments
    codes: Any,
    positive: Any,
    weight: Any,
    closes: Any,
    positives: Any,
    negatives: Any,
    tied_positives: Any,
    tied_negatives: Any,
    gained: Any,
    lost: Any,
    value: Any,
    marginal: Any,
) -> None:
    """From the highest score down: precision steps, and what a row adds to the steps that follow it.

    With T and F the positive and other weight so far, one more positive changes later precisions by F/(T+F)^2, one
    more other row by -T/(T+F)^2; ``gained`` and ``lost`` collect these, weighted by the recall gained there.
    """
    stop = codes.shape[0]
    for i in range(codes.shape[0] - 1, -1, -1):
        if i > 0 and not closes[i - 1]:
            continue
        for j in range(i, stop):
            s = codes[j]
            if s >= 0:
                if positive[j]:
                    tied_positives[s] += weight[j]
                else:
                    tied_negatives[s] += weight[j]
        for j in range(i, stop):
            s = codes[j]
            if s < 0:
                continue
            above = positives[s] + tied_positives[s]
            reach = above + negatives[s] + tied_negatives[s]
            if positive[j]:
                marginal[j] = above / reach - gained[s]
            else:
                marginal[j] = lost[s]
        for j in range(i, stop):
            s = codes[j]
            if s < 0 or (tied_positives[s] == 0.0 and tied_negatives[s] == 0.0):
                continue
            positives[s] += tied_positives[s]
            negatives[s] += tied_negatives[s]
            reach = positives[s] + negatives[s]
            value[s] += tied_positives[s] * positives[s] / reach
            gained[s] += tied_positives[s] * negatives[s] / (reach * reach)
            lost[s] += tied_positives[s] * positives[s] / (reach * reach)
            tied_positives[s] = 0.0
            tied_negatives[s] = 0.0
        stop = i


def _precision_influence_loop(  # noqa: PLR0917 - numba takes no keyword-only arguments
    codes: Any,
    positive: Any,
    weight: Any,
    rows: Any,
    positives: Any,
    gained: Any,
    lost: Any,
    value: Any,
    marginal: Any,
    influence: Any,
) -> None:
    """What one more unit of a row's weight does to average precision, times the weight."""
    for i in range(codes.shape[0]):
        s = codes[i]
        if s < 0 or positives[s] <= 0.0:
            continue
        if positive[i]:
            change = marginal[i] + gained[s] - value[s]
        else:
            change = marginal[i] - lost[s]
        influence[rows[i]] = weight[i] * change / positives[s]


_placements = Kernel(_placements_loop)
_placement_influence = Kernel(_placement_influence_loop)
_precision_steps = Kernel(_precision_steps_loop)
_precision_influence = Kernel(_precision_influence_loop)
