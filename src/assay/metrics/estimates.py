"""Many estimates kept as columns; a sequence of `core.Estimate` made when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Estimate, Interval, MethodCard
from assay.core.slices import SliceKey, slice_text
from assay.metrics.arrow_columns import masked, number_columns, repeated, tiled
from assay.metrics.by_slice import BySlice
from assay.metrics.definition import MetricDefinition
from assay.metrics.encoding import ArrowArray
from assay.metrics.finish import Numbers
from assay.metrics.notebook import cell, html_table
from assay.metrics.registry import parse_metric

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Values pulled towards the others of their kind; arrays of shape (n_slices,)."""

    known: Flags
    """Where something was shrunk."""
    value: Floats
    """Shrunk values."""
    low: Floats
    """Lower ends of their intervals."""
    high: Floats
    """Upper ends."""
    stable: Flags
    """Slices large enough to be read on their own."""


@dataclass(frozen=True, eq=False)
class EstimateColumn:
    """One metric of one system on all slices."""

    metric: MetricDefinition
    """Which metric."""
    system: str | None
    """Whose answers."""
    card: MethodCard
    """How it was made."""
    numbers: Numbers
    """Values and intervals."""
    shrunk: Shrunk | None = None
    """Shrunk values, when asked for."""


class Estimates(BySlice[EstimateColumn, Estimate]):
    """Estimates of some metrics of some systems on some slices: by system, then metric, then slice."""

    def record(self, column: int, place: int) -> Estimate:
        """The estimate of one column on one slice."""
        return estimate_record(self.columns[column], self.slices.keys[place], place, self.level)

    def find(self, metric: str, slice: SliceKey = (), system: str | None = None) -> Estimate:
        """The estimate of a metric on a slice; the system may be left out where there is one.

        Raises
        ------
        InputError
            ``estimate.unknown_metric``, ``estimate.unknown_system``, ``slice.unknown``: with the near match.
        """
        return self.on_slice(find_column(self.columns, metric, system), slice)

    def to_arrow(self) -> pa.Table:
        """One row an estimate: system, metric, slice, value, low, high, level, n, n_effective, reason and more."""
        n_slices, columns = len(self.slices), self.columns
        return pa.table(
            {
                "system": repeated([column.system for column in columns], n_slices),
                "metric": repeated([column.metric.name for column in columns], n_slices),
                "cut": tiled(self.slices.cut_names, len(columns)),
                "slice": tiled(self.slices.texts, len(columns)),
                **number_columns([column.numbers for column in columns]),
                "level": pa.array(np.full(len(self), self.level)),
                **_shrunk_columns(columns, n_slices),
            }
        )

    def _repr_html_(self) -> str:
        head = ("system", "metric", "slice", "value", "n")
        rows = (
            (one.system or "", one.metric, slice_text(one.slice), cell(one.value, one.interval, one.reason), str(one.n))
            for one in self[:100]
        )
        return html_table(head, rows, len(self))

    def __repr__(self) -> str:
        return f"<Estimates: {len(self.columns)} columns on {len(self.slices)} slices>"


def estimate_record(column: EstimateColumn, key: SliceKey, place: int, level: float) -> Estimate:
    """One estimate as a record."""
    numbers, shrunk = column.numbers, column.shrunk
    known = shrunk is not None and bool(shrunk.known[place])
    return Estimate(
        metric=column.metric.name,
        slice=key,
        system=column.system,
        value=numbers.value_at(place),
        interval=numbers.interval_at(place),
        level=level,
        n=int(numbers.n[place]),
        n_effective=numbers.n_effective_at(place),
        reason=numbers.reason_at(place),
        spread=numbers.spread_at(place),
        method=column.card,
        shrunk=float(shrunk.value[place]) if shrunk is not None and known else None,
        shrunk_interval=(
            Interval(float(shrunk.low[place]), float(shrunk.high[place])) if shrunk is not None and known else None
        ),
        stable=bool(shrunk.stable[place]) if shrunk is not None and known else None,
    )


def find_column(columns: Sequence[EstimateColumn], metric: str, system: str | None) -> int:
    """Place of the column of a metric and a system.

    Raises
    ------
    InputError
        ``estimate.unknown_metric`` or ``estimate.unknown_system``.
    """
    name = parse_metric(metric).name
    if name not in {column.metric.name for column in columns}:
        known = did_you_mean(name, {column.metric.name for column in columns})
        raise InputError("estimate.unknown_metric", f"Metric '{name}' was not estimated.", known)
    for place, column in enumerate(columns):
        if column.metric.name == name and system in (None, column.system):
            return place
    known = did_you_mean(system or "", {column.system or "" for column in columns})
    raise InputError("estimate.unknown_system", f"System '{system}' was not estimated.", known)


def _shrunk_columns(columns: Sequence[EstimateColumn], n_slices: int) -> dict[str, ArrowArray]:
    if not any(column.shrunk for column in columns):
        return {}
    none = Shrunk(*(np.zeros(n_slices, kind) for kind in (bool, float, float, float, bool)))
    found = [column.shrunk or none for column in columns]
    known = np.concatenate([each.known for each in found])
    return {
        "shrunk": masked([each.value for each in found], known),
        "shrunk_low": masked([each.low for each in found], known),
        "shrunk_high": masked([each.high for each in found], known),
        "stable": pa.array(np.concatenate([each.stable for each in found]), mask=~known),
    }
