"""Traces and what they show, as JSON and on the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.canonical import canonical_json
from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.core.trace import Step, Trace, Traces
from assay.reports.carried import left_out_lines
from assay.reports.json import estimates_json
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import plural

LONGEST = 400
"""Characters of what went in or came out of a step on the terminal."""


class Measured(Protocol):
    """What traces show."""

    @property
    def estimates(self) -> tuple[Estimate, ...]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


def measured_json(found: Measured, traces: Traces) -> dict[str, Any]:
    """``{"traces": {"format", "n", "left_out", "notes"}, "estimates": [...]}``."""
    told = {
        "format": traces.format,
        "n": len(traces.traces),
        "left_out": dict(traces.left_out),
        "notes": list(found.notes),
    }
    return {"traces": told, "estimates": estimates_json(found.estimates)["estimates"]}


def measured_summary(found: Measured, traces: Traces, *, out: Path | None = None) -> RenderableType:
    """Every number of each system, then what was read and left out."""
    lines = [f"Read: {plural(count(len(traces.traces)), 'trace')} ({traces.format}).", *found.notes]
    lines += left_out_lines(dict(traces.left_out))
    lines += [f"Written: {out}, each trace with what was found in it."] if out else []
    return Group(estimates_table(found.estimates, most=200), *(safe(line) for line in lines))


def traces_json(traces: Traces, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``{"format", "left_out", "traces": [{"id", "item", "system", "attempt", "failed", "n_steps", ...}]}``."""
    return {"format": traces.format, "left_out": dict(traces.left_out), "traces": list(lines)}


def trace_rows(traces: Traces) -> list[dict[str, Any]]:
    """A row for each trace: who, what, how many steps, how long."""
    return [
        {
            "id": each.id,
            "item": each.item,
            "system": each.system,
            "attempt": each.attempt,
            "failed": each.failed,
            "n_steps": len(each.steps),
            "seconds": each.seconds,
            "cost": each.cost,
        }
        for each in traces.traces
    ]


def traces_summary(traces: Traces, *, most: int = 50) -> RenderableType:
    """The first traces in a line each, how many more there are, and what was left out."""
    heads = ["trace", "item", "system", ">steps", ">seconds", "ended"]
    rows = [
        (
            each.id,
            each.item,
            each.system,
            str(len(each.steps)),
            "" if each.seconds is None else f"{each.seconds:.3g}",
            "with an error" if each.failed else "well",
        )
        for each in traces.traces[:most]
    ]
    rest = len(traces.traces) - most
    lines = [f"and {count(rest)} more"] if rest > 0 else []
    return Group(plain_table(heads, rows), *map(safe, [*lines, *left_out_lines(dict(traces.left_out))]))


def trace_summary(trace: Trace) -> RenderableType:
    """One trace, step by step."""
    head = f"{trace.id}: {trace.system} on {trace.item}, attempt {trace.attempt}"
    amounts = [
        f"{name} {value:.4g}" for name, value in (("seconds", trace.seconds), ("cost", trace.cost)) if value is not None
    ]
    tokens = [f"tokens {trace.tokens_in or 0} in, {trace.tokens_out or 0} out"] if trace.tokens_in is not None else []
    parts = [safe(", ".join([head, *amounts, *tokens]), most=LONGEST)]
    for place, step in enumerate(trace.steps, 1):
        parts.append(Text.assemble(f"{place:3d}  ", (step.kind.value.replace("_", " "), "bold"), " ", safe(step.name)))
        parts += [safe(f"     {line}", most=LONGEST) for line in _lines(step)]
    if trace.state is not None:
        parts.append(safe(f"State at the end: {value_text(trace.state)}", most=LONGEST))
    return Group(*parts)


def _lines(step: Step) -> list[str]:
    given = [] if step.input in (None, "") else [f"in: {value_text(step.input)}"]
    return given + ([] if step.output in (None, "") else [f"out: {value_text(step.output)}"])


def value_text(value: Any) -> str:
    """What went in or came out of a step: a text as it is, all else as JSON."""
    return value if isinstance(value, str) else canonical_json(value).decode()
