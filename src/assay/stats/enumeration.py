"""Tests of counts whose power is counted out over every outcome, for `assay.stats.power`.

Exact tests are cautious and their power goes up in steps, so that the normal approximation promises too much:
McNemar's exact test needs 1,185 items where Connor's formula says 1,132.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from assay.stats.arrays import FloatArray, IntArray, between
from assay.stats.paired import mcnemar
from assay.stats.proportion import upper_bound_exact, whole_count_correction
from assay.stats.quantile import side_quantile

_TAIL = 9.0  # standard deviations of the discordant count looked at; beyond is less than 1e-18

McNemarForm = Literal["mid_p", "exact", "chi2", "chi2_corrected"]
_P_VALUE = {"mid_p": "mid_p", "exact": "exact", "chi2": "chi2_p", "chi2_corrected": "corrected_p"}


@dataclass(frozen=True, slots=True)
class McNemarTest:
    """McNemar's two-sided test in the form named, over all outcomes of the paired table."""

    discordance: float
    """psi: share of items that only one system has right."""
    form: McNemarForm = "mid_p"
    """Which p-value decides."""
    side_alpha: float = 0.025
    """Error on one side: the p-value is held against twice this."""
    null: float = 0.0
    """No difference."""
    ripple: int = 12
    """The steps of the discordant count are smoothed by its own chance; dips are short."""

    @property
    def name(self) -> str:
        """What the report calls the test."""
        return f"McNemar {self.form} (enumerated)"

    @property
    def farthest(self) -> float:
        """All discordant items favour one system."""
        return self.discordance

    def power(self, n: int, effect: float) -> float:
        """Chance to find a true difference of shares with n items scored by both systems.

        Raises
        ------
        InputError
            ``stats.out_of_range`` when the discordance is not between 0 and 1 or smaller than the effect.
        """
        psi = float(between("discordance", self.discordance, 0.0, 1.0))
        between("share of discordant items won", abs(effect) / psi, -1.0, 1.0 + 1e-9)
        discordant = _likely(n, psi)
        won = min(max((psi + effect) / (2 * psi), 0.0), 1.0)
        last = self._last_refused(discordant)
        refused = _at_most(last, discordant, won) + _at_most(last, discordant, 1.0 - won)
        return float(_chance(discordant, n, psi) @ np.minimum(refused, 1.0))

    def refuses(self, b: ArrayLike, c: ArrayLike) -> NDArray[np.bool_]:
        """Whether tables with these discordant counts are significant."""
        return np.asarray(getattr(mcnemar(b, c), _P_VALUE[self.form]) <= 2 * self.side_alpha)

    def _last_refused(self, discordant: IntArray) -> IntArray:
        """For each discordant count the largest smaller cell that is significant; -1 when none is."""
        low, high = np.full(len(discordant), -1), discordant // 2 + 1
        while (high - low > 1).any():
            middle = (low + high) // 2
            tested = np.maximum(middle, 0)
            significant = (middle < 0) | self.refuses(tested, discordant - tested)
            low, high = np.where(significant, middle, low), np.where(significant, high, middle)
        return np.asarray(low, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class WilsonThresholdTest:
    """Is the Wilson bound of a share on the right side of a threshold?"""

    threshold: float
    """What the share must reach (or stay below)."""
    at_least: bool = True
    """Whether larger is better."""
    side_alpha: float = 0.025
    """Error on the one side."""

    @property
    def name(self) -> str:
        """What the report calls the test."""
        return f"Wilson bound {'at least' if self.at_least else 'at most'} {self.threshold:g} (enumerated)"

    @property
    def null(self) -> float:
        """A share at the threshold."""
        return self.threshold

    @property
    def farthest(self) -> float:
        """A perfect share."""
        return 1.0 if self.at_least else 0.0

    @property
    def ripple(self) -> int:
        """Two steps of the count that is needed."""
        return math.ceil(2.0 / min(self.threshold, 1.0 - self.threshold))

    def power(self, n: int, effect: float) -> float:
        """Chance that n items pass when ``effect`` is the true share.

        The Wilson bound is the score test turned round: it reaches the threshold exactly when the count is
        ``q sqrt(n t (1 - t))`` or more away from ``n t``, and from 30 items on a quarter of an item more.

        Raises
        ------
        InputError
            ``stats.out_of_range`` when the threshold is not between 0 and 1.
        """
        t = float(between("threshold", self.threshold, 0.0, 1.0))
        share, t = (effect, t) if self.at_least else (1.0 - effect, 1.0 - t)
        away = float(side_quantile(self.side_alpha)) * math.sqrt(n * t * (1.0 - t))
        away += n * float(whole_count_correction(n))
        needed = math.ceil(n * t + away - 1e-9)
        return 0.0 if needed > n else float(_at_least(needed, n, share))


@dataclass(frozen=True, slots=True)
class NoMoreThanTest:
    """Is the exact upper bound of a rate at most ``rate``? With few items only zero failures pass."""

    rate: float
    """What the failure rate must be shown to stay below."""
    side_alpha: float = 0.05
    """Error on the one side."""

    @property
    def name(self) -> str:
        """What the report calls the test."""
        return f"exact upper bound at most {self.rate:g} (enumerated)"

    @property
    def null(self) -> float:
        """A rate at the limit."""
        return self.rate

    @property
    def farthest(self) -> float:
        """No failures at all."""
        return 0.0

    @property
    def ripple(self) -> int:
        """Two steps of the failures allowed."""
        return math.ceil(2.0 / self.rate)

    def failures_allowed(self, n: int) -> int | None:
        """Most failures in n items that still pass; None when not even zero would.

        Raises
        ------
        InputError
            ``stats.out_of_range`` when the rate is not between 0 and 1.
        """
        between("rate", self.rate, 0.0, 1.0)
        low, high = -1, n
        while high - low > 1:
            middle = (low + high) // 2
            passes = float(upper_bound_exact(middle, n, self.side_alpha)) <= self.rate
            low, high = (middle, high) if passes else (low, middle)
        return None if low < 0 else low

    def power(self, n: int, effect: float) -> float:
        """Chance that n items pass when ``effect`` is the true failure rate."""
        allowed = self.failures_allowed(n)
        return 0.0 if allowed is None else float(_at_least(n - allowed, n, 1.0 - effect))


def _likely(n: int, share: float) -> IntArray:
    """Counts of n within nine standard deviations of their mean."""
    reach = _TAIL * math.sqrt(n * share * (1.0 - share)) + _TAIL
    return np.arange(max(0, math.floor(n * share - reach)), min(n, math.ceil(n * share + reach)) + 1)


def _chance(k: IntArray, n: int, share: float) -> FloatArray:
    ways = special.gammaln(n + 1.0) - special.gammaln(k + 1.0) - special.gammaln(n - k + 1.0)
    return np.asarray(np.exp(ways + special.xlogy(k, share) + special.xlog1py(n - k, -share)))


def _at_most(k: IntArray, n: IntArray, share: float) -> FloatArray:
    """Chance of at most k of n; 0 where k is negative."""
    inside = special.betainc(np.maximum(n - k, 1), np.maximum(k, 0) + 1, 1.0 - share)
    return np.asarray(np.where(k < 0, 0.0, np.where(k >= n, 1.0, inside)))


def _at_least(k: int, n: int, share: float) -> float:
    return 1.0 if k <= 0 else float(special.betainc(k, n - k + 1.0, share))
