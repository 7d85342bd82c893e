"""A test that the gap of a share between two slices stays within a threshold."""

from dataclasses import dataclass
from math import sqrt

from assay.stats.power.normal import normal_power

TINY = 1e-12
"""Keeps a certain outcome from having no spread at all."""


@dataclass(frozen=True, slots=True)
class GapTest:
    """Does the upper bound of the difference of a share between the two smallest slices stay within a threshold?"""

    accept: float
    """The largest acceptable gap."""
    value: float
    """The share that the slices are taken to have."""
    parts: tuple[float, float]
    """The part of all items that each of the two slices holds; above 0."""
    side_alpha: float
    """Error on the one side."""
    name: str = "a difference of shares of two slices (z)"
    """What the report calls the test."""
    farthest: float = 0.0
    """No gap at all."""
    ripple: int = 0
    """The power rises with n."""

    @property
    def null(self) -> float:
        """A gap as large as the threshold."""
        return self.accept

    def power(self, n: int, effect: float) -> float:
        """Chance to stay within the threshold with n items in all when the true gap is ``effect``."""
        first, second = self.parts
        variance = max(self.value * (1 - self.value), TINY) * (1 / first + 1 / second) / n
        return normal_power(self.accept - effect, sqrt(variance), self.side_alpha)
