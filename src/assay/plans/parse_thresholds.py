"""Thresholds and margins of a gate: within what the metric can be, and on the right side of each other."""

from math import inf

from assay.core.plan import GateKind
from assay.plans.fields import Fields
from assay.plans.metric_names import NamedMetric


def note_thresholds(fields: Fields, kind: GateKind, metric: NamedMetric | None) -> None:
    """Notes what is wrong with the numbers of a gate; without a metric only what needs none."""
    accept, fail, margin = fields.number("accept"), fields.number("fail"), fields.number("margin")
    if kind is GateKind.CALIBRATION and metric is not None and metric.higher_is_better:
        what = f"{fields.subject} is of kind calibration, but higher is better for {metric.name}."
        fields.findings.note("plan.direction", what, "Name ece, brier or log_loss.", fields.line_of("metric"))
        return
    low, high = _bounds(kind, metric)
    for name, value in (("accept", accept), ("fail", fail), ("margin", margin)):
        if value is not None and not low <= value <= high:
            _note_outside(fields, name, value, (low, high))
    if accept is not None and fail is not None:
        _note_sides(fields, accept, fail, _higher_is_better(kind, metric))


def _bounds(kind: GateKind, metric: NamedMetric | None) -> tuple[float, float]:
    """What a threshold of this kind of gate can be; a difference of two values is as wide as their range."""
    if kind in (GateKind.GAP, GateKind.NON_INFERIORITY):
        return 0.0, metric.high - metric.low if metric is not None else inf
    return (metric.low, metric.high) if metric is not None else (-inf, inf)


def _note_outside(fields: Fields, name: str, value: float, bounds: tuple[float, float]) -> None:
    low, high = (f"{bound:g}" for bound in bounds)
    what = f"'{name}' in {fields.where} is {value:g}."
    fix = f"It must be between {low} and {high}." if bounds[1] < inf else f"It must be {low} or more."
    percent = f" Did you mean {value / 100:g}?" if bounds[1] <= 1 < value <= 100 else ""
    fields.findings.note("plan.range", what, fix + percent, fields.line_of(name))


def _higher_is_better(kind: GateKind, metric: NamedMetric | None) -> bool | None:
    if kind in (GateKind.GAP, GateKind.CALIBRATION):
        return False
    return metric.higher_is_better if metric is not None else None


def _note_sides(fields: Fields, accept: float, fail: float, higher_is_better: bool | None) -> None:
    if higher_is_better is None:
        return
    if fail > accept if higher_is_better else fail < accept:
        side, wanted = ("higher", "at or below") if higher_is_better else ("lower", "at or above")
        what = f"{fields.subject} accepts {accept:g} and fails {fail:g}, but {side} is better."
        fix = f"'fail' must be {wanted} 'accept'."
        fields.findings.note("plan.threshold_side", what, fix, fields.line_of("fail"))
