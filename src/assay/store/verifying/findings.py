"""Findings as they come, with a bound on how many are named one by one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from assay.core.ledger import Finding

MOST_NAMED = 1_000
"""Findings of one place that are named; the rest are counted."""


class Findings:
    """Collects what is altered."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._unnamed: dict[str, int] = {}
        self._named: dict[str, int] = {}

    def add(self, what: str, where: str, detail: str, *, place: str | None = None) -> None:
        """One finding; those of one ``place`` (by default ``what``) beyond 1,000 are only counted."""
        place = place or what
        self._named[place] = self._named.get(place, 0) + 1
        if self._named[place] > MOST_NAMED:
            self._unnamed[place] = self._unnamed.get(place, 0) + 1
            return
        self._found.append(Finding(what, where, detail))

    @contextmanager
    def faults_of(self, where: str) -> Iterator[None]:
        """What the database cannot read is a finding, never a traceback."""
        try:
            yield
        except (sqlite3.Error, UnicodeError, MemoryError, OverflowError) as error:
            self.add("database", where, f"cannot be read: {error}")

    def every(self) -> tuple[Finding, ...]:
        """All findings, and how many more there are."""
        more = [
            Finding("more", place, f"{count:,} more findings of this kind") for place, count in self._unnamed.items()
        ]
        return (*self._found, *more)
