"""The numbers that the gates of a plan ask for, found once among all estimates and comparisons."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Comparison, Estimate
from assay.core.plan import Gate, GateKind, Plan
from assay.core.slices import SliceKey, part_name
from assay.metrics.registry import parse_metric

Number = TypeVar("Number", Estimate, Comparison)
ByMetric = dict[str, dict[SliceKey, Number]]


class Lookup:
    """Estimates of the candidate and comparisons with the baseline, by metric and slice."""

    def __init__(self, plan: Plan, estimates: Sequence[Estimate], comparisons: Sequence[Comparison]) -> None:
        compared = {gate.metric for gate in plan.gates if gate.kind is GateKind.NON_INFERIORITY}
        estimated = {gate.metric for gate in plan.gates if gate.kind is not GateKind.NON_INFERIORITY}
        of_candidate = (each for each in estimates if each.system == plan.candidate.name)
        self._estimates: ByMetric[Estimate] = _indexed(of_candidate, _spellings(estimated))
        self._comparisons: ByMetric[Comparison] = _indexed(_of_plan(plan, comparisons), _spellings(compared))

    def estimates(self, gate: Gate) -> tuple[Estimate, ...]:
        """The candidate's estimates of a gate, one for each slice it looks at; none when ``by`` has no slices."""
        return tuple(_of_gate(gate, self._estimates))

    def comparisons(self, gate: Gate) -> tuple[Comparison, ...]:
        """The comparisons of a gate, one for each slice it looks at; none when ``by`` has no slices."""
        return tuple(_of_gate(gate, self._comparisons))


def _of_plan(plan: Plan, comparisons: Sequence[Comparison]) -> Iterable[Comparison]:
    """Comparisons of the plan's two systems; all of them when none is (then they have one pair of their own)."""
    names = plan.baseline.name, plan.candidate.name
    own = [each for each in comparisons if (each.baseline.system, each.candidate.system) == names]
    return own or comparisons


def _spellings(metrics: Iterable[str | None]) -> frozenset[str]:
    return frozenset(spelling for metric in metrics if metric is not None for spelling in _spelled(metric))


def _spelled(metric: str) -> tuple[str, ...]:
    """A metric as the plan writes it, and as the registry names it."""
    return metric, parse_metric(metric).name


def _indexed(numbers: Iterable[Number], metrics: frozenset[str]) -> ByMetric[Number]:
    index: ByMetric[Number] = {}
    for each in numbers if metrics else ():
        if each.metric in metrics:
            index.setdefault(each.metric, {}).setdefault(each.slice, each)
    return index


def _of_gate(gate: Gate, index: ByMetric[Number]) -> Iterator[Number]:
    metric = gate.metric or ""
    found = next((index[spelling] for spelling in _spelled(metric) if spelling in index), None)
    if found is None or (gate.by is None and () not in found):
        raise InputError(
            "gate.no_estimate",
            f"Gate '{gate.name}' asks for {metric}, and nothing was estimated of it{'' if gate.by else ' on all items'}.",
            f"Estimate every metric of the plan before its gates are checked. {did_you_mean(metric, index)}",
            line=gate.line,
            item=gate.name,
        )
    yield from (found[key] for key in _keys(gate, found))


def _keys(gate: Gate, found: Iterable[SliceKey]) -> Iterable[SliceKey]:
    if gate.by is None:
        return ((),)
    columns = [part_name(part) for part in gate.by.parts]
    return [key for key in found if [column for column, _ in key] == columns]
