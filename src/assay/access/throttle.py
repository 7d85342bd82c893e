"""How often somebody may try to sign in: counted before anything is hashed, by name and by address.

After some failures in a row the next try has to wait, each time twice as long, until a longest wait: a guesser gets a
handful of tries an hour, and whoever mistyped gets in again by waiting. Nobody is locked out for good by others.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from assay.core.errors import NotPermitted
from assay.core.people import person
from assay.store.queueing.rows import later
from assay.store.sessions import Tries

FORGET_S = 24 * 3600
"""Failures older than this are forgotten."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures in a row are free, and what waits after them."""

    free: int
    """Failures after which nobody waits yet."""
    first_wait_s: int
    """Seconds after one failure more; twice as many after each further one."""
    longest_wait_s: int
    """Seconds that nobody waits longer than."""

    def wait_s(self, failures: int) -> int:
        """Seconds to wait after so many failures in a row."""
        over = failures - self.free
        return 0 if over < 0 else min(self.first_wait_s * 2 ** min(over, 20), self.longest_wait_s)


BY_NAME = Limit(free=5, first_wait_s=30, longest_wait_s=900)
BY_ADDRESS = Limit(free=30, first_wait_s=10, longest_wait_s=300)
"""Many people may share one address."""


def name_key(name: str) -> str:
    """Key of a name, whether or not somebody has it."""
    return _key("name", person(name))


def address_key(address: str) -> str:
    """Key of a network address."""
    return _key("address", address)


def after_try(limit: Limit, before: Tries | None, *, now: str) -> Tries:
    """How a key stands after one more try.

    Raises
    ------
    NotPermitted
        ``access.wait`` with how long, when the last failure is too recent; that try does not count.
    """
    if before is None:
        return Tries(1, now)
    wait = limit.wait_s(before.failures)
    passed = datetime.fromisoformat(now) - datetime.fromisoformat(before.last_at)
    left = wait - passed.total_seconds()
    if left > 0:
        what = "There were too many tries to sign in that failed."
        raise NotPermitted("access.wait", what, f"Wait {_told(left)} and try again, or ask for a new link.")
    return Tries(before.failures + 1, now)


def forget_before(now: str) -> str:
    """Failures before this moment are forgotten."""
    return later(now, -FORGET_S)


def _told(seconds: float) -> str:
    if seconds <= 60:
        return f"{int(seconds) + 1} seconds"
    return f"{int(seconds // 60) + 1} minutes"


def _key(kind: str, text: str) -> str:
    return sha256(f"{kind}\x00{text}".encode("utf-8", "surrogatepass")).hexdigest()
