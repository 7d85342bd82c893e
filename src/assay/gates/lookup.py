"""The numbers that the gates of a plan ask for, found once among all estimates and comparisons."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Comparison, Estimate
from assay.core.plan import Gate, GateKind, Plan
from assay.core.slices import SliceKey, part_name
from assay.metrics.comparisons import Comparisons
from assay.metrics.estimates import Estimates
from assay.metrics.registry import parse_metric
from assay.metrics.slice_index import SliceIndex

Number = TypeVar("Number", Estimate, Comparison)
ByMetric = dict[str, dict[SliceKey, Number]]


class Lookup:
    """Estimates of the candidate and comparisons with the baseline, by metric and slice."""

    def __init__(self, plan: Plan, estimates: Sequence[Estimate], comparisons: Sequence[Comparison]) -> None:
        valued = _Wanted([gate for gate in plan.gates if gate.kind is not GateKind.NON_INFERIORITY])
        compared = _Wanted([gate for gate in plan.gates if gate.kind is GateKind.NON_INFERIORITY])
        names = plan.baseline.name, plan.candidate.name
        found = [each for each in _estimates(estimates, valued) if each.system == names[1]]
        pairs = list(_comparisons(comparisons, compared))
        own = [each for each in pairs if (each.baseline.system, each.candidate.system) == names]
        self._estimates = _indexed(found)
        self._comparisons = _indexed(own)

    def estimates(self, gate: Gate) -> tuple[Estimate, ...]:
        """The candidate's estimates of a gate, one for each slice it looks at; none when ``by`` has no slices."""
        return tuple(_of_gate(gate, self._estimates))

    def comparisons(self, gate: Gate) -> tuple[Comparison, ...]:
        """The comparisons of a gate, one for each slice it looks at; none when ``by`` has no slices."""
        return tuple(_of_gate(gate, self._comparisons))


class _Wanted:
    """Metrics and cuts that some gates look at; all items always, to tell an empty cut from a missing metric."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        self.metrics = frozenset(spelling for gate in gates if gate.metric for spelling in _spelled(gate.metric))
        self.cuts = frozenset([(), *(_columns(gate) for gate in gates)])

    def has(self, metric: str, key: SliceKey) -> bool:
        """Whether some gate may look at this metric on this slice."""
        return metric in self.metrics and _columns_of(key) in self.cuts

    def places(self, slices: SliceIndex) -> list[int]:
        """Places of the slices of these cuts."""
        return [place for place, key in enumerate(slices.keys) if _columns_of(key) in self.cuts]


def _estimates(numbers: Sequence[Estimate], wanted: _Wanted) -> Iterator[Estimate]:
    """Those that some gate may look at; of the columnar container no other record is made."""
    if not isinstance(numbers, Estimates):
        yield from (each for each in numbers if wanted.has(each.metric, each.slice))
        return
    places = wanted.places(numbers.slices)
    for number, column in enumerate(numbers.columns):
        if column.metric.name in wanted.metrics:
            yield from (numbers.record(number, place) for place in places)


def _comparisons(numbers: Sequence[Comparison], wanted: _Wanted) -> Iterator[Comparison]:
    """Those that some gate may look at; of the columnar container no other record is made."""
    if not isinstance(numbers, Comparisons):
        yield from (each for each in numbers if wanted.has(each.metric, each.slice))
        return
    places = wanted.places(numbers.slices)
    for number, column in enumerate(numbers.columns):
        if column.baseline.metric.name in wanted.metrics:
            yield from (numbers.record(number, place) for place in places)


def _spelled(metric: str) -> tuple[str, ...]:
    """A metric as the plan writes it, and as the registry names it."""
    return metric, parse_metric(metric).name


def _columns(gate: Gate) -> tuple[str, ...]:
    """Columns of the slices of a gate, as their keys name them; empty for all items."""
    return tuple(part_name(part) for part in gate.by.parts) if gate.by else ()


def _columns_of(key: SliceKey) -> tuple[str, ...]:
    return tuple(column for column, _ in key)


def _indexed(numbers: Iterable[Number]) -> ByMetric[Number]:
    index: ByMetric[Number] = {}
    for each in numbers:
        index.setdefault(each.metric, {}).setdefault(each.slice, each)
    return index


def _of_gate(gate: Gate, index: ByMetric[Number]) -> Iterator[Number]:
    metric = gate.metric or ""
    found = next((index[spelling] for spelling in _spelled(metric) if spelling in index), None)
    if found is None or (gate.by is None and () not in found):
        raise InputError(
            "gate.no_estimate",
            f"Gate '{gate.name}' asks for {metric}, and nothing was estimated of it.",
            f"Estimate every metric of the plan before its gates are checked. {did_you_mean(metric, index)}",
            line=gate.line,
            item=gate.name,
        )
    columns = _columns(gate)
    yield from (number for key, number in found.items() if _columns_of(key) == columns)
