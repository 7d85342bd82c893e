"""Wald's sequential plan: judge item after item, and stop when a line is crossed.

References
----------
Wald (1945), Sequential tests of statistical hypotheses, doi:10.1214/aoms/1177731118.
NIST/SEMATECH e-Handbook of Statistical Methods, section 6.2.6, doi:10.18434/M32189.
"""

import math
from dataclasses import dataclass

from assay.core.errors import InputError
from assay.stats.arrays import between


@dataclass(frozen=True, slots=True)
class SequentialPlan:
    """Two parallel lines over the count of items called bad."""

    accept_at: float
    """h1: accept once no more than ``slope n - h1`` of n items are bad."""
    refuse_at: float
    """h2: refuse once ``slope n + h2`` or more are bad."""
    slope: float
    """s: bad items an item."""

    @property
    def soonest(self) -> int:
        """Items, none of them bad, after which the lot is accepted."""
        return math.ceil(self.accept_at / self.slope - 1e-9)


def sequential_plan(good: float, bad: float, *, alpha: float = 0.05, beta: float = 0.10) -> SequentialPlan:
    """Lines that accept good lots and refuse bad ones with these risks, with few items on average.

    With ``k = ln(bad (1 - good) / (good (1 - bad)))``: ``h1 = ln((1 - alpha)/beta)/k``,
    ``h2 = ln((1 - beta)/alpha)/k``, ``s = ln((1 - good)/(1 - bad))/k``.

    Parameters
    ----------
    good, bad : float, 0 < good < bad < 1
        Rates of bad items in lots to be accepted, and in lots to be refused.
    alpha, beta : float
        Chance to refuse a good lot, to accept a bad one; together below 1.

    Raises
    ------
    InputError
        ``stats.out_of_range``; ``acceptance.rates`` when good is not below bad or the risks add up to 1 or more.

    Examples
    --------
    >>> plan = sequential_plan(0.01, 0.10)
    >>> round(plan.accept_at, 3), round(plan.refuse_at, 3), round(plan.slope, 4)
    (0.939, 1.205, 0.0397)
    """
    low, high = float(between("good", good, 0.0, 1.0)), float(between("bad", bad, 0.0, 1.0))
    between("alpha", alpha, 0.0, 1.0)
    between("beta", beta, 0.0, 1.0)
    if low >= high or alpha + beta >= 1.0:
        what = f"Good lots have {low:g} and bad ones {high:g} of bad items, at risks {alpha:g} and {beta:g}."
        fix = "Give a rate of good lots below that of bad ones, and risks that add up to less than 1."
        raise InputError("acceptance.rates", what, fix)
    k = math.log(high * (1 - low) / (low * (1 - high)))
    up, down = math.log((1 - beta) / alpha), math.log((1 - alpha) / beta)
    return SequentialPlan(down / k, up / k, math.log((1 - low) / (1 - high)) / k)
