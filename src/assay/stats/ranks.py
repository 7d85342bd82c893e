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
Integers = npt.NDArray[np.signedinteger[Any]]
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
    """Whether the row at each rank is of the positive class."""
    weight: Floats
    """Weight of the row at each rank."""
    row_positive: Flags
    """Whether each row is of the positive class, in row order, shape (n_rows,)."""
    row_weight: Floats
    """Weight of each row, in row order."""


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
    return ScoreOrder(rows, closes, positive[rows], weight[rows], positive, weight)


def _kept_order(score: Floats, kept: Flags) -> Integers:
    rows = np.flatnonzero(kept)
    order = ascending(score[rows])
    return rows.astype(order.dtype)[order]


def auroc(order: ScoreOrder, codes: Codes, *, n_slices: int) -> RankStatistic:
    """Area under the receiver operating characteristic: how often a positive outranks another row (ties: half).

    Undefined (value 0, a weight of 0) where a slice lacks positives or others.

    Parameters
    ----------
    order : ScoreOrder
        From `score_order`.
    codes : int32 array of shape (n_rows,)
        Slice of each row; negative is none, as it must be for a row without a rank.
    """
    weights, credit = np.zeros((2, n_slices, 2))
    influence = np.zeros(codes.size)
    _placements(
        codes,
        order.rows,
        order.positive,
        order.weight,
        order.closes,
        weights,
        np.zeros((n_slices, 2)),
        credit,
        influence,
        work=codes.size,
    )
    negatives, positives = weights[:, 0].copy(), weights[:, 1].copy()
    pairs = positives * negatives
    both = pairs > 0
    value = np.divide(credit[:, 1], pairs, out=np.zeros(n_slices), where=both)
    # a positive has (below it / negatives - value) / positives, another row (above it / positives - value) / negatives
    scale, shift = np.zeros((2, n_slices, 2))
    np.divide(1.0, pairs, out=scale[:, 1], where=both)
    np.negative(scale[:, 1], out=scale[:, 0])
    np.divide(-value, positives, out=shift[:, 1], where=both)
    np.divide(1.0 - value, negatives, out=shift[:, 0], where=both)
    _scale_and_shift(codes, order.row_positive, order.row_weight, scale, shift, influence, work=codes.size)
    return RankStatistic(value, positives, negatives, influence)


def average_precision(order: ScoreOrder, codes: Codes, *, n_slices: int) -> RankStatistic:
    """Precision averaged over the recall gained at each score, from the highest down: sum of (R_k - R_(k-1)) P_k.

    The step-wise definition of scikit-learn, without interpolation. Parameters as for `auroc`.
    """
    positives, negatives, gained, lost, value = np.zeros((5, n_slices))
    influence = np.zeros(codes.size)
    codes = codes[order.rows]
    marginal = np.zeros(codes.size)
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


def _placements_loop(  # noqa: PLR0917 - numba takes no keyword-only arguments
    codes: Any,
    rows: Any,
    positive: Any,
    weight: Any,
    closes: Any,
    weights: Any,
    tied: Any,
    credit: Any,
    opposite: Any,
) -> None:
    """Weight of the other class below each row (ties: half), and its sum over the rows of each class.

    ``weights``, ``tied`` and ``credit`` have a column for each class, positives second.
    """
    start = 0
    for i in range(rows.shape[0]):
        place = np.uint64(i)
        if not closes[place]:
            continue
        if start == i:
            start = i + 1
            row = np.uint64(rows[place])
            code = codes[row]
            if code < 0:
                continue
            s = np.uint64(code)
            side = np.uint64(positive[place])
            below = weights[s, np.uint64(1) - side]
            opposite[row] = below
            credit[s, side] += weight[place] * below
            weights[s, side] += weight[place]
            continue
        for j in range(start, i + 1):
            t = codes[rows[j]]
            if t >= 0:
                tied[t, int(positive[j])] += weight[j]
        for j in range(start, i + 1):
            t = codes[rows[j]]
            if t >= 0:
                own = int(positive[j])
                half = weights[t, 1 - own] + 0.5 * tied[t, 1 - own]
                opposite[rows[j]] = half
                credit[t, own] += weight[j] * half
        for j in range(start, i + 1):
            t = codes[rows[j]]
            if t >= 0:
                for kind in range(2):
                    weights[t, kind] += tied[t, kind]
                    tied[t, kind] = 0.0
        start = i + 1


def _scale_and_shift_loop(codes: Any, positive: Any, weight: Any, scale: Any, shift: Any, values: Any) -> None:
    """Each row's value, scaled and shifted as its slice and class say, times its weight; 0 without a slice."""
    for i in range(codes.shape[0]):
        row = np.uint64(i)
        code = codes[row]
        if code >= 0:
            s = np.uint64(code)
            side = np.uint64(positive[row])
            values[row] = weight[row] * (values[row] * scale[s, side] + shift[s, side])


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
_scale_and_shift = Kernel(_scale_and_shift_loop)
_precision_steps = Kernel(_precision_steps_loop)
_precision_influence = Kernel(_precision_influence_loop)
