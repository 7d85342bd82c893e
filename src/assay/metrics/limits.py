"""From a spread to an interval: the only place that does it, for one number or for many at once.

- ``wilson``: Wilson score interval with effective n, after scaling the metric's range to [0, 1]; a share of whole
  counts of independent items is corrected for its steps.
- ``student``: value -+ t quantile times standard error.
- ``paired``: Bonett and Price's adjusted difference, after scaling the largest difference to 1.
- ``replicates``: quantiles of the replicates reflected at the value, clipped to the range, holding the value.

Every interval is wider than zero and holds its value.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from assay.core.errors import InputError
from assay.core.estimate import Interval, Rule, Spread
from assay.stats.paired import adjusted_difference_interval
from assay.stats.proportion import wilson_interval
from assay.stats.student import student_interval

Floats = npt.NDArray[np.float64]

LEAST_P = 1e-300


@dataclass(frozen=True, eq=False)
class Spreads:
    """Spreads of many values that share one rule and one range; arrays of shape (n_values,)."""

    rule: Rule
    """How the intervals are made."""
    standard_error: Floats
    """Standard errors."""
    n_units: Floats
    """Effective numbers of units."""
    degrees: Floats
    """Degrees of freedom; infinite is normal."""
    low: float
    """Smallest value there can be."""
    high: float
    """Largest value there can be."""
    quantiles: Floats | None = None
    """For ``replicates``, shape (n_values, n_quantiles)."""
    label_error: Floats | None = None
    """The part of the standard errors (in squares) that an uncertain reference adds; None where it is certain."""
    correction: Floats | None = None
    """For ``wilson``: corrections for whole counts, on the range scaled to [0, 1]; None for none."""

    def one(self, place: int) -> Spread:
        """The spread of one value."""
        degrees = float(self.degrees[place])
        return Spread(
            rule=self.rule,
            standard_error=float(self.standard_error[place]),
            n_units=float(self.n_units[place]),
            degrees=degrees if math.isfinite(degrees) else None,
            low=self.low,
            high=self.high,
            quantiles=() if self.quantiles is None else tuple(self.quantiles[place].tolist()),
            label_error=None if self.label_error is None else float(self.label_error[place]),
            correction=0.0 if self.correction is None else float(self.correction[place]),
        )


def limits(value: float, spread: Spread, side_alpha: float) -> Interval | None:
    """The two-sided interval that errs with ``side_alpha`` on each side; None where the spread allows none.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when ``side_alpha`` is not above 0 and below 0.5.
    """
    if spread.rule is Rule.NONE or spread.standard_error is None or spread.n_units is None:
        return None
    low, high = many_limits(np.asarray([value]), _as_many(spread, spread.standard_error, spread.n_units), side_alpha)
    return Interval(float(low[0]), float(high[0]))


def many_limits(values: Floats, spreads: Spreads, side_alpha: float) -> tuple[Floats, Floats]:
    """Lower and upper ends for many values; see `limits`."""
    low, high = _ends(values, spreads, side_alpha)
    return np.minimum(low, values), np.maximum(high, values)


def side_p_value(value: float, spread: Spread, threshold: float, side: str) -> float | None:
    """The ``side_alpha`` at which one end of the interval reaches ``threshold``: a one-sided p.

    With ``side="lower"`` it is the p of "the truth is no more than the threshold": at most alpha exactly when the
    lower end at that alpha is at or above the threshold. ``"upper"`` is the mirror image.

    Returns
    -------
    float in (0, 1], or None where the spread allows no interval.

    Raises
    ------
    InputError
        ``metric.side`` when ``side`` is neither ``lower`` nor ``upper``.
    """
    if side not in ("lower", "upper"):
        raise InputError("metric.side", f"An interval has no side '{side}'.", "Say 'lower' or 'upper'.")
    if spread.rule is Rule.NONE or spread.standard_error is None or spread.n_units is None:
        return None
    if spread.rule is Rule.REPLICATES:
        return _replicate_p(value, spread, threshold, side)
    sign = 1.0 if side == "lower" else -1.0
    signed = sign * _distance(value, spread, spread.standard_error, spread.n_units, threshold, sign)
    p = special.ndtr(-signed) if spread.degrees is None else special.stdtr(spread.degrees, -signed)
    return min(1.0, max(LEAST_P, float(p)))


def _ends(values: Floats, spreads: Spreads, side_alpha: float) -> tuple[Floats, Floats]:
    low, high = spreads.low, spreads.high
    if spreads.rule is Rule.WILSON:
        shares = np.clip((values - low) / (high - low), 0.0, 1.0)
        correction = 0.0 if spreads.correction is None else spreads.correction
        ends = wilson_interval(shares, spreads.n_units, side_alpha, spreads.degrees, correction=correction)
        return low + (high - low) * ends.low, low + (high - low) * ends.high
    if spreads.rule is Rule.PAIRED:
        ends = adjusted_difference_interval(
            values / high, spreads.standard_error / high, spreads.n_units, side_alpha, spreads.degrees
        )
        return np.maximum(ends.low * high, low), np.minimum(ends.high * high, high)
    if spreads.rule is Rule.STUDENT:
        ends = student_interval(values, spreads.standard_error, side_alpha, spreads.degrees)
        return np.maximum(ends.low, low), np.minimum(ends.high, high)
    return _reflected(values, spreads, side_alpha)


def _reflected(values: Floats, spreads: Spreads, side_alpha: float) -> tuple[Floats, Floats]:
    if spreads.quantiles is None:
        raise InputError("metric.spread", f"Rule {spreads.rule} has no replicates.", "Use the spread of an estimate.")
    probabilities = np.linspace(0.0, 1.0, spreads.quantiles.shape[1])
    below, above = (_quantile(spreads.quantiles, probabilities, p) for p in (side_alpha, 1.0 - side_alpha))
    low = np.maximum(2.0 * values - above, spreads.low)
    high = np.minimum(2.0 * values - below, spreads.high)
    return low, high


def _quantile(quantiles: Floats, probabilities: Floats, p: float) -> Floats:
    """Linear interpolation along the last axis."""
    place = int(np.clip(np.searchsorted(probabilities, p) - 1, 0, probabilities.size - 2))
    share = (p - probabilities[place]) / (probabilities[place + 1] - probabilities[place])
    return np.asarray(quantiles[:, place] * (1.0 - share) + quantiles[:, place + 1] * share)


def _distance(value: float, spread: Spread, error: float, n_units: float, threshold: float, sign: float) -> float:
    """How many standard errors (as the rule counts them) the threshold lies below the value; ``sign`` is 1 for the
    lower end, -1 for the upper one.
    """
    low, high = spread.low, spread.high
    if spread.rule is Rule.WILSON:
        share, bound = (value - low) / (high - low), (threshold - low) / (high - low)
        error = math.sqrt(max(bound * (1.0 - bound), 0.0) / n_units)
        moved = min(max(share - sign * spread.correction, 0.0), 1.0)
        return _quotient(moved - bound, error)
    if spread.rule is Rule.PAIRED:
        difference, bound = value / high, threshold / high
        mean = n_units * difference / (n_units + 2.0)
        second = (n_units * (n_units * (error / high) ** 2 + difference**2) + 2.0) / (n_units + 2.0)
        return (mean - bound) / math.sqrt((second - mean**2) / (n_units + 2.0))
    return (value - threshold) / error


def _quotient(distance: float, error: float) -> float:
    """Distance in errors; without error every distance is endless."""
    if error > 0.0:
        return distance / error
    return 0.0 if distance == 0.0 else math.copysign(math.inf, distance)


def _replicate_p(value: float, spread: Spread, threshold: float, side: str) -> float:
    probabilities = np.linspace(0.0, 1.0, len(spread.quantiles))
    below = float(np.interp(2.0 * value - threshold, spread.quantiles, probabilities))
    least = 0.5 / len(spread.quantiles)
    return min(1.0, max(least, 1.0 - below if side == "lower" else below))


def _as_many(spread: Spread, error: float, n_units: float) -> Spreads:
    return Spreads(
        spread.rule,
        np.asarray([error]),
        np.asarray([n_units]),
        np.asarray([math.inf if spread.degrees is None else spread.degrees]),
        spread.low,
        spread.high,
        np.asarray([spread.quantiles]) if spread.quantiles else None,
        correction=np.asarray([spread.correction]),
    )
