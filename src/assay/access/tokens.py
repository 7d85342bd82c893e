"""Tokens of sessions and links: only hashes are kept, and how long each holds is said here."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from assay.store.invitations import LinkKind
from assay.store.queueing.rows import later
from assay.store.sessions import Session

LONGEST_TOKEN = 200
LINK_HOURS = {LinkKind.FIRST: 24, LinkKind.INVITATION: 7 * 24, LinkKind.RESET: 24}
"""Hours that a link works."""
SEEN_EVERY_S = 60
"""How often a browser at work is noted."""


@dataclass(frozen=True, slots=True)
class Hold:
    """How long a session holds."""

    idle_s: int = 2 * 3600
    """Seconds without a sign of life."""
    whole_s: int = 12 * 3600
    """Seconds since signing in, whatever happens: a working day."""


def token_hash(token: str) -> str:
    """What is kept of a token. It is drawn from 256 bits, so a plain hash cannot be turned round."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_token(token: str) -> str:
    """What a form of this session carries, so that another site cannot send it; says nothing of the session."""
    return hmac.digest(token.encode("utf-8", "surrogatepass"), b"csrf", "sha256").hex()


def holds(session: Session, hold: Hold, *, now: str) -> bool:
    """Whether a session still holds."""
    return session.seen_at > later(now, -hold.idle_s) and session.made_at > later(now, -hold.whole_s)


def is_due(session: Session, *, now: str) -> bool:
    """Whether it is time to note that a browser was seen."""
    return session.seen_at <= later(now, -SEEN_EVERY_S)


def link_end(kind: LinkKind, now: str) -> str:
    """When a link made now stops to work."""
    return later(now, 3600 * LINK_HOURS[kind])
