"""A clock that a test sets."""

from datetime import datetime, timedelta


class SettableClock:
    """Stands still until time passes."""

    def __init__(self, now: str) -> None:
        self.now = now

    def __call__(self) -> str:
        return self.now

    def pass_time(self, **amount: float) -> str:
        """Let days, hours, minutes or seconds pass; gives the new time."""
        moment = datetime.fromisoformat(self.now) + timedelta(**amount)
        self.now = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return self.now
