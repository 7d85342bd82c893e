"""Values beside an answer as other tools write them: times, seconds, shares; what cannot be read is counted."""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from assay.core.exchange import Carried
from assay.core.question import LEFT, RIGHT

LATEST = 253_402_300_800
"""The first second of the year 10000."""
MOST_ROUNDS = 1_000_000


class LeftOut:
    """What could not be carried, in words, with its count."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, what: str, n: int = 1) -> None:
        """``n`` more of it."""
        if n:
            self.counts[what] += n

    def time(self, value: Any, name: str) -> str | None:
        """A time in UTC as the house writes times: from ISO 8601 (no zone means UTC) or from seconds since 1970."""
        found = None if value is None or value == "" else _moment(value)
        if found is None:
            self.add(f"{name} that cannot be read", int(value not in (None, "")))
            return None
        return found.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def seconds(self, value: Any, name: str) -> float | None:
        """Seconds, 0 or more."""
        return self._number(value, f"{name} that cannot be read", math.inf)

    def amount(self, value: Any, name: str) -> float | None:
        """A cost or a count, 0 or more."""
        return self._number(value, f"{name} that cannot be read", math.inf)

    def share(self, value: Any, name: str) -> float | None:
        """A confidence from 0 to 1."""
        return self._number(value, f"{name} outside of 0 to 1", 1.0)

    def round(self, value: Any, name: str) -> int | None:
        """A whole number from 1, also as a text."""
        if value is None or value == "":
            return None
        told = str(value).strip()
        if told.isascii() and told.isdigit() and 0 < int(told) < MOST_ROUNDS:
            return int(told)
        self.add(f"{name} that cannot be read")
        return None

    def side(self, value: Any, name: str) -> str | None:
        """A side of a pair: ``left`` or ``right``."""
        if value is None or value == "":
            return None
        if value in (LEFT, RIGHT):
            return str(value)
        self.add(f"{name} that are neither left nor right")
        return None

    def uncarried(self, judgments: Iterable[Carried], *, rounds: bool = True) -> None:
        """What most tools have no place for: versions of guidelines, sides shown first, rounds behind the first."""
        every = tuple(judgments)
        self.add("which side of a pair was shown first", sum(each.shown is not None for each in every))
        self.add("versions of guidelines", sum(each.guideline is not None for each in every))
        if rounds:
            self.add("rounds behind the first", sum((each.round or 1) > 1 for each in every))

    def _number(self, value: Any, what: str, most: float) -> float | None:
        if value is None:
            return None
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if is_number and abs(value) < LATEST and 0 <= value <= most:
            return float(value)
        self.add(what)
        return None


def _moment(value: Any) -> datetime | None:
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < LATEST:
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError):
        return None
    return None
