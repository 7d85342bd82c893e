"""A test that a calibration error stays within a threshold."""

from dataclasses import dataclass
from math import pi, sqrt

from assay.stats.power.normal import normal_power


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
