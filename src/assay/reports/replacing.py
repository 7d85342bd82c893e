"""The alternative annotator test as a JSON document and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.alt_test import AltTest, Person
from assay.core.figures import count
from assay.reports.json import estimates_json
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import DASH

MOST_PEOPLE = 50


def replacing_json(found: AltTest) -> dict[str, Any]:
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
    told: dict[str, Any] = {
        "machine": found.machine,
        "passed": found.passed,
        "epsilon": found.epsilon,
        "people": people,
    }
    told |= {"n_asked": found.n_asked or None, "n_unanswered": found.n_unanswered}
    return {
        "alt_test": {**told, "notes": list(found.notes)},
        "estimates": estimates_json(found.estimates)["estimates"],
    }


def replacing_summary(found: AltTest) -> RenderableType:
    """The answer in one line, the two rates, then each person."""
    return Group(*replacing_parts(found), *(safe(f"Note: {note}.") for note in found.notes))


def replacing_parts(found: AltTest) -> list[RenderableType]:
    """The same without what was left out."""
    heads, rows = person_rows(found)
    rest = len(found.people) - MOST_PEOPLE
    parts: list[RenderableType] = [
        safe(replacing_words(found)),
        estimates_table(found.estimates),
        plain_table(heads, rows),
    ]
    return parts + ([Text(f"and {count(rest)} more people: --json gives all of them", "dim")] if rest > 0 else [])


def person_rows(found: AltTest) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Heads and rows: each person beside the machine."""
    rows = [
        (each.name, _share(each.machine), _share(each.own), _p(each.p_value), _said(each), count(each.n))
        for each in found.people[:MOST_PEOPLE]
    ]
    return ("person", ">machine as close", ">person as close", ">p", "machine may replace", ">n"), rows


def replacing_words(found: AltTest) -> str:
    """Whether the machine may stand in, in a sentence."""
    if found.passed is None:
        return f"Whether '{found.machine}' may stand in cannot be told: nobody shares enough items with others."
    tested = [each for each in found.people if each.p_value is not None]
    won = sum(each.replaced for each in tested)
    told = f"it may replace {won} of {len(tested)} tested, allowing it to be worse by {found.epsilon:g}"
    left = f"it left {count(found.n_unanswered)} of {count(found.n_asked)} items unanswered"
    left = f"; {left}, each of which counts against it" if found.n_unanswered else ""
    if found.passed:
        return f"'{found.machine}' may stand in for these people: {told}{left}."
    return f"It is not shown that '{found.machine}' may stand in for these people: {told}; half are needed{left}."


def _share(share: float | None) -> str:
    return DASH if share is None else f"{share:.3f}"


def _p(value: float | None) -> str:
    return DASH if value is None else ("< 0.001" if value < 0.001 else f"{value:.3f}")


def _said(person: Person) -> str:
    if person.p_value is None:
        return "not tested"
    return "yes" if person.replaced else "not shown"
