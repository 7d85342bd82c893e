"""The alternative annotator test as a JSON document and on the terminal."""

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.reports.json import estimates_json
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import DASH

MOST_PEOPLE = 50


class Person(Protocol):
    """One person whom the machine might replace."""

    @property
    def name(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def machine(self) -> float | None: ...
    @property
    def own(self) -> float | None: ...
    @property
    def p_value(self) -> float | None: ...
    @property
    def replaced(self) -> bool: ...


class Verdict(Protocol):
    """What the test says of one machine."""

    @property
    def machine(self) -> str: ...
    @property
    def passed(self) -> bool | None: ...
    @property
    def epsilon(self) -> float: ...
    @property
    def estimates(self) -> tuple[Estimate, ...]: ...
    @property
    def people(self) -> Sequence[Person]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


def replacing_json(found: Verdict) -> dict[str, Any]:
    """``{"alt_test": {"machine", "passed", "epsilon", "people": [...], "notes"}, "estimates": [...]}``."""
    people = [
        {
            "name": each.name,
            "n": each.n,
            "machine": each.machine,
            "own": each.own,
            "p_value": each.p_value,
            "replaced": each.replaced,
        }
        for each in found.people
    ]
    told = {"machine": found.machine, "passed": found.passed, "epsilon": found.epsilon, "people": people}
    return {
        "alt_test": {**told, "notes": list(found.notes)},
        "estimates": estimates_json(found.estimates)["estimates"],
    }


def replacing_summary(found: Verdict) -> RenderableType:
    """The answer in one line, the two rates, then each person."""
    rows = [
        (each.name, _share(each.machine), _share(each.own), _p(each.p_value), _said(each), count(each.n))
        for each in found.people[:MOST_PEOPLE]
    ]
    heads = ("person", ">machine as close", ">person as close", ">p", "machine may replace", ">n")
    rest = len(found.people) - MOST_PEOPLE
    parts: list[RenderableType] = [safe(_answer(found)), estimates_table(found.estimates), plain_table(heads, rows)]
    parts += [Text(f"and {count(rest)} more people: --json gives all of them", "dim")] if rest > 0 else []
    return Group(*parts, *(safe(f"Note: {note}.") for note in found.notes))


def _answer(found: Verdict) -> str:
    if found.passed is None:
        return f"Whether '{found.machine}' may stand in cannot be told: nobody shares enough items with others."
    tested = [each for each in found.people if each.p_value is not None]
    won = sum(each.replaced for each in tested)
    told = f"it may replace {won} of {len(tested)} tested, allowing it to be worse by {found.epsilon:g}"
    if found.passed:
        return f"'{found.machine}' may stand in for these people: {told}."
    return f"It is not shown that '{found.machine}' may stand in for these people: {told}; half are needed."


def _share(share: float | None) -> str:
    return DASH if share is None else f"{share:.3f}"


def _p(value: float | None) -> str:
    return DASH if value is None else ("< 0.001" if value < 0.001 else f"{value:.3f}")


def _said(person: Person) -> str:
    if person.p_value is None:
        return "not tested"
    return "yes" if person.replaced else "not shown"
