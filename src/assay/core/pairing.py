"""Pairs of outputs that people compare without knowing who wrote them: who wrote which."""

from dataclasses import dataclass

from assay.core.question import LEFT


@dataclass(frozen=True, slots=True)
class PairMade:
    """One pair."""

    id: str
    """Id of the item, which says nothing of the systems."""
    prompt: str
    """Id of the prompt."""
    left: int
    """Place of the system on the left among the systems of the pairing."""
    right: int
    """Place of the system on the right."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who wrote what in the pairs of a dataset."""

    dataset: str
    """Name of the dataset."""
    question: str
    """Name of the question that is asked of each pair."""
    systems: tuple[str, ...]
    """Names of the systems."""
    seed: int
    """By which sides and order were drawn."""
    pairs: tuple[PairMade, ...]
    """In the order in which people see them."""

    def system(self, pair: PairMade, side: str) -> str:
        """Who wrote the output on a side."""
        return self.systems[pair.left if side == LEFT else pair.right]
