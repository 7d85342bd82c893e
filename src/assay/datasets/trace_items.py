"""Traces as items of a dataset, and their steps as items of another one whose parents they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from assay.core.canonical import canonical_json
from assay.core.exchange import Brought
from assay.core.trace import Step, StepKind, Trace, Traces
from assay.datasets.trace_lines import trace_line

TRACE, STEP, PARENT, WHOLE = "trace_id", "step_id", "parent", "trace"
"""Columns: id of a trace, id of a step, the trace of a step, and the trace itself as JSON."""
STEPS = "-steps"
"""Ends the name of the dataset that holds the steps."""


def trace_items(found: Traces) -> Brought:
    """Each trace an item: what was asked and answered, the steps as people are shown them, and its counts."""
    rows = tuple(_row(each) for each in found.traces)
    return Brought(
        f"traces/{found.format}",
        found.sha256,
        TRACE,
        rows,
        tuple(range(1, len(rows) + 1)),
        ("input", WHOLE, "output"),
        (),
        (),
        dict(found.left_out),
    )


def step_items(found: Traces) -> Brought:
    """Each step an item whose parent is its trace."""
    rows = tuple(_step(trace, place, step) for trace in found.traces for place, step in enumerate(trace.steps, 1))
    return Brought(
        f"traces/{found.format}",
        found.sha256,
        STEP,
        rows,
        tuple(range(1, len(rows) + 1)),
        ("name", "input", "output"),
        (),
        (),
    )


def repeated_id(traces: Sequence[Trace]) -> str | None:
    """The first id that two traces share; None where each has its own."""
    return next((id for id, n in Counter(each.id for each in traces).items() if n > 1), None)


def _row(trace: Trace) -> Mapping[str, Any]:
    told = {name: getattr(trace, name) for name in ("item", "attempt", "system", "input", "output")}
    numbers = {name: getattr(trace, name) for name in ("seconds", "tokens_in", "tokens_out", "cost")}
    return {
        TRACE: trace.id,
        **told,
        WHOLE: canonical_json(trace_line(trace)).decode(),
        "state": None if trace.state is None else canonical_json(trace.state).decode(),
        "failed": trace.failed,
        "n_calls": len(trace.of(StepKind.TOOL_CALL)),
        "n_errors": len(trace.of(StepKind.ERROR)),
        "started_at": trace.started_at,
        **numbers,
    }


def _step(trace: Trace, place: int, step: Step) -> Mapping[str, Any]:
    return {
        STEP: f"{trace.id}#{place}",
        PARENT: trace.id,
        "place": place,
        "item": trace.item,
        "system": trace.system,
        "kind": step.kind.value,
        "name": step.name,
        "input": _text(step.input),
        "output": _text(step.output),
        "seconds": step.seconds,
    }


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return canonical_json(value).decode()
