"""Answers of a queue that are done and count, each by its name on the ledger: what reviews and lots are drawn from."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.errors import InputError
from assay.core.judgment import Status
from assay.core.people import person
from assay.labeling.disagreement import as_text
from assay.labeling.gold import GOLD_LANE
from assay.labeling.judging import run_of
from assay.labeling.kept import QueuePlan, question_of
from assay.store.open import Store
from assay.store.votes import answers_given, named_votes

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
DAY = 10
"""Characters of a time that are its day."""


class Finished(NamedTuple):
    """One answer."""

    name: str
    """How the ledger calls the judgment."""
    item: str
    """External id."""
    judge: str
    """Who gave it, a pseudonym."""
    answer: str
    """The answer as text."""
    at: str
    """When, UTC."""


class Wanted(NamedTuple):
    """Whose answers, of which days."""

    judges: tuple[str, ...] = ()
    """Only of these; none for all."""
    since: str | None = None
    """First day (UTC) as 2026-11-16."""
    until: str | None = None
    """Last day (UTC)."""


def finished(store: Store, plan: QueuePlan, wanted: Wanted, *, position: int) -> tuple[Finished, ...]:
    """The answers of a queue that count, in ledger order; gold is left out, so that nobody learns of it.

    Raises
    ------
    InputError
        ``review.day``.
    """
    for day in (wanted.since, wanted.until):
        _check_day(day)
    every = named_votes(store, plan.dataset, position=position)
    asked = pc.equal(every["question"], question_of(store, plan).question.name)
    here = pc.and_(asked, pc.equal(pc.fill_null(every["run"], ""), run_of(plan.name)))
    chosen = every.filter(pc.and_(here, pc.equal(every["status"], Status.GIVEN.value)))
    rounds = {each.item: each.round for each in store.queues.items(plan.name, without=[GOLD_LANE])}
    names = ("name", "item", "judge", "attempt", "observed_at")
    columns = [*(chosen[each].to_pylist() for each in names), _texts(chosen)]
    return tuple(
        Finished(name, item, judge, as_text(answer), at or "")
        for name, item, judge, attempt, at, answer in zip(*columns, strict=True)
        if rounds.get(item) == attempt and _is_wanted(wanted, judge, at or "")
    )


def makers(answers: Iterable[Finished]) -> tuple[str, ...]:
    """Who gave them, in order of name."""
    return tuple(sorted({each.judge for each in answers}))


def without(answers: Sequence[Finished], names: Collection[str]) -> tuple[Finished, ...]:
    """Those whose names are not among these."""
    taken = frozenset(names)
    return tuple(each for each in answers if each.name not in taken)


def per_item(answers: Iterable[Finished]) -> Counter[str]:
    """Answers of each item."""
    return Counter(each.item for each in answers)


def _texts(chosen: pa.Table) -> list[object]:
    return list(answers_given(chosen).to_pylist())


def _is_wanted(wanted: Wanted, judge: str, at: str) -> bool:
    if wanted.judges and person(judge) not in {person(each) for each in wanted.judges}:
        return False
    day = at[:DAY]
    return (wanted.since is None or day >= wanted.since) and (wanted.until is None or day <= wanted.until)


def _check_day(day: str | None) -> None:
    if day is not None and not (len(day) == DAY and day[4] == day[7] == "-" and day.replace("-", "").isdecimal()):
        raise InputError("review.day", f"'{day[:40]}' is no day.", "Write it as 2026-11-16.")
