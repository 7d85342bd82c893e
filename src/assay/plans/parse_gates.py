"""The gates of a plan: each kind with the settings it takes, thresholds on the right side."""

from collections.abc import Sequence

from assay.core.errors import did_you_mean
from assay.core.plan import Gate, GateKind, GateRole
from assay.plans.fields import Fields
from assay.plans.metric_names import MetricNames
from assay.plans.parse_slices import SliceBook
from assay.plans.parse_thresholds import note_thresholds
from assay.plans.settings import GATE, GATE_NEEDS, setting_of
from assay.texts.findings import Findings
from assay.texts.nodes import MapNode, TextNode


def read_gates(maps: Sequence[MapNode], book: SliceBook, metrics: MetricNames, findings: Findings) -> tuple[Gate, ...]:
    """All gates of a plan, in the order written; mistakes go to ``findings``."""
    found = [_gate(Fields(node, GATE, _where(node), findings), book, metrics) for node in maps]
    gates = tuple(gate for gate in found if gate is not None)
    _note_repeated(gates, findings)
    if gates and len(gates) == len(maps) and not any(gate.role is GateRole.CORE for gate in gates):
        what = "No gate has the role core, so the plan does not say what the release is for."
        fix = "Give the gate that the release is about 'role: core'."
        findings.note("plan.no_core_gate", what, fix, maps[0].line)
    return gates


def _where(node: MapNode) -> str:
    for key, value in node.pairs:
        if key.text == "name" and isinstance(value, TextNode) and value.text:
            return f"gate '{value.text[:100]}'"
    return f"the gate in line {node.line}"


def _note_repeated(gates: Sequence[Gate], findings: Findings) -> None:
    first: dict[str, int | None] = {}
    for gate in gates:
        if gate.name in first:
            what = f"Two gates are called '{gate.name}'; the first is in line {first[gate.name]}."
            findings.note("plan.duplicate_gate", what, "Give each its own name.", gate.line)
        first.setdefault(gate.name, gate.line)


def _gate(fields: Fields, book: SliceBook, metrics: MetricNames) -> Gate | None:
    name, kind_text, role_text = fields.text("name"), fields.text("kind"), fields.text("role")
    asked = fields.text("metric")
    metric = metrics.find(asked, fields.findings, fields.line_of("metric")) if asked else None
    columns = fields.columns("by")
    accept, fail, margin = fields.number("accept"), fields.number("fail"), fields.number("margin")
    min_items, check = fields.whole("min_items"), fields.text("check")
    if kind_text is None:
        return None
    kind = GateKind(kind_text)
    _note_needs(fields, kind)
    note_thresholds(fields, kind, metric)
    if role_text is None or name is None:
        return None
    role = GateRole(role_text)
    _note_role(fields, kind, role)
    return Gate(
        name,
        kind,
        role,
        metric=metric.name if metric else asked,
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
            what = f"{fields.subject} is of kind {kind.value}, which takes no '{name}'."
            fix = f"Remove it, or change the kind. {did_you_mean(name, allowed)}"
            fields.findings.note("plan.setting_of_other_kind", what, fix, fields.line_of(name))


def _note_role(fields: Fields, kind: GateKind, role: GateRole) -> None:
    if role is GateRole.SLICE and not fields.given("by") and "by" not in GATE_NEEDS[kind].needs:
        what = f"{fields.subject} has the role slice but looks at all items."
        fix = "Give it the role core or guardrail, or name its slices with 'by'."
        fields.findings.note("plan.role", what, fix, fields.line_of("role"))
