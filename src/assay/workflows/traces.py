"""The story of agents under test: their traces, held against what ought to happen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import orjson
import pyarrow as pa

from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.trace import Expected, Trace, Traces
from assay.datasets.trace_items import TRACE, WHOLE
from assay.datasets.trace_lines import trace_from_line
from assay.metrics.agents import Looked, agent_estimates, look
from assay.metrics.estimate import check_level

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Measured(NamedTuple):
    """What traces show."""

    estimates: tuple[Estimate, ...]
    """Every number, system by system."""
    table: pa.Table
    """One row a trace with what was found in it."""
    notes: tuple[str, ...]
    """What was left out."""


def measure(traces: tuple[Trace, ...], expected: Mapping[str, Expected], *, level: float = 0.95) -> Measured:
    """All numbers of some traces; what needs an expectation is over the traces that have one.

    Raises
    ------
    InputError
        ``metric.level``.
    """
    check_level(level)
    looked = [look(trace, expected.get(trace.item)) for trace in traces]
    unknown = sum(trace.item not in expected for trace in traces) if expected else 0
    unseen = sum(
        found.success is None and trace.item in expected and expected[trace.item].state is not None
        for trace, found in zip(traces, looked, strict=True)
    )
    notes = [
        f"{unknown} traces have no expectation of their item" if unknown else "",
        f"{unseen} traces tell no state at their end" if unseen else "",
    ]
    return Measured(agent_estimates(traces, expected, level=level), _table(traces, looked), tuple(filter(None, notes)))


def kept_traces(workspace: "Workspace", name: str) -> Traces:
    """The traces of a dataset.

    Raises
    ------
    WorkspaceError
        ``dataset.unknown``, ``trace.no_traces``.
    """
    found = workspace.dataset(name)
    if WHOLE not in {column.name for column in found.manifest.columns}:
        what = f"'{found.manifest.name}' holds no traces."
        raise WorkspaceError("trace.no_traces", what, "Bring some in: assay trace import FILE --name NAME.")
    rows = workspace.table(found, [WHOLE])[WHOLE].to_pylist()
    made = [trace_from_line(orjson.loads(str(row)), place) for place, row in enumerate(rows, 1)]
    traces = tuple(each for each in made if isinstance(each, Trace))
    return Traces(traces, found.manifest.source.format, found.manifest.source.sha256)


def one_trace(traces: Traces, asked: str) -> Trace:
    """The trace of that id, or the one trace of that item.

    Raises
    ------
    WorkspaceError
        ``trace.unknown`` with the near match, ``trace.which``.
    """
    found = [each for each in traces.traces if asked in (each.id, each.item)]
    exact = [each for each in found if each.id == asked]
    if not found:
        known = [name for each in traces.traces for name in (each.id, each.item)]
        raise WorkspaceError("trace.unknown", f"There is no trace '{asked[:60]}'.", did_you_mean(asked, known))
    if len(found) > 1 and not exact:
        named = ", ".join(each.id for each in found[:5])
        raise WorkspaceError("trace.which", f"The item '{asked[:60]}' has {len(found)} traces.", f"Name one: {named}.")
    return (exact or found)[0]


def _table(traces: tuple[Trace, ...], looked: list[Looked]) -> pa.Table:
    rows = [
        {
            TRACE: trace.id,
            "item": trace.item,
            "system": trace.system,
            "attempt": trace.attempt,
            "success": found.success,
            "calls": found.n_calls,
            "expected_calls": float(sum(found.made)) if found.beyond is not None else None,
            "missed_calls": float(len(found.wanted) - sum(found.wanted)) if found.beyond is not None else None,
            "in_order": found.in_order,
            "errors_recovered": float(sum(found.recovered)),
            "errors": len(found.recovered),
            "forbidden_calls": found.forbidden,
            "seconds": trace.seconds,
            "cost": trace.cost,
        }
        for trace, found in zip(traces, looked, strict=True)
    ]
    return pa.Table.from_pylist(rows)
