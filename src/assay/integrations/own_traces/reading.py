"""Lines of traces, and the rows that ``assay run`` writes, as traces with steps."""

from pathlib import Path

from assay.core.trace import Trace, Traces
from assay.datasets.json_records import read_records
from assay.datasets.problems import Problems
from assay.datasets.trace_lines import trace_from_line

NAME = "lines"
FIX = 'Write one trace a line: {"id": ..., "item": ..., "system": ..., "steps": [{"kind": ..., "name": ...}]}.'


class OwnTraces:
    """Reads lines of traces, and rows of a run."""

    def read(self, path: Path) -> Traces:
        """Each line is a trace.

        Raises
        ------
        InputError
            ``trace.shape`` with every line that is none, and those of reading JSON.
        """
        read, problems = read_records(path), Problems(str(path))
        found: list[Trace] = []
        for record in read.records:
            made = trace_from_line(record.value, record.line)
            if isinstance(made, str):
                problems.add("trace.shape", made, FIX, line=record.line)
            else:
                found.append(made)
        problems.raise_any()
        return Traces(tuple(found), NAME, read.sha256)
