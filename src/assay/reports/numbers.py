"""How a number is written in every rendering: never bare, with the interval or the reason there is none."""

from typing import NamedTuple

from assay.core.estimate import Comparison, Estimate, Interval
from assay.core.figures import MINUS, THIN_SPACE, count, decimals_of, figure, fixed, money, number
from assay.core.verdict import Verdict
from assay.reports.words import DASH, reason_words

DIGITS_UNSURE = 2
"""Significant digits of a value without an interval."""
LONGEST_WHOLE = 20
"""Characters of an interval that stays on one line."""


class Written(NamedTuple):
    """A number in two tones: what is read first, and how sure we are."""

    value: str
    """``0.874``, ``better by 0.012``, or a dash."""
    rest: str
    """``(0.861 to 0.886)``, or why there is no interval or no value; empty only for an exact count."""

    @property
    def wraps(self) -> bool:
        """Whether the rest may be broken over lines: a reason, or an interval of very many digits."""
        is_interval = self.rest[1:2].isdigit() or self.rest[1:2] == MINUS
        return len(self.rest) > LONGEST_WHOLE or not is_interval

    def __str__(self) -> str:
        return f"{self.value} {self.rest}".strip()


def spent(minor: float, currency: str | None) -> str:
    """Money that was spent; where the currency is not known, in its smallest unit."""
    return (
        money(minor, currency) if currency else f"{number(minor)} of the smallest unit of a currency that is not known"
    )


def estimate_written(estimate: Estimate) -> Written:
    """An estimate as people read it."""
    if estimate.kind == "count" and estimate.value is not None:
        return Written(number_or_count(estimate.value), "(count)")
    return value_written(estimate.value, estimate.interval, estimate.reason)


def value_written(value: float | None, interval: Interval | None, reason: str | None) -> Written:
    """A value with its interval; without one, with the reason; without a value, a dash and the reason."""
    if value is None:
        return Written(DASH, reason_words(reason))
    if interval is None:
        return Written(number(value, digits=DIGITS_UNSURE), f"(no interval: {reason_words(reason)})")
    value_text, _, rest = figure(value, interval).partition(" ")
    return Written(value_text, rest)


def shrunk_written(estimate: Estimate) -> Written:
    """The shrunk value of a slice, or a dash where nothing was shrunk."""
    if estimate.shrunk is None:
        return Written(DASH, "not shrunk")
    return value_written(estimate.shrunk, estimate.shrunk_interval, estimate.reason)


def difference_written(comparison: Comparison, *, interval: Interval | None = None) -> Written:
    """``better by 0.012 (0.004 to 0.020)``; ``cannot tell: worse by 0.002 (...)`` when the interval holds zero.

    ``interval`` stands in for the comparison's own: the simultaneous one that decided a gate.
    """
    if comparison.difference is None or comparison.baseline.value is None or comparison.candidate.value is None:
        return Written(DASH, reason_words(comparison.reason))
    gain = oriented(comparison.difference, comparison.higher_is_better)
    interval = interval or comparison.interval
    if interval is None:
        shown = number(abs(gain), digits=DIGITS_UNSURE)
        return Written(_direction(gain, shown), f"(no interval: {reason_words(comparison.reason)})")
    if (gain < 0) == comparison.higher_is_better:
        interval = Interval(-interval.high, -interval.low)
    shown, _, rest = figure(abs(gain), interval).partition(" ")
    doubt = "cannot tell: " if interval.low <= 0 <= interval.high else ""
    return Written(doubt + _direction(gain, shown), rest)


def _direction(gain: float, shown: str) -> str:
    """``better by 0.012``; a difference that is written as zero has no direction."""
    if not shown.strip("0."):
        return shown
    return f"{'worse' if gain < 0 else 'better'} by {shown}"


def at_worst(comparison: Comparison) -> str:
    """What the interval rules out: ``no worse than 0.003 lower``, ``at least 0.004 higher``; a dash without one."""
    interval = comparison.interval
    if comparison.difference is None or interval is None:
        return DASH
    lower, higher = ("lower", "higher") if comparison.higher_is_better else ("higher", "lower")
    bound = interval.low if comparison.higher_is_better else -interval.high
    written = fixed(abs(bound), decimals_of(interval))
    return f"at least {written} {higher}" if bound > 0 else f"no worse than {written} {lower}"


def oriented(difference: float, higher_is_better: bool) -> float:
    """The difference with the sign that means better: a gain is positive."""
    return difference if higher_is_better else -difference


def verdict_written(verdict: Verdict) -> Written:
    """The value or difference that a gate checked, at the level that decided; empty for a data check."""
    if verdict.metric is None:
        return Written("", "")
    return value_written(verdict.value, verdict.interval, verdict.reason)


def percent(share: float) -> str:
    """A share of people's work, 0 to 1, as ``12.5 %`` with a thin space before the sign."""
    return f"{number(round(share * 100, 1))}{THIN_SPACE}%"


def level_words(level: float) -> str:
    """``95 % interval``."""
    return f"{percent(level)} interval"


def number_or_count(value: float) -> str:
    """A count without decimals; a weighted count to four significant digits."""
    return count(int(value)) if float(value).is_integer() else number(value)
