"""May a machine stand in for people: the alternative annotator test on votes, as estimates."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from assay.core.alt_test import AltTest, Person
from assay.core.errors import InputError
from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.slices import SliceKey
from assay.metrics.limits import limits
from assay.metrics.long_facts import LongFacts, long_facts
from assay.stats.mixed.replacing import LEAST_ITEMS, PersonTest, Replacing, alternative_test

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
Floats = npt.NDArray[np.float64]

WINNING, ADVANTAGE = "winning_rate", "average_advantage"
COUNTED = "all_people_counted"
NOBODY_TESTED = "nobody_tested"
SCALES = ("nominal", "interval")
NO_ANSWER = "it gave no answer that can be used."
"""Why a machine is not tested that said nothing."""
LEAST_PEOPLE = 3
"""Each is left out in turn, and two must remain."""


def may_replace(
    facts: LongFacts,
    machine: str,
    people: Sequence[str] = (),
    *,
    epsilon: float = 0.1,
    scale: str = "nominal",
    unanswered: Collection[str] = (),
    level: float = 0.95,
) -> AltTest:
    """The alternative annotator test of a machine among people.

    Parameters
    ----------
    people : names of judges; all but the machine when left out
    scale : ``nominal`` (same answer or not) or ``interval`` (distance of numbers)
    unanswered : items that the machine was asked and did not answer; each counts as won by the person

    Raises
    ------
    InputError
        ``input.unknown_judge``, ``alt_test.scale``, ``alt_test.epsilon``, ``alt_test.too_few_people``,
        ``input.not_a_number``.
    """
    names = list(dict.fromkeys(people)) or [name for name in facts.judges if name != machine]
    facts.of_judge(machine)
    _check(names, machine, epsilon, scale)
    values = _values(facts, scale)
    table = np.stack([_answers(facts, name, values) for name in names], axis=1)
    own = _answers(facts, machine, values)
    lost = np.asarray([each in unanswered for each in facts.items], np.bool_) & np.isnan(own)
    found = alternative_test(table, own, epsilon=epsilon, numbers=scale == "interval", unanswered=lost)
    tested = [_person(names, each) for each in found.people]
    few = [f"{each.name} ({each.n})" for each in tested if each.p_value is None]
    shown = ", ".join(few[:8]) + (f" and {len(few) - 8} more" if len(few) > 8 else "")
    notes = (f"not tested, for they share fewer than {LEAST_ITEMS} items: {shown}",) if few else ()
    return AltTest(
        machine,
        None if found.omega is None else found.passed,
        epsilon,
        _estimates(found, machine, epsilon, level),
        tuple(tested),
        (*facts.notes, *notes),
        int((~np.isnan(table).all(axis=1) & (lost | ~np.isnan(own))).sum()),
        int((~np.isnan(table).all(axis=1) & lost).sum()),
    )


def whether_it_may(votes: pa.Table, machine: str, *, epsilon: float, scale: str, level: float) -> AltTest | str:
    """The test of a machine on votes of its own and of people, or in a sentence why they do not allow it.

    A person's last answer to an item counts, as in `assay alt-test`; asked again, the machine's first one. An item that
    it was asked and never answered counts against it.

    Parameters
    ----------
    votes : columns ``item``, ``judge``, ``answer``; all but the machine are people; where it gave no answer, the
        machine's row has none

    Raises
    ------
    InputError
        Those of `may_replace` but ``alt_test.too_few_people``.
    """
    n_people = len(set(votes["judge"].to_pylist()) - {machine})
    if n_people < LEAST_PEOPLE:
        who = "1 person" if n_people == 1 else f"{n_people} people"
        return f"{who} answered beside it, and each is left out in turn while two remain: three are needed."
    told = [*zip(*(votes[name].to_pylist() for name in ("item", "judge", "answer")), strict=True)]
    if not any(judge == machine and answer is not None for _, judge, answer in told):
        return NO_ANSWER
    unanswered = frozenset(str(item) for item, judge, answer in told if judge == machine and answer is None)
    facts = long_facts(votes.filter(pc.is_valid(votes["answer"])), item=["item"], judge=["judge"], answer="answer")
    return may_replace(facts, machine, epsilon=epsilon, scale=scale, unanswered=unanswered, level=level)


def _check(names: Sequence[str], machine: str, epsilon: float, scale: str) -> None:
    if scale not in SCALES:
        raise InputError("alt_test.scale", f"There is no scale '{scale}' here.", f"Say {' or '.join(SCALES)}.")
    if not 0.0 <= epsilon < 1.0:
        what = f"Epsilon is {epsilon:g}."
        raise InputError("alt_test.epsilon", what, "Say by how much the machine may be worse, such as 0.1.")
    if machine in names:
        raise InputError("alt_test.machine", f"'{machine}' is named among the people.", "Leave it out of --people.")
    if len(names) < LEAST_PEOPLE:
        what = f"There are {len(names)} people beside '{machine}'."
        raise InputError("alt_test.too_few_people", what, "Each is left out in turn and two must remain: give three.")


def _values(facts: LongFacts, scale: str) -> Floats:
    if scale == "nominal":
        return np.arange(len(facts.classes), dtype=np.float64)
    if facts.values is None:
        what = "Not every answer is a number."
        raise InputError("input.not_a_number", what, "Ask for --scale nominal, or give numbers.")
    return facts.values


def _answers(facts: LongFacts, name: str, values: Floats) -> Floats:
    """A judge's answer to each item as a number, NaN where there is none."""
    found = np.full(len(facts.items), np.nan)
    chosen = facts.votes.judges == facts.of_judge(name)
    found[facts.votes.items[chosen]] = values[facts.votes.answers[chosen]]
    return found


def _person(names: Sequence[str], test: PersonTest) -> Person:
    machine, own = (test.machine, test.own) if test.n else (None, None)
    return Person(names[test.person], test.n, machine, own, test.p_value, test.replaced)


def _estimates(found: Replacing, machine: str, epsilon: float, level: float) -> tuple[Estimate, ...]:
    n_tested = sum(each.p_value is not None for each in found.people)
    reason = COUNTED if n_tested else NOBODY_TESTED
    key: SliceKey = ()
    card = MethodCard(
        WINNING,
        "Share of the tested people whom the machine may replace; from 0.5 on it may stand in.",
        "None: it counts these people, each by a test.",
        "Student's t of each person, Benjamini and Yekutieli at 5 %.",
        (("epsilon", f"{epsilon:g}"), ("least items", str(LEAST_ITEMS))),
    )
    none = Spread(Rule.NONE)
    omega = Estimate(WINNING, key, machine, found.omega, None, level, n_tested, None, reason, none, card)
    return omega, _advantage(found, machine, epsilon, level)


def _advantage(found: Replacing, machine: str, epsilon: float, level: float) -> Estimate:
    card = MethodCard(
        ADVANTAGE,
        "Mean over the tested people of the share of items on which the machine is at least as close to the others.",
        "Wilson score with effective n; Student's t.",
        "Items as clusters: every person's comparison on an item is in it.",
        (("epsilon", f"{epsilon:g}"),),
    )
    spread = _spread(found)
    bounds: Interval | None = None
    if found.rho is not None:
        bounds = limits(found.rho, spread, (1.0 - level) / 2.0)
    reason = None if bounds else NOBODY_TESTED
    return Estimate(ADVANTAGE, (), machine, found.rho, bounds, level, found.n_items, None, reason, spread, card)


def _spread(found: Replacing) -> Spread:
    if found.rho is None or found.rho_error is None:
        return Spread(Rule.NONE)
    inside = found.rho * (1.0 - found.rho)
    units = inside / found.rho_error**2 if found.rho_error > 0.0 and inside > 0.0 else float(found.n_items)
    return Spread(Rule.WILSON, found.rho_error, units, float(found.n_items - 1), 0.0, 1.0)
