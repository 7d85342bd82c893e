"""Sign-ins by another server that are under way: kept here, each for one browser, for some minutes, for one use."""

import threading
from collections import OrderedDict
from typing import NamedTuple

from assay.access.tokens import token_hash
from assay.store.queueing.rows import later

MOST = 10_000
"""Sign-ins under way; beyond that the oldest is forgotten."""
HOLDS_S = 600


class UnderWay(NamedTuple):
    """A sign-in that began in one browser."""

    state: str
    """What the server sends back."""
    nonce: str
    """What its token has to say."""
    verifier: str
    """What proves that the code was asked for here."""
    next: str
    """Where somebody wanted to go."""
    invitation: str | None
    """Token of the link that he came by."""
    ends_at: str
    """UTC, when it is too late."""


class AllUnderWay:
    """The sign-ins under way of one process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, UnderWay] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, token: str, begun: UnderWay) -> None:
        """Keep one under the token of its browser."""
        with self._lock:
            self._kept[token_hash(token)] = begun
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, token: str, *, now: str) -> UnderWay | None:
        """The one of this browser, which is then gone; None when there is none, or it took too long."""
        with self._lock:
            found = self._kept.pop(token_hash(token), None)
        return None if found is None or found.ends_at <= now else found


def end_of(now: str) -> str:
    """When a sign-in that begins now is too late."""
    return later(now, HOLDS_S)
