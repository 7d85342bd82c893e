"""Axes of our own charts: a linear scale to percent or pixels, and round ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` drawn from ``start`` to ``end``."""

    low: float
    """Smallest value drawn."""
    high: float
    """Largest value drawn; above ``low``."""
    start: float
    """Where ``low`` is drawn."""
    end: float
    """Where ``high`` is drawn."""

    def at(self, value: float) -> float:
        """Where a value is drawn."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def scale_over(values: Iterable[float], *, start: float, end: float) -> Scale:
    """A scale that holds all values with a twentieth of room on each side."""
    known = list(values)
    low, high = min(known), max(known)
    room = (high - low) / 20 or abs(high) / 20 or 1.0
    return Scale(low - room, high + room, start, end)


def round_ticks(scale: Scale, *, most: int = 5) -> list[float]:
    """At most ``most`` values 1, 2 or 5 times a power of ten apart, within the scale."""
    span = scale.high - scale.low
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * each for each in STEPS if span / (power * each) <= most)
    first, last = math.ceil(scale.low / step), math.floor(scale.high / step)
    return [index * step for index in range(first, last + 1)]
