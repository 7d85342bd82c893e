"""What a gate looks at: a value with its spread, with ends at any level, and as it would be with more items."""

from dataclasses import dataclass, field, replace
from math import isfinite, sqrt

from assay.core.estimate import Interval, Spread
from assay.metrics.limits import limits

ONE_SIGMA = (0.1586552539314571, 0.8413447460685429)
"""Normal probabilities at one standard error below and above."""


MOST_CERTAIN = 1e6
"""Where labels are all that is uncertain, the rest counts as this much less."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A value or a difference whose ends `assay.metrics.limits` gives."""

    value: float
    """The value, or candidate minus baseline."""
    spread: Spread
    """For its ends at any level."""
    n: int
    """Items behind it."""
    _known: dict[float, Interval | None] = field(default_factory=dict, repr=False)
    """Ends already made, by the error on each side."""

    def low(self, side_alpha: float) -> float | None:
        """Lower end when so much error is allowed below it; None when there is no interval at that level."""
        ends = self.ends(side_alpha)
        return None if ends is None else ends.low

    def high(self, side_alpha: float) -> float | None:
        """Upper end when so much error is allowed above it; None when there is no interval at that level."""
        ends = self.ends(side_alpha)
        return None if ends is None else ends.high

    def ends(self, side_alpha: float) -> Interval | None:
        """Both ends at one error on each side."""
        if side_alpha not in self._known:
            self._known[side_alpha] = limits(self.value, self.spread, side_alpha)
        return self._known[side_alpha]

    def grown(self, factor: float, drift: float) -> "Measured":
        """The same with ``factor`` times the items, its value ``drift`` of its then standard errors away.

        Standard errors shrink with the root of the items, units grow with them; replicates move towards their value.
        """
        spread = _grown_spread(self.value, self.spread, factor)
        moved = self.value + drift * (standard_error(self.value, spread) or 0.0)
        shift = min(max(moved, spread.low), spread.high) - self.value
        shifted = tuple(quantile + shift for quantile in spread.quantiles)
        return Measured(self.value + shift, replace(spread, quantiles=shifted), round(self.n * factor))

    def with_certain_labels(self) -> "Measured | None":
        """The same if every reference were certain; None when they are, or the spread does not tell."""
        error, labels = self.spread.standard_error, self.spread.label_error
        if not error or not labels:
            return None
        factor = min(1.0 / max(1.0 - (labels / error) ** 2, 1.0 / MOST_CERTAIN), MOST_CERTAIN)
        spread = replace(_grown_spread(self.value, self.spread, factor), degrees=self.spread.degrees, label_error=None)
        return Measured(self.value, spread, self.n)

    @property
    def standard_error(self) -> float | None:
        """Standard error of the value; None when the spread does not tell."""
        return standard_error(self.value, self.spread)


def standard_error(value: float, spread: Spread) -> float | None:
    """The standard error in a spread: as told, from its replicates, or that of a share of its units; else None."""
    if spread.standard_error is not None:
        return spread.standard_error
    if spread.quantiles:
        low, high = (_quantile(spread.quantiles, probability) for probability in ONE_SIGMA)
        return (high - low) / 2
    if spread.n_units is None:
        return None
    width = spread.high - spread.low
    if not isfinite(width):
        return None
    share = (value - spread.low) / width
    return width * sqrt(max(0.0, share * (1 - share)) / spread.n_units)


def _grown_spread(value: float, spread: Spread, factor: float) -> Spread:
    error, units, degrees = spread.standard_error, spread.n_units, spread.degrees
    return replace(
        spread,
        standard_error=None if error is None else error / sqrt(factor),
        label_error=None if spread.label_error is None else spread.label_error / sqrt(factor),
        n_units=None if units is None else units * factor,
        degrees=None if degrees is None else max((degrees + 1) * factor - 1, 1.0),
        quantiles=tuple(value + (quantile - value) / sqrt(factor) for quantile in spread.quantiles),
    )


def _quantile(quantiles: tuple[float, ...], probability: float) -> float:
    """Linear between the values that stand at evenly spaced probabilities from 0 to 1."""
    place = probability * (len(quantiles) - 1)
    below = min(int(place), len(quantiles) - 2) if len(quantiles) > 1 else 0
    above = min(below + 1, len(quantiles) - 1)
    return quantiles[below] + (place - below) * (quantiles[above] - quantiles[below])
