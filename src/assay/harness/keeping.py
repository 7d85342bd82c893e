"""What a run keeps: records wait for each other, are written to its journal together, and then go to the cache.

Refusals that may be of the endpoint rather than of a prompt are held back until the run ends: they are kept only where
they turn out to be of their prompts, for others were answered between them.
"""

from collections import Counter
from contextlib import suppress
from typing import Any

from assay.core.calls import Answer
from assay.harness.cache import Cache
from assay.harness.calling import UNREACHED
from assay.harness.journal import Journal
from assay.harness.replies import QUOTA

OF_ACCOUNT = frozenset(["status_401", "status_402", "status_407", QUOTA, UNREACHED])
"""Failures of the endpoint and never of a prompt: a key that ended, an account without money, a server that is gone."""
REFUSED = OF_ACCOUNT | {"status_403", "status_404", "status_405"} | {f"status_{n}" for n in (301, 302, 303, 307, 308)}
"""Failures that are of the endpoint while nothing was answered, and may be of a prompt later."""
ALL_REFUSED, IN_A_ROW = 20, 100
"""So many of them end a run while nothing was answered, and so many without an answer between them later."""


class Keeping:
    """The records of one run; only `flush` is called from another thread."""

    def __init__(self, journal: Journal, cache: Cache | None, *, again: bool) -> None:
        """``again`` takes what the journal gave up as not known."""
        self.journal, self.cache, self._again = journal, cache, again
        self.waiting: list[tuple[str, dict[str, Any]]] = []
        self.n_kept, self.n_failed, self.n_cached = 0, 0, 0
        self._n_answered, self._in_a_row = 0, 0
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
        """Keep a record; while calls are refused, hold it back, since the endpoint may be at fault."""
        if answer.why in (OF_ACCOUNT if self._n_answered else REFUSED):
            self._refused.append((key, found))
            self._in_a_row += 1
            return
        self._n_answered, self._in_a_row = self._n_answered + 1, 0
        self.n_failed += answer.text is None
        self.waiting.append((key, found))

    @property
    def refuses_all(self) -> bool:
        """Whether so many calls were refused, and none answered between them, that asking on is of no use."""
        return self._in_a_row >= (IN_A_ROW if self._n_answered else ALL_REFUSED)

    @property
    def refusal(self) -> str:
        """What most of the refusals that are held back say: ``status 404: no such model``; empty for none."""
        if not self._refused:
            return ""
        why = Counter(str(found["why"]) for _, found in self._refused).most_common(1)[0][0]
        words = next(
            (str(found["words"]) for _, found in self._refused if found["why"] == why and "words" in found), ""
        )
        return f"{why.replace('_', ' ')}: {words}" if words else why.replace("_", " ")

    def close(self) -> bool:
        """Keep refusals where others were answered between them, for then they are of their prompts; else False."""
        if self._refused and (self.refuses_all or not self._n_answered):
            return False
        self.n_failed += len(self._refused)
        self.waiting += self._refused
        self._refused = []
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
