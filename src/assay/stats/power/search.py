"""Items needed for a power, and the smallest effect that items show: the power of any test turned round."""

import math
from typing import NamedTuple, Protocol

from assay.core.errors import InputError
from assay.stats.arrays import above, between, counts, within

_HALVINGS = 60  # of the range of effects: past the precision of a float


class SampleSize(NamedTuple):
    """An answer to "how many items?"."""

    n_items: int
    """Items to be judged (in each group, for tests of two groups), design effect included."""
    power: float
    """Power reached with them."""
    test: str
    """Name of the test that must be used for this to hold."""


class SmallestEffect(NamedTuple):
    """An answer to "how small a difference can these items show?"."""

    effect: float
    """The effect nearest to the null value that is found with the power asked for."""
    test: str
    """Name of the test that must be used for this to hold."""


class Powered(Protocol):
    """A test whose power can be told."""

    @property
    def name(self) -> str:
        """What the report calls the test."""
        ...

    @property
    def null(self) -> float:
        """The effect at which the test errs with ``side_alpha``."""
        ...

    @property
    def farthest(self) -> float:
        """The effect farthest from the null value that can be."""
        ...

    @property
    def ripple(self) -> int:
        """Items over which the power of a test of counts can dip before it rises for good; 0 when it never dips."""
        ...

    def power(self, n: int, effect: float) -> float:
        """Chance that the test succeeds with n items when ``effect`` is true."""
        ...


def items_needed(
    test: Powered, effect: float, *, power: float = 0.8, design_effect: float = 1.0, most: int = 10**7
) -> SampleSize:
    """Fewest items from which on the power no longer falls below ``power``.

    Parameters
    ----------
    test : Powered
        Names what is asked, with its error on one side.
    effect : float
        What is held to be true: the difference, or the share for tests of a threshold.
    power : float above 0 and below 1
        Chance wanted to succeed.
    design_effect : float, 1 or more
        Times more items because of clusters (`assay.stats.clusters.design_effect`).
    most : int
        Give up beyond.

    Raises
    ------
    InputError
        ``stats.out_of_reach`` when even ``most`` items would not do: the effect is at, near or beyond the null value.

    Examples
    --------
    >>> from assay.stats.power.paired import ConnorTest
    >>> items_needed(ConnorTest(discordance=0.13), 0.03).n_items
    1132
    """
    between("power", power, 0.0, 1.0)
    factor = float(within("design_effect", design_effect, 1.0, None))
    n = _lasting(test, effect, power, _crossing(test, effect, power, most))
    return SampleSize(math.ceil(n * factor - 1e-9), test.power(n, effect), test.name)


def smallest_effect(test: Powered, n: int, *, power: float = 0.8, design_effect: float = 1.0) -> SmallestEffect:
    """The smallest effect that n items show with ``power`` (minimum detectable effect).

    Parameters
    ----------
    test : Powered
        Names what is asked, with its error on one side.
    n : int, 1 or more
        Items (in each group).
    power : float above 0 and below 1
        Chance wanted to succeed.
    design_effect : float, 1 or more
        Times fewer independent items because of clusters.

    Raises
    ------
    InputError
        ``stats.out_of_reach`` when n items show not even the largest effect there can be.

    Examples
    --------
    >>> from assay.stats.power.paired import ConnorTest
    >>> round(smallest_effect(ConnorTest(discordance=0.13), 1132).effect, 4)
    0.03
    """
    between("power", power, 0.0, 1.0)
    above("n", counts("n", n), 0.0)
    independent = int(n / float(within("design_effect", design_effect, 1.0, None)))
    near, far = test.null, test.farthest
    if independent < 1 or test.power(independent, far) < power:
        raise InputError(
            "stats.out_of_reach",
            f"{test.name}: {n:,} items show no effect at all with power {power:g}.",
            "Judge more items, or ask for less power.",
        )
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if test.power(independent, middle) >= power else (middle, far)
    return SmallestEffect(far, test.name)


def _crossing(test: Powered, effect: float, power: float, most: int) -> int:
    """An n that reaches the power while n - 1 does not, or 1."""
    high = 1
    while test.power(high, effect) < power:
        if high >= most:
            raise InputError(
                "stats.out_of_reach",
                f"{test.name}: {most:,} items would not show {effect:g} against {test.null:g} with power {power:g}.",
                "Ask about a larger effect, or a threshold or margin farther from it.",
            )
        high = min(2 * high, most)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if test.power(middle, effect) >= power else (middle, high)
    return high


def _lasting(test: Powered, effect: float, power: float, n: int) -> int:
    """The first n at or after the given one with no dip in the power over the next ``ripple`` items."""
    candidate, seen = n, n
    while seen < candidate + test.ripple:
        seen += 1
        if test.power(seen, effect) < power:
            candidate = seen + 1
    return candidate
