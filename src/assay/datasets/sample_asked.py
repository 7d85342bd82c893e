"""What a sample is asked to be, and everything about it that cannot be, before any item is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assay.core.errors import Problem, did_you_mean
from assay.core.expression import columns_of, parse_expression
from assay.datasets.named import check_known
from assay.datasets.problems import Problems

DESIGNS = ("simple", "stratified", "neyman", "pps")
ALLOCATIONS = ("proportional", "equal", "neyman")


@dataclass(frozen=True, slots=True)
class SampleAsked:
    """How a sample is to be drawn."""

    n: int
    """Items."""
    design: str = "simple"
    """``simple``, ``stratified``, ``neyman`` (stratified after a pilot) or ``pps``."""
    seed: int = 7
    """Of the draw."""
    item: str = "item"
    """Column of the item ids."""
    stratum: tuple[str, ...] = ()
    """Columns whose levels are the strata."""
    allocation: str | None = None
    """How strata share the items; proportional by default, neyman for that design."""
    least: int = 2
    """Items each stratum gives at least, where it has them."""
    size: str | None = None
    """Column of the sizes of ``pps``."""
    where: str | None = None
    """Condition of the slice grammar that restricts the frame."""
    pilot: Any = None
    """File or frame with answers of a pilot, for neyman."""
    pilot_answer: str | None = None
    """Its column of answers: what is going to be averaged."""


def settled(asked: SampleAsked, known: Sequence[str], *, file: str | None) -> SampleAsked:
    """The same with ``design`` in three words and its allocation; refused with all that does not go together.

    Raises
    ------
    InputError
        ``sample.design``, ``sample.allocation``, ``sample.n``, ``sample.least``, ``input.seed``, ``sample.needs``,
        ``sample.not_used``, and ``input.unknown_column`` for names that no column of ``known`` has: all at once.
        ``slice.syntax``.
    """
    where = [] if asked.where is None else list(columns_of(parse_expression(asked.where)))
    problems = Problems(file)
    words = [*_words(asked), *_counts(asked)]
    for each in words or [*_lacking(asked), *_not_used(asked)]:
        problems.add(each.code, each.what, each.fix)
    check_known([asked.item, *asked.stratum, *([asked.size] if asked.size else []), *where], known, problems)
    problems.raise_any()
    if asked.design == "neyman":
        return replace(asked, design="stratified", allocation="neyman")
    return replace(asked, allocation=asked.allocation or "proportional") if asked.design == "stratified" else asked


def _words(asked: SampleAsked) -> list[Problem]:
    found = []
    if asked.design not in DESIGNS:
        fix = did_you_mean(asked.design, DESIGNS)
        found.append(Problem("sample.design", f"There is no design '{asked.design[:60]}'.", fix))
    if asked.allocation is not None and asked.allocation not in ALLOCATIONS:
        fix = did_you_mean(asked.allocation, ALLOCATIONS)
        found.append(Problem("sample.allocation", f"There is no allocation '{asked.allocation[:60]}'.", fix))
    return found


def _counts(asked: SampleAsked) -> list[Problem]:
    found = []
    if asked.n < 1:
        found.append(Problem("sample.n", f"n is {asked.n}.", "Ask for at least 1 item: --n 200."))
    if asked.least < 1:
        what = f"The least of a stratum is {asked.least}."
        found.append(Problem("sample.least", what, "Give 1 or more: a stratum without items says nothing."))
    if asked.seed < 0:
        found.append(Problem("input.seed", f"The seed {asked.seed} is below 0.", "Give a whole number from 0 up."))
    return found


def _is_neyman(asked: SampleAsked) -> bool:
    return asked.design == "neyman" or (asked.design == "stratified" and asked.allocation == "neyman")


def _lacking(asked: SampleAsked) -> list[Problem]:
    needs = (
        (asked.design in ("stratified", "neyman") and not asked.stratum, "columns of strata", "--stratum COLUMN"),
        (asked.design == "pps" and asked.size is None, "a column of sizes", "--size COLUMN"),
        (_is_neyman(asked) and asked.pilot is None, "answers of a pilot", "--pilot FILE"),
        (_is_neyman(asked) and asked.pilot_answer is None, "the pilot's column of answers", "--pilot-answer COLUMN"),
    )
    return [
        Problem("sample.needs", f"A {asked.design} sample needs {what}.", f"Name it: {option}.")
        for lacks, what, option in needs
        if lacks
    ]


def _not_used(asked: SampleAsked) -> list[Problem]:
    given = (
        (bool(asked.stratum) and asked.design in ("simple", "pps"), "--stratum", "--design stratified"),
        (asked.size is not None and asked.design != "pps", "--size", "--design pps"),
        (asked.allocation is not None and asked.design in ("simple", "pps"), "--allocation", "--design stratified"),
        (asked.allocation not in (None, "neyman") and asked.design == "neyman", "--allocation", "--design stratified"),
        (asked.pilot is not None and not _is_neyman(asked), "--pilot", "--design neyman"),
    )
    return [
        Problem(
            "sample.not_used", f"A {asked.design} sample does not use {option}.", f"Leave it out, or say {instead}."
        )
        for stray, option, instead in given
        if stray
    ]
