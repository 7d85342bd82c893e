"""The story of how far a queue is, told no finer than a labeler may know."""

import threading
from typing import TYPE_CHECKING

from assay.labeling.gold import GOLD_LANE
from assay.labeling.judging import seconds_between

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

KEPT_SECONDS, REST = 15.0, 100
"""How old a share may be, and how many times as old as it took to count: that is one pass over the items."""
STEPS = 20
"""Shares are told in steps of 1/20, rounded down, so that nobody sees the answers of others come in."""
FEWEST = 20
"""Answers that a step is at least. Gold is left out of a share, so who works alone in a small queue could otherwise see
by which of his answers it does not grow."""


class Shares:
    """The shares of the queues of one workspace, counted once for all who ask."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, float]] = {}
        self._holds: dict[str, float] = {}

    def known(self, queue: str) -> float | None:
        """The share that was counted last, however old; None when none was."""
        found = self._known.get(queue)
        return None if found is None else found[1]

    def of(self, queue: str) -> float:
        """Share of the needed answers of a queue that came.

        Raises
        ------
        WorkspaceError
            ``queue.unknown``.
        """
        now = self._workspace.now()
        with self._lock:
            if queue not in self._known or seconds_between(self._known[queue][0], now) > self._holds[queue]:
                stands = self._workspace.store.queues.standing(queue, without=(GOLD_LANE,))
                self._known[queue] = now, _told(stands.n_answered, stands.n_needed)
                self._holds[queue] = max(KEPT_SECONDS, REST * seconds_between(now, self._workspace.now()))
            return self._known[queue][1]


def _told(n_answered: int, n_needed: int) -> float:
    steps = min(STEPS, max(1, n_needed // FEWEST))
    return (steps * n_answered // max(n_needed, 1)) / steps
