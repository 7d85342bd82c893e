"""Pilots: few items, several people, once or twice over, to see whether the rules hold before many are asked."""

from dataclasses import dataclass
from enum import StrEnum

from assay.core.encode import from_plain
from assay.core.errors import WorkspaceError, did_you_mean
from assay.store.open import Store

PILOT = "pilot"
"""Kind of document."""
LEAST_PEOPLE, MOST_PEOPLE = 2, 20


class Items(StrEnum):
    """Which items a round holds."""

    FRESH = "fresh"
    """Items that no round before it had."""
    SAME = "same"
    """Those of the first round once more."""


@dataclass(frozen=True, slots=True)
class PilotRound:
    """One round: a queue that every one of the people works through."""

    queue: str
    """Its queue."""
    items: Items
    """Which items it holds."""
    guideline: str | None
    """Version of the guideline in force when it began; None without one."""


@dataclass(frozen=True, slots=True)
class Pilot:
    """What is tried on how many items by how many people."""

    name: str
    """Name of the pilot."""
    dataset: str
    """Dataset version whose items are tried."""
    question: str
    """Key of the question."""
    n_items: int
    """Items of each round."""
    people: int
    """People who answer each item."""
    seed: int
    """Of the draw."""
    rounds: tuple[PilotRound, ...]
    """Rounds so far, the first one first."""


def round_name(pilot: str, number: int) -> str:
    """What the queue and the sample of a round are called."""
    return f"{pilot}-{number}"


def pilots(store: Store) -> tuple[Pilot, ...]:
    """Every pilot in its newest version, by name."""
    return tuple(from_plain(Pilot, each.body) for each in store.documents.latest(PILOT))


def find_pilot(store: Store, name: str) -> Pilot:
    """The pilot of that name.

    Raises
    ------
    WorkspaceError
        ``pilot.unknown`` with the near match.
    """
    document = store.documents.find(PILOT, name)
    if document is None:
        fix = f"{did_you_mean(name, [each.name for each in pilots(store)])} Or: assay pilot begin."
        raise WorkspaceError("pilot.unknown", f"There is no pilot '{name[:60]}' here.", fix)
    return from_plain(Pilot, document.body)
