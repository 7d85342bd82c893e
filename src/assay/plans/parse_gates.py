"""The gates of a plan: each kind with the settings it takes, thresholds on the right side."""

from collections.abc import Sequence

from assay.core.errors import did_you_mean
from assay.core.plan import Gate, GateKind, GateRole
from assay.plans.fields import Fields
from assay.plans.metric_names import MetricNames
from assay.plans.nodes import Findings, MapNode, TextNode
from assay.plans.parse_slices import SliceBook
from assay.plans.settings import GATE, GATE_NEEDS, setting_of


def read_gates(maps: Sequence[MapNode], book: SliceBook, metrics: MetricNames, findings: Findings) -> tuple[Gate, ...]:
    """All gates of a plan, in the order written; mistakes go to ``findings``."""
    found = [_gate(Fields(node, GATE, _where(node), findings), book, metrics) for node in maps]
    gates = tuple(gate for gate in found if gate is not None)
    _note_repeated(gates, findings)
    if len(gates) == len(maps) and not any(gate.role is GateRole.CORE for gate in gates):
        what = "No gate has the role core, so the plan does not say what the release is for."
        fix = "Give the gate that the release is about 'role: core'."
        findings.note("plan.no_core_gate", what, fix, maps[0].line if maps else None)
    return gates


def _where(node: MapNode) -> str:
    for key, value in node.pairs:
        if key.text == "name" and isinstance(value, TextNode) and value.text:
            return f"Gate '{value.text[:100]}'"
    return f"The gate in line {node.line}"


def _note_repeated(gates: Sequence[Gate], findings: Findings) -> None:
    first: dict[str, int | None] = {}
    for gate in gates:
        if gate.name in first:
            what = f"Two gates are called '{gate.name}'; the first is in line {first[gate.name]}."
            findings.note("plan.duplicate_gate", what, "Give each its own name.", gate.line)
        first.setdefault(gate.name, gate.line)


def _gate(fields: Fields, book: SliceBook, metrics: MetricNames) -> Gate | None:
    name, kind_text, role_text = fields.text("name"), fields.text("kind"), fields.text("role")
    metric = fields.text("metric")
    direction = metrics.higher_is_better(metric, fields.findings, fields.line_of("metric")) if metric else None
    columns = fields.columns("by")
    accept, fail, margin = fields.number("accept"), fields.number("fail"), fields.number("margin")
    min_items, check = fields.whole("min_items"), fields.text("check")
    if kind_text is None:
        return None
    kind = GateKind(kind_text)
    _note_needs(fields, kind)
    _note_thresholds(fields, kind, accept, fail, direction)
    if role_text is None or name is None:
        return None
    role = GateRole(role_text)
    _note_role(fields, kind, role)
    return Gate(
        name,
        kind,
        role,
        metric=metric,
        by=book.spec(columns),
        accept=accept,
        fail=fail if fail is not None else accept,
        margin=margin,
        min_items=min_items if min_items is not None else 1,
        check=check,
        line=fields.line,
    )


def _note_needs(fields: Fields, kind: GateKind) -> None:
    row = GATE_NEEDS[kind]
    for name in row.needs:
        if not fields.given(name):
            fields.missing(setting_of(GATE, name))
    allowed = {"name", "kind", "role", *row.needs, *row.takes}
    for name in sorted(set(fields.found) - allowed):
        if fields.given(name):
            what = f"{fields.where} is of kind {kind.value}, which takes no '{name}'."
            fix = f"Remove it, or change the kind. {did_you_mean(name, allowed)}"
            fields.findings.note("plan.setting_of_other_kind", what, fix, fields.line_of(name))


def _note_role(fields: Fields, kind: GateKind, role: GateRole) -> None:
    if role is GateRole.SLICE and not fields.given("by") and "by" not in GATE_NEEDS[kind].needs:
        what = f"{fields.where} has the role slice but looks at all items."
        fix = "Give it the role core or guardrail, or name its slices: worst_slice, gap and non_inferiority take 'by'."
        fields.findings.note("plan.role", what, fix, fields.line_of("role"))


def _note_thresholds(
    fields: Fields, kind: GateKind, accept: float | None, fail: float | None, direction: bool | None
) -> None:
    if kind is GateKind.CALIBRATION and direction:
        what = f"{fields.where} is of kind calibration, but higher is better for its metric."
        fields.findings.note("plan.direction", what, "Name ece or brier.", fields.line_of("metric"))
        return
    lower_is_better = kind in (GateKind.GAP, GateKind.CALIBRATION) or direction is False
    if lower_is_better and accept is not None and accept < 0 and kind is GateKind.GAP:
        what = f"'accept' in {fields.where} is {accept:g}; a gap is never below 0."
        fields.findings.note("plan.range", what, "Write the largest gap that is acceptable.", fields.line_of("accept"))
    if accept is None or fail is None or (not lower_is_better and direction is None):
        return
    if (fail < accept) if lower_is_better else (fail > accept):
        side, wanted = ("lower", "at or above") if lower_is_better else ("higher", "at or below")
        what = f"{fields.where} accepts {accept:g} and fails {fail:g}, but {side} is better."
        fix = f"'fail' must be {wanted} 'accept'."
        fields.findings.note("plan.threshold_side", what, fix, fields.line_of("fail"))
