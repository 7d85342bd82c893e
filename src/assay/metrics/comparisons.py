"""Many comparisons kept as columns; a sequence of `core.Comparison` made when asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Comparison, MethodCard
from assay.core.slices import SliceKey, slice_text
from assay.metrics.arrow_columns import number_columns, repeated, tiled
from assay.metrics.estimates import EstimateColumn, estimate_record, find_column
from assay.metrics.finish import Numbers
from assay.metrics.notebook import cell, html_table
from assay.metrics.slice_index import SliceIndex

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ComparisonColumn:
    """One metric compared on all slices."""

    baseline: EstimateColumn
    """What we compare with."""
    candidate: EstimateColumn
    """What is proposed."""
    card: MethodCard
    """How the difference was made."""
    numbers: Numbers
    """Differences and their intervals."""
    p_value: Floats
    """Two-sided p of no difference; 0 where there is none (see ``numbers.bounded``)."""


class Comparisons(Sequence[Comparison]):
    """Candidate minus baseline for some metrics on some slices; by metric, then slice (all items first)."""

    def __init__(self, columns: tuple[ComparisonColumn, ...], slices: SliceIndex, level: float) -> None:
        self.columns = columns
        self.slices = slices
        self.level = level

    def __len__(self) -> int:
        return len(self.columns) * len(self.slices)

    @overload
    def __getitem__(self, place: int) -> Comparison: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Comparison, ...]: ...
    def __getitem__(self, place: int | slice) -> Comparison | tuple[Comparison, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        found = place + len(self) if place < 0 else place
        if not 0 <= found < len(self):
            raise IndexError(f"comparison {place} of {len(self)}")
        return self.record(*divmod(found, len(self.slices)))

    def __iter__(self) -> Iterator[Comparison]:
        return (self[place] for place in range(len(self)))

    def record(self, column: int, place: int) -> Comparison:
        """The comparison of one metric on one slice."""
        found, key = self.columns[column], self.slices.keys[place]
        numbers = found.numbers
        return Comparison(
            metric=found.baseline.metric.name,
            slice=key,
            baseline=estimate_record(found.baseline, key, place, self.level),
            candidate=estimate_record(found.candidate, key, place, self.level),
            difference=numbers.value_at(place),
            interval=numbers.interval_at(place),
            level=self.level,
            n=int(numbers.n[place]),
            n_effective=numbers.n_effective_at(place),
            reason=numbers.reason_at(place),
            spread=numbers.spread_at(place),
            method=found.card,
            higher_is_better=found.baseline.metric.higher_is_better,
            p_value=float(found.p_value[place]) if numbers.bounded[place] else None,
        )

    def find(self, metric: str, slice: SliceKey = ()) -> Comparison:
        """The comparison of a metric on a slice.

        Raises
        ------
        InputError
            ``estimate.unknown_metric``, ``slice.unknown``: with the near match.
        """
        column = find_column([each.baseline for each in self.columns], metric, None)
        if slice not in self.slices.place:
            known = did_you_mean(slice_text(slice), self.slices.texts)
            raise InputError("slice.unknown", f"No slice '{slice_text(slice)}'.", known)
        return self.record(column, self.slices.place[slice])

    def to_arrow(self) -> pa.Table:
        """One row a comparison: metric, slice, both values, difference, low, high, p_value, n, reason and more."""
        n_slices, columns = len(self.slices), self.columns
        numbers = number_columns([column.numbers for column in columns])
        bounded = np.concatenate([column.numbers.bounded for column in columns])
        sides = {
            name: number_columns([getattr(column, name).numbers for column in columns])["value"]
            for name in ("baseline", "candidate")
        }
        return pa.table(
            {
                "metric": repeated([column.baseline.metric.name for column in columns], n_slices),
                "cut": tiled(self.slices.cut_names, len(columns)),
                "slice": tiled(self.slices.texts, len(columns)),
                **sides,
                "difference": numbers.pop("value"),
                **numbers,
                "p_value": pa.array(np.concatenate([column.p_value for column in columns]), mask=~bounded),
                "level": pa.array(np.full(len(self), self.level)),
            }
        )

    def _repr_html_(self) -> str:
        head = ("metric", "slice", "baseline", "candidate", "difference", "n")
        rows = (
            (
                one.metric,
                slice_text(one.slice),
                cell(one.baseline.value, one.baseline.interval, one.baseline.reason),
                cell(one.candidate.value, one.candidate.interval, one.candidate.reason),
                cell(one.difference, one.interval, one.reason),
                str(one.n),
            )
            for one in self[:100]
        )
        return html_table(head, rows, len(self))

    def __repr__(self) -> str:
        return f"<Comparisons: {len(self.columns)} metrics on {len(self.slices)} slices>"
