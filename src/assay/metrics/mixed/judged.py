"""The pass rate of systems whose outputs a machine judged and of which people judged a sample.

One row an output's place (a prompt, or the k-th answer to it) with what people and the machine said of each system's
output there. Baseline and candidate stand in one row, so that their difference is paired. All three numbers, each in
its three ways, are those of `assay.metrics.mixed.pieces`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import compute

from assay.core.facts import (
    CHANCE,
    GOOD,
    ITEM,
    PLACE,
    STRATUM,
    answer_column,
    output_column,
    people_column,
    silent_column,
)
from assay.core.slices import SliceSpec
from assay.metrics.definition import MetricDefinition
from assay.metrics.designed import Drawn
from assay.metrics.encoding import encode, one_array
from assay.metrics.mixed.facts import LEAST_PEOPLE, Sides, mixed_facts
from assay.metrics.mixed.pieces import Piece, mixed
from assay.metrics.registry import parse_metric

kernels: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
PASS_RATE = "pass_rate"  # noqa: S105 - a metric, not a password
PROMPT = "prompt of an attempt"
HELD_AGAINST, WHERE_PEOPLE = "held against", "what people said"


class Judged(NamedTuple):
    """What was judged, one row a place."""

    table: pa.Table
    """By `assay.core.facts`: of each system what the machine said and what people said of its outputs, slices, cluster.
    All answers are ``good`` or ``not good``; only people's may be missing."""
    baseline: str
    """What we compare with."""
    candidate: str
    """What is proposed."""
    cluster: str | None = None
    """Column whose equal values are not independent."""


class JudgedPieces(NamedTuple):
    """Numbers of a plan, each in three ways on each slice."""

    baseline: tuple[Piece, ...]
    """Its pass rate."""
    candidate: tuple[Piece, ...]
    """Its pass rate."""
    difference: tuple[Piece, ...]
    """Candidate minus baseline, paired."""

    @property
    def all(self) -> tuple[Piece, ...]:
        """All of them."""
        return (*self.baseline, *self.candidate, *self.difference)


class Confused(NamedTuple):
    """Where people and machine part (exact counts); what the machine gave no answer on is counted apart."""

    n_bad: int
    """Outputs that the machine answered on and people found not good."""
    called_good: int
    """Of these, what the machine called good."""
    n_good: int
    """Outputs that the machine answered on and people found good."""
    called_bad: int
    """Of these, what the machine called not good."""
    n_silent: int = 0
    """Outputs, judged by people or not, on which the machine gave no answer."""
    n_outputs: int = 0
    """All outputs of the system."""

    @property
    def says_nothing(self) -> bool:
        """Whether the machine gave no answer on any output."""
        return 0 < self.n_outputs <= self.n_silent


def drawn_of(table: pa.Table) -> Drawn | None:
    """How people's places were drawn, by the columns of `assay.core.facts`; None where they were not."""
    if CHANCE not in table.column_names or table[CHANCE].null_count == table.num_rows:
        return None
    kept = table.filter(table[CHANCE].is_valid())
    strata = encode(one_array(kept[STRATUM]))
    chance, place = (np.asarray(kept[name].to_numpy(), np.float64) for name in (CHANCE, PLACE))
    ids: Any = kernels.cast(one_array(kept[ITEM]), pa.string())
    return Drawn(ids, chance, strata.values, strata.levels, place)


def judged_pieces(
    judged: Judged,
    *,
    by: Sequence[SliceSpec] = (),
    level: float = 0.95,
    notes: tuple[str, ...] = (),
) -> JudgedPieces | None:
    """Pass rates and their difference; None where people judged fewer than two places.

    Only drawn places count, where people judged the outputs of both systems; the strata of the draw are taken to be
    what the machine said.
    """
    names = (judged.baseline, judged.candidate)
    named = rows_named(judged.table)
    table, drawn = with_sides(named, names), drawn_of(named)
    cluster = judged.cluster or (PROMPT if PROMPT in table.column_names else None)
    if drawn is None or table.num_rows - table[WHERE_PEOPLE].null_count < LEAST_PEOPLE:
        return None
    sides = Sides(
        ITEM, WHERE_PEOPLE, HELD_AGAINST, {name: (people_column(name), answer_column(name)) for name in names}
    )
    facts = mixed_facts(table, sides, by=by, cluster=cluster, positive=GOOD, drawn=drawn, machine_strata=True)

    def of(candidate: str, baseline: str | None = None) -> tuple[Piece, ...]:
        return mixed((pass_rate(),), facts, candidate=candidate, baseline=baseline, by=by, level=level, notes=notes)

    return JudgedPieces(of(judged.baseline), of(judged.candidate), of(judged.candidate, judged.baseline))


def confused(table: pa.Table, system: str) -> Confused:
    """On the drawn places that people judged, how often the machine said otherwise (exact counts)."""
    sided = with_sides(table, [system])
    judged = np.asarray(sided[WHERE_PEOPLE].is_valid(), np.bool_)
    silent = np.zeros(table.num_rows, np.bool_)
    if silent_column(system) in table.column_names:
        silent = np.asarray(table[silent_column(system)], np.bool_)
    good, called_good = (
        np.asarray(kernels.fill_null(kernels.equal(sided[name], GOOD), False), np.bool_)
        for name in (people_column(system), answer_column(system))
    )
    both = judged & ~silent
    return Confused(
        n_bad=int((both & ~good).sum()),
        called_good=int((both & ~good & called_good).sum()),
        n_good=int((both & good).sum()),
        called_bad=int((both & good & ~called_good).sum()),
        n_silent=int(silent.sum()),
        n_outputs=table.num_rows - table[output_column(system)].null_count,
    )


def pass_rate() -> MetricDefinition:
    """The metric."""
    return parse_metric(PASS_RATE)


def with_sides(table: pa.Table, systems: Sequence[str]) -> pa.Table:
    """The table with the one answer that all are held against: everywhere, and on drawn places where people judged.

    Where a system said nothing there is nothing to judge: its answer is what it stands for, for people too.
    """
    for system in systems:
        name = people_column(system)
        told = kernels.if_else(_nothing_said(table, system), table[answer_column(system)], table[name])
        table = table.set_column(table.column_names.index(name), name, told)
    where: Any = kernels.is_valid(table[CHANCE])
    for system in systems:
        where = kernels.and_(where, kernels.is_valid(table[people_column(system)]))
    every = pa.array([GOOD] * table.num_rows, pa.string())
    table = table.append_column(HELD_AGAINST, every)
    return table.append_column(WHERE_PEOPLE, kernels.if_else(where, every, pa.scalar(None, pa.string())))


def _nothing_said(table: pa.Table, system: str) -> Any:
    """Drawn places of which there is no output to judge."""
    is_drawn = kernels.is_valid(table[CHANCE])
    return kernels.and_(is_drawn, kernels.is_null(table[output_column(system)]))


def rows_named(table: pa.Table) -> pa.Table:
    """The table with one name for each row: the prompt, or for several attempts the prompt and which attempt."""
    if int(kernels.count_distinct(table[ITEM]).as_py()) == table.num_rows:
        return table
    seen: dict[str, int] = {}
    names = []
    for prompt in map(str, table[ITEM].to_pylist()):
        seen[prompt] = seen.get(prompt, 0) + 1
        names.append(f"{prompt} {seen[prompt]}")
    table = table.append_column(PROMPT, table[ITEM])
    return table.set_column(table.column_names.index(ITEM), ITEM, pa.array(names, pa.string()))
