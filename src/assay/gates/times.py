"""Times given by people or by the clock port, as moments that can be compared."""

from datetime import UTC, datetime

from assay.core.errors import InputError


def moment_of(text: str, *, what: str) -> datetime:
    """The moment that a text writes: ``2026-12-31`` (its first instant) or a full ISO 8601 time; UTC when no zone.

    Raises
    ------
    InputError
        ``gate.time``: the text, and how to write it.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            "gate.time",
            f"'{text[:40]}' is not a time for {what}.",
            "Write a day such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z.",
        ) from None


def clock_text(moment: datetime) -> str:
    """As the clock port gives it: ``2026-11-22T14:05:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def spoken(moment: datetime) -> str:
    """As sentences name it: ``2026-11-22 14:05 UTC``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
