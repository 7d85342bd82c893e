"""Qualification: before a queue offers a judge anything, his accuracy on the gold of another queue must be shown.

The rule is on the interval, by the estimates that judge every judge: passed when its lower end reaches what is asked,
failed when its upper end stays below, else more answers are needed.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError, NotPermitted
from assay.core.estimate import Estimate
from assay.core.figures import count, fixed
from assay.labeling.gold import find_gold
from assay.labeling.gold_quality import gold_quality
from assay.labeling.interventions import interventions_in, retrained_since
from assay.labeling.kept import find_queue
from assay.metrics.limits import limits
from assay.store.open import Store

QUALIFICATION = "qualification"
"""Kind of the document that says what a queue asks of its judges."""
MOST_NEEDED = 10_000
"""Beyond this nobody will answer more."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a queue asks of its judges."""

    queue: str
    """Queue for which judges qualify."""
    test: str
    """Queue by whose gold they do."""
    accuracy: float
    """Accuracy on gold that the lower end of the interval must reach."""
    level: float
    """Coverage of the two-sided interval."""


class Outcome(StrEnum):
    """How a judge stands."""

    PASSED = "passed"
    """The lower end of his accuracy reaches what is asked."""
    FAILED = "failed"
    """The upper end stays below."""
    MORE = "more"
    """Neither: more answers are needed."""


class Qualified(NamedTuple):
    """How one judge stands."""

    judge: str
    """Pseudonym."""
    outcome: Outcome
    """Whether he may work."""
    accuracy: Estimate | None
    """On gold; None before the first answer."""
    n_more: int | None
    """Further answers with which the present accuracy would pass; None when it would not, or he has passed."""


def check_asked(accuracy: float, level: float) -> None:
    """Nothing when judges can be asked for this.

    Raises
    ------
    InputError
        ``qualification.accuracy``, ``stats.out_of_range``.
    """
    if not 0.0 < accuracy < 1.0:
        what = f"An accuracy of {accuracy:g} is asked for."
        raise InputError("qualification.accuracy", what, "Give a share above 0 and below 1, such as 0.8.")
    if not 0.5 <= level < 1.0:
        raise InputError("stats.out_of_range", f"The level is {level:g}.", "Give a level from 0.5 to below 1.")


def find_qualification(store: Store, queue: str) -> Qualification | None:
    """What a queue asks of its judges; None when everybody may work."""
    document = store.documents.find(QUALIFICATION, queue)
    return None if document is None else from_plain(Qualification, document.body)


def stands(judge: str, accuracy: Estimate | None, asked: Qualification) -> Qualified:
    """How a judge with this accuracy on gold stands."""
    if accuracy is None or accuracy.interval is None or accuracy.value is None:
        return Qualified(judge, Outcome.MORE, accuracy, None)
    if accuracy.interval.low >= asked.accuracy:
        return Qualified(judge, Outcome.PASSED, accuracy, None)
    outcome = Outcome.FAILED if accuracy.interval.high < asked.accuracy else Outcome.MORE
    return Qualified(judge, outcome, accuracy, _needed(accuracy, accuracy.value, asked))


def qualified_judges(store: Store, asked: Qualification, *, position: int) -> tuple[Qualified, ...]:
    """How each judge stands who answered gold of the test, in order of the pseudonym.

    Of who is to qualify again only what he answered since counts.
    """
    plan, gold = find_queue(store, asked.test), find_gold(store, asked.test)
    since = retrained_since(interventions_in(store, asked.queue))
    found = gold and gold_quality(store, plan, gold, position=position, level=asked.level, seed=SEED, since=since)
    by_judge = {each.slice[0][1]: each for each in (found.judges if found else ()) if each.slice}
    return tuple(stands(str(judge), by_judge[judge], asked) for judge in sorted(by_judge, key=str))


def check_qualified(store: Store, queue: str, judge: str) -> None:
    """Nothing when the queue may offer items to the judge.

    Raises
    ------
    NotPermitted
        ``queue.not_qualified`` with how he stands and what to do next.
    """
    asked = find_qualification(store, queue)
    if asked is None:
        return
    every = qualified_judges(store, asked, position=store.ledger.size())
    found = next((each for each in every if each.judge == judge), stands(judge, None, asked))
    if found.outcome is not Outcome.PASSED:
        raise NotPermitted("queue.not_qualified", f"{_asks(asked)} {_standing(found)}", _next(found, asked))


def _needed(accuracy: Estimate, value: float, asked: Qualification) -> int | None:
    """Answers beyond the present ones with which the same accuracy would reach what is asked."""
    if value <= asked.accuracy or not accuracy.n:
        return None
    for n in range(accuracy.n + 1, MOST_NEEDED + 1):
        if (low := _low_with(accuracy, value, n / accuracy.n, asked.level)) is not None and low >= asked.accuracy:
            return n - accuracy.n
    return None


def _low_with(accuracy: Estimate, value: float, factor: float, level: float) -> float | None:
    """The lower end with so many times the answers."""
    spread = accuracy.spread
    if spread.n_units is None or spread.standard_error is None:
        return None
    degrees = None if spread.degrees is None else (spread.degrees + 1.0) * factor - 1.0
    grown = replace(
        spread, n_units=spread.n_units * factor, standard_error=spread.standard_error / sqrt(factor), degrees=degrees
    )
    found = limits(value, grown, (1.0 - level) / 2.0)
    return None if found is None else found.low


def _asks(asked: Qualification) -> str:
    return (
        f"The queue '{asked.queue}' is for judges whose accuracy in '{asked.test}' is {asked.accuracy:g} or more, "
        f"at the lower end of its {asked.level:.0%} interval."
    )


def _standing(found: Qualified) -> str:
    told = found.accuracy
    if told is None or told.value is None:
        return f"{found.judge} has not answered there yet."
    ends = (
        "" if told.interval is None else f", interval {fixed(told.interval.low, 2)} to {fixed(told.interval.high, 2)}"
    )
    return f"{found.judge} has {fixed(told.value, 2)} of {count(told.n)}{ends}."


def _next(found: Qualified, asked: Qualification) -> str:
    if found.outcome is Outcome.FAILED:
        return "Ask the lead of the program: read the guideline again together before another test."
    more = "" if found.n_more is None else f" (at this accuracy about {count(found.n_more)} more answers)"
    return f"Work on it first{more}: assay work {asked.test} --judge {found.judge}."
