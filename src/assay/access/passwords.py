"""Passwords: what a good one is, and argon2id hashes of them, only so many at once.

A hash takes some 64 MB and a tenth of a second, which is what makes guessing dear; hence the bound on how many are made
side by side, which also bounds what a flood of tries can take from everybody else. The hash lets go of the interpreter,
so other threads go on meanwhile.

References: RFC 9106 (Argon2); NIST SP 800-63B-4, section 3.1.1 (length, no rules of composition, known bad ones).
"""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assay.core.errors import InputError, WorkspaceError
from assay.core.people import person

SHORTEST, LONGEST = 12, 200
"""Characters of a password; longer ones would only cost time to hash."""
FEWEST_DIFFERENT = 5
"""Different characters, so that aaaaaaaaaaaa is none."""
AT_ONCE = 2
"""Hashes that are made side by side."""
PATIENCE_S = 10.0
"""How long a try waits for its turn."""
FIX = f"Choose {SHORTEST} or more characters; four words that do not belong together are good."
GUESSED = (
    *("password", "passwort", "qwertyuiop", "qwertzuiop", "letmein", "administrator", "1234567890", "iloveyou"),
    *("abcdefghij", "changeme", "assay"),
)
"""What guessers try first; a password that is little else is refused."""


class Passwords:
    """Makes and checks hashes."""

    def __init__(self, *, memory_kib: int = 65_536, passes: int = 3, at_once: int = AT_ONCE) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._turns = threading.BoundedSemaphore(at_once)
        self._nobody = self._hasher.hash("somebody who is not there")

    def hash(self, password: str) -> str:
        """A salted hash; raises ``access.busy`` as `matches` does."""
        with self._turn():
            return self._hasher.hash(_form(password))

    def matches(self, password: str, kept: str | None) -> bool:
        """Whether this is the password; takes as long where there is none to compare with.

        Raises
        ------
        WorkspaceError
            ``access.busy`` when too many others are signing in.
        """
        with self._turn():
            try:
                self._hasher.verify(self._nobody if kept is None else kept, _form(password)[:LONGEST])
            except (VerificationError, InvalidHashError):
                return False
            return kept is not None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=PATIENCE_S):
            raise WorkspaceError("access.busy", "Many people are signing in just now.", "Try again in a minute.")
        try:
            yield
        finally:
            self._turns.release()


def check_password(password: str, *, names: Iterable[str] = ()) -> None:
    """Make sure that a password is worth its name; ``names`` are those of its owner and of the place.

    Raises
    ------
    InputError
        ``password.short``, ``password.long``, ``password.guessed``; the password is not shown.
    """
    form = _form(password)
    if len(form) < SHORTEST:
        raise InputError("password.short", f"The password has {len(form)} characters.", FIX)
    if len(form) > LONGEST:
        raise InputError("password.long", f"The password has more than {LONGEST} characters.", "Choose a shorter one.")
    rest = person(form)
    for known in (*GUESSED, *(person(name) for name in names)):
        rest = rest.replace(known, "") if len(known) > 2 else rest
    if len(set(form)) < FEWEST_DIFFERENT or len(rest) < SHORTEST // 2:
        raise InputError("password.guessed", "The password would be guessed early.", FIX)


def _form(password: str) -> str:
    """The same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)
