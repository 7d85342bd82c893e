"""The largest difference of a metric between slices, judged over all pairs.

The gap is the largest of ``theta_i - theta_j`` over ordered pairs of slices. Its upper end is the largest upper end
of any pair, each at the full error: the pair that truly has the largest difference is among them, so the end errs no
more often than that pair's (Berger 1982, intersection-union). Its lower end is the largest lower end of any pair, the
error shared among all ordered pairs (Bonferroni), because the largest difference seen was chosen for being large.

Slices of one cut hold different items, so their values are taken as independent. Where one cluster has items in
several slices that is an approximation, on the safe side when the clusters lift or lower all slices together;
`assay.gates.caveats` counts such clusters and says so among the limits of the report.

References
----------
Berger (1982), Multiparameter hypothesis testing and acceptance sampling, doi:10.2307/1267823.
Agresti and Caffo (2000), Simple and effective confidence intervals for proportions and differences of proportions,
doi:10.1080/00031305.2000.10474560. Satterthwaite (1946), doi:10.2307/3002019.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot, sqrt

import numpy as np

from assay.core.estimate import Rule, Spread
from assay.core.slices import SliceKey
from assay.gates.measured import Measured


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """The largest difference between slices."""

    value: float
    """Largest value minus smallest; 0 or more."""
    n: int
    """Items of all slices that were compared."""
    pairs: tuple[Measured, ...]
    """Each pair of slices once: the larger value minus the smaller."""
    between: tuple[SliceKey, SliceKey]
    """The slices with the largest and with the smallest value."""

    def low(self, side_alpha: float) -> float | None:
        """Lower end, 0 or more: the error is shared among the ordered pairs."""
        each = side_alpha / (2 * len(self.pairs))
        lowest = self._largest(lambda pair: _either_way(pair.low(each), pair.high(each)))
        return None if lowest is None else max(0.0, lowest)

    def high(self, side_alpha: float) -> float | None:
        """Upper end: the largest upper end of a pair."""
        return self._largest(lambda pair: _either_way(pair.high(side_alpha), pair.low(side_alpha)))

    def grown(self, factor: float, drift: float) -> "Gap":
        """The same with ``factor`` times the items of every slice, each pair ``drift`` standard errors away."""
        pairs = tuple(pair.grown(factor, drift) for pair in self.pairs)
        return Gap(self.value, round(self.n * factor), pairs, self.between)

    def with_certain_labels(self) -> "Gap | None":
        """The same if every reference were certain; None when they are."""
        certain = [pair.with_certain_labels() for pair in self.pairs]
        if not any(certain):
            return None
        pairs = tuple(each or pair for each, pair in zip(certain, self.pairs, strict=True))
        return Gap(self.value, self.n, pairs, self.between)

    @property
    def standard_error(self) -> float | None:
        """Standard error of the pair with the largest difference."""
        return max(self.pairs, key=lambda pair: pair.value).standard_error

    def _largest(self, end: Callable[[Measured], float | None]) -> float | None:
        ends = [end(pair) for pair in self.pairs]
        known = [each for each in ends if each is not None]
        return max(known) if len(known) == len(ends) else None


def gap_between(slices: Sequence[tuple[SliceKey, Measured]]) -> Gap:
    """The gap of at least two slices, given with their values."""
    ordered = sorted(slices, key=lambda each: -each[1].value)
    pairs = tuple(difference(larger, smaller) for (_, larger), (_, smaller) in combinations(ordered, 2))
    (top, largest), (bottom, smallest) = ordered[0], ordered[-1]
    n = sum(measured.n for _, measured in ordered)
    return Gap(largest.value - smallest.value, n, pairs, (top, bottom))


def difference(first: Measured, second: Measured) -> Measured:
    """First minus second, of different items: variances add.

    Two values between bounds take the paired rule with so many units that its pseudo-units add what Agresti and
    Caffo's add; two sets of replicates are subtracted each from each; else the standard error with t or normal.
    """
    value, n = first.value - second.value, first.n + second.n
    low, high = first.spread.low - second.spread.high, first.spread.high - second.spread.low
    errors = first.standard_error, second.standard_error
    if errors[0] is None or errors[1] is None:
        return Measured(value, Spread(Rule.NONE, low=low, high=high), n)
    rule, units = _rule_and_units(first.spread, second.spread, hypot(errors[0], errors[1]))
    labels = hypot(first.spread.label_error or 0.0, second.spread.label_error or 0.0)
    spread = Spread(
        rule,
        standard_error=hypot(errors[0], errors[1]),
        n_units=units,
        degrees=_satterthwaite((errors[0], first.spread.degrees), (errors[1], second.spread.degrees)),
        low=low,
        high=high,
        quantiles=_each_from_each(first.spread.quantiles, second.spread.quantiles) if rule is Rule.REPLICATES else (),
        label_error=labels or None,
    )
    return Measured(value, spread, n)


def _either_way(end: float | None, opposite: float | None) -> float | None:
    """The larger end of a pair taken in both orders: reversed, it has its opposite end with the sign changed."""
    return None if end is None or opposite is None else max(end, -opposite)


def _rule_and_units(first: Spread, second: Spread, error: float) -> tuple[Rule, float | None]:
    """The rule for a difference, and units n with ``2/n^2 = 1/n1^2 + 1/n2^2``; ``none`` when unknown."""
    if first.n_units is None or second.n_units is None:
        return Rule.NONE, None
    units = sqrt(2) / hypot(1 / first.n_units, 1 / second.n_units)
    rules = {first.rule, second.rule}
    if rules == {Rule.WILSON}:
        return Rule.PAIRED, units
    if rules == {Rule.REPLICATES} and first.quantiles and second.quantiles:
        return Rule.REPLICATES, units
    return (Rule.STUDENT, units) if error > 0 else (Rule.NONE, None)


def _satterthwaite(*parts: tuple[float, float | None]) -> float | None:
    """Degrees of freedom of a sum of variances; the fewest of the parts when none varies; None when all are normal."""
    known = [(error, degrees) for error, degrees in parts if degrees is not None]
    if not known:
        return None
    below = sum(error**4 / degrees for error, degrees in known)
    if below == 0:
        return min(degrees for _, degrees in known)
    return float(sum(error**2 for error, _ in parts) ** 2 / below)


def _each_from_each(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of the difference of two independent draws, at as many probabilities as the finer one has."""
    differences = np.subtract.outer(np.asarray(first), np.asarray(second)).ravel()
    steps = np.linspace(0.0, 1.0, max(len(first), len(second)))
    return tuple(float(each) for each in np.quantile(differences, steps))
