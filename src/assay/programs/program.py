"""A labeling program: what it is for, its queues, how good and how far it shall come, what it costs, who is in it."""

from dataclasses import dataclass

PROGRAM = "program"
"""Kind of the document."""
METRICS = {"alpha": "agreement (alpha)", "gold_accuracy": "accuracy on gold"}
"""What a target may be of, and in words."""


@dataclass(frozen=True, slots=True)
class Target:
    """How good the labels shall be."""

    metric: str
    """``alpha`` or ``gold_accuracy``."""
    least: float
    """The value to reach, above 0 and at most 1."""


@dataclass(frozen=True, slots=True)
class Goal:
    """How far the program shall come, and by when."""

    items: int | None = None
    """Finished items; None for all that its queues hold."""
    due: str | None = None
    """Day, as 2026-12-15."""


@dataclass(frozen=True, slots=True)
class VendorRate:
    """What one vendor is paid."""

    vendor: str
    """Its name."""
    answer_minor: int
    """For an accepted answer, in minor units of the currency."""


@dataclass(frozen=True, slots=True)
class RateCard:
    """What accepted answers cost."""

    currency: str
    """ISO 4217 code, such as USD."""
    answer_minor: int
    """For an accepted answer, in minor units of the currency: 12 is 12 cents."""
    vendors: tuple[VendorRate, ...] = ()
    """Vendors with a rate of their own."""

    def of(self, vendor: str | None) -> int:
        """What an accepted answer of a vendor costs, in minor units."""
        return next((each.answer_minor for each in self.vendors if each.vendor == vendor), self.answer_minor)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who labels in the program."""

    judge: str
    """Pseudonym."""
    vendor: str | None = None
    """Whom he belongs to."""
    languages: tuple[str, ...] = ()
    """Languages that he reads."""


@dataclass(frozen=True, slots=True)
class Program:
    """A labeling program."""

    name: str
    """Name."""
    purpose: str
    """What the labels are for."""
    dataset: str
    """Name of the dataset whose items are labeled."""
    queues: tuple[str, ...]
    """Its queues."""
    target: Target | None = None
    """How good the labels shall be."""
    goal: Goal = Goal()
    """How far, and by when."""
    rates: RateCard | None = None
    """What answers cost."""
    members: tuple[Member, ...] = ()
    """Who labels."""

    def vendor_of(self, judge: str) -> str | None:
        """The vendor of a judge; None for who belongs to none, or is no member."""
        return next((each.vendor for each in self.members if each.judge == judge), None)


def cost_minor(program: Program, accepted: dict[str, int]) -> int | None:
    """What accepted answers (judge to count) cost so far, in minor units; None without a rate card."""
    rates = program.rates
    if rates is None:
        return None
    return sum(n * rates.of(program.vendor_of(judge)) for judge, n in accepted.items())


def reached(target: Target, low: float | None, high: float | None) -> bool | None:
    """Whether an interval shows that a target is met (all of it lies at or above), or missed; None: cannot tell."""
    if low is None or high is None:
        return None
    if low >= target.least:
        return True
    return False if high < target.least else None
