"""Many comparisons kept as columns; a sequence of `core.Comparison` made when asked for."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.estimate import Comparison, MethodCard
from assay.core.slices import SliceKey, slice_text
from assay.metrics.arrow_columns import number_columns, repeated, tiled
from assay.metrics.by_slice import BySlice
from assay.metrics.estimates import EstimateColumn, estimate_record, find_column
from assay.metrics.finish import Numbers
from assay.metrics.notebook import cell, html_table

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


class Comparisons(BySlice[ComparisonColumn, Comparison]):
    """Candidate minus baseline for some metrics on some slices: by metric, then slice."""

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
        return self.on_slice(find_column([each.baseline for each in self.columns], metric, None), slice)

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
