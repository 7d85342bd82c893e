"""Tests of two systems on the same items whose power is a normal approximation.

References
----------
Miller (2024), Adding error bars to evals, arXiv:2411.00640, section 5 (means with K attempts at an item).
Connor (1987), Sample size for testing differences in proportions for the paired-sample design, doi:10.2307/2531961.
Liu et al. (2002), Tests for equivalence or non-inferiority for paired binary data, doi:10.1002/sim.1012.
"""

import math
from dataclasses import dataclass

from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import within
from assay.stats.power.normal import normal_power
from assay.stats.quantile import side_quantile


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
