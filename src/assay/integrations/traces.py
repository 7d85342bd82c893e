"""Readers of traces by name, recognised by what stands in a file: our own and those of other packages, found alike."""

from pathlib import Path

from assay.core.errors import InputError, did_you_mean
from assay.core.plugged import class_named, names_of
from assay.core.ports import TraceReader
from assay.core.trace import Traces

GROUP = "assay.traces"
"""Entry points under which another package offers a class that is an `assay.core.ports.TraceReader`."""
OURS = {
    "opentelemetry": "assay.integrations.opentelemetry.reading:OpenTelemetry",
    "openinference": "assay.integrations.openinference.reading:OpenInference",
    "lines": "assay.integrations.own_traces.reading:OwnTraces",
}
MARKS = (
    (b'"openinference.span.kind"', "openinference"),
    (b'"gen_ai.operation.name"', "opentelemetry"),
    (b'"resourceSpans"', "opentelemetry"),
    (b'"resource_spans"', "opentelemetry"),
    (b'"resourceLogs"', "opentelemetry"),
)
"""What stands in the files of a format; lines otherwise."""


def read_traces(path: Path, *, format: str | None = None) -> Traces:
    """The traces of a file.

    Raises
    ------
    InputError
        ``trace.format``, ``trace.shape``, and those of reading JSON.
    """
    return trace_reader(format or recognised(path)).read(path)


def trace_reader(name: str) -> TraceReader:
    """The reader of that name.

    Raises
    ------
    InputError
        ``trace.format`` with the near match; ``plugin.broken``.
    """
    found = class_named(name, OURS, group=GROUP)
    if found is None:
        what = f"There is no format '{name[:60]}' of traces."
        raise InputError("trace.format", what, did_you_mean(name, names_of(OURS, group=GROUP)))
    made: TraceReader = found()
    return made


def recognised(path: Path) -> str:
    """Which convention the spans of a file follow; ``lines`` for anything else."""
    data = path.read_bytes() if path.is_file() else b""
    return next((name for mark, name in MARKS if mark in data), "lines")
