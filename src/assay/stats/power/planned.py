"""A whole answer of planning: for all items or every slice, by the test asked for and by others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assay.core.errors import InputError
from assay.stats.power.answer import Answer, answered, in_every_slice
from assay.stats.power.search import Powered
from assay.stats.power.simulation import Simulation
from assay.stats.power.worth import Worth


@dataclass(frozen=True, slots=True)
class OtherTest:
    """What another test of the same question would need or show."""

    test: str
    """Which, in words."""
    n: int | None
    """Items to be judged in all (in each of two groups); None where none would do."""
    effect: float | None
    """The effect that shows; None where none does."""
    power: float | None
    """Chance that it shows."""


@dataclass(frozen=True, slots=True)
class PowerPlan:
    """Items, effect and power that belong together, and what they rest on."""

    asked: str
    """Which of ``n``, ``effect`` and ``power`` was found from the two others."""
    design: str
    """paired, unpaired, means or threshold."""
    test: str
    """Name of the test that must be used for this to hold."""
    n: int
    """Items that people judge, in all."""
    n_group: int | None
    """Items in each of two groups; None where both systems answer the same items."""
    effect: float
    """True difference, or true share for a threshold."""
    power: float
    """Chance to show it: with several slices that of the least sure one."""
    power_asked: float | None
    """Power that was asked for; None when it was what is asked."""
    side_alpha: float
    """Error on one side, after sharing among slices."""
    sides: int
    """2 for a difference either way, 1 for "no worse than" and "at least"."""
    null: float
    """The effect that must be told from: 0, minus the margin, or the threshold."""
    design_effect: float
    """Times more items because of clusters; 1 for independent ones."""
    slices: tuple[Answer, ...]
    """Each slice that must answer; empty when all items are asked about."""
    others: tuple[OtherTest, ...]
    """Other tests and errors of the same question."""
    judge_correlation: float | None
    """Of a machine judge and people."""
    machine_items: int | None
    """Items that only the machine judges."""
    n_alone: int | None
    """Labels of people that would be needed, or would be worth as much, without the machine."""
    cost: float | None
    """Of judging all items."""
    simulation: Simulation | None
    """What playing the evaluation many times gives."""
    notes: tuple[str, ...]
    """What was assumed."""


def planned(
    test: Powered,
    worth: Worth,
    slices: Sequence[tuple[str, float]],
    *,
    n: int | None,
    effect: float | None,
    power: float,
) -> tuple[Answer, tuple[Answer, ...]]:
    """The answer for all items or for the least sure slice, and the answers of all slices."""
    if not slices:
        return answered(test, worth, n=n, effect=effect, power=power), ()
    found = in_every_slice(test, worth, slices, n=n, effect=effect, power=power)
    far = [abs(each.effect - test.null) for each in found]
    return found[min(range(len(found)), key=lambda place: (found[place].power, -far[place]))], found


def compared(
    tests: Iterable[tuple[str, Powered]], worth: Worth, *, n: int | None, effect: float | None, power: float
) -> tuple[OtherTest, ...]:
    """The same question asked of other tests; what is out of reach of one says None."""
    return tuple(_other(words, test, worth, n, effect, power) for words, test in tests)


def _other(words: str, test: Powered, worth: Worth, n: int | None, effect: float | None, power: float) -> OtherTest:
    try:
        found = answered(test, worth, n=n, effect=effect, power=power)
    except InputError as error:
        if error.code != "stats.out_of_reach":
            raise
        return OtherTest(words, n, effect, None)
    return OtherTest(words, found.n, found.effect, found.power)
