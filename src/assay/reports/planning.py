"""Answers of planning (items, power, smallest effect) as JSON documents and on the terminal."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count, fixed, number
from assay.reports.numbers import percent
from assay.reports.terminal import plain_table, safe
from assay.reports.words import plural
from assay.stats.power.planned import OtherTest, PowerPlan
from assay.stats.power.simulation import Simulation
from assay.stats.power.zero_failure import ZeroFailure

NOTABLE = 0.005
"""A power that falls short by less is as planned."""


def power_json(found: PowerPlan | ZeroFailure) -> dict[str, Any]:
    """``{"power": {"asked", "n", "effect", "power", ...}}`` or ``{"zero_failure": {"asked", "n", "rate", ...}}``."""
    return {"zero_failure" if isinstance(found, ZeroFailure) else "power": to_plain(found)}


def power_summary(found: PowerPlan | ZeroFailure) -> RenderableType:
    """The answer in a sentence, what it rests on, other tests, every slice."""
    if isinstance(found, ZeroFailure):
        return Group(*(safe(line, most=1_000) for line in _zero_failure_lines(found)))
    parts: list[RenderableType] = [safe(line, most=1_000) for line in _lines(found)]
    if found.slices:
        parts += [Text(), _slices(found)]
    if found.others:
        parts += [Text(), _others(found)]
    return Group(*parts)


def _lines(found: PowerPlan) -> Iterator[str]:
    yield _headline(found)
    side = f"{number(found.side_alpha * found.sides)} {'two-sided' if found.sides == 2 else 'on the one side'}"
    yield f"Test: {found.test}, error {side}."
    if found.asked == "n":
        yield f"It shows {_claim(found)}."
    if found.design_effect > 1.0:
        yield (
            f"Items of a cluster are alike: {number(found.design_effect)} times as many are needed as independent ones."
        )
    if found.n_alone is not None and found.machine_items is not None:
        yield (
            f"Beside {count(found.machine_items)} answers of the machine they are worth {count(found.n_alone)} labels "
            f"of people alone ({number(found.n_alone / found.n, digits=3)} times as many)."
        )
    if len(found.slices) > 1:
        yield f"Each slice has that power or more; that all {len(found.slices)} show it: {percent(_all_of(found))}."
    if found.cost is not None:
        yield f"Judging them costs {_money(found.cost)}."
    if found.simulation is not None:
        yield from _played(found, found.simulation)
    for note in found.notes:
        yield f"{note[:1].upper()}{note[1:]}."


def _headline(found: PowerPlan) -> str:
    noun = "label of people" if found.n_alone is not None else "item"
    items = plural(count(found.n), noun, "labels of people" if found.n_alone is not None else None)
    items += f" ({count(found.n_group)} in each group)" if found.n_group is not None else ""
    items += " in all" if found.slices else ""
    slices = f" in {'every slice' if len(found.slices) > 1 else 'the slice'}" if found.slices else ""
    answer, show = ("answers", "shows") if found.n == 1 else ("answer", "show")
    if found.asked == "n":
        return f"{items} {answer} the question{slices} with {percent(found.power_asked or found.power)} power."
    return f"{items} {show} {_claim(found)}{slices} with {percent(found.power_asked or found.power)} power."


def _claim(found: PowerPlan) -> str:
    """What is shown, in words."""
    better = " or more" if found.asked == "effect" else ""
    if found.design == "threshold":
        return f"that a share is at least {_share(found.null)} when it is truly {_share(found.effect)}{better}"
    if found.null < 0.0:
        return f"that the candidate is at most {number(-found.null)} worse when {_truth(found)}"
    return f"a difference of {number(found.effect)}{better}"


def _share(share: float) -> str:
    """Six digits: shares near 1 differ late."""
    return number(share, digits=6)


def _truth(found: PowerPlan) -> str:
    if found.asked != "effect" and found.effect == 0.0:
        return "both are equally good"
    at_least = " or better" if found.asked == "effect" else ""
    return f"it is truly {number(abs(found.effect))} {'better' if found.effect > 0 else 'worse'}{at_least}"


def _all_of(found: PowerPlan) -> float:
    chance = 1.0
    for each in found.slices:
        chance *= each.power
    return chance


def _played(found: PowerPlan, simulation: Simulation) -> Iterator[str]:
    interval = f"{fixed(simulation.low, 3)} to {fixed(simulation.high, 3)}"
    yield (
        f"Played {count(simulation.runs)} times (seed {simulation.seed}, {simulation.test}): "
        f"{fixed(simulation.power, 3)} ({interval}) of the evaluations show it; the plan says {fixed(found.power, 3)}."
    )
    if found.power_asked is not None and simulation.high < found.power_asked - NOTABLE:
        yield "That is less than planned: the formula promises too much here, so judge more items."


def _slices(found: PowerPlan) -> RenderableType:
    heads = ("slice", ">share", ">its items", ">power", ">shows")
    rows = [
        (
            each.name,
            percent(each.share),
            count(round((found.n_group or found.n) * each.share)),
            percent(each.power),
            number(each.effect),
        )
        for each in found.slices
    ]
    return plain_table(heads, rows)


def _others(found: PowerPlan) -> RenderableType:
    asked = {"n": "items" + (" in each group" if found.n_group is not None else ""), "effect": "shows"}
    heads = ("test", f">{asked.get(found.asked, 'power')}")
    return plain_table(heads, [(each.test, _other(found, each)) for each in found.others])


def _other(found: PowerPlan, other: OtherTest) -> str:
    """What another test gives for the quantity that is asked."""
    if other.power is None or other.n is None or other.effect is None:
        return "none does"
    if found.asked == "n":
        return count(other.n)
    if found.asked == "power":
        return fixed(other.power, 4)
    return _share(other.effect) if found.design == "threshold" else number(other.effect)


def _zero_failure_lines(found: ZeroFailure) -> Iterator[str]:
    sure, rate = f"{number(found.confidence * 100, digits=4)}\u2009%", _rate(found.rate)
    items = plural(count(found.n), "item")
    condition = ", none of which may fail," if found.asked == "n" else " without a failure"
    lowest = ", and no lower one" if found.asked == "rate" else ""
    yield f"{items}{condition} show a failure rate below {rate} with {sure} confidence{lowest}."
    if found.true_rate > 0.0:
        yield f"If the true rate is {_rate(found.true_rate)}, no item fails with chance {number(found.chance)}."
    yield "One failure refutes the claim; assay acceptance plans with failures allowed."
    if found.cost is not None:
        yield f"Judging them costs {_money(found.cost)}."


def _rate(share: float) -> str:
    return f"{number(share * 100)}\u2009%"


def _money(amount: float) -> str:
    return fixed(amount, 2) if amount < 1_000 else fixed(amount, 0)
