"""How much a judge's accuracy changed since its card: paired on items judged both times, else of two groups."""

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate
from assay.metrics.judge_biases import mean_difference, two_groups
from assay.metrics.pairwise import Codes
from assay.metrics.shares import mean_share

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
SINCE = "since_card"
ACCURACY_SINCE = "Share of the judge's answers since its card that are people's; one that could not be read is wrong."
PAIRED_FROM = 0.5
"""Share of the items judged since from which on those judged both times speak for all."""


def since_card(items: Codes, correct: Floats, recent: Flags, *, judge: str, level: float = 0.95) -> Estimate:
    """Accuracy since the card, less that of the judgments that it was made from.

    Parameters
    ----------
    items : int array of shape (n,)
        Item of each judgment.
    correct : float array of shape (n,)
        1 where it is people's answer, else 0.
    recent : bool array of shape (n,)
        Whether it was made after the card.
    """
    before, since = _by_item(items, correct, ~recent), _by_item(items, correct, recent)
    both = sorted(before.keys() & since.keys())
    if both and len(both) >= PAIRED_FROM * len(since):
        values = np.asarray([since[item] - before[item] for item in both], np.float64)
        return mean_difference(SINCE, values, clusters=np.asarray(both, np.int64), system=judge, level=level)
    groups = [
        (np.asarray(list(each.values()), np.float64), np.asarray(list(each), np.int64)) for each in (since, before)
    ]
    return two_groups(SINCE, groups[0], groups[1], system=judge, level=level)


def accuracy_since(items: Codes, correct: Floats, recent: Flags, *, judge: str, level: float = 0.95) -> Estimate:
    """Accuracy of the judgments made after the card."""
    values = np.asarray(list(_by_item(items, correct, recent).values()), np.float64)
    return mean_share("accuracy_since", ACCURACY_SINCE, values, (), system=judge, level=level)


def _by_item(items: Codes, correct: Floats, rows: Flags) -> dict[int, float]:
    """Mean over the judgments of each item."""
    units, places = np.unique(items[rows], return_inverse=True)
    means = np.bincount(places, correct[rows], units.size) / np.maximum(np.bincount(places, minlength=units.size), 1)
    return dict(zip(units.tolist(), means.tolist(), strict=True))
