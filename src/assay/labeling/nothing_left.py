"""Why a judge gets no item: today's are done, or those that wait need a skill that he does not have."""

from enum import StrEnum
from typing import NamedTuple

from assay.labeling.gold import GOLD_LANE
from assay.labeling.open_queue import OpenQueue
from assay.store.own_work import answered_since
from assay.store.queueing.assignment import ANY_LANE

DATE = 10
"""Characters of a time that are its date."""


class Why(StrEnum):
    """Why nothing comes."""

    ENOUGH_TODAY = "enough today"
    """He gave as many answers today as the queue takes of one judge."""
    SKILLS = "skills"
    """What waits needs a skill that he was not given."""


class NothingLeft(NamedTuple):
    """Why a judge gets no item, as far as he may know."""

    why: Why
    """Why."""
    n: int | None = None
    """Answers that one judge gives in a day, where he gave as many."""
    skills: tuple[str, ...] = ()
    """Skills that are needed."""


def gets_another(queue: OpenQueue, judge: str, *, now: str, answering: str | None = None) -> bool:
    """Whether a judge may get an item: no quality rule keeps him from items, and today's are not done.

    ``answering`` is the assignment that he is answering at this moment. Cost: nothing where a day has no limit.
    """
    return queue.gets_items(judge) and not _has_enough(queue, judge, now, answering)


def why_nothing(queue: OpenQueue, judge: str, *, now: str) -> NothingLeft | None:
    """Why there is nothing for a judge; None where nothing is left, or what is left is not his to know."""
    if not queue.gets_items(judge):
        return None
    if _has_enough(queue, judge, now, None):
        return NothingLeft(Why.ENOUGH_TODAY, n=queue.most_a_day)
    own = queue.lanes(judge).lanes
    others = [each for each in queue.plan.lanes if each not in own]
    skills = queue.store.queues.lanes_with_work(queue.plan.name, others) if others else ()
    return NothingLeft(Why.SKILLS, skills=skills) if skills else None


def _has_enough(queue: OpenQueue, judge: str, now: str, answering: str | None) -> bool:
    most = queue.most_a_day
    if most is None:
        return False
    lanes = (ANY_LANE, GOLD_LANE, *queue.plan.lanes)
    store, name = queue.store, queue.plan.name
    n = answered_since(store, name, judge, lanes=lanes, since=now[:DATE], besides=answering)
    return n + (answering is not None) >= most
