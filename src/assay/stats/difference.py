"""The difference of two independent estimates from their intervals, whatever these rest on.

References
----------
Newcombe (1998), Interval estimation for the difference between independent proportions: comparison of eleven methods,
doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I (method 10).
Zou and Donner (2008), Construction of confidence limits about effect measures: a general approach,
doi:10.1002/sim.3095 (the same for any two intervals).
"""

from math import hypot
from typing import NamedTuple

from assay.core.errors import InputError


class Difference(NamedTuple):
    """First minus second."""

    value: float
    """The difference."""
    low: float
    """Lower end."""
    high: float
    """Upper end."""


def difference_of(first: tuple[float, float, float], second: tuple[float, float, float]) -> Difference:
    """First minus second, each given as its value and the ends of its interval; as sure as each of these.

    Where the two are positively correlated it is wider than it need be.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when a value lies outside of its interval.

    Examples
    --------
    Newcombe's table II, a: 56/70 against 48/80, by Wilson's intervals without continuity correction.

    >>> value, low, high = difference_of((0.8, 0.691834, 0.876953), (0.6, 0.490455, 0.700382))
    >>> round(value, 4), round(low, 4), round(high, 4)
    (0.2, 0.0524, 0.3339)
    """
    for value, low, high in (first, second):
        if not low <= value <= high:
            shown = f"The value {value:g} lies outside of {low:g} to {high:g}."
            raise InputError("stats.out_of_range", shown, "Pass a value and its own interval.")
    value = first[0] - second[0]
    below, above = hypot(first[0] - first[1], second[2] - second[0]), hypot(first[2] - first[0], second[0] - second[1])
    return Difference(value, value - below, value + above)
