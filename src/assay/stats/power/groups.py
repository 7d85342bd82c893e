"""A test of two shares on different items, by three normal approximations.

References
----------
Fleiss, Levin and Paik (2003), Statistical methods for rates and proportions, doi:10.1002/0471445428.
Cohen (1988), Statistical power analysis for the behavioral sciences (arcsine).
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from assay.stats.arrays import counts, within
from assay.stats.power.normal import normal_power
from assay.stats.quantile import side_quantile


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

    def refuses(self, first: ArrayLike, second: ArrayLike, n: int) -> NDArray[np.bool_]:
        """Whether counts of right answers among n items in each group differ by this test, either way round.

        Examples
        --------
        >>> TwoProportionsTest(0.85).refuses([850, 850], [879, 885], 1000).tolist()
        [False, True]
        """
        one, other = counts("first", first) / n, counts("second", second) / n
        quantile = float(side_quantile(self.side_alpha))
        if self.form == "arcsine":
            distance = 2 * np.abs(np.arcsin(np.sqrt(other)) - np.arcsin(np.sqrt(one)))
            return np.asarray(distance > quantile * math.sqrt(2.0 / n))
        middle = (one + other) / 2
        pooled, apart = 2 * middle * (1 - middle), one * (1 - one) + other * (1 - other)
        spread = np.sqrt((pooled if self.form == "pooled" else apart) / n)
        return np.asarray(np.abs(other - one) > quantile * spread)
