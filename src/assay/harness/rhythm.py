"""How fast a run goes, and how long it will still take at that pace."""

from collections import deque

REMEMBERED = 20


class Rhythm:
    """How many were done, at the last beats."""

    def __init__(self) -> None:
        self._beats: deque[tuple[float, int]] = deque(maxlen=REMEMBERED)

    def beat(self, now: float, done: int) -> None:
        """So many are done now."""
        self._beats.append((now, done))

    def per_second(self) -> float | None:
        """Over the remembered beats; None before the second one."""
        if len(self._beats) < 2 or self._beats[-1][0] <= self._beats[0][0]:
            return None
        (first, before), (last, done) = self._beats[0], self._beats[-1]
        return round((done - before) / (last - first), 3)

    def seconds_left(self, total: int | None) -> float | None:
        """Until all are done; None while that cannot be said."""
        speed = self.per_second()
        if not speed or total is None:
            return None
        return round((total - self._beats[-1][1]) / speed, 1)

    def told(self, cost: float | None, left: float | None) -> str:
        """``calls, 0.42 spent, 3 min left``."""
        parts = ["calls"]
        parts += [] if cost is None else [f"{cost:,.2f} spent"]
        parts += [] if left is None else [f"{left / 60:.0f} min left" if left >= 90 else f"{left:.0f} s left"]
        return ", ".join(parts)
