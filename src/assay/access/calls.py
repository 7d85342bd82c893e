"""How often a program may call with one token: a bucket of calls that fills again as time passes.

A program that was silent may send `BURST_S` seconds' worth at once; after that it is held to its pace, and told how
long to wait. People at a browser are not counted.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from assay.core.errors import NotPermitted

BURST_S = 10.0
MOST_REMEMBERED = 1_000
"""Tokens that are remembered at once."""


@dataclass(slots=True)
class _Bucket:
    """What is left of one token's calls."""

    left: float
    """Calls."""
    at: float
    """When that was, in seconds."""


class Calls:
    """The calls of every token, counted in this process alone."""

    def __init__(self, per_minute: int, seconds: Callable[[], float]) -> None:
        self._rate, self._seconds = per_minute / 60, seconds
        self._most = max(1.0, self._rate * BURST_S)
        self._lock, self._buckets = threading.Lock(), dict[str, _Bucket]()

    @property
    def wait_s(self) -> int:
        """Whole seconds after which another call is let through."""
        return math.ceil(1 / self._rate)

    def count(self, token: str) -> None:
        """Count one call.

        Raises
        ------
        NotPermitted
            ``access.too_often``; that call does not count.
        """
        with self._lock:
            bucket, now = self._bucket(token), self._seconds()
            bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._rate)
            bucket.at = now
            if bucket.left < 1:
                what = f"This token calls more than {self._rate * 60:,.0f} times a minute."
                raise NotPermitted("access.too_often", what, f"Wait {self.wait_s} s, then call again, more slowly.")
            bucket.left -= 1

    def _bucket(self, token: str) -> _Bucket:
        if token not in self._buckets and len(self._buckets) >= MOST_REMEMBERED:
            del self._buckets[min(self._buckets, key=lambda each: self._buckets[each].at)]
        return self._buckets.setdefault(token, _Bucket(self._most, self._seconds()))
