"""Whether the card of a machine judge may still be relied upon."""

from dataclasses import dataclass
from enum import StrEnum

from assay.core.estimate import Estimate


class Standing(StrEnum):
    """How a card stands, one word each."""

    HOLDS = "holds"
    """Nothing speaks against it."""
    EXPIRED = "expired"
    """Its end date is over."""
    OTHER_VERSION = "other_version"
    """The judge answers in another version now, or by another guideline."""
    DRIFTED = "drifted"
    """It is surely worse than when the card was made."""
    UNSURE = "unsure"
    """Too little was judged since to say that it is still as good."""


WORST_FIRST = (Standing.EXPIRED, Standing.OTHER_VERSION, Standing.DRIFTED, Standing.UNSURE, Standing.HOLDS)


@dataclass(frozen=True, slots=True)
class Stands:
    """One thing that can be said of how a card stands."""

    standing: Standing
    """The word."""
    sentence: str
    """For a person, with the interval."""


@dataclass(frozen=True, slots=True)
class JudgeCheck:
    """A card held against what the judge did since."""

    judge: str
    """Name of the judge."""
    question: str
    """What it is asked."""
    made_at: str
    """When the card was made, UTC."""
    valid_until: str
    """Until when it holds, UTC."""
    stands: tuple[Stands, ...]
    """What can be said, the worst first."""
    n_since: int
    """Items judged since that have an answer of people."""
    change: Estimate | None
    """Accuracy since the card, less that of the card; None where nothing was judged since."""
    tolerance: float
    """By how much it may be worse and still be as good."""

    @property
    def worst(self) -> Standing:
        """The worst of it."""
        return self.stands[0].standing
