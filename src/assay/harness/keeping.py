"""What a run keeps: records wait for each other, are written to its journal together, and then go to the cache.

While nothing was answered, refusals of the endpoint are held back: they are kept only where they turn out to be of
their prompts.
"""

from contextlib import suppress
from typing import Any

from assay.core.calls import Answer
from assay.harness.cache import Cache
from assay.harness.journal import Journal

REFUSED = frozenset(["status_401", "status_403", "status_404", "status_407"])
"""Failures of the endpoint rather than of a prompt: while nothing was answered they are not kept."""
ALL_REFUSED = 20
"""So many of them and no answer end a run."""


class Keeping:
    """The records of one run; only `flush` is called from another thread."""

    def __init__(self, journal: Journal, cache: Cache | None, *, again: bool) -> None:
        """``again`` takes what the journal gave up as not known."""
        self.journal, self.cache, self._again = journal, cache, again
        self.waiting: list[tuple[str, dict[str, Any]]] = []
        self.n_kept, self.n_failed, self.n_cached = 0, 0, 0
        self._n_answered = 0
        self._refused: list[tuple[str, dict[str, Any]]] = []
        self._begun: set[str] = set()

    def begins(self, key: str) -> bool:
        """Whether a prompt is to be asked: the journal does not know it, and it is not on its way already."""
        if key in self._begun or self._is_known(key):
            return False
        self._begun.add(key)
        return True

    def _is_known(self, key: str) -> bool:
        answers = self.journal.answers
        return key in answers and not (self._again and answers[key]["output"] is None)

    def from_cache(self, key: str) -> bool:
        """Take the answer of another run, if there is one."""
        found = self.cache.find(key) if self.cache else None
        if found is not None:
            self.n_cached += 1
            self.waiting.append((key, {**found, "cached": True}))
        return found is not None

    def done(self, key: str, found: dict[str, Any], answer: Answer) -> None:
        """Keep a record; while every call is refused, hold it back, since the endpoint may be at fault."""
        if not self._n_answered and answer.why in REFUSED:
            self._refused.append((key, found))
            return
        self._n_answered += 1
        self.n_failed += answer.text is None
        self.waiting.append((key, found))

    @property
    def refuses_all(self) -> bool:
        """Whether so many calls were refused and none answered that asking on is of no use."""
        return not self._n_answered and len(self._refused) >= ALL_REFUSED

    def close(self) -> bool:
        """Keep refusals where anything was answered, for then they are of their prompts; False where they are not."""
        if self._refused and not self._n_answered:
            return False
        self.n_failed += len(self._refused)
        self.waiting += self._refused
        return True

    def flush(self) -> None:
        """Write what waits; it is on disk when this returns."""
        records = self.waiting[:]
        if not records:
            return
        self.journal.keep(records)
        del self.waiting[: len(records)]
        self.n_kept += len(records)
        for key, found in records:
            self._begun.discard(key)
            if self.cache is not None and found["output"] is not None and not found.get("cached"):
                with suppress(OSError):  # the answer is in the journal
                    self.cache.keep(key, found)
