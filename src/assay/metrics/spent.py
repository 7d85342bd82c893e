"""What an answer takes, in seconds or money: the mean of each of two judges and their difference, paired by item.

Student's interval of the mean difference; items are independent, rows of one item stay together.
"""

import math

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Comparison, Estimate, MethodCard, Rule, Spread
from assay.metrics.limits import limits
from assay.metrics.shares import NO_ITEMS, TOO_FEW, clustered_error

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
HOW = "Student's t."
NO_VARIATION = "no_variation"
SENTENCES = {
    "seconds": "Mean seconds that an answer took.",
    "cost": "Mean cost of an answer, in the smallest unit of the currency.",
}


def spent(
    name: str, first: Floats, second: Floats, *, items: Codes, systems: tuple[str, str], level: float = 0.95
) -> Comparison:
    """Mean of each and their difference (second less first), on the same rows.

    Parameters
    ----------
    name : one of `SENTENCES`
    first, second : float arrays of shape (n,)
    items : int array of shape (n,)
        Item of each row.
    """
    low = 0.0
    one, two = (
        _mean(name, values, items, system=system, level=level, low=low)
        for values, system in zip((first, second), systems, strict=True)
    )
    change = _mean(name, second - first, items, system=None, level=level, low=-math.inf)
    return Comparison(
        name,
        (),
        one,
        two,
        change.value,
        change.interval,
        level,
        change.n,
        None,
        change.reason,
        change.spread,
        change.method,
        higher_is_better=False,
    )


def _mean(name: str, values: Floats, items: Codes, *, system: str | None, level: float, low: float) -> Estimate:
    n, units = values.size, int(np.unique(items).size)
    card = MethodCard(name, SENTENCES[name], HOW, "Independent items." if units == n else f"By item; {units} items.")
    if n < 2 or units < 2:
        reason = TOO_FEW if n else NO_ITEMS
        return Estimate(name, (), system, None, None, level, n, None, reason, Spread(Rule.NONE), card)
    value, error = float(values.mean()), clustered_error(values, None if units == n else items)
    if error <= 0.0:
        return Estimate(name, (), system, value, None, level, n, None, NO_VARIATION, Spread(Rule.NONE), card)
    spread = Spread(Rule.STUDENT, error, float(n), units - 1.0, low=low, high=math.inf)
    bounds = limits(value, spread, (1.0 - level) / 2.0)
    return Estimate(name, (), system, value, bounds, level, n, None, None, spread, card)
