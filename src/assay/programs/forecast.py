"""When a program will be finished, from the answers of recent days."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from assay.stats.student import student_interval

DAYS = 14
"""Full days that are looked back on."""
LEAST_DAYS = 3
"""Days with an interval of use."""
FARTHEST = 3_650
"""Days ahead that are worth a date."""


class Forecast(NamedTuple):
    """The day on which the last answer comes, if all goes on as in recent days."""

    day: str | None
    """The likeliest day; None where nothing can be said, and ``reason`` says why."""
    earliest: str | None
    """Where the interval begins; None where there is none."""
    latest: str | None
    """Where it ends; None where it has no end, or there is none."""
    per_day: float | None
    """Answers a day."""
    n_days: int
    """Full days that it rests on."""
    reason: str | None
    """Why there is no day, or no end."""


def forecast(by_day: Mapping[str, int], *, left: int, today: str, level: float = 0.95) -> Forecast:
    """When ``left`` more answers will be there, from answers by day; today counts for nothing, as it is not over.

    The rate is the mean of up to `DAYS` full days since the first answer, days without answers among them, with
    Student's interval over days; dates are ``left`` divided by its ends. It takes days to be alike: a holiday, or a
    labeler who leaves, is not foreseen.
    """
    now = date.fromisoformat(today)
    full = [day for day in by_day if day < today]
    if left <= 0:
        return Forecast(None, None, None, None, len(full), "finished")
    n_days = min(DAYS, (now - date.fromisoformat(min(full))).days) if full else 0
    if n_days < LEAST_DAYS:
        return Forecast(None, None, None, None, n_days, "too_few_days")
    counts = np.asarray([by_day.get((now - timedelta(days=back)).isoformat(), 0) for back in range(1, n_days + 1)])
    rate = float(counts.mean())
    if rate == 0:
        return Forecast(None, None, None, 0.0, n_days, "no_recent_answers")
    day = _after(now, left / rate)
    error = float(counts.std(ddof=1)) / n_days**0.5
    if error == 0:
        return Forecast(day, None, None, rate, n_days, "no_variance")
    low, high = (float(end) for end in student_interval(rate, error, (1 - level) / 2, n_days - 1))
    latest = _after(now, left / low) if low > 0 else None
    return Forecast(day, _after(now, left / high), latest, rate, n_days, None if latest else "no_end")


def _after(now: date, days: float) -> str | None:
    return (now + timedelta(days=int(np.ceil(days)))).isoformat() if days <= FARTHEST else None
