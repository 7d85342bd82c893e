"""Two tests that gates ask and `assay.stats.power` has not: the gap of two slices, and the calibration error."""

from dataclasses import dataclass
from math import pi, sqrt

from assay.stats.power import normal_power

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


@dataclass(frozen=True, slots=True)
class CalibrationTest:
    """Does the upper bound of the calibration error of equal bins stay within a threshold, at the worst spread?

    A perfectly calibrated system shows an error of ``sum_b sqrt(2/pi) sqrt(w_b p_b (1 - p_b)/n)``, which is at most
    ``sqrt(2 bins/pi)/(2 sqrt(n))`` by Cauchy and Schwarz with ``p (1 - p) <= 1/4``; its standard deviation is at most
    ``1/(2 sqrt(n))``. Scores near 0 and 1 need far fewer items.
    """

    accept: float
    """The largest acceptable error."""
    bins: int
    """Bins of the score."""
    side_alpha: float
    """Error on the one side."""
    name: str = "calibration error at its worst spread (z)"
    """What the report calls the test."""
    farthest: float = 0.0
    """Perfectly calibrated."""
    ripple: int = 0
    """The power rises with n."""

    @property
    def null(self) -> float:
        """An error as large as the threshold."""
        return self.accept

    def power(self, n: int, effect: float) -> float:
        """Chance to stay within the threshold with n items when the true error is ``effect``."""
        noise = sqrt(2 * self.bins / pi) / (2 * sqrt(n))
        return normal_power(self.accept - effect - noise, 1 / (2 * sqrt(n)), self.side_alpha)
