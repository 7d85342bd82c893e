"""Method cards of the page: each distinct card once, those of all items first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.core.estimate import Comparison, Estimate, MethodCard
from assay.core.evidence import Evidence

MOST_CARDS = 60


@dataclass(frozen=True, slots=True)
class MethodIndex:
    """The cards that the page shows, with their anchors."""

    cards: dict[MethodCard, str]
    """Card to anchor, in the order shown."""
    n_left_out: int
    """Further cards, of slices, that are in the JSON only."""

    def href(self, card: MethodCard) -> str:
        """``#method-0`` of a card on the page, else empty."""
        anchor = self.cards.get(card)
        return f"#{anchor}" if anchor else ""


def method_index(evidence: Evidence) -> MethodIndex:
    """Distinct cards of an evidence: those of all items, then as many of slices as there is room for."""
    overall = dict.fromkeys(_cards(evidence, is_overall=True))
    by_slice = dict.fromkeys(_cards(evidence, is_overall=False))
    distinct = list(dict.fromkeys([*overall, *by_slice]))
    shown = distinct[: max(MOST_CARDS, len(overall))]
    return MethodIndex({card: f"method-{index}" for index, card in enumerate(shown)}, len(distinct) - len(shown))


def _cards(evidence: Evidence, *, is_overall: bool) -> Iterator[MethodCard]:
    """Cards in order; a run of records that share one card object yields it once, since slices are many."""
    records: Iterable[Estimate | Comparison] = (*evidence.comparisons, *evidence.estimates)
    seen: set[int] = set()
    for record in records:
        if (not record.slice) is is_overall and id(record.method) not in seen:
            seen.add(id(record.method))
            yield record.method
