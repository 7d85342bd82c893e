"""A judge card: what a machine judge is worth against people, until when that may be relied upon."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from assay.core.alt_test import AltTest
from assay.core.canonical import content_hash
from assay.core.estimate import Estimate
from assay.core.layout import LATER
from assay.core.slices import SliceKey

ANSWER = "answer"
"""Option of a method card: the answer whose share is compared on long and on short outputs."""
FEW = 30
"""Items below which a slice of a card is called small."""


GOOD_FOR_DAYS = 90
"""How long a card holds where nobody says otherwise."""
EPSILON = 0.1
"""By how much a judge may be worse than a person whom it stands in for, where nobody says otherwise."""


class Trait(StrEnum):
    """What can be said of a judge, one word each."""

    AGREES = "agrees"
    """With people, beyond chance and beyond every answer that needs no reading."""
    NO_BETTER = "no_better"
    """Not shown to be better than an answer that needs no reading: always the same one, always the longer one."""
    RANDOM = "random"
    """Its agreement with people is what chance would give."""
    CONSTANT = "constant"
    """It gives one answer nearly always."""
    SIDE_BIASED = "side_biased"
    """The side that is shown first (or second) wins more often than people say."""
    LENGTH_BIASED = "length_biased"
    """What is longer (or shorter) wins more often than people say."""
    SELF_PREFERRING = "self_preferring"
    """Its own system's output wins more often than people say."""
    INJECTED = "injected"
    """It does what an item tells it to."""
    UNREADABLE = "unreadable"
    """Its answers cannot be read too often."""
    NO_REPLY = "no_reply"
    """Too often its endpoint gives no answer at all."""
    REFUSES = "refuses"
    """It refuses to judge too often."""
    ABSTAINS = "abstains"
    """It says too often that it cannot say."""
    UNSTABLE = "unstable"
    """Asked again, it says something else too often."""
    TOO_FEW = "too_few"
    """There are too few items to say."""


class Absence(StrEnum):
    """Why a verdict has no answer; the card tells the share of each under this name."""

    UNREADABLE = "unreadable"
    """The judge said something that is no answer of the menu, or two of them."""
    NO_REPLY = "no_reply"
    """Its endpoint gave nothing: it failed, or was too slow."""
    REFUSED = "refused"
    """The judge refused."""
    ABSTAINED = "abstained"
    """It said that it cannot say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One trait, in a sentence, with the number behind it."""

    trait: Trait
    """The word."""
    sentence: str
    """For a person, with the interval."""
    metric: str
    """Name of the estimate it rests on."""
    good: bool
    """Whether it speaks for the judge."""


@dataclass(frozen=True, slots=True)
class ConfusionCell:
    """How often the judge gives an answer where people's is another."""

    right: str
    """People's answer."""
    said: str
    """The judge's."""
    estimate: Estimate
    """Share, with interval and n."""

    @property
    def slice(self) -> SliceKey:
        """The slice that it is of; ``()`` is all items."""
        return self.estimate.slice[:-2]


@dataclass(frozen=True, slots=True)
class SliceConfusion:
    """The confusion in one slice."""

    slice: SliceKey
    """Which slice."""
    n: int
    """Verdicts that count there."""
    cells: tuple[ConfusionCell, ...]
    """Its answers by what is right."""

    @property
    def is_small(self) -> bool:
        """Whether the intervals are wide because there is little to see."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class JudgeCard:
    """What a judge is worth, measured on the items of one calibration."""

    judge: str
    """Name of the judge."""
    version: str
    """Model and prompt; empty where it is not known."""
    question: str
    """What was asked."""
    guideline: str
    """Version of the guideline; empty where there is none."""
    against: str
    """Whose answers are held to be right: a column, people, or a reference set."""
    n_items: int
    """Items with an answer of people."""
    estimates: tuple[Estimate, ...]
    """Agreement, overall and by slice, consistency, biases, baselines."""
    confusion: tuple[ConfusionCell, ...]
    """Its answers by what is right."""
    findings: tuple[Finding, ...]
    """What follows, the worst first."""
    notes: tuple[str, ...]
    """What was left out or assumed."""
    made_at: str
    """UTC."""
    valid_until: str
    """UTC; after it the judge must be calibrated anew."""
    items: str
    """Hash of the ids of the items it was calibrated on: a judge tuned on them is not calibrated by them."""
    cost: float | None = None
    """Mean cost of a verdict, in the smallest unit; None where it is not known."""
    seconds: float | None = None
    """Mean seconds of a verdict; None where they are not known."""
    tuned_on: tuple[str, ...] = field(default=(), metadata=LATER)
    """`item_mark` of each item that the judge is declared to have been tuned on."""
    n_tuned: int = field(default=0, metadata=LATER)
    """How many of these are among the items of the calibration."""
    confusion_by_slice: tuple[ConfusionCell, ...] = field(default=(), metadata=LATER)
    """Its answers by what is right in each slice."""
    alt_test: AltTest | None = field(default=None, metadata=LATER)
    """Whether it may stand in for people who label; None where that cannot be tested."""
    no_alt_test: str = field(default="", metadata=LATER)
    """Why it is not tested; empty where it is, and on cards made before it was."""
    currency: str | None = field(default=None, metadata=LATER)
    """ISO 4217 of ``cost``; None where it is not known."""

    @property
    def slices(self) -> tuple[SliceConfusion, ...]:
        """The confusion of each slice, in their order."""
        found: dict[SliceKey, list[ConfusionCell]] = {}
        for cell in self.confusion_by_slice:
            found.setdefault(cell.slice, []).append(cell)
        return tuple(SliceConfusion(key, _n(cells), tuple(cells)) for key, cells in found.items())

    @property
    def self_answer(self) -> str | None:
        """The answer whose share ``self_gap`` compares; None where there is none."""
        gap = next((each for each in self.estimates if each.metric == "self_gap"), None)
        return None if gap is None else answer_of(gap)

    @property
    def length_answer(self) -> str | None:
        """The answer whose share ``length_gap`` compares; None where there is none."""
        gap = next((each for each in self.estimates if each.metric == "length_gap"), None)
        return None if gap is None else answer_of(gap)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whose card it is, and how long it holds."""

    judge: str
    """Name of the judge."""
    version: str = ""
    """Model and prompt."""
    question: str = ""
    """What was asked."""
    guideline: str = ""
    """Version of the guideline."""
    against: str = ""
    """Whose answers are held to be right; the column when left out."""
    days: int = GOOD_FOR_DAYS
    """How long the card holds."""
    tuned_on: tuple[str, ...] = ()
    """Ids of items on which its prompt or its model was tuned."""
    epsilon: float = EPSILON
    """By how much it may be worse than a person whom it stands in for."""


def answer_of(estimate: Estimate) -> str | None:
    """The answer that an estimate is about; None where its method card names none."""
    return dict(estimate.method.options).get(ANSWER)


def _n(cells: Sequence[ConfusionCell]) -> int:
    return sum({cell.right: cell.estimate.n for cell in cells}.values())


def item_mark(item: str) -> str:
    """A short hash of an item's id: enough to see that a judge meets an item again, too little to list the items."""
    return content_hash(item)[:16]
