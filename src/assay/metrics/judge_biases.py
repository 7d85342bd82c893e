"""Biases of a judge as estimates: by how much a side wins more often than people say, and what it is better than.

Each is a mean over verdicts of a difference in [-1, 1]: what the judge did, less what people did (or what an answer
that needs no reading would have scored) on the same item. Difficulty cancels; rows of one item stay together.
"""

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate, MethodCard, Rule, Spread
from assay.core.judge_card import ANSWER
from assay.core.slices import SliceKey
from assay.metrics.limits import limits
from assay.metrics.pairwise import LEFT, NO_VARIATION, RIGHT, TIE, UNREAD, Codes
from assay.metrics.shares import NO_ITEMS, ONE_CLUSTER, TOO_FEW, absent, clustered_error

Floats = npt.NDArray[np.float64]

NONE = Spread(Rule.NONE)
SENTENCES = {
    "first_excess": "How much more often the side shown first wins with the judge than with people; 0 is no bias.",
    "length_excess": "How much more often the longer side wins with the judge than with people; 0 is no bias.",
    "self_excess": "How much more often the judge's own system wins with it than with people; 0 is no bias.",
    "above_constant": "Accuracy of the judge less that of giving the commonest answer always.",
    "above_longest": "Accuracy of the judge less that of preferring whatever is longer.",
    "self_gap": "How much more often than people the judge gives an answer, on outputs of its own system less those of "
    "others; 0: no bias.",
    "length_gap": "How much more often than people the judge gives an answer, on long less short outputs; 0: no bias.",
    "since_card": "Accuracy of the judge since its card was made, less that of the judgments behind it.",
    "obeys_excess": "How much more often the judge gives a wrong answer where an item demands it than elsewhere.",
}


def mean_difference(
    name: str, values: Floats, *, clusters: Codes, key: SliceKey = (), system: str | None = None, level: float = 0.95
) -> Estimate:
    """Mean of differences in [-1, 1], by Bonett and Price's adjusted interval with effective n.

    Parameters
    ----------
    name : one of `SENTENCES`
    values : float array of shape (n,)
    clusters : int array of shape (n,)
        Item of each.
    """
    sentence, n = SENTENCES[name], values.size
    units = int(np.unique(clusters).size)
    if n < 2 or units < 2:
        reason = NO_ITEMS if n == 0 else TOO_FEW if n < 2 else ONE_CLUSTER
        return absent(name, sentence, key, n, reason, system=system, level=level)
    value, error = float(values.mean()), clustered_error(values, None if units == n else clusters)
    own = float(values.var(ddof=1))
    effective = min(own / error**2, float(n)) if error > 0 and own > 0 else float(units)
    spread = Spread(Rule.PAIRED, error, effective, units - 1.0, low=-1.0, high=1.0)
    apart = "Independent items." if units == n else f"Rows of one item may depend on each other; {units} items."
    card = MethodCard(name, sentence, "Adjusted paired difference (Bonett and Price 2012).", apart)
    bounds = limits(value, spread, (1.0 - level) / 2.0)
    return Estimate(name, key, system, value, bounds, level, n, effective, None, spread, card)


def side_excess(
    name: str, said: Codes, right: Codes, side: Codes, *, items: Codes, system: str | None, level: float
) -> Estimate:
    """How much more often a side of each pair wins with the judge than with people; ties count half.

    Parameters
    ----------
    said, right : verdicts of the judge and of people
    side : int array of shape (n,)
        The side of each pair that is asked about; below 0 leaves the pair out.
    """
    known = (said != UNREAD) & (right != UNREAD) & (side >= 0)
    values = _wins(said[known], side[known]) - _wins(right[known], side[known])
    return mean_difference(name, values, clusters=items[known], system=system, level=level)


def longer_side(left: Floats, right: Floats) -> Codes:
    """The longer output of each pair; -1 where both are as long or a length is missing."""
    gap = left - right
    return np.where(gap > 0, LEFT, np.where(gap < 0, RIGHT, -1)).astype(np.int64)


def above(
    name: str, said: Codes, right: Codes, other: Codes, *, items: Codes, system: str | None, level: float
) -> Estimate:
    """Accuracy of the judge less that of another set of answers, on the items whose right answer is known."""
    known = right >= 0
    values = (said[known] == right[known]).astype(np.float64) - (other[known] == right[known])
    return mean_difference(name, values, clusters=items[known], system=system, level=level)


def length_gap(
    excess: Floats, length: Floats, *, items: Codes, system: str | None, level: float, answer: str = ""
) -> Estimate:
    """Difference between long and short outputs (at the median) of what the judge says more often than people.

    Parameters
    ----------
    excess : float array of shape (n,) in [-1, 1]
        1 where the judge alone gives ``answer``, -1 where people alone do, else 0.
    answer : the answer that is counted; the method card names it
    """
    known = ~np.isnan(length)
    excess, length, items = excess[known], length[known], items[known]
    middle = float(np.median(length)) if length.size else 0.0
    long = length > middle
    parts = ((excess[long], items[long]), (excess[~long], items[~long]))
    options = ((ANSWER, answer), ("median length", f"{middle:g}"))
    return two_groups("length_gap", *parts, options=options, system=system, level=level)


def self_gap(
    excess: Floats, own: Floats, *, items: Codes, system: str | None, level: float, answer: str = ""
) -> Estimate:
    """Difference between outputs of the judge's own system and those of others of what it says more often than people.

    Parameters
    ----------
    excess, answer : as for `length_gap`
    own : float array of shape (n,)
        1 where its own system wrote the output, 0 where another one did, nan where that is not known.
    """
    parts = [(excess[own == side], items[own == side]) for side in (1.0, 0.0)]
    return two_groups("self_gap", parts[0], parts[1], options=((ANSWER, answer),), system=system, level=level)


def two_groups(
    name: str,
    first: tuple[Floats, Codes],
    second: tuple[Floats, Codes],
    *,
    options: tuple[tuple[str, str], ...] = (),
    system: str | None,
    level: float,
) -> Estimate:
    """Difference of the means of two groups of items, each with the item of every value."""
    parts, n = (first, second), first[0].size + second[0].size
    if any(np.unique(items).size < 2 for _, items in parts):
        return absent(name, SENTENCES[name], (), n, TOO_FEW, system=system, level=level)
    units = [int(np.unique(items).size) for _, items in parts]
    errors = [
        clustered_error(values, None if size == values.size else items)
        for (values, items), size in zip(parts, units, strict=True)
    ]
    value, error = float(first[0].mean() - second[0].mean()), float(np.hypot(errors[0], errors[1]))
    spread = Spread(Rule.STUDENT, error, float(n), _welch(errors, units), low=-2.0, high=2.0)
    card = MethodCard(
        name,
        SENTENCES[name],
        "Student's t with Welch's degrees of freedom.",
        "The two groups are independent; rows of one item are not.",
        options,
    )
    bounds = limits(value, spread, (1.0 - level) / 2.0) if error > 0 else None
    reason = None if bounds else NO_VARIATION
    return Estimate(name, (), system, value, bounds, level, n, None, reason, spread if bounds else NONE, card)


def _wins(codes: Codes, side: Codes) -> Floats:
    return np.where(codes == TIE, 0.5, codes == side)


def _welch(errors: list[float], units: list[int]) -> float:
    """Degrees of freedom of a difference of two means, doi:10.1093/biomet/34.1-2.28."""
    squares = [error**2 for error in errors]
    below = sum(square**2 / (n - 1.0) for square, n in zip(squares, units, strict=True))
    return sum(squares) ** 2 / below if below > 0 else float(sum(units) - 2)
