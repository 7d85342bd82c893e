"""What can be asked of people and machine: metrics of a candidate, or the share or the mean of their own answers.

The share of an answer is the accuracy of the answers held against that answer throughout, and the mean of numbers is
their bias against 0: one computation each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as kernels

from assay.core.errors import InputError
from assay.metrics.definition import MetricDefinition
from assay.metrics.definitions.numbers import NUMBERS
from assay.metrics.encoding import encode, one_array
from assay.metrics.fact_table import positive_class
from assay.metrics.long_facts import as_numbers
from assay.metrics.mixed.facts import Sides
from assay.metrics.mixed.table import ITEM, column_of
from assay.metrics.registry import parse_metric, parse_metrics

SHARE, MEAN = "share", "mean"
OWN = (SHARE, MEAN)
"""What is asked of the judges' answers themselves, without a candidate."""
AGAINST = "held against"
"""Column of the one answer that all are held against."""
AGAINST_PEOPLE = "held against, where people answered"
ZERO = "0"


@dataclass(frozen=True, slots=True)
class Question:
    """Metrics that need the same table."""

    kind: str
    """``share``, ``mean``, ``classes`` or ``numbers``."""
    metrics: tuple[MetricDefinition, ...]
    """What is asked."""
    positive: str | None
    """The positive class, where one was named."""

    def sides(self, table: pa.Table, people: str, machine: str, systems: Sequence[str]) -> tuple[pa.Table, Sides]:
        """The table and its columns as `assay.metrics.mixed.facts.mixed_facts` takes them."""
        right, stands_in = column_of(people), column_of(machine)
        if self.kind in OWN:
            return self._own(table, people, right, stands_in)
        columns = {name: column_of(name) for name in systems}
        if self.kind == "numbers":
            table = _as_numbers(table, list(columns.values()))
        return table, Sides(
            ITEM, right, stands_in, {name: (each, each) for name, each in columns.items()}, self.kind == "numbers"
        )

    def _own(self, table: pa.Table, people: str, right: str, stands_in: str) -> tuple[pa.Table, Sides]:
        against = ZERO if self.kind == MEAN else str(self.positive)
        given = table[right].is_valid()
        every = pa.array([against] * table.num_rows, pa.string())
        where = kernels.if_else(given, every, pa.scalar(None, pa.string()))
        if self.kind == MEAN:
            table = _as_numbers(table, [right, stands_in])
        table = table.append_column(AGAINST, every).append_column(AGAINST_PEOPLE, where)
        return table, Sides(ITEM, AGAINST_PEOPLE, AGAINST, {people: (right, stands_in)}, self.kind == MEAN)


def questions(
    metrics: Sequence[str], *, candidate: str | None, baseline: str | None, positive: str | None
) -> tuple[Question, ...]:
    """What is asked, by the table that it needs.

    Raises
    ------
    InputError
        ``mixed.metric`` for a metric that needs a candidate or does not take one; ``mixed.baseline``;
        ``metric.unknown``.
    """
    wanted = list(metrics) or [SHARE if candidate is None else "accuracy"]
    if candidate is None and baseline is not None:
        raise InputError("mixed.baseline", "A baseline needs a candidate.", "Name --candidate too.")
    own, others = [name for name in wanted if name in OWN], [name for name in wanted if name not in OWN]
    if candidate is None and others:
        what = f"'{others[0]}' needs a system to be measured."
        raise InputError("mixed.metric", what, "Name --candidate; or ask for share or mean of the answers themselves.")
    if candidate is not None and own:
        what = f"'{own[0]}' is of the answers of people and machine themselves."
        raise InputError("mixed.metric", what, "Leave out --candidate, or ask for accuracy.")
    of_numbers = tuple(NUMBERS[name] for name in others if name in NUMBERS)
    classes = (
        parse_metrics(",".join(each for each in others if each not in NUMBERS)) if len(of_numbers) < len(others) else ()
    )
    found = [Question(SHARE, (_share(None),), positive)] if SHARE in own else []
    found += [Question(MEAN, (_mean(),), None)] if MEAN in own else []
    found += [Question("classes", classes, positive)] if classes else []
    found += [Question("numbers", of_numbers, None)] if of_numbers else []
    return tuple(found)


def with_positive(question: Question, table: pa.Table, judges: Sequence[str]) -> Question:
    """The question with the answer whose share is asked.

    Raises
    ------
    InputError
        ``mixed.positive`` when more than two answers leave it open.
    """
    if question.kind != SHARE:
        return question
    seen = {level for name in judges for level in _levels(table, column_of(name))}
    chosen, _ = positive_class(seen, question.positive)
    if chosen is None:
        what = f"There are {len(seen)} answers, and the share of which one is not said."
        raise InputError("mixed.positive", what, f"Name it: --positive {sorted(seen)[0][:40]}.")
    return replace(question, positive=chosen, metrics=(_share(chosen),))


def verdicts(question: Question, table: pa.Table, judge: str, candidate: str | None) -> npt.NDArray[np.bool_]:
    """Of each item, whether a judge says yes: the positive answer, or that the candidate is right.

    Raises
    ------
    InputError
        ``mixed.metric`` for another metric.
    """
    said: Any = kernels.cast(one_array(table[column_of(judge)]), pa.string())
    if question.kind == SHARE:
        return np.asarray(kernels.equal(said, pa.scalar(str(question.positive))), dtype=np.bool_)
    if candidate is None or [each.name for each in question.metrics] != ["accuracy"]:
        what = f"A judge calibrated elsewhere cannot tell '{question.metrics[0].name}'."
        raise InputError("mixed.metric", what, "Ask for share (without a candidate) or accuracy.")
    other = kernels.cast(one_array(table[column_of(candidate)]), pa.string())
    return np.asarray(kernels.equal(said, other), dtype=np.bool_)


def _share(positive: str | None) -> MetricDefinition:
    sentence = f"Share of items whose right answer is '{positive}'; 1 is all of them."
    return replace(parse_metric("accuracy"), name=SHARE, sentence=sentence)


def _mean() -> MetricDefinition:
    return replace(NUMBERS["bias"], name=MEAN, sentence="Mean of the right answers, in their unit.")


def _levels(table: pa.Table, column: str) -> tuple[str, ...]:
    found = encode(one_array(table[column]))
    return tuple(found.levels[code] for code in np.unique(found.values[found.values >= 0]).tolist())


def _as_numbers(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Texts of these columns as numbers.

    Raises
    ------
    InputError
        ``input.not_a_number`` with the first that is none.
    """
    for name in columns:
        column: Any = one_array(table[name])
        levels = _levels(table, name)
        wrong = [each for each in levels if as_numbers([each]) is None]
        if wrong:
            what = f"'{wrong[0][:40]}' is no number ({name})."
            raise InputError("input.not_a_number", what, "Give answers that are numbers, or ask for share or accuracy.")
        values = kernels.cast(kernels.cast(column, pa.string()), pa.float64())
        table = table.set_column(table.column_names.index(name), name, values)
    return table
