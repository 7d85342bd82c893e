"""Time that a judge spends on an item, measured where the answers come in, without the time in which he was away.

The page sends a sign of life every 20 seconds and says whether the judge did anything (a key, the pointer, scrolling)
in the last minute. Time between two signs counts when the later one says so, and at most `MOST_BETWEEN` seconds of it:
a computer that slept, or a page that was left open, adds no hours. An answer is such a sign.
"""

from typing import NamedTuple

from assay.labeling.judging import seconds_between

MOST_BETWEEN = 60.0
"""Seconds between two signs that count at most."""


class TimeSpent(NamedTuple):
    """Time spent on an item so far."""

    seconds: float
    """Seconds of work."""
    last: str
    """When the judge last gave a sign, UTC."""

    def until(self, at: str, *, active: bool) -> "TimeSpent":
        """The time spent up to another sign."""
        passed = min(seconds_between(self.last, at), MOST_BETWEEN) if active else 0.0
        return TimeSpent(round(self.seconds + passed, 3), at)
