"""How many items a question needs, how small a difference n items can show, and with what power.

Every answer names its test, since tests of one question need different numbers of items. A test here is a frozen
record with ``power(n, effect)``; `items_needed` and `smallest_effect` turn that round. This file holds tests whose
power is a normal approximation; `assay.stats.enumeration` those whose power is counted out.

References
----------
Miller (2024), Adding error bars to evals, arXiv:2411.00640, section 5 (means with K attempts at an item).
Connor (1987), Sample size for testing differences in proportions for the paired-sample design, doi:10.2307/2531961.
Fleiss, Levin and Paik (2003), Statistical methods for rates and proportions, doi:10.1002/0471445428 (two groups).
Cohen (1988), Statistical power analysis for the behavioral sciences (arcsine).
Liu et al. (2002), Tests for equivalence or non-inferiority for paired binary data, doi:10.1002/sim.1012.
"""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import above, between, counts, within
from assay.stats.quantile import side_quantile

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


def normal_power(effect: float, standard_error: float, side_alpha: float) -> float:
    """Chance that an estimate around ``effect`` exceeds 0 by the normal quantile times its standard error.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when the standard error is not above 0.
    """
    error = float(above("standard_error", standard_error, 0.0))
    return float(special.ndtr(effect / error - float(side_quantile(side_alpha))))


@dataclass(frozen=True, slots=True)
class MeanDifferenceTest:
    """Two-sided z test of a mean paired difference over items with K attempts each (Miller 2024)."""

    between_items: float
    """omega^2: variance over items of the difference of expected scores, twice the covariance taken off."""
    within_first: float = 0.0
    """Variance of one attempt of the first system at an item."""
    within_second: float = 0.0
    """Variance of one attempt of the second system at an item."""
    attempts_first: int = 1
    """Attempts of the first system at each item."""
    attempts_second: int = 1
    """Attempts of the second system at each item."""
    side_alpha: float = 0.025
    """Error on one side."""
    name: str = "z test of a mean paired difference"
    """What the report calls the test."""
    null: float = 0.0
    """No difference."""
    farthest: float = 1.0
    """Scores lie in [0, 1]."""
    ripple: int = 0
    """The power rises with n."""

    @property
    def variance(self) -> float:
        """Variance that one item brings."""
        within_items = self.within_first / self.attempts_first + self.within_second / self.attempts_second
        return self.between_items + within_items

    def power(self, n: int, effect: float) -> float:
        """Chance to find a true difference with n items."""
        return normal_power(abs(effect), math.sqrt(self.variance / n), self.side_alpha)


@dataclass(frozen=True, slots=True)
class ConnorTest:
    """McNemar's chi2 test without correction, two-sided, by Connor's normal approximation."""

    discordance: float
    """psi: share of items that only one system has right."""
    side_alpha: float = 0.025
    """Error on one side."""
    name: str = "McNemar chi2 (normal approximation)"
    """What the report calls the test."""
    null: float = 0.0
    """No difference."""
    ripple: int = 0
    """The power rises with n."""

    @property
    def farthest(self) -> float:
        """All discordant items favour one system."""
        return self.discordance

    def power(self, n: int, effect: float) -> float:
        """Chance to find a true difference of shares with n items scored by both systems."""
        spread = _discordant_variance(self.discordance, effect)
        reach = abs(effect) * math.sqrt(n) - float(side_quantile(self.side_alpha)) * math.sqrt(self.discordance)
        return float(special.ndtr(reach / math.sqrt(spread))) if spread > 0.0 else float(reach > 0.0)


@dataclass(frozen=True, slots=True)
class NonInferiorityTest:
    """One-sided z test that a paired difference of shares is above ``-margin``."""

    discordance: float
    """psi: share of items that only one system has right."""
    margin: float
    """How much worse is still acceptable; above 0."""
    side_alpha: float = 0.025
    """Error on the one side."""
    name: str = "paired non-inferiority (z)"
    """What the report calls the test."""
    ripple: int = 0
    """The power rises with n."""

    @property
    def null(self) -> float:
        """Worse by just the margin."""
        return -self.margin

    @property
    def farthest(self) -> float:
        """All discordant items favour the candidate."""
        return self.discordance

    def power(self, n: int, effect: float) -> float:
        """Chance to show non-inferiority with n items when candidate minus baseline is ``effect``."""
        variance = max(_discordant_variance(self.discordance, effect), 1e-12)
        return normal_power(effect + self.margin, math.sqrt(variance / n), self.side_alpha)


@dataclass(frozen=True, slots=True)
class TwoProportionsTest:
    """Two-sided test of two shares on different items, n in each group."""

    baseline: float
    """Share in the first group; the effect is second minus first."""
    form: Literal["pooled", "unpooled", "arcsine"] = "pooled"
    """Variance under the null value, variance under the effect, or arcsine square root."""
    side_alpha: float = 0.025
    """Error on one side."""
    null: float = 0.0
    """No difference."""
    ripple: int = 0
    """The power rises with n."""

    @property
    def name(self) -> str:
        """What the report calls the test."""
        return f"two proportions ({self.form})"

    @property
    def farthest(self) -> float:
        """A share of 1 in the second group."""
        return 1.0 - self.baseline

    def power(self, n: int, effect: float) -> float:
        """Chance to find a true difference of shares with n items in each group."""
        first, second = self.baseline, self.baseline + effect
        within("baseline plus effect", second, 0.0, 1.0)
        if self.form == "arcsine":
            distance = 2 * abs(math.asin(math.sqrt(second)) - math.asin(math.sqrt(first)))
            return normal_power(distance, math.sqrt(2.0 / n), self.side_alpha)
        true = math.sqrt(max(first * (1 - first) + second * (1 - second), 1e-12))
        middle = (first + second) / 2
        held = math.sqrt(2 * middle * (1 - middle)) if self.form == "pooled" else true
        reach = abs(effect) * math.sqrt(n) - float(side_quantile(self.side_alpha)) * held
        return float(special.ndtr(reach / true))


def _discordant_variance(discordance: float, effect: float) -> float:
    """Variance of one paired difference of 0/1 scores."""
    psi = float(within("discordance", discordance, 0.0, 1.0))
    if abs(effect) > psi + 1e-12:
        raise InputError(
            "stats.out_of_range",
            f"A difference of {effect:g} cannot come from a discordance of {psi:g}.",
            "The discordance is at least the size of the difference.",
        )
    return psi - effect**2


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
