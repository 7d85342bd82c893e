"""Lines of traces, and the rows that ``assay run`` writes, as traces with steps."""

from pathlib import Path

from assay.core.errors import InputError
from assay.core.trace import Trace, Traces
from assay.datasets.json_records import Record, read_records
from assay.datasets.problems import Problems, shown
from assay.datasets.reading import read_table
from assay.datasets.trace_lines import ITEMS, TOLD, no_trace, trace_from_line

NAME = "lines"
TABLES = (".csv", ".tsv", ".parquet")
"""Endings of tables; other files are lines of JSON."""
FIX = (
    'Write one trace a line: {"id": ..., "item": ..., "system": ..., "steps": [{"kind": ..., "name": ...}]}. '
    'Spans are read as OTLP writes them: {"resourceSpans": [...]}.'
)


class OwnTraces:
    """Reads lines of traces, and rows of a run."""

    def read(self, path: Path) -> Traces:
        """Each line, or row of a table as ``assay run`` writes it, is a trace.

        Raises
        ------
        InputError
            ``trace.shape`` with every line that is none, ``input.duplicate_id``, and those of reading JSON.
        """
        (rows, sha256), problems = _rows(path), Problems(str(path))
        found: list[Trace] = []
        firsts: dict[str, int] = {}
        for row in rows:
            made = trace_from_line(row.value, row.line)
            if isinstance(made, str):
                problems.add("trace.shape", made, FIX, line=row.line)
                continue
            first = firsts.setdefault(made.id, row.line)
            if first != row.line:
                what = f"The trace {shown(made.id)} stands at {first} already, so it would count twice."
                problems.add("input.duplicate_id", what, "Keep one of them, or give each an id.", line=row.line)
            found.append(made)
        problems.raise_any()
        return Traces(tuple(found), NAME, sha256)


def _rows(path: Path) -> tuple[list[Record], str]:
    if path.suffix.lower() not in TABLES:
        return read_records(path)
    read = read_table(path, as_text=("output", *ITEMS))
    if not set(read.table.column_names) & set(TOLD):
        raise InputError("trace.shape", no_trace(read.table.column_names), FIX, file=str(path))
    return [Record(place, row) for place, row in enumerate(read.table.to_pylist(), 1)], read.sha256
