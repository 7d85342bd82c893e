"""Precedents as labelers read them beside a rule: what was judged, the answer that stands, and why."""

from collections import defaultdict
from typing import NamedTuple

from assay.core.errors import WorkspaceError
from assay.labeling.disagreement import as_text
from assay.labeling.open_queue import OpenQueue
from assay.labeling.rulings import KeptRuling, precedents

LONGEST = 300
"""Characters of an item that are shown."""


class Precedent(NamedTuple):
    """A ruling that makes a rule clear."""

    text: str
    """The beginning of the item; empty where it is not in this version of the dataset."""
    answer: str
    """The answer that stands."""
    reason: str
    """Why."""


def precedents_by_rule(queue: OpenQueue) -> dict[str, tuple[Precedent, ...]]:
    """The precedents of each rule of a queue's guideline, the oldest first; they name no judge."""
    found: defaultdict[str, list[Precedent]] = defaultdict(list)
    for kept in precedents(queue.store, queue.asked.key):
        found[kept.ruling.rule or ""].append(_shown(queue, kept))
    return {rule: tuple(every) for rule, every in found.items()}


def _shown(queue: OpenQueue, kept: KeptRuling) -> Precedent:
    made = kept.ruling
    try:
        parts = queue.parts(made.item)
    except WorkspaceError:
        parts = ()
    words = " ".join(word for each in parts for word in each.text[: 2 * LONGEST].split())
    text = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
    return Precedent(text, as_text(made.answer), made.reason)
