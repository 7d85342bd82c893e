"""May a machine stand in for people: what the alternative annotator test says of it, as a record."""

from dataclasses import dataclass, field

from assay.core.estimate import Estimate
from assay.core.layout import LATER


@dataclass(frozen=True, slots=True)
class Person:
    """One person whom the machine might replace."""

    name: str
    """The judge."""
    n: int
    """Items that count: the person, another person and the machine answered."""
    machine: float | None
    """Share on which the machine was at least as close to the others."""
    own: float | None
    """Share on which the person was at least as close."""
    p_value: float | None
    """Of "the machine is worse by epsilon or more", by Benjamini and Yekutieli; None where not tested."""
    replaced: bool
    """Whether the machine may replace this person."""


@dataclass(frozen=True, slots=True)
class AltTest:
    """What the test says of one machine."""

    machine: str
    """The judge that was tested."""
    passed: bool | None
    """Whether it may stand in: winning rate at least 0.5; None where nobody could be tested."""
    epsilon: float
    """By how much it may be worse."""
    estimates: tuple[Estimate, ...]
    """Winning rate and average advantage."""
    people: tuple[Person, ...]
    """Each person."""
    notes: tuple[str, ...]
    """Who was not tested, and what was left out."""
    n_asked: int = field(default=0, metadata=LATER)
    """Items of people that the machine was asked; 0 where that is not known."""
    n_unanswered: int = field(default=0, metadata=LATER)
    """Of them, those that it did not answer: each counts against it."""
