"""The last answers of a judge, looked at again and again: a share, a pace or its spread in a moving window.

A judge is looked at each time he gave ``every`` more answers, so that how often he is looked at does not hang on how
often somebody asks, and what is done while work goes on is what a dry run over history does. Each value is an estimate
of the answers in the window, with the interval that it has everywhere: Wilson's with Student's quantile for a share (as
`assay gold show` has it), Welch's for a change of pace, chi-square for a spread.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.stats.pace import Moments, spread_interval, times_as_fast
from assay.stats.proportion import wilson_interval

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Measure(StrEnum):
    """What is told of a window."""

    SHARE = "share"
    """The mean of zeros and ones."""
    FASTER = "faster"
    """Of log seconds: how many times as fast as in the answers before the window."""
    SPREAD = "spread"
    """Of log seconds: their standard deviation."""


class Window(NamedTuple):
    """How a judge is looked at."""

    last: int
    """Answers in the window, where there are as many."""
    least: int
    """Fewer are not looked at."""
    every: int
    """Answers from one look to the next."""
    level: float
    """Coverage of the two-sided interval."""


class Looks(NamedTuple):
    """The looks at judges with one number of answers; ``value``, ``low``, ``high`` of shape (n_judges, n_looks)."""

    after: Integers
    """Answers that were given at each look."""
    n: Integers
    """Answers in the window of each look."""
    value: Floats
    """Value of each window."""
    low: Floats
    """Lower ends."""
    high: Floats
    """Upper ends."""


def looks(measure: Measure, scores: Floats, window: Window) -> Looks:
    """Every look at judges whose scores, in order of time, are the rows of ``scores`` (n_judges, n_answers)."""
    after = np.arange(window.every, scores.shape[1] + 1, window.every, dtype=np.int64)
    after = after[after >= max(window.least, 2)]
    start = np.maximum(after - window.last, 0)
    if measure is Measure.FASTER:
        enough = start >= max(window.least, 2)
        after, start = after[enough], start[enough]
    if not after.size:
        none = np.empty((scores.shape[0], 0))
        return Looks(after, after, none, none, none)
    value, low, high = _TOLD[measure](_Sums(scores), start, after, (1.0 - window.level) / 2.0)
    return Looks(after, after - start, value, np.minimum(low, value), np.maximum(high, value))


class _Sums:
    """Sums of scores and of their squares up to each answer."""

    def __init__(self, scores: Floats) -> None:
        zero = np.zeros((scores.shape[0], 1))
        self._centre = scores.mean(axis=1, keepdims=True) if scores.size else zero
        apart = scores - self._centre
        self._first = np.concatenate([zero, np.cumsum(apart, axis=1)], axis=1)
        self._second = np.concatenate([zero, np.cumsum(apart**2, axis=1)], axis=1)

    def moments(self, start: Integers, end: Integers) -> Moments:
        n = (end - start).astype(np.float64)[None, :]
        first = self._first[:, end] - self._first[:, start]
        second = self._second[:, end] - self._second[:, start]
        variance = np.maximum(second - first**2 / n, 0.0) / np.maximum(n - 1.0, 1.0)
        return Moments(np.broadcast_to(n, first.shape), first / n + self._centre, variance)


def _share(sums: _Sums, start: Integers, end: Integers, error: float) -> tuple[Floats, Floats, Floats]:
    found = sums.moments(start, end)
    value = np.clip(found.mean, 0.0, 1.0)
    value = np.round(value * found.n) / found.n
    ends = wilson_interval(value, found.n, error, found.n - 1.0)
    return value, ends.low, ends.high


def _faster(sums: _Sums, start: Integers, end: Integers, error: float) -> tuple[Floats, Floats, Floats]:
    value, ends = times_as_fast(sums.moments(np.zeros_like(start), start), sums.moments(start, end), error)
    return value, ends.low, ends.high


def _spread(sums: _Sums, start: Integers, end: Integers, error: float) -> tuple[Floats, Floats, Floats]:
    found = sums.moments(start, end)
    value = np.sqrt(found.variance)
    ends = spread_interval(value, found.n, error)
    return value, ends.low, ends.high


_TOLD: Mapping[Measure, Callable[[_Sums, Integers, Integers, float], tuple[Floats, Floats, Floats]]] = {
    Measure.SHARE: _share,
    Measure.FASTER: _faster,
    Measure.SPREAD: _spread,
}
