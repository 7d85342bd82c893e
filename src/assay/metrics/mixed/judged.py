"""The pass rate of systems whose outputs a machine judged and of which people judged a sample.

One row an output's place (a prompt, or the k-th answer to it) with what people and the machine said of each system's
output there. Baseline and candidate stand in one row, so that their difference is paired. All three numbers, each in
its three ways, are those of `assay.metrics.mixed.pieces`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as kernels

from assay.core.facts import GOOD, ITEM, answer_column, people_column
from assay.core.slices import SliceSpec
from assay.metrics.definition import MetricDefinition
from assay.metrics.designed import Drawn
from assay.metrics.mixed.facts import LEAST_PEOPLE, Sides, mixed_facts
from assay.metrics.mixed.pieces import Piece, mixed
from assay.metrics.registry import parse_metric

PASS_RATE = "pass_rate"  # noqa: S105 - a metric, not a password
HELD_AGAINST, WHERE_PEOPLE = "held against", "held against, where people answered"


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


def judged_pieces(
    judged: Judged,
    drawn: Drawn | None,
    *,
    by: Sequence[SliceSpec] = (),
    level: float = 0.95,
    notes: tuple[str, ...] = (),
) -> JudgedPieces | None:
    """Pass rates and their difference; None where people judged fewer than two places.

    Only places count where people judged the outputs of both systems.

    Parameters
    ----------
    drawn : how people's places were drawn; its strata are what the machine said
    """
    names = (judged.baseline, judged.candidate)
    table = with_sides(judged.table, names)
    if table.num_rows - table[WHERE_PEOPLE].null_count < LEAST_PEOPLE:
        return None
    sides = Sides(
        ITEM, WHERE_PEOPLE, HELD_AGAINST, {name: (people_column(name), answer_column(name)) for name in names}
    )
    facts = mixed_facts(
        table, sides, by=by, cluster=judged.cluster, positive=GOOD, drawn=drawn, machine_strata=drawn is not None
    )

    def of(candidate: str, baseline: str | None = None) -> tuple[Piece, ...]:
        return mixed((pass_rate(),), facts, candidate=candidate, baseline=baseline, by=by, level=level, notes=notes)

    return JudgedPieces(of(judged.baseline), of(judged.candidate), of(judged.candidate, judged.baseline))


def pass_rate() -> MetricDefinition:
    """The metric."""
    return parse_metric(PASS_RATE)


def with_sides(table: pa.Table, systems: Sequence[str]) -> pa.Table:
    """The table with the one answer that all are held against: everywhere, and where people judged every system."""
    given = [table[people_column(name)].is_valid() for name in systems]
    whole: Any = given[0]
    for each in given[1:]:
        whole = kernels.and_(whole, each)
    every = pa.array([GOOD] * table.num_rows, pa.string())
    where = kernels.if_else(whole, every, pa.scalar(None, pa.string()))
    return table.append_column(HELD_AGAINST, every).append_column(WHERE_PEOPLE, where)
