"""Forms: several questions on one page, some of them only after certain answers; one submission, one judgment each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conditional:
    """A question of a form."""

    question: str
    """Its name."""
    condition: str | None = None
    """When it is asked, over earlier questions, in the grammar of slices: ``toxic = "yes"``; None for always."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """Questions that are asked together of an item."""

    name: str
    """Name of the form."""
    asks: str
    """What the judge reads above them."""
    questions: tuple[Conditional, ...]
    """In the order shown; the first is always asked, and decides how many judges an item needs."""
