"""Precedents as labelers read them beside a rule: what was judged, the answer that stands, and why."""

from collections import defaultdict
from typing import NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError
from assay.labeling.disagreement import as_text
from assay.labeling.exposure import find_exposure
from assay.labeling.gold import GOLD, Gold
from assay.labeling.kept import find_queue
from assay.labeling.open_queue import OpenQueue
from assay.labeling.rulings import KeptRuling, precedents

LONGEST = 300
"""Characters of an item that are shown."""


class Precedent(NamedTuple):
    """A ruling that makes a rule clear."""

    text: str
    """The beginning of the item; empty where it may disturb, or is not in this version of the dataset."""
    answer: str
    """The answer that stands."""
    reason: str
    """Why."""


def precedents_by_rule(queue: OpenQueue) -> dict[str, tuple[Precedent, ...]]:
    """The precedents of each rule of a queue's guideline, the oldest first; they name no judge.

    Of an item that is gold wherever the question is asked there is none: it would tell the known answer.
    """
    gold = _gold_of(queue)
    found: defaultdict[str, list[Precedent]] = defaultdict(list)
    for kept in precedents(queue.store, queue.asked.key):
        if kept.ruling.item not in gold:
            found[kept.ruling.rule or ""].append(_shown(queue, kept))
    return {rule: tuple(every) for rule, every in found.items()}


def _gold_of(queue: OpenQueue) -> frozenset[str]:
    """Items that are gold in a queue that asks the same question."""
    every = (from_plain(Gold, each.body) for each in queue.store.documents.latest(GOLD))
    same = (each for each in every if find_queue(queue.store, each.queue).question == queue.asked.key)
    return frozenset(item for each in same for item in each.items)


def _shown(queue: OpenQueue, kept: KeptRuling) -> Precedent:
    made = kept.ruling
    try:
        parts = () if _may_disturb(queue, made.queue) else queue.parts(made.item)
    except WorkspaceError:
        parts = ()
    words = " ".join(word for each in parts for word in each.text[: 2 * LONGEST].split())
    text = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
    return Precedent(text, as_text(made.answer), made.reason)


def _may_disturb(queue: OpenQueue, ruled_in: str) -> bool:
    """Whether items are shown only when asked for, here or where they were ruled on."""
    return any(find_exposure(queue.store, name) is not None for name in (queue.plan.name, ruled_in))
