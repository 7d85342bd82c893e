"""Queues that are open to some judges only: the rework of a lot goes to those who made it."""

from dataclasses import dataclass

from assay.core.encode import from_plain
from assay.core.errors import NotPermitted
from assay.core.people import same_person
from assay.store.open import Store

DUTY = "duty"
"""Kind of document."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who may work in a queue."""

    queue: str
    """Name of the queue."""
    judges: tuple[str, ...]
    """Only these."""
    because: str
    """Why."""


def check_on_duty(store: Store, queue: str, judge: str) -> None:
    """Nothing when the queue is open to everybody, or to this judge.

    Raises
    ------
    NotPermitted
        ``queue.not_for_you``.
    """
    document = store.documents.find(DUTY, queue)
    if document is None:
        return
    duty = from_plain(Duty, document.body)
    if not any(same_person(judge, each) for each in duty.judges):
        what = f"The queue '{queue}' is for others: {duty.because}."
        raise NotPermitted("queue.not_for_you", what, "Work in another queue.")


def closed_to(store: Store, judge: str) -> frozenset[str]:
    """Names of the queues that are open to others only."""
    every = (from_plain(Duty, each.body) for each in store.documents.latest(DUTY))
    return frozenset(duty.queue for duty in every if not any(same_person(judge, each) for each in duty.judges))
