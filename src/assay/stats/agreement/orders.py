"""Kappa of the same judge in two presentation orders, where several rows may be of one item."""

import numpy as np

from assay.stats.agreement.chance import Parts
from assay.stats.agreement.interval import OUTER, ends_of
from assay.stats.agreement.named import Agreement
from assay.stats.agreement.pairs import cohen
from assay.stats.agreement.patterns import JudgePatterns
from assay.stats.arrays import IntArray, same_length


def order_kappa(first: IntArray, second: IntArray, items: IntArray, *, level: float = 0.95) -> Agreement:
    """Cohen's kappa of the verdicts in the two orders, with an interval that holds when rows of one item depend.

    1 is full consistency, 0 is what chance would give. The standard error sums the rows' parts within each item,
    times ``sqrt(C / (C - 1))`` for C items. Undefined when both orders gave one same verdict throughout.

    Parameters
    ----------
    first, second : int arrays of shape (n_rows,), 0 or more
    items : int array of shape (n_rows,)

    Raises
    ------
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> order_kappa(np.array([0, 1, 0, 1]), np.array([0, 1, 1, 1]), np.arange(4)).value
    0.5
    """
    n = same_length(first=first, second=second, items=items)
    codes = np.unique(items, return_inverse=True)[1]
    units = int(codes.max(initial=-1)) + 1
    empty = Agreement(None, None, None, None, units, 2 * n, 2, None, "none")
    if units < 2:
        return _without(empty, "one_item" if n else "no_items")
    answers = np.stack([first, second], axis=1).astype(np.int32)
    if np.unique(answers).size < 2:
        return _without(empty, "single_label")
    classes = int(answers.max()) + 1
    parts = cohen(JudgePatterns(answers, np.ones(n), classes), np.eye(classes))
    by_item = Parts(
        parts.value,
        parts.agreement,
        parts.chance,
        np.asarray(parts.value + np.bincount(codes, parts.influence - parts.value) * (units / n), np.float64),
        np.ones(units),
    )
    commonest = int(np.bincount(answers.ravel()).argmax())
    n_telling = int(np.unique(codes[(answers != commonest).any(axis=1)]).size)
    ends = ends_of(by_item, n_telling=n_telling, needs_telling=True, side_alpha=(1.0 - level) / 2.0)
    how = f"standard error over items; {OUTER}" if ends.low is not None else "none"
    error = by_item.standard_error or None
    return Agreement(parts.value, ends.low, ends.high, error, units, 2 * n, 2, ends.reason, how)


def _without(empty: Agreement, reason: str) -> Agreement:
    return Agreement(None, None, None, None, empty.n_items, empty.n_votes, empty.n_judges, reason, "none")
