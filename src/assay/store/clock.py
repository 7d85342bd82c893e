"""The one place that reads a clock and draws ids."""

import os
import re
import secrets
import time
from datetime import UTC, datetime

from assay.core.errors import InputError

FIXED = "ASSAY_NOW"
UTC_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")


def system_now() -> str:
    """Now in UTC to the microsecond, or the fixed time of the environment variable ASSAY_NOW (for tests and docs).

    Raises
    ------
    InputError
        ``clock.format`` when ASSAY_NOW is not of the form 2026-11-22T14:05:00.000000Z.
    """
    fixed = os.environ.get(FIXED)
    if fixed is None:
        return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if not UTC_TIME.fullmatch(fixed):
        raise InputError("clock.format", f"{FIXED} is {fixed!r}.", "Write it as 2026-11-22T14:05:00.000000Z.")
    return fixed


def seconds_passed() -> float:
    """Seconds since some moment, to measure how long something takes."""
    return time.perf_counter()


def random_id() -> str:
    """A fresh id of 26 letters and digits."""
    return secrets.token_hex(13)


def random_token() -> str:
    """A secret of 256 bits that nobody can guess, for a cookie or an address."""
    return secrets.token_urlsafe(32)
